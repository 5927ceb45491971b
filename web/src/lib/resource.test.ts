import { describe, expect, it } from 'vitest';
import type { Page } from '$lib/api';
import { Pages } from './resource.svelte';

/** A list of numbers that comes three at a time; what it holds may change while it is shown. */
function numbers() {
  const source = { items: [1, 2, 3, 4, 5, 6, 7], broken: false, reads: 0 };
  const read = async (cursor: string | null): Promise<Page<number>> => {
    source.reads += 1;
    if (source.broken) throw new Error('gone');
    const from = Number(cursor ?? 0);
    const next = from + 3 < source.items.length ? String(from + 3) : null;
    return { items: source.items.slice(from, from + 3), next_cursor: next, total: source.items.length };
  };
  return { source, pages: new Pages(read) };
}

describe('a list that comes page by page', () => {
  it('grows until there is no more', async () => {
    const { pages } = numbers();
    await pages.load();
    expect([pages.items, pages.more, pages.data?.total]).toEqual([[1, 2, 3], true, 7]);
    await pages.loadMore();
    await pages.loadMore();
    expect([pages.items, pages.more]).toEqual([[1, 2, 3, 4, 5, 6, 7], false]);
  });

  it('is as long as it was shown when it is read again, and begins anew when it is another list', async () => {
    const { source, pages } = numbers();
    await pages.load();
    await pages.loadMore();
    source.items = [0, ...source.items];
    await pages.load();
    expect(pages.items).toEqual([0, 1, 2, 3, 4, 5]);
    source.items = [9];
    await pages.change();
    expect([pages.items, pages.more]).toEqual([[9], false]);
  });

  it('keeps what is shown when a page cannot be read, says why, and forgets it when it can', async () => {
    const { source, pages } = numbers();
    await pages.load();
    source.broken = true;
    await pages.loadMore();
    expect([pages.items, pages.problem?.detail, pages.loading]).toEqual([[1, 2, 3], 'gone', false]);
    source.broken = false;
    await pages.load();
    expect([pages.items, pages.problem]).toEqual([[1, 2, 3], undefined]);
  });
});
