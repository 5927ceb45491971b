/**
 * A list as the server has it: filtered by its page, narrowed and sorted by whoever looks, all of it in the address. It
 * is sorted where all of it is, never a page that happens to have come.
 */
import { api, type CellShown, type Page } from '$lib/api';
import { Pages } from '$lib/resource.svelte';
import { setQuery } from '$lib/router/router.svelte';
import { loadColumns } from './columns.svelte';

const PAGE = 100;

export type Filter = Record<string, string | number | boolean | null | undefined>;

export interface Row<T> {
  item: T;
  cells: CellShown[];
}

export interface ListingOf {
  /** The list's address in the interface. */
  path: () => string;
  /** The name under which its columns are remembered. */
  name: () => string;
  /** What the page filters it by. */
  filter?: () => Filter;
  /** What the page's address holds of that, where it is not the same; nothing for a list that is not the page's first. */
  address?: (() => Record<string, string>) | null;
}

export class Listing<T> {
  /** A column's id, with `-` before it the other way round. */
  order = $state('');
  contains = $state('');
  /** The columns whose words are shown as the server says them. */
  plain = $state.raw<string[]>([]);
  readonly pages: Pages<Row<T>>;
  readonly of: ListingOf;

  constructor(of: ListingOf) {
    this.of = of;
    if (of.address !== null) {
      // What stands there by now: how another list was sorted before it is no question to this one.
      const asked = new URLSearchParams(window.location.search);
      this.order = asked.get('order') ?? '';
      this.contains = asked.get('contains') ?? '';
    }
    this.pages = new Pages(async (cursor, signal) => {
      await loadColumns();
      const page = await api.rows<T>(this.of.path(), { ...this.asked, cells: this.plain.join(','), limit: PAGE, cursor }, signal);
      return rowsOf(page);
    });
  }

  /** What is asked for, however it is shown. */
  get asked(): Filter {
    return { ...this.of.filter?.(), order: this.order, contains: this.contains.trim() };
  }

  get items(): T[] {
    return this.pages.items.map((row) => row.item);
  }

  get total(): number | undefined {
    const said = this.pages.data?.total;
    return said ?? (this.pages.data && !this.pages.more ? this.pages.items.length : undefined);
  }

  get seq(): number | undefined {
    return this.pages.data?.seq;
  }

  load = (): Promise<void> => this.pages.load();

  /** Another question than before. What is shown stays until the answer is there. */
  change = (): Promise<void> => {
    this.note();
    return this.pages.swap();
  };

  /** Writes the question into the address. */
  note(): void {
    if (this.of.address === null) return;
    const own = this.of.address?.() ?? Object.fromEntries(Object.entries(this.of.filter?.() ?? {}).map(([name, value]) => [name, value == null || value === false ? '' : String(value)]));
    setQuery({ ...own, order: this.order, contains: this.contains.trim() });
  }
}

function rowsOf<T>(page: Page<T> & { cells?: CellShown[][] | null }): Page<Row<T>> {
  return { ...page, items: page.items.map((item, at) => ({ item, cells: page.cells?.[at] ?? [] })) };
}
