import { expect, it } from 'vitest';
import { plainIds, seenIds, shownColumns } from './shown';

const own = [
  { key: 'folder', label: 'Folder', of: ['title', 'code'], lead: true },
  { key: 'due', label: 'Due', of: ['due', 'overdue_days'] },
  { key: 'act', label: 'Actions' },
];
const known = ['code', 'title', 'due', 'overdue_days', 'purpose'].map((id) => ({ id, name: id.toUpperCase() }));
const keys = (chosen: string[]): string[] => shownColumns(own, known, chosen).map((column) => column.key);

it('a list shows what its page draws until somebody chooses', () => {
  expect(keys([])).toEqual(['folder', 'due', 'act']);
  expect(seenIds(shownColumns(own, known, []))).toEqual(['title', 'code', 'due', 'overdue_days']);
});

it('what was chosen stands in its order, drawn by the page where it can, else in plain words', () => {
  const shown = shownColumns(own, known, ['purpose', 'due', 'code']);
  expect(shown.map((column) => column.key)).toEqual(['of:purpose', 'due', 'of:code', 'act']);
  expect(plainIds(shown)).toEqual(['purpose', 'code']);
  expect(shown.map((column) => column.plain)).toEqual([0, undefined, 1, undefined]);
  expect(seenIds(shown)).toEqual(['purpose', 'due', 'overdue_days', 'code']);
  expect(shown[0]?.lead).toBe(true);
});

it('what stands in a column that is drawn does not stand there twice', () => {
  expect(keys(['title', 'code'])).toEqual(['folder', 'act']);
});

it('only what the server knows can be sorted', () => {
  expect(shownColumns([{ key: 'x', label: 'X', of: ['gone'] }], known, [])[0]?.by).toBeUndefined();
});
