/** A search under way: what is asked, what was found, which of it is active. The address holds all of what is asked. */
import { api, type FolderHit, type SearchAnswer, type Suggestion } from '$lib/api';
import { AsTyped } from '$lib/astyped';
import { painted } from '$lib/painted';
import { Action, Resource } from '$lib/resource.svelte';
import { go, href, setQuery, setQueryLater } from '$lib/router/router.svelte';
import { address, blank, type Choice, type FindQuery, suggested, TYPED_MAX, write } from './query';

/** What a screen shows: each key draws as much anew. */
const PAGE = { flat: 20, grouped: 20 };
/** What the results show anyway is not suggested. */
const BESIDE = ['subject', 'case', 'place', 'person', 'filter', 'saved'];

/** An answer, and what it answers. */
export interface Answered {
  query: FindQuery;
  answer: SearchAnswer;
}

export class Finding {
  /** What stands in the box. */
  text = $state('');
  /** All else that is asked: a key leaves it as it is, so that nothing which shows it is drawn anew. */
  choice = $state.raw<Choice>(blank());
  /** The place of the active folder among all that are shown. */
  active = $state(0);
  /** What was answered, when its folders are on the screen: all that stands around them waits for that. */
  settled = $state.raw<Answered | undefined>();
  readonly found = new Resource(async (signal): Promise<Answered> => {
    const { query } = this;
    const answer = await api.search(this.asked({ similar: 'true' }), signal);
    this.active = 0;
    return { query, answer };
  });
  readonly nearby = new Resource(async (signal): Promise<Suggestion[]> => {
    const q = this.text;
    if (!q.trim()) return [];
    // Without an answer nothing may be meant: what stands there is of what was typed before.
    const { items } = await api.suggest(q, signal).catch(() => ({ items: [] }));
    return items.filter((one) => BESIDE.includes(one.kind));
  });
  readonly more = new Action();
  private readonly asTyped = new AsTyped(() => {
    setQueryLater(write(this.query));
    return this.look();
  });
  /** What was asked last, and has been answered or not. */
  private asking: Promise<void> = Promise.resolve();
  /** The same, and what stands around it is there as well. */
  private settling: Promise<void> = Promise.resolve();
  private left = false;

  get query(): FindQuery {
    return { ...this.choice, q: this.text };
  }
  set query({ q, ...choice }: FindQuery) {
    this.text = q;
    this.choice = choice;
  }
  get answer(): SearchAnswer | undefined {
    return this.found.data?.answer;
  }
  get items(): FolderHit[] {
    const { answer } = this;
    return answer?.groups ? answer.groups.flatMap((group) => group.folders) : (answer?.items ?? []);
  }

  private asked(more: Record<string, string | number> = {}): Record<string, string | number> {
    return { ...write(this.query), limit: this.choice.grouped ? PAGE.grouped : PAGE.flat, ...more };
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
    const mine = this.found.load();
    this.asking = mine;
    this.settling = this.settle(mine);
    return mine;
  }

  /** What takes the server and the page a while beside the folders comes when these can be seen. */
  private async settle(mine: Promise<void>): Promise<void> {
    await mine;
    if (this.settled) await painted();
    if (this.asking !== mine || this.left) return;
    this.settled = this.found.data;
    await this.nearby.load();
  }

  typed(text: string): void {
    this.text = [...text].slice(0, TYPED_MAX).join('');
    this.asTyped.typed();
  }

  /** A choice is a step that Back takes back; what was typed before it belongs to the step before. */
  choose = (change: Partial<FindQuery>): void => {
    this.asTyped.stop();
    const to = address({ ...this.query, ...change });
    if (to === address(this.query)) return;
    setQuery(write(this.query));
    go(to ? `/find?${to}` : '/find');
  };

  step(by: number): void {
    this.active = Math.max(0, Math.min(this.items.length - 1, this.active + by));
  }

  /** Opens what is meant. A hurried hand presses Enter before the answer is there: what still stands is not what it means. */
  async openMeant(): Promise<void> {
    if (this.asTyped.waits) this.asTyped.now();
    const mine = this.asking;
    const isOver = (): boolean => this.asking !== mine || this.asTyped.waits || this.left || this.found.problem !== undefined;
    await mine;
    if (isOver()) return;
    const hit = this.items[this.active];
    if (hit) return go(href('/folders/:code', { code: hit.code }));
    // A case's number is often on no folder: where no folder is found, the best of what stands beside is meant.
    await this.settling;
    const beside = isOver() ? undefined : this.nearby.data?.[0];
    if (beside) this.take(beside);
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
      const cursor = before?.answer.next_cursor;
      if (!before || !cursor) return;
      const next = await api.search(this.asked({ cursor }));
      if (this.found.data !== before) return;
      const { answer } = before;
      const groups = answer.groups && next.groups ? { groups: [...answer.groups, ...next.groups] } : {};
      this.settled = this.found.data = { ...before, answer: { ...answer, items: [...answer.items, ...next.items], ...groups, next_cursor: next.next_cursor ?? null } };
    });
}
