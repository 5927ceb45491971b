/** Every key of the viewer. */
import type { PlainKey } from '$lib/i18n/index.svelte';

export const VIEWER_KEYS: [string[], PlainKey][] = [
  [['←', '→'], 'viewer.key_leaf'],
  [['Home', 'End'], 'viewer.key_ends'],
  [['+', '-'], 'viewer.key_zoom'],
  [['w'], 'viewer.key_width'],
  [['0'], 'viewer.key_whole'],
  [['↑', '↓'], 'viewer.key_pan'],
  [['Shift', '→'], 'viewer.key_aside'],
  [['r'], 'viewer.key_turn'],
  [['Shift', 'R'], 'review.key_turn_left'],
  [['k'], 'viewer.key_keep'],
  [['s'], 'viewer.key_sign'],
  [['p'], 'viewer.key_copy'],
  [['t'], 'viewer.key_text'],
  [['m'], 'viewer.key_marks'],
  [['i'], 'viewer.key_card'],
  [['Ctrl', 'Z'], 'review.key_undo'],
  [['Esc'], 'viewer.key_back'],
];
