import { expect, it } from 'vitest';
import type { ScanPage } from '$lib/api';
import { byPaper, numbered, parts } from './stacks';

const page = (no: number, one: string | null, paper: number | null, is_hidden = false): ScanPage => ({
  no, scan: 1, index: no, state: 'filed', width_px: 1, height_px: 1, dpi: 0, side: 'unknown', quarters: 0, is_blank: false, is_hidden,
  case: one === null ? null : { code: one, title: one }, paper: paper === null ? null : { no: paper, name_zh: '', name_en: '' },
});

it('a case’s papers lie together, the cases in the order of their first pages', () => {
  const all = [page(1, 'B', 2), page(2, 'A', 0), page(3, 'B', 1), page(4, null, null), page(5, 'B', 2)];
  expect(parts(all).map((part) => [part.key, part.pages.map((one) => one.no)])).toEqual([['B/2', [1, 5]], ['B/1', [3]], ['A/0', [2]], ['/', [4]]]);
});

it('only what is shown is counted', () => {
  expect([...numbered([page(7, 'A', 0), page(8, 'A', 0, true), page(9, 'A', 0)])]).toEqual([[7, 1], [9, 2]]);
});

it('a case has its own pages by its papers, and no hidden ones', () => {
  const found = byPaper([page(1, 'B', 2), page(2, 'A', 2), page(3, 'B', 2), page(4, 'B', null), page(5, 'B', 0, true)], 'B');
  expect([...found].map(([no, pages]) => [no, pages.map((one) => one.no)])).toEqual([[2, [1, 3]]]);
});
