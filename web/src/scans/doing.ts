/** What is done to pages, where they are sorted and where they are arranged: the act, the pages as they are then, and its way back. */
import { api, type ScanPage } from '$lib/api';
import { t } from '$lib/i18n/index.svelte';
import type { Action } from '$lib/resource.svelte';
import { toast } from '$lib/toast.svelte';
import type { Turns } from '$lib/turns';
import { sentenceOf } from '$lib/ui/fields';
import { type Back, sayWithWayBack } from '$lib/wayback';

export type Act = (work: () => Promise<unknown>, words: string, back: Back) => Promise<boolean>;

export interface PageActs {
  act: Act;
  /** Clockwise, by so many quarters. */
  turn: (nos: number[], quarters: number) => Promise<boolean>;
  /** Hides them; shows them, if all are hidden. */
  hide: (rows: ScanPage[]) => Promise<boolean>;
}

/** Acts are begun in turn: none meets another on its way. */
export function pageActs(action: Action, turns: Turns, again: () => Promise<void>): PageActs {
  const act: Act = async (work, words, back) => {
    if (!(await action.run(work))) {
      // What waits behind it takes the place of what the page says of it.
      if (turns.waiting > 1 && action.problem) toast(sentenceOf(action.problem), 'bad');
      return false;
    }
    sayWithWayBack(words, back, again);
    await again();
    return true;
  };
  return {
    act,
    turn: (nos, quarters) => act(() => api.turnPages(nos, quarters), t('review.turned', { n: nos.length }), () => api.turnPages(nos, 4 - quarters)),
    hide: (rows) => {
      const away = rows.some((row) => !row.is_hidden);
      // Those that were hidden before stay so when it is taken back.
      const nos = rows.filter((row) => row.is_hidden !== away).map((row) => row.no);
      return act(() => api.hidePages(nos, away), t(away ? 'review.hid' : 'review.showed', { n: nos.length }), () => api.hidePages(nos, !away));
    },
  };
}
