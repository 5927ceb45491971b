/** Chosen pages go where a label, a search or a number says: the same where they are sorted and where they are arranged. */
import { api, type PaperLine, type ScanPage } from '$lib/api';
import { t } from '$lib/i18n/index.svelte';
import { asProblem } from '$lib/resource.svelte';
import { toast } from '$lib/toast.svelte';
import { backTo } from './acts';
import type { Act } from './doing';
import { type Recent, recent, remember, said, scannedTarget, type Target, target, wire } from './targets';

interface About {
  act: Act;
  /** The pages that an act means, as they lie. */
  meant: () => number[];
  rows: (nos: number[]) => ScanPage[];
  /** Where they lie in an order of their own: all pages of their folder. */
  among?: () => readonly ScanPage[];
}

export class Moving {
  /** Where the next ones go. */
  picked = $state.raw<Target | null>(null);
  /** Folders of before, newest first. */
  before = $state.raw(recent());
  /** The paper to which the last ones went. */
  last: PaperLine | null = null;
  readonly #about: About;

  constructor(about: About) {
    this.#about = about;
  }

  move = async (to: Target, paper: PaperLine | null, nos = this.#about.meant()): Promise<boolean> => {
    const { act, rows, among } = this.#about;
    if (nos.length === 0) return false;
    this.last = paper;
    const moved = await act(() => api.movePages(nos, wire(to, paper)), t('review.moved', { n: nos.length, to: said(to, paper) }), backTo(rows(nos), among?.()));
    this.before = remember(to.folder);
    return moved;
  };

  /** Dropped onto a folder of before. */
  toRecent = async ({ code, title }: Recent, nos = this.#about.meant()): Promise<boolean> => {
    try {
      const to = (this.picked = await target(code, title));
      return await this.move(to, null, nos);
    } catch (error) {
      toast(asProblem(error).detail || t('problem.Unreachable'), 'bad');
      return false;
    }
  };

  /** A folder's label or a case's slip says where they go: at once if `now`, else where the next will go. */
  take = async (text: string, now: boolean): Promise<boolean> => {
    // Those that are chosen when it is scanned, whatever is chosen until it is known where it leads.
    const nos = this.#about.meant();
    try {
      const to = await scannedTarget(await api.scan(text));
      if (!to) throw new Error(t('review.no_target', { text }));
      this.picked = to;
      if (now) return await this.move(to, null, nos);
      toast(t('review.now_to', { to: said(to, null) }));
      return true;
    } catch (error) {
      toast(asProblem(error).detail || t('problem.Unreachable'), 'bad');
      return false;
    }
  };
}
