/** Pictures of every page in both languages, both themes, narrow and wide: `node e2e/shots.mjs DIR [page…]`. */
import { mkdirSync } from 'node:fs';
import { atRest, launch, open, signIn } from './browser.mjs';

const [dir = 'shots', ...only] = process.argv.slice(2);
mkdirSync(dir, { recursive: true });
const browser = await launch();

const items = async (page, path) => (await (await page.request.get(`/api/v1${path}`)).json()).items;

async function firstSubject(page) {
  const code = await firstFolder(page, 'state=on_loan');
  const folder = await (await page.request.get(`/api/v1/folders/${code}`)).json();
  return folder.subjects?.[0]?.no ?? 0;
}

async function firstFolder(page, query) {
  const answer = await page.request.get(`/api/v1/search?limit=1&${query}`);
  return (await answer.json()).items[0]?.code ?? 'none';
}

const scannedFolder = async (page) => (await items(page, '/scans?limit=200')).find((scan) => scan.folders.length > 0)?.folders[0].code ?? 'none';

const PAGES = {
  home: async () => '/',
  find: async () => '/find?q=NEW',
  find_chosen: async () => '/find?q=%E5%BC%A0&state=on_shelf,on_loan&period=2026',
  find_cards: async () => '/find?q=%E5%BC%A0&group=subject',
  find_nothing: async () => '/find?q=%E5%BC%A0%202019%E5%B9%B4%20zzzz',
  find_similar: async () => '/find?q=%E5%BC%A0%E4%BC%9F%E6%82%A6',
  folder: async (page) => `/folders/${await firstFolder(page, 'state=on_loan')}`,
  desk: async () => '/desk',
  register: async () => '/register',
  loans: async () => '/loans',
  overdue: async () => '/loans?overdue=true',
  design: async () => '/design',
  storerooms: async () => '/storerooms',
  boxes: async () => '/storerooms?tab=boxes',
  lanes: async () => '/storerooms?tab=lanes',
  zones: async () => '/storerooms?tab=zones',
  storeroom: async () => '/storerooms/A',
  place: async () => '/places/A-01L-01-1',
  import: async () => '/import',
  jobs: async () => '/jobs',
  job: async (page) => `/jobs/${(await items(page, '/jobs')).find((job) => job.figures)?.id ?? 'none'}`,
  counts: async () => '/counts',
  count: async (page) => `/counts/${(await items(page, '/counts')).find((count) => count.state === 'open')?.no ?? 0}`,
  counted: async (page) => `/counts/${(await items(page, '/counts')).find((count) => count.state === 'closed')?.no ?? 0}`,
  lists: async () => '/lists?kind=misplaced',
  to_move: async () => '/lists?kind=to_move',
  to_reprint: async () => '/lists?kind=to_reprint',
  labels: async () => '/labels',
  label_templates: async () => '/labels?tab=templates',
  printers: async () => '/labels?tab=printers',
  prints: async () => '/labels?tab=queue',
  label_template: async () => '/labels/folder-60x40',
  leaving: async (page) => `/people/${(await items(page, '/loans'))[0]?.borrower.no ?? 0}/leaving`,
  discrepancies: async () => '/discrepancies',
  settled: async () => '/discrepancies?state=settled',
  differs: async (page) => `/folders/${(await items(page, '/discrepancies')).find((one) => one.folder)?.folder ?? 'none'}`,
  receive: async () => '/receive',
  announce: async () => '/announce',
  cases: async () => '/cases?state=all',
  case: async (page) => `/cases/${(await items(page, '/cases?state=incomplete'))[0]?.code ?? 'none'}`,
  slip: async (page) => `/print/cases/${(await items(page, '/cases?state=incomplete'))[0]?.code ?? 'none'}`,
  contents_form: async (page) => `/print/forms/contents?of=${(await items(page, '/cases?state=incomplete'))[0]?.folder?.code ?? 'none'}`,
  register_form: async (page) => `/print/transfers/${(await items(page, '/transfers'))[0]?.no ?? 0}`,
  waiting: async () => '/waiting',
  gaps: async () => '/gaps',
  transfers: async () => '/transfers',
  register_of: async (page) => `/transfers/${(await items(page, '/transfers'))[0]?.no ?? 0}`,
  calendar: async () => '/calendar',
  erase: async (page) => `/subjects/${await firstSubject(page)}/erase`,
  system: async () => '/system',
  scans: async () => '/scans',
  review: async () => '/review',
  folder_pages: async (page) => `/folders/${await scannedFolder(page)}/pages`,
  viewer: async (page) => `/folders/${await scannedFolder(page)}/pages/${(await items(page, `/folders/${await scannedFolder(page)}/pages`))[0]?.no ?? 0}`,
  types: async () => '/types',
  type: async () => '/types/NEW',
  people: async () => '/people',
  person: async () => '/people/3',
  account: async () => '/account',
  subject: async (page) => `/subjects/${await firstSubject(page)}`,
};

for (const [language, theme, width] of [['zh-CN', 'light', 1280], ['en', 'dark', 1280], ['zh-CN', 'dark', 360], ['en', 'light', 360]]) {
  const { context, page, faults } = await open(browser, { language, theme, width, height: width === 360 ? 760 : 860, still: true });
  const name = (what) => `${dir}/${what}-${language}-${theme}-${width}.png`;
  await page.goto('/');
  await page.locator('button[type=submit]').waitFor();
  if (only.length === 0 || only.includes('sign-in')) await page.screenshot({ path: name('sign-in') });
  await signIn(page);
  for (const [what, address] of Object.entries(PAGES)) {
    if (only.length > 0 && !only.includes(what)) continue;
    await page.goto(await address(page));
    await atRest(page);
    await page.waitForTimeout(150);
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    await page.screenshot({ path: name(what), fullPage: true, clip: { x: 0, y: 0, width, height: Math.min(height, 1500) } });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (wide > 0) console.log(`${name(what)}: ${wide} px wider than the screen`);
  }
  if (faults.length > 0) console.log(name('faults'), faults);
  await context.close();
}
await browser.close();
