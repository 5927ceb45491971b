/** Something read from the server: its data, that it is on its way, or why it is not there. */
import { untrack } from 'svelte';
import { ApiProblem, type Page } from '$lib/api';
import { isAbort } from '$lib/api/client';
import { begun } from '$lib/underway';

export class Resource<T> {
  data = $state.raw<T | undefined>();
  problem = $state.raw<ApiProblem | undefined>();
  loading = $state(false);
  private readonly read: (signal: AbortSignal) => Promise<T>;
  private running: AbortController | null = null;

  constructor(read: (signal: AbortSignal) => Promise<T>) {
    this.read = read;
  }

  /** Reads again; a read still under way is dropped. What was there stays visible until the answer comes. */
  load = async (): Promise<void> => {
    this.running?.abort();
    const mine = new AbortController();
    this.running = mine;
    this.loading = true;
    try {
      const data = await this.read(mine.signal);
      if (this.running !== mine) return;
      this.data = data;
      this.problem = undefined;
    } catch (error) {
      if (this.running !== mine || isAbort(error)) return;
      this.problem = asProblem(error);
    } finally {
      if (this.running === mine) this.loading = false;
    }
  };

  /** Forgets a read under way, as if it had not been begun. */
  drop(): void {
    this.running?.abort();
    this.running = null;
    this.loading = false;
  }
}

/** A list that comes page by page. Read again, it is as long as it was shown before. */
export class Pages<T> {
  items = $state.raw<T[]>([]);
  /** Whether the server has more. */
  more = $state(false);
  private readonly first: Resource<Page<T>>;
  private readonly next: Resource<Page<T>>;
  private cursor: string | null = null;
  /** How much is shown of what was asked for last: a list read again is as long as it was. */
  private length = 0;

  constructor(read: (cursor: string | null, signal: AbortSignal) => Promise<Page<T>>) {
    this.first = new Resource(async (signal) => {
      let page = await read(null, signal);
      let items = page.items;
      while (items.length < this.length && page.next_cursor) {
        page = await read(page.next_cursor, signal);
        items = [...items, ...page.items];
      }
      if (!signal.aborted) this.show(items, page);
      return page;
    });
    this.next = new Resource(async (signal) => {
      const page = await read(this.cursor, signal);
      if (!signal.aborted) this.show([...this.items, ...page.items], page);
      return page;
    });
  }

  private show(items: T[], page: Page<T>): void {
    this.items = items;
    this.length = items.length;
    this.cursor = page.next_cursor ?? null;
    this.more = this.cursor !== null;
  }

  /** Nothing until the first page has come. */
  get data(): Page<T> | undefined {
    return this.first.data;
  }

  get problem(): ApiProblem | undefined {
    return this.first.problem ?? this.next.problem;
  }

  get loading(): boolean {
    return this.first.loading || this.next.loading;
  }

  load = (): Promise<void> => {
    this.next.problem = undefined;
    // More that is on its way belongs to the list as it was: it comes with this one, if it is the same list.
    // An effect that reads the list does not come to depend on that.
    if (untrack(() => this.next.loading)) {
      this.next.drop();
      if (this.length > 0) this.length += 1;
    }
    return this.first.load();
  };

  loadMore = (): Promise<void> => this.next.load();

  /** Another list than before: what was shown goes. */
  change = (): Promise<void> => {
    this.items = [];
    this.more = false;
    return this.swap();
  };

  /** The same, but what was shown stays until the other is there. */
  swap = (): Promise<void> => {
    this.length = 0;
    return this.load();
  };
}

export function asProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  return new ApiProblem({ code: 'Unexpected', status: -1, detail: error instanceof Error ? error.message : String(error) });
}

/** An act of the person's: running or not, and what came of it. */
export class Action {
  /** Whether something is changed by it: what is only fetched or looked up is nothing that a key could mean to take back. */
  private readonly changes: boolean;

  running = $state(false);
  problem = $state.raw<ApiProblem | undefined>();

  constructor({ changes = true } = {}) {
    this.changes = changes;
  }

  /**
   * Runs the work unless it is running already; answers whether it succeeded. An effect that runs it does not come to
   * depend on whether it runs: it would run for ever.
   */
  run = async (work: () => Promise<unknown>): Promise<boolean> => {
    if (untrack(() => this.running)) return false;
    this.running = true;
    this.problem = undefined;
    const ended = this.changes ? begun() : null;
    try {
      await work();
    } catch (error) {
      this.problem = asProblem(error);
    } finally {
      this.running = false;
    }
    ended?.(!this.problem);
    return !this.problem;
  };

  clear(): void {
    this.problem = undefined;
  }
}
