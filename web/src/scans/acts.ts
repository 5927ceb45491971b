/** How what is done with pages is taken back. */
import { api, type PageTarget, type ScanPage, type Waited } from '$lib/api';
import type { Back } from '$lib/wayback';

/**
 * How pages get back to where each of them is now: those of one place together, the others after them. `among` are all pages of
 * the folder on which they hang, in its order: with them each gets back between those it lay between.
 */
export function backTo(pages: ScanPage[], among: readonly ScanPage[] = []): Back {
  const runs = runsIn(pages, among);
  const places = new Map<string, { to: PageTarget | null; was: Waited | undefined; nos: number[] }>();
  for (const page of pages.filter((page) => !runs.some((run) => run.nos.includes(page.no)))) {
    const to = placeOf(page);
    const was = waited(page);
    const key = JSON.stringify([page.state, to, was]);
    const place = places.get(key) ?? { to, was, nos: [] };
    place.nos.push(page.no);
    places.set(key, place);
  }
  return async () => {
    await layBack(runs);
    for (const { to, was, nos } of places.values()) await (to ? api.movePages(nos, to) : api.putBackPages(nos, was));
  };
}

/** Pages that lie one behind the other in one place of their folder, and all that lies behind them, the next one first. */
interface Run {
  to: PageTarget;
  nos: number[];
  behind: number[];
}

function runsIn(pages: readonly ScanPage[], among: readonly ScanPage[]): Run[] {
  const goes = new Set(pages.map((page) => page.no));
  const runs: (Run & { key: string })[] = [];
  let next = '';
  for (const [index, page] of among.entries()) {
    const to = goes.has(page.no) ? placeOf(page) : null;
    const key = JSON.stringify(to);
    const last = runs.at(-1);
    if (to && last && next === key) last.nos.push(page.no), last.behind.shift();
    else if (to) runs.push({ to, key, nos: [page.no], behind: among.slice(index + 1).map((one) => one.no) });
    next = to ? key : '';
  }
  return runs;
}

/** From the last to the first: what lay behind lies there again by then. What somebody took away meanwhile is passed over. */
async function layBack(runs: readonly Run[]): Promise<void> {
  const code = runs[0]?.to.folder;
  if (code === undefined) return;
  const there = new Set((await api.folderPages(code)).items.map((page) => page.no));
  for (const { to, nos, behind } of runs.toReversed()) {
    const before = behind.find((no) => there.has(no) && !nos.includes(no));
    await api.movePages(nos, to, before);
    for (const no of nos) there.add(no);
  }
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
