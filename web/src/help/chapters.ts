/** The chapters of the guide in their order, and which part of them a page's question mark opens. Pure. */
import type { Pattern } from '../lib/router/routes.ts';

export type Part = 'daily' | 'shelves' | 'running';
export interface ChapterAt {
  name: string;
  part: Part;
  /** The pages that it explains, each with the part that does: as the English heading's address says it, empty for the whole. */
  pages: Partial<Record<Pattern, string>>;
}

export const CHAPTERS: readonly ChapterAt[] = [
  { name: 'start', part: 'daily', pages: { '/': '', '/help': '', '/help/:page': '' } },
  { name: 'desk', part: 'daily', pages: { '/desk': '', '/loans': 'overdue' } },
  { name: 'find', part: 'daily', pages: { '/find': '' } },
  { name: 'folder', part: 'daily', pages: { '/folders/:code': '', '/subjects/:no': 'customers-and-vehicles', '/register': 'register-one' } },
  {
    name: 'receive',
    part: 'daily',
    pages: { '/receive': '', '/waiting': 'the-folder-is-out', '/transfers': '', '/transfers/:no': '', '/print/transfers/:no': 'slips', '/print/cases/:code': 'slips', '/print/cases/:code/certificate': 'slips', '/print/cases/:code/papers/:no': 'slips' },
  },
  { name: 'scans', part: 'daily', pages: { '/scans': 'send-it-in', '/review': 'sort-what-waits', '/folders/:code/pages': 'look-at-pages', '/folders/:code/pages/:no': 'look-at-pages' } },
  { name: 'departments', part: 'daily', pages: { '/announce': 'announce-a-case', '/cases': '', '/cases/:code': '', '/gaps': 'what-is-missing', '/figures': 'how-you-are-measured' } },
  { name: 'borrow', part: 'daily', pages: {} },
  { name: 'missing', part: 'shelves', pages: { '/lists': 'the-lists', '/discrepancies': 'two-stories', '/counts': 'count-a-shelf', '/counts/:no': 'count-a-shelf' } },
  { name: 'storeroom', part: 'shelves', pages: { '/storerooms': '', '/storerooms/:code': 'look-at-it', '/places/:code': 'look-at-it' } },
  { name: 'old-stock', part: 'shelves', pages: { '/import': 'tuesday-the-spreadsheet', '/import/:id': 'tuesday-the-spreadsheet', '/jobs': 'long-work', '/jobs/:id': 'long-work' } },
  { name: 'labels', part: 'shelves', pages: { '/labels': '', '/labels/:code': 'templates', '/print/forms/:form': 'forms' } },
  { name: 'year', part: 'shelves', pages: {} },
  { name: 'types', part: 'running', pages: { '/types': 'business-types', '/types/:code': 'business-types', '/calendar': 'working-days', '/settings': 'settings' } },
  {
    name: 'people',
    part: 'running',
    pages: { '/people': '', '/people/:no': '', '/people/:no/leaving': 'somebody-leaves', '/account': 'the-authenticator-app', '/subjects/:no/erase': 'somebody-asks-to-be-forgotten' },
  },
  { name: 'proof', part: 'running', pages: { '/system': '' } },
  { name: 'backup', part: 'running', pages: {} },
  { name: 'keys', part: 'running', pages: {} },
];

/** What whoever only borrows reads of a page that is another one for those who lend. */
const BORROWERS: Partial<Record<Pattern, string>> = { '/loans': 'borrow#keep-it-longer' };

/** These lead on at once to a page that has one; components are for those who build the app. */
export const NEED_NONE: readonly Pattern[] = ['/F/:code', '/S/:code', '/B/:code', '/C/:code', '/U/:code', '/design'];

/** The address of what explains a page, or of the first chapter. */
export function helpOf(pattern: string | undefined, lends = true): string {
  const page = pattern as Pattern;
  const other = lends ? undefined : BORROWERS[page];
  const chapter = CHAPTERS.find((one) => page in one.pages);
  const part = chapter?.pages[page];
  return `/help/${other ?? `${chapter?.name ?? 'start'}${part ? `#${part}` : ''}`}`;
}
