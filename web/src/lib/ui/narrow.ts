/** A screen held in a hand: keys are of no use there, and are not spoken of. */
import { MediaQuery } from 'svelte/reactivity';

export const narrow = new MediaQuery('max-width: 640px');
/** A small desk: the words of a long row of buttons do not fit beside each other. */
export const tight = new MediaQuery('max-width: 1279px');
