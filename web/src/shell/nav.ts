import type { PlainKey } from '$lib/i18n/index.svelte';
import type { Pattern } from '$lib/router/routes';
import type { IconName } from '$lib/ui';

/** A page of the menu; `router/access.ts` says for whom it is. */
export interface NavItem {
  to: Pattern;
  label: PlainKey;
  icon: IconName;
}

export const NAV: { label: PlainKey | null; items: NavItem[] }[] = [
  {
    label: null,
    items: [
      { to: '/', label: 'nav.home', icon: 'home' },
      { to: '/desk', label: 'nav.desk', icon: 'desk' },
      { to: '/find', label: 'nav.find', icon: 'find' },
      { to: '/register', label: 'nav.register', icon: 'register' },
      { to: '/loans', label: 'nav.loans', icon: 'loans' },
    ],
  },
  {
    label: 'nav.papers',
    items: [
      { to: '/receive', label: 'nav.receive', icon: 'receive' },
      { to: '/announce', label: 'nav.announce', icon: 'plus' },
      { to: '/cases', label: 'nav.cases', icon: 'case' },
      { to: '/waiting', label: 'nav.waiting', icon: 'folder' },
      { to: '/scans', label: 'nav.scans', icon: 'tray' },
      { to: '/review', label: 'nav.review', icon: 'sort' },
      { to: '/gaps', label: 'nav.gaps', icon: 'warn' },
      { to: '/figures', label: 'nav.figures', icon: 'check' },
      { to: '/transfers', label: 'nav.transfers', icon: 'loans' },
    ],
  },
  {
    label: 'nav.archive',
    items: [
      { to: '/storerooms', label: 'nav.storerooms', icon: 'room' },
      { to: '/counts', label: 'nav.counts', icon: 'scan' },
      { to: '/lists', label: 'nav.lists', icon: 'warn' },
      { to: '/labels', label: 'nav.labels', icon: 'print' },
      { to: '/discrepancies', label: 'nav.discrepancies', icon: 'differ' },
      { to: '/import', label: 'nav.import', icon: 'import' },
      { to: '/jobs', label: 'nav.jobs', icon: 'jobs' },
      { to: '/types', label: 'nav.types', icon: 'types' },
      { to: '/people', label: 'nav.people', icon: 'people' },
      { to: '/calendar', label: 'nav.calendar', icon: 'calendar' },
      { to: '/settings', label: 'nav.settings', icon: 'settings' },
      { to: '/system', label: 'nav.system', icon: 'pulse' },
    ],
  },
];

/** So many pages are offered at once. */
const OFFERED = 4;

/** The pages in whose names a word begins with a text, in the menu's order; in Chinese, in whose names it stands. Pure. */
export function pagesFor<P extends { name: string }>(text: string, pages: readonly P[], locale: string): P[] {
  const asked = text.trim().toLocaleLowerCase(locale);
  if (asked === '') return [];
  const begins = /^[\p{Script=Latin}\d\s]+$/u.test(asked);
  const isMeant = (name: string): boolean => (begins ? ` ${name}`.includes(` ${asked}`) : name.includes(asked));
  return pages.filter((page) => isMeant(page.name.toLocaleLowerCase(locale))).slice(0, OFFERED);
}
