/** A folder's pages, sorted into what belongs together: a case's papers in the order in which their first pages lie. Pure. */
import type { ScanPage } from '$lib/api';

export interface Part {
  key: string;
  case: NonNullable<ScanPage['case']> | null;
  paper: NonNullable<ScanPage['paper']> | null;
  pages: ScanPage[];
}

export function parts(pages: readonly ScanPage[]): Part[] {
  const found = new Map<string, Part>();
  const cases: string[] = [];
  for (const page of pages) {
    const own = page.case?.code ?? '';
    if (!cases.includes(own)) cases.push(own);
    const key = `${own}/${page.paper?.no ?? ''}`;
    const part = found.get(key) ?? { key, case: page.case ?? null, paper: page.paper ?? null, pages: [] };
    part.pages.push(page);
    found.set(key, part);
  }
  return [...found.values()].sort((a, b) => cases.indexOf(a.case?.code ?? '') - cases.indexOf(b.case?.code ?? ''));
}

/** Which page of the folder each is, from 1: hidden ones have no number of their own, for nobody leafs through them. */
export function numbered(pages: readonly ScanPage[]): Map<number, number> {
  const shown = pages.filter((page) => !page.is_hidden);
  return new Map(shown.map((page, index) => [page.no, index + 1]));
}

/** The pages of a case, by the number of the paper they are of. */
export function byPaper(pages: readonly ScanPage[], code: string): Map<number, ScanPage[]> {
  const found = new Map<number, ScanPage[]>();
  for (const page of pages) {
    if (page.case?.code !== code || !page.paper || page.is_hidden) continue;
    found.set(page.paper.no, [...(found.get(page.paper.no) ?? []), page]);
  }
  return found;
}
