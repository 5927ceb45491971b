/** Which pages are for whom: any of these permissions opens one. The menu, links between pages and the pages themselves ask here. Pure. */
import type { Pattern } from './routes';

/** Cases and what is wanting of them: those who keep the archive, those who look it over, and each department its own. */
export const CASE_READERS = ['case.receive', 'case.announce', 'audit.read'];
/** Any of these reads discrepancies; only the first settles one. */
export const DISCREPANCY_READERS = ['discrepancy.settle', 'audit.read'];
const PLACE_READERS = ['places.edit', 'put_away', 'audit.read'];
const PEOPLE_READERS = ['people.edit', 'lend', 'audit.read'];
const COUNTS = ['count', 'count.scan'];
const JOBS = ['import.run', 'places.edit'];
const FOLDERS = ['folder.see'];
const SCANS = ['scan.intake', 'scan.review'];

/** Pages that are not named here are everybody's. */
export const NEEDS: Partial<Record<Pattern, readonly string[]>> = {
  '/desk': ['lend', 'put_away'],
  '/find': FOLDERS,
  '/register': ['folder.register'],
  '/loans': ['lend', 'audit.read', 'loan.own'],
  '/receive': ['case.receive'],
  '/announce': ['case.announce'],
  '/cases': CASE_READERS,
  '/cases/:code': FOLDERS,
  '/waiting': ['case.receive'],
  '/gaps': CASE_READERS,
  '/figures': CASE_READERS,
  '/transfers': CASE_READERS,
  '/transfers/:no': CASE_READERS,
  '/print/transfers/:no': CASE_READERS,
  '/folders/:code': FOLDERS,
  '/folders/:code/pages': FOLDERS,
  '/folders/:code/pages/:no': FOLDERS,
  '/scans': SCANS,
  '/review': ['scan.review'],
  '/subjects/:no': FOLDERS,
  '/subjects/:no/erase': ['erase'],
  '/storerooms': PLACE_READERS,
  '/storerooms/:code': PLACE_READERS,
  '/places/:code': [...PLACE_READERS, 'folder.register'],
  '/counts': COUNTS,
  '/counts/:no': COUNTS,
  '/lists': ['count', 'audit.read', 'folder.edit'],
  '/labels': ['label.print'],
  '/labels/:code': ['label.print'],
  '/discrepancies': DISCREPANCY_READERS,
  '/import': ['import.run'],
  '/import/:id': ['import.run'],
  '/jobs': JOBS,
  '/jobs/:id': JOBS,
  '/types': ['types.edit', 'folder.register', 'audit.read'],
  '/types/:code': ['types.edit', 'folder.register', 'audit.read'],
  '/people': PEOPLE_READERS,
  '/people/:no': PEOPLE_READERS,
  '/people/:no/leaving': PEOPLE_READERS,
  '/calendar': ['settings.edit', 'case.receive', 'audit.read'],
  '/settings': ['settings.edit'],
  '/design': ['settings.edit'],
  '/system': ['settings.edit', 'audit.read'],
};

/** Whether a page is for somebody who holds these permissions. */
export function opens(pattern: string, may: (permission: string) => boolean): boolean {
  const needs = NEEDS[pattern as Pattern];
  return !needs || needs.some(may);
}
