/** A screen held in a hand: keys are of no use there, and are not spoken of. */
import { MediaQuery } from 'svelte/reactivity';

export const narrow = new MediaQuery('max-width: 640px');
