/** What is done with pages, said with a way back. */
import { api, type PageTarget, type ScanPage } from '$lib/api';
import { t } from '$lib/i18n/index.svelte';
import { asProblem } from '$lib/resource.svelte';
import { toast } from '$lib/toast.svelte';

/** How an act is taken back. */
export type Back = () => Promise<unknown>;

export function sayWithWayBack(words: string, back: Back, after: () => unknown): void {
  const run = async (): Promise<void> => {
    try {
      await back();
      toast(t('ui.undone'));
    } catch (error) {
      toast(asProblem(error).detail || t('problem.Unreachable'), 'bad');
    }
    await after();
  };
  toast(words, 'ok', [{ label: t('ui.undo'), run, undoes: true }]);
}

/** How pages get back to where each of them is now: those of one place together, the others after them. */
export function backTo(pages: ScanPage[]): Back {
  const places = new Map<string, { to: PageTarget | null; nos: number[] }>();
  for (const page of pages) {
    const to = placeOf(page);
    const key = JSON.stringify(to) + page.state;
    const place = places.get(key) ?? { to, nos: [] };
    place.nos.push(page.no);
    places.set(key, place);
  }
  return async () => {
    for (const { to, nos } of places.values()) await (to ? api.movePages(nos, to) : api.putBackPages(nos));
  };
}

function placeOf(page: ScanPage): PageTarget | null {
  if (page.state !== 'filed' || !page.folder) return null;
  return { folder: page.folder.code, ...(page.case ? { case: page.case.code } : {}), ...(page.paper ? { paper: page.paper.id ?? page.paper.no } : {}) };
}
