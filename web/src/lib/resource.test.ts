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

describe('more of a list that becomes another meanwhile', () => {
  /** Answers when it is told to, to whichever read was asked. */
  function slow() {
    const asked: { cursor: string | null; signal: AbortSignal; answer: (items: number[], next?: string | null) => Promise<void> }[] = [];
    const pages = new Pages<number>((cursor, signal) => new Promise((resolve) => {
      const answer = async (items: number[], next: string | null = null): Promise<void> => {
        resolve({ items, next_cursor: next, total: 9 });
        await new Promise((done) => setTimeout(done));
      };
      asked.push({ cursor, signal, answer });
    }));
    return { asked, pages };
  }

  it.each(['change', 'swap'] as const)('is dropped: %s', async (how) => {
    const { asked, pages } = slow();
    void pages.load();
    await asked[0]?.answer([1, 2], '2');
    void pages.loadMore();
    void pages[how]();
    await asked[2]?.answer([7], '8');
    await asked[1]?.answer([3, 4], '4');
    expect([pages.items, asked[1]?.signal.aborted, pages.loading]).toEqual([[7], true, false]);
    void pages.loadMore();
    expect(asked[3]?.cursor).toBe('8');
  });

  it('comes with the list where only that is read again', async () => {
    const { asked, pages } = slow();
    void pages.load();
    await asked[0]?.answer([1, 2], '2');
    void pages.loadMore();
    void pages.load();
    await asked[2]?.answer([0, 1], '1');
    await asked[1]?.answer([3, 4], '4');
    await asked[3]?.answer([2, 3], '3');
    expect([pages.items, pages.more]).toEqual([[0, 1, 2, 3], true]);
  });
});
