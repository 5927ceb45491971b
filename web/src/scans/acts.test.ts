import { afterEach, describe, expect, it, vi } from 'vitest';
import { api, type ScanPage } from '$lib/api';
import { backTo, wouldGo } from './acts';

const page = (no: number, folder: string | null, more: Partial<ScanPage> = {}): ScanPage => ({
  no,
  scan: 1,
  index: no,
  state: 'waits',
  side: 'unknown',
  is_blank: false,
  is_hidden: false,
  quarters: 0,
  width_px: 1,
  height_px: 1,
  dpi: 300,
  would: folder ? { folder: { code: folder, title: folder } } : null,
  ...more,
});

describe('where the codes of pages say that they belong', () => {
  it('takes those of one place together, in their order, and leaves out what no code says', () => {
    const places = wouldGo([page(1, 'A'), page(2, 'B'), page(3, 'A'), page(4, null)]);
    expect(places).toEqual([
      { to: { folder: 'A' }, nos: [1, 3] },
      { to: { folder: 'B' }, nos: [2] },
    ]);
  });
  it('says the case and the paper, by its id if it has one', () => {
    const paper = { no: 3, id: 'contract', name_zh: '合同', name_en: 'Contract' };
    const would = { folder: { code: 'A', title: 'A' }, case: { code: 'W-1', title: 'W-1' }, paper };
    expect(wouldGo([page(1, null, { would })])).toEqual([{ to: { folder: 'A', case: 'W-1', paper: 'contract' }, nos: [1] }]);
  });
  it('moves nothing that does not wait any more', () => {
    expect(wouldGo([page(1, 'A', { state: 'filed' })])).toEqual([]);
  });
});

describe('the way back', () => {
  afterEach(() => vi.restoreAllMocks());
  it('lets pages wait as they waited: with their reason, and with where their code says that they belong', async () => {
    const putBack = vi.spyOn(api, 'putBackPages').mockResolvedValue(undefined);
    const move = vi.spyOn(api, 'movePages').mockResolvedValue(undefined);
    const why = (code: 'count_differs' | 'no_code') => ({ why: { code, detail: '', codes: [] } });
    const filed = page(5, null, { state: 'filed', folder: { code: 'B', title: 'B' } });
    await backTo([page(1, 'A', why('count_differs')), page(2, null, why('no_code')), page(3, 'A', why('count_differs')), page(4, null, { state: 'aside' }), filed])();
    expect(putBack.mock.calls).toEqual([
      [[1, 3], { why: 'count_differs', would: { folder: 'A' } }],
      [[2], { why: 'no_code' }],
      [[4], undefined],
    ]);
    expect(move.mock.calls).toEqual([[[5], { folder: 'B' }]]);
  });
  const hung = (no: number, folder: string, paper?: string): ScanPage =>
    page(no, null, {
      state: 'filed',
      folder: { code: folder, title: folder },
      ...(paper ? { case: { code: 'W-1', title: 'W-1' }, paper: { no: 1, id: paper, name_zh: '', name_en: '' } } : {}),
    });
  /** A folder that does what is asked of it, and how it lies after. */
  function folderOf(code: string, now: number[]): { lies: () => number[] } {
    let list = now;
    vi.spyOn(api, 'folderPages').mockImplementation(async () => ({ items: list.map((no) => hung(no, code)), next_cursor: null, total: list.length, seq: 1 }));
    vi.spyOn(api, 'movePages').mockImplementation(async (nos, _to, before) => {
      const others = list.filter((no) => !nos.includes(no));
      const at = before === undefined ? others.length : others.indexOf(before);
      if (at < 0) throw new Error(`${before} is not there`);
      list = [...others.slice(0, at), ...nos, ...others.slice(at)];
      return undefined;
    });
    return { lies: () => list };
  }
  it('gives pages that went to another folder back between those they lay between', async () => {
    const among = [1, 2, 3, 4, 5, 6].map((no) => hung(no, 'A', no === 4 ? 'contract' : undefined));
    const gone = among.filter(({ no }) => [2, 4, 5].includes(no));
    const folder = folderOf('A', [1, 3, 6]);
    await backTo(gone, among)();
    expect(folder.lies()).toEqual([1, 2, 3, 4, 5, 6]);
    expect(vi.mocked(api.movePages).mock.calls).toEqual([
      [[5], { folder: 'A' }, 6],
      [[4], { folder: 'A', case: 'W-1', paper: 'contract' }, 5],
      [[2], { folder: 'A' }, 3],
    ]);
  });
  it('gives pages that were laid elsewhere in their folder their place again, and passes over what left meanwhile', async () => {
    const among = [1, 2, 3, 4, 5].map((no) => hung(no, 'A'));
    const folder = folderOf('A', [3, 5, 1, 2]);
    await backTo(among.slice(0, 2), among)();
    expect(folder.lies()).toEqual([1, 2, 3, 5]);
    const last = folderOf('A', [1, 2, 3, 4]);
    await backTo(among.slice(4), among)();
    expect(last.lies()).toEqual([1, 2, 3, 4, 5]);
  });
});
