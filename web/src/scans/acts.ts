/** How what is done with pages is taken back. */
import { api, type PageTarget, type ScanPage, type Waited } from '$lib/api';
import type { Back } from '$lib/wayback';

/** How pages get back to where each of them is now: those of one place together, the others after them. */
export function backTo(pages: ScanPage[]): Back {
  const places = new Map<string, { to: PageTarget | null; was: Waited | undefined; nos: number[] }>();
  for (const page of pages) {
    const to = placeOf(page);
    const was = waited(page);
    const key = JSON.stringify([page.state, to, was]);
    const place = places.get(key) ?? { to, was, nos: [] };
    place.nos.push(page.no);
    places.set(key, place);
  }
  return async () => {
    for (const { to, was, nos } of places.values()) await (to ? api.movePages(nos, to) : api.putBackPages(nos, was));
  };
}

/** Why it waits, and where its code says that it belongs: what is taken back leaves nothing behind. */
function waited(page: ScanPage): Waited | undefined {
  if (page.state !== 'waits' || !page.why) return undefined;
  const would = wouldOf(page);
  return { why: page.why.code, ...(would ? { would } : {}) };
}

function wouldOf(page: ScanPage): PageTarget | null {
  if (page.state !== 'waits' || !page.would) return null;
  const { folder, ...rest } = page.would;
  return { folder: folder.code, ...placeIn(rest) };
}

/** The case and paper of its folder. */
export const placeIn = (page: Pick<ScanPage, 'case' | 'paper'>): Partial<PageTarget> => ({
  ...(page.case ? { case: page.case.code } : {}),
  ...(page.case && page.paper ? { paper: page.paper.id ?? page.paper.no } : {}),
});

function placeOf(page: ScanPage): PageTarget | null {
  if (page.state !== 'filed' || !page.folder) return null;
  return { folder: page.folder.code, ...placeIn(page) };
}

/** Where the codes of pages say that they belong, those of one place together and in their order; others are left out. */
export function wouldGo(pages: readonly ScanPage[]): { to: PageTarget; nos: number[] }[] {
  const places = new Map<string, { to: PageTarget; nos: number[] }>();
  for (const page of pages) {
    const to = wouldOf(page);
    if (!to) continue;
    const key = JSON.stringify(to);
    const place = places.get(key) ?? { to, nos: [] };
    place.nos.push(page.no);
    places.set(key, place);
  }
  return [...places.values()];
}
