/** A folder's pages, sorted into what belongs together: a case's papers in the order in which their first pages lie. Pure. */
import type { ScanPage } from '$lib/api';

export interface Part {
  key: string;
  /** The case's code. */
  case: string | null;
  paper: number | null;
  name: string;
  pages: ScanPage[];
}

export function parts(pages: readonly ScanPage[]): Part[] {
  const found = new Map<string, Part>();
  const cases: string[] = [];
  for (const page of pages) {
    const own = page.on?.case ?? null;
    const paper = page.on?.paper ?? null;
    if (!cases.includes(own ?? '')) cases.push(own ?? '');
    const key = `${own ?? ''}/${paper ?? ''}`;
    const part = found.get(key) ?? { key, case: own, paper, name: page.on?.paper_name ?? '', pages: [] };
    part.pages.push(page);
    found.set(key, part);
  }
  return [...found.values()].sort((a, b) => cases.indexOf(a.case ?? '') - cases.indexOf(b.case ?? ''));
}

/** Which page of the folder each is, from 1: hidden ones have no number of their own, for nobody leafs through them. */
export function numbered(pages: readonly ScanPage[]): Map<number, number> {
  const shown = pages.filter((page) => !page.hidden);
  return new Map(shown.map((page, index) => [page.no, index + 1]));
}

/** The pages of a case, by the number of the paper they are of. */
export function byPaper(pages: readonly ScanPage[], code: string): Map<number, ScanPage[]> {
  const found = new Map<number, ScanPage[]>();
  for (const page of pages) {
    const paper = page.on?.paper;
    if (page.on?.case !== code || paper == null || page.hidden) continue;
    found.set(paper, [...(found.get(paper) ?? []), page]);
  }
  return found;
}

/** Some of a long row: so many before one and behind it. */
export const around = <T>(row: readonly T[], at: number, reach: number): T[] => row.slice(Math.max(0, at - reach), at + reach + 1);
