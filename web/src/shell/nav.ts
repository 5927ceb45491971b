import type { PlainKey } from '$lib/i18n/index.svelte';
import type { Pattern } from '$lib/router/routes';
import type { IconName } from '$lib/ui';
import { CASE_READERS } from '../parts/cases';
import { DISCREPANCY_READERS } from '../parts/discrepancies';

export interface NavItem {
  to: Pattern;
  label: PlainKey;
  icon: IconName;
  /** Shown to those who may do any of these; to everybody when there is none. */
  needs?: string[];
}


export const NAV: { label: PlainKey | null; items: NavItem[] }[] = [
  {
    label: null,
    items: [
      { to: '/', label: 'nav.home', icon: 'home' },
      { to: '/desk', label: 'nav.desk', icon: 'desk', needs: ['lend', 'put_away'] },
      { to: '/find', label: 'nav.find', icon: 'find' },
      { to: '/register', label: 'nav.register', icon: 'register', needs: ['folder.register'] },
      { to: '/loans', label: 'nav.loans', icon: 'loans' },
    ],
  },
  {
    label: 'nav.papers',
    items: [
      { to: '/receive', label: 'nav.receive', icon: 'receive', needs: ['case.receive'] },
      { to: '/announce', label: 'nav.announce', icon: 'plus', needs: ['case.announce'] },
      { to: '/cases', label: 'nav.cases', icon: 'case', needs: CASE_READERS },
      { to: '/waiting', label: 'nav.waiting', icon: 'folder', needs: ['case.receive'] },
      { to: '/gaps', label: 'nav.gaps', icon: 'warn', needs: CASE_READERS },
      { to: '/figures', label: 'nav.figures', icon: 'check', needs: CASE_READERS },
      { to: '/transfers', label: 'nav.transfers', icon: 'loans', needs: CASE_READERS },
    ],
  },
  {
    label: 'nav.archive',
    items: [
      { to: '/storerooms', label: 'nav.storerooms', icon: 'room', needs: ['places.edit', 'put_away', 'audit.read'] },
      { to: '/counts', label: 'nav.counts', icon: 'scan', needs: ['count', 'count.scan'] },
      { to: '/lists', label: 'nav.lists', icon: 'warn', needs: ['count', 'audit.read', 'folder.edit'] },
      { to: '/labels', label: 'nav.labels', icon: 'print', needs: ['label.print'] },
      { to: '/discrepancies', label: 'nav.discrepancies', icon: 'differ', needs: DISCREPANCY_READERS },
      { to: '/import', label: 'nav.import', icon: 'import', needs: ['import.run'] },
      { to: '/jobs', label: 'nav.jobs', icon: 'jobs', needs: ['import.run', 'places.edit'] },
      { to: '/types', label: 'nav.types', icon: 'types', needs: ['types.edit', 'folder.register', 'audit.read'] },
      { to: '/people', label: 'nav.people', icon: 'people', needs: ['people.edit', 'lend', 'audit.read'] },
      { to: '/calendar', label: 'nav.calendar', icon: 'calendar', needs: ['settings.edit'] },
      { to: '/settings', label: 'nav.settings', icon: 'settings', needs: ['settings.edit'] },
      { to: '/system', label: 'nav.system', icon: 'pulse', needs: ['settings.edit', 'audit.read'] },
    ],
  },
];
