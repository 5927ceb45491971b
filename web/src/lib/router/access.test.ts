import { describe, expect, it } from 'vitest';
import { NAV } from '../../shell/nav';
import { NEEDS, opens } from './access';
import { ROUTES } from './routes';

/** What each role holds, as tests/it/policy/table.rs has it. */
const ROLES: Record<string, string> = {
  temporary: 'put_away count.scan scan.intake',
  borrower: 'folder.see loan.own',
  auditor: 'folder.see audit.read count count.scan',
  department_clerk: 'folder.see folder.register loan.own case.announce',
  archivist:
    'folder.see folder.register folder.edit lend put_away places.edit import.run subject.edit count count.scan loan.own discrepancy.settle case.announce case.receive case.review label.print scan.intake scan.review copy.issue',
};
const menu = (role: string): string[] => {
  const held = (ROLES[role] ?? '').split(' ');
  return NAV.flatMap((group) => group.items).map((item) => item.to).filter((to) => opens(to, (permission) => held.includes(permission)));
};

describe('the menu of each role', () => {
  it('has a clerk announce and look after his own, and leads him to no desk', () => {
    expect(menu('department_clerk')).toEqual(['/', '/find', '/register', '/loans', '/announce', '/cases', '/gaps', '/figures', '/transfers', '/types']);
  });

  it('has whoever helps at the shelves put away, count and feed the scanner', () => {
    expect(menu('temporary')).toEqual(['/', '/desk', '/scans', '/storerooms', '/counts']);
  });

  it('has a borrower find, and see his loans', () => {
    expect(menu('borrower')).toEqual(['/', '/find', '/loans']);
  });

  it('has an auditor read, and take nothing', () => {
    const pages = menu('auditor');
    for (const desk of ['/desk', '/receive', '/waiting', '/announce', '/register', '/import', '/settings']) expect(pages, desk).not.toContain(desk);
    for (const list of ['/gaps', '/figures', '/transfers', '/discrepancies', '/calendar', '/system']) expect(pages, list).toContain(list);
  });

  it('has an archivist do all but what runs the archive itself', () => {
    const all = NAV.flatMap((group) => group.items).map((item) => item.to);
    expect(all.filter((to) => !menu('archivist').includes(to)).sort()).toEqual(['/settings', '/system']);
  });
});

it('a page that is only for some is one there is', () => {
  const patterns = ROUTES.map((route) => route.pattern);
  expect(Object.keys(NEEDS).filter((pattern) => !patterns.includes(pattern))).toEqual([]);
});
