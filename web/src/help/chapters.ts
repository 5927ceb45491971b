/** The chapters of the guide in their order, and which one a page's question mark opens. Pure. */
import type { Pattern } from '../lib/router/routes.ts';

export type Part = 'daily' | 'shelves' | 'running';
export interface ChapterAt {
  name: string;
  part: Part;
  /** The pages that it explains. */
  pages: readonly Pattern[];
}

export const CHAPTERS: readonly ChapterAt[] = [
  { name: 'start', part: 'daily', pages: ['/', '/help', '/help/:page'] },
  { name: 'desk', part: 'daily', pages: ['/desk', '/loans'] },
  { name: 'find', part: 'daily', pages: ['/find'] },
  { name: 'folder', part: 'daily', pages: ['/folders/:code', '/subjects/:no', '/register'] },
  { name: 'receive', part: 'daily', pages: ['/receive', '/waiting', '/transfers', '/transfers/:no', '/print/transfers/:no', '/print/cases/:code', '/print/cases/:code/certificate', '/print/cases/:code/papers/:no'] },
  { name: 'scans', part: 'daily', pages: ['/scans', '/review', '/folders/:code/pages', '/folders/:code/pages/:no'] },
  { name: 'departments', part: 'daily', pages: ['/announce', '/cases', '/cases/:code', '/gaps', '/figures'] },
  { name: 'borrow', part: 'daily', pages: [] },
  { name: 'missing', part: 'shelves', pages: ['/lists', '/discrepancies', '/counts', '/counts/:no'] },
  { name: 'storeroom', part: 'shelves', pages: ['/storerooms', '/storerooms/:code', '/places/:code'] },
  { name: 'old-stock', part: 'shelves', pages: ['/import', '/import/:id', '/jobs', '/jobs/:id'] },
  { name: 'labels', part: 'shelves', pages: ['/labels', '/labels/:code', '/print/forms/:form'] },
  { name: 'year', part: 'shelves', pages: [] },
  { name: 'types', part: 'running', pages: ['/types', '/types/:code', '/calendar', '/settings'] },
  { name: 'people', part: 'running', pages: ['/people', '/people/:no', '/people/:no/leaving', '/account', '/subjects/:no/erase'] },
  { name: 'proof', part: 'running', pages: ['/system'] },
  { name: 'backup', part: 'running', pages: [] },
  { name: 'keys', part: 'running', pages: [] },
];

/** These lead on at once to a page that has one; components are for those who build the app. */
export const NEED_NONE: readonly Pattern[] = ['/F/:code', '/S/:code', '/B/:code', '/C/:code', '/U/:code', '/design'];

/** The chapter for a page, or the first one. */
export function chapterOf(pattern: string | undefined): string {
  return CHAPTERS.find((chapter) => chapter.pages.includes(pattern as Pattern))?.name ?? 'start';
}
