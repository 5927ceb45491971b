/** A search under way: what is asked, what was found, which of it is active. The address holds all of what is asked. */
import { api, type FolderHit, type SearchAnswer, type Suggestion } from '$lib/api';
import { AsTyped } from '$lib/astyped';
import { Action, Resource } from '$lib/resource.svelte';
import { go, href, setQuery } from '$lib/router/router.svelte';
import { address, blank, type FindQuery, suggested, TYPED_MAX, write } from './query';

/** What a screen shows: each key draws as much anew. */
const PAGE = { flat: 20, grouped: 20 };
/** What the results show anyway is not suggested. */
const BESIDE = ['subject', 'case', 'place', 'person', 'filter', 'saved'];

export class Finding {
  query = $state.raw<FindQuery>(blank());
  /** The place of the active folder among all that are shown. */
  active = $state(0);
  readonly found = new Resource(async (signal): Promise<SearchAnswer> => {
    const answer = await api.search(this.asked({ similar: 'true' }), signal);
    this.active = 0;
    return answer;
  });
  readonly nearby = new Resource(async (signal): Promise<Suggestion[]> => {
    const { q } = this.query;
    return (q.trim() ? (await api.suggest(q, signal)).items : []).filter((one) => BESIDE.includes(one.kind));
  });
  readonly more = new Action();
  private readonly asTyped = new AsTyped(() => {
    setQuery(write(this.query));
    return this.look();
  });
  /** What was asked last, and has been answered or not. */
  private asking: Promise<unknown> = Promise.resolve();
  private left = false;

  get answer(): SearchAnswer | undefined {
    return this.found.data;
  }
  get items(): FolderHit[] {
    const { answer } = this;
    return answer?.groups ? answer.groups.flatMap((group) => group.folders) : (answer?.items ?? []);
  }

  private asked(more: Record<string, string | number> = {}): Record<string, string | number> {
    return { ...write(this.query), limit: this.query.grouped ? PAGE.grouped : PAGE.flat, ...more };
  }

  /** What the address asks. Its own changes while somebody types do not come through here. */
  follow(wanted: FindQuery): void {
    if (this.found.data && address(wanted) === address(this.query)) return;
    this.query = wanted;
    void this.look();
  }

  leave(): void {
    this.left = true;
    this.asTyped.stop();
  }

  /** Asks; done when the folders are there. */
  private look(): Promise<void> {
    this.asTyped.stop();
    const found = this.found.load();
    this.asking = Promise.all([found, this.nearby.load()]);
    return found;
  }

  typed(text: string): void {
    this.query = { ...this.query, q: [...text].slice(0, TYPED_MAX).join('') };
    this.asTyped.typed();
  }

  /** A choice is a step that Back takes back; what was typed before it belongs to the step before. */
  choose = (next: FindQuery): void => {
    this.asTyped.stop();
    if (address(next) === address(this.query)) return;
    setQuery(write(this.query));
    const to = address(next);
    go(to ? `/find?${to}` : '/find');
  };

  step(by: number): void {
    this.active = Math.max(0, Math.min(this.items.length - 1, this.active + by));
  }

  /** Opens what is meant. A hurried hand presses Enter before the answer is there: what still stands is not what it means. */
  async openMeant(): Promise<void> {
    if (this.asTyped.waits) this.asTyped.now();
    const mine = this.asking;
    await mine;
    if (this.asking !== mine || this.asTyped.waits || this.left || this.found.problem) return;
    const hit = this.items[this.active];
    const beside = this.nearby.data?.[0];
    if (hit) go(href('/folders/:code', { code: hit.code }));
    // A case's number is often on no folder: where no folder is found, the best of what stands beside is meant.
    else if (beside) this.take(beside);
  }

  /** What somebody may mean who has typed so much. */
  take(one: Suggestion): void {
    if (one.kind === 'filter' || one.kind === 'person') this.choose(suggested(this.query, one.value));
    else if (one.kind === 'saved') go(`/find?${one.value}`);
    else if (one.kind === 'subject') go(href('/subjects/:no', { no: one.value }));
    else go(one.kind === 'case' ? href('/cases/:code', { code: one.value }) : href('/places/:code', { code: one.value }));
  }

  loadMore = (): Promise<boolean> =>
    this.more.run(async () => {
      const before = this.found.data;
      const cursor = before?.next_cursor;
      if (!before || !cursor) return;
      const next = await api.search(this.asked({ cursor }));
      if (this.found.data !== before) return;
      const groups = before.groups && next.groups ? { groups: [...before.groups, ...next.groups] } : {};
      this.found.data = { ...before, items: [...before.items, ...next.items], ...groups, next_cursor: next.next_cursor ?? null };
    });
}
