/** Every key of the review queue. */
import type { PlainKey } from '$lib/i18n/index.svelte';

export const REVIEW_KEYS: [string[], PlainKey][] = [
  [['←', '→', '↑', '↓'], 'review.key_walk'],
  [['Space'], 'review.key_choose'],
  [['Shift', '→'], 'review.key_stretch'],
  [['a'], 'review.key_all'],
  [['x'], 'review.key_split'],
  [['b'], 'review.key_blanks'],
  [['Alt', '→'], 'review.key_lay'],
  [['f'], 'review.key_find'],
  [['Enter'], 'review.key_folder'],
  [['1', '…', '9'], 'review.key_paper'],
  [['m'], 'review.key_merge'],
  [['c'], 'review.key_would'],
  [['r'], 'review.key_turn'],
  [['Shift', 'R'], 'review.key_turn_left'],
  [['h'], 'review.key_hide'],
  [['d'], 'review.key_aside'],
  [['u'], 'review.key_put_back'],
  [['v'], 'review.key_look'],
  [['Ctrl', 'Z'], 'review.key_undo'],
  [['Esc'], 'review.key_none'],
];
