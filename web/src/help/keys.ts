/** What the sheet of keys says. A page that takes a new key adds it here. */
import type { PlainKey } from '$lib/i18n/index.svelte';

export interface KeyLine {
  keys: readonly string[];
  /** Where the key is no word of the keyboard: its name is a message. */
  named?: PlainKey;
  does: PlainKey;
}

export const KEYS: readonly { title: PlainKey; lines: readonly KeyLine[] }[] = [
  {
    title: 'keys.everywhere',
    lines: [
      { keys: ['/'], does: 'keys.find' },
      { keys: ['?'], does: 'keys.sheet' },
      { keys: ['↑', '↓'], does: 'keys.menu' },
      { keys: ['Ctrl', 'Z'], does: 'keys.undo' },
      { keys: ['Esc'], does: 'keys.close' },
      { keys: [], named: 'keys.scanner', does: 'keys.scan' },
    ],
  },
  {
    title: 'keys.lists',
    lines: [
      { keys: ['↑', '↓'], does: 'table.keys_rows' },
      { keys: ['PgUp', 'PgDn'], does: 'table.keys_page' },
      { keys: ['Home', 'End'], does: 'table.keys_ends' },
      { keys: ['Enter'], does: 'table.keys_open' },
      { keys: ['Space'], does: 'table.keys_choose' },
      { keys: ['F'], does: 'table.keys_filter' },
      { keys: ['↓'], does: 'table.keys_down' },
    ],
  },
  { title: 'nav.find', lines: [{ keys: ['Ctrl', 'Enter'], does: 'keys.meant' }] },
  {
    title: 'nav.desk',
    lines: [
      { keys: ['.'], does: 'keys.type_code' },
      { keys: ['1', '…', '9'], does: 'keys.which' },
      { keys: ['F9'], does: 'keys.slot' },
    ],
  },
  {
    title: 'nav.receive',
    lines: [
      { keys: ['1', '…', '9'], does: 'keys.paper' },
      { keys: ['Enter'], does: 'keys.take' },
      { keys: ['F4'], does: 'keys.just_comes' },
      { keys: ['F9'], does: 'keys.offered' },
      { keys: ['B'], does: 'keys.back' },
      { keys: ['Esc'], does: 'keys.aside' },
      { keys: ['F2'], does: 'keys.close_transfer' },
    ],
  },
  { title: 'nav.register', lines: [{ keys: ['Ctrl', 'Enter'], does: 'keys.save' }] },
];
