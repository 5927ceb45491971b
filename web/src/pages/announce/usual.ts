/** The type that was announced last on this machine, as long as there is one of that code. */
import { reference } from '$lib/reference.svelte';

const TYPE = 'strongroom.announce.type';

export const usual = {
  get type(): string {
    const last = localStorage.getItem(TYPE) ?? '';
    return reference.type(last) ? last : (reference.types[0]?.code ?? '');
  },
  set type(code: string) {
    localStorage.setItem(TYPE, code);
  },
};
