/** All pages. Each is its own file, fetched when it is first opened. */
import type { Component } from 'svelte';
import type { PlainKey } from '$lib/i18n/index.svelte';
import type { Params } from './match';

// A page takes the parameters of its own pattern, which one table cannot say for all of them.
type Page = Component<any>;

export interface Route {
  pattern: string;
  title: PlainKey;
  load: () => Promise<{ default: Page }>;
  /** Another query is no other page: it reads the address itself. The others begin anew. */
  keeps?: boolean;
}

const routes = {
  '/': { title: 'nav.home', load: () => import('../../pages/Home.svelte') },
  '/find': { title: 'nav.find', load: () => import('../../pages/Find.svelte'), keeps: true },
  '/desk': { title: 'nav.desk', load: () => import('../../pages/Desk.svelte') },
  '/register': { title: 'nav.register', load: () => import('../../pages/Register.svelte') },
  '/receive': { title: 'nav.receive', load: () => import('../../pages/Receive.svelte') },
  '/announce': { title: 'nav.announce', load: () => import('../../pages/Announce.svelte') },
  '/cases': { title: 'nav.cases', load: () => import('../../pages/Cases.svelte') },
  '/cases/:code': { title: 'nav.case', load: () => import('../../pages/Case.svelte') },
  '/waiting': { title: 'nav.waiting', load: () => import('../../pages/Waiting.svelte') },
  '/gaps': { title: 'nav.gaps', load: () => import('../../pages/Gaps.svelte') },
  '/figures': { title: 'nav.figures', load: () => import('../../pages/Figures.svelte') },
  '/transfers': { title: 'nav.transfers', load: () => import('../../pages/Transfers.svelte') },
  '/transfers/:no': { title: 'nav.transfer', load: () => import('../../pages/Transfer.svelte') },
  '/calendar': { title: 'nav.calendar', load: () => import('../../pages/Calendar.svelte') },
  '/print/transfers/:no': { title: 'form.transfer_register', load: () => import('../../pages/print/TransferRegister.svelte') },
  '/print/forms/:form': { title: 'form.title', load: () => import('../../pages/print/Form.svelte') },
  '/print/cases/:code': { title: 'form.case_slip', load: () => import('../../pages/print/CaseSlip.svelte') },
  '/print/cases/:code/certificate': { title: 'form.certificate', load: () => import('../../pages/print/Certificate.svelte') },
  '/print/cases/:code/papers/:no': { title: 'form.paper_slip', load: () => import('../../pages/print/PaperSlip.svelte') },
  '/folders/:code': { title: 'nav.folder', load: () => import('../../pages/Folder.svelte') },
  '/folders/:code/pages': { title: 'nav.pages', load: () => import('../../pages/FolderPages.svelte') },
  '/folders/:code/pages/:no': { title: 'nav.page', load: () => import('../../pages/Viewer.svelte') },
  '/scans': { title: 'nav.scans', load: () => import('../../pages/Scans.svelte') },
  '/review': { title: 'nav.review', load: () => import('../../pages/Review.svelte') },
  '/subjects/:no': { title: 'nav.subject', load: () => import('../../pages/Subject.svelte') },
  '/subjects/:no/erase': { title: 'nav.subject', load: () => import('../../pages/Erase.svelte') },
  '/loans': { title: 'nav.loans', load: () => import('../../pages/Loans.svelte') },
  '/counts': { title: 'nav.counts', load: () => import('../../pages/Counts.svelte') },
  '/counts/:no': { title: 'nav.counts', load: () => import('../../pages/Count.svelte') },
  '/lists': { title: 'nav.lists', load: () => import('../../pages/Lists.svelte') },
  '/labels': { title: 'nav.labels', load: () => import('../../pages/Labels.svelte') },
  '/labels/:code': { title: 'nav.labels', load: () => import('../../pages/LabelTemplate.svelte') },
  '/discrepancies': { title: 'nav.discrepancies', load: () => import('../../pages/Discrepancies.svelte') },
  '/import': { title: 'nav.import', load: () => import('../../pages/Imports.svelte') },
  '/import/:id': { title: 'nav.import', load: () => import('../../pages/ImportJob.svelte') },
  '/jobs': { title: 'nav.jobs', load: () => import('../../pages/Jobs.svelte') },
  '/jobs/:id': { title: 'nav.jobs', load: () => import('../../pages/Job.svelte') },
  '/storerooms': { title: 'nav.storerooms', load: () => import('../../pages/Storerooms.svelte') },
  '/storerooms/:code': { title: 'nav.storerooms', load: () => import('../../pages/Storeroom.svelte'), keeps: true },
  '/places/:code': { title: 'nav.place', load: () => import('../../pages/Place.svelte') },
  '/types': { title: 'nav.types', load: () => import('../../pages/Types.svelte') },
  '/types/:code': { title: 'nav.types', load: () => import('../../pages/TypeEditor.svelte') },
  '/people': { title: 'nav.people', load: () => import('../../pages/People.svelte') },
  '/people/:no': { title: 'nav.people', load: () => import('../../pages/Person.svelte') },
  '/people/:no/leaving': { title: 'nav.people', load: () => import('../../pages/Leaving.svelte') },
  '/settings': { title: 'nav.settings', load: () => import('../../pages/Settings.svelte') },
  '/system': { title: 'nav.system', load: () => import('../../pages/System.svelte') },
  '/design': { title: 'nav.design', load: () => import('../../pages/Design.svelte') },
  '/account': { title: 'nav.account', load: () => import('../../pages/Account.svelte') },
  '/help': { title: 'help.title', load: () => import('../../pages/Help.svelte'), keeps: true },
  '/help/:page': { title: 'help.title', load: () => import('../../pages/Help.svelte') },
  '/F/:code': { title: 'nav.folder', load: () => import('../../pages/ShortLink.svelte') },
  '/S/:code': { title: 'nav.place', load: () => import('../../pages/ShortLink.svelte') },
  '/B/:code': { title: 'nav.place', load: () => import('../../pages/ShortLink.svelte') },
  '/C/:code': { title: 'nav.case', load: () => import('../../pages/ShortLink.svelte') },
  '/U/:code': { title: 'nav.people', load: () => import('../../pages/ShortLink.svelte') },
} satisfies Record<string, Omit<Route, 'pattern'>>;

export type Pattern = keyof typeof routes;
export type RouteParams<P extends Pattern> = Params<P>;

export const ROUTES: readonly Route[] = Object.entries(routes).map(([pattern, route]) => ({ pattern, ...route }));
