/**
 * Every page there is, by its route: opened by its address, loaded anew, left and come back to, it has the same heading, shows the
 * same tab and the same words in its boxes, and its address says the same. The routes are read where the app has them: one without
 * an example here fails. Stands on any server.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { atRest, open, read, signIn, write } from './browser.mjs';
import { begin, DEPARTMENT, person, shelves, stamp, takenOver, today } from './papers.mjs';

/** So many pages are looked at side by side. */
const SIDE_BY_SIDE = 3;
const ROUTES = [...readFileSync(new URL('../src/lib/router/routes.ts', import.meta.url), 'utf8').matchAll(/^ {2}'(\/[^']*)': \{ title/gm)].map(([, pattern]) => pattern);

let browser;
let page;
/** What the addresses name. */
let of;

async function sent(path, form, query = '') {
  const { csrf } = await read(page, '/me');
  const answer = await page.request.post(`/api/v1${path}${query}`, { multipart: form, headers: { 'x-csrf-token': csrf, 'idempotency-key': `e2e-${Math.random()}` } });
  assert.ok(answer.ok(), `${path}: ${answer.status()} ${await answer.text()}`);
  return answer.json();
}

/** A page of the folder, as a scanner makes it. */
async function scanned(folder) {
  const stack = await browser.newPage({ viewport: { width: 600, height: 800 } });
  await stack.setContent(`<h1>${stamp} ${Math.random()}</h1>`);
  const buffer = await stack.screenshot({ type: 'jpeg' });
  await stack.close();
  await sent('/scans', { file: { name: `${stamp}.jpg`, mimeType: 'image/jpeg', buffer } }, `?into=${folder}`);
  for (const since = Date.now(); Date.now() - since < 60_000; await page.waitForTimeout(100)) {
    const [first] = (await read(page, `/folders/${folder}/pages`)).items;
    if (first) return first.no;
  }
  throw new Error('the page never came');
}

before(async () => {
  ({ browser, page } = await begin());
  await shelves(page);
  const subjects = [{ kind: 'person', role: 'customer', name: `路由客户${stamp}` }];
  const folder = await write(page, 'POST', '/folders', { business_type: 'E2EP', department: DEPARTMENT, business_date: today, placement: { kind: 'assign' }, subjects });
  const taken = await takenOver(page, { reference: `RT-${stamp}`, business_type: 'E2EC' });
  const { transfer } = await read(page, `/cases/${taken.code}`);
  const somebody = await person(page, 'archivist', '路由');
  const table = await sent('/imports', { file: { name: 'routes.csv', mimeType: 'text/csv', buffer: Buffer.from(`name\n${stamp}\n`) } });
  const count = await write(page, 'POST', '/counts', { shelf: folder.where.home.slot });
  await write(page, 'POST', `/counts/${count.no}/cancel`, {});
  of = { folder: folder.code, subject: folder.subjects[0].no, slot: folder.where.home.slot, case: taken.code, transfer, person: somebody.no, badge: somebody.badge_code, import: table.id, count: count.no, page: await scanned(folder.code), template: (await read(page, '/label-templates')).items[0].code };
});
after(async () => browser?.close());

/** An address of each route, with what can be chosen on it. */
const EXAMPLES = {
  '/': () => '/',
  '/find': () => '/find?q=路由客户',
  '/desk': () => '/desk',
  '/register': () => '/register',
  '/receive': () => '/receive',
  '/announce': () => '/announce',
  '/cases': () => '/cases?state=all&order=-code&contains=RT-',
  '/cases/:code': () => `/cases/${of.case}`,
  '/waiting': () => '/waiting?order=received_at&contains=RT-',
  '/gaps': () => '/gaps?order=title&contains=RT-',
  '/figures': () => '/figures?by=person&from=2026-01-01&to=2026-12-31&order=-due',
  '/transfers': () => '/transfers?order=-no',
  '/transfers/:no': () => `/transfers/${of.transfer}?order=code`,
  '/calendar': () => '/calendar',
  '/print/transfers/:no': () => `/print/transfers/${of.transfer}`,
  '/print/forms/:form': () => `/print/forms/contents?of=${of.folder}`,
  '/print/cases/:code': () => `/print/cases/${of.case}`,
  '/print/cases/:code/certificate': () => `/print/cases/${of.case}/certificate`,
  '/print/cases/:code/papers/:no': () => `/print/cases/${of.case}/papers/0`,
  '/folders/:code': () => `/folders/${of.folder}`,
  '/folders/:code/pages': () => `/folders/${of.folder}/pages`,
  '/folders/:code/pages/:no': () => `/folders/${of.folder}/pages/${of.page}`,
  '/scans': () => '/scans?state=filed&order=-received_at',
  '/review': () => '/review?state=aside',
  '/subjects/:no': () => `/subjects/${of.subject}?order=-business_date`,
  '/subjects/:no/erase': () => `/subjects/${of.subject}/erase`,
  '/loans': () => '/loans?overdue=true&order=due',
  '/counts': () => '/counts?order=no',
  '/counts/:no': () => `/counts/${of.count}`,
  '/lists': () => '/lists?kind=damaged&order=title',
  '/labels': () => '/labels?tab=templates&order=title',
  '/labels/:code': () => `/labels/${of.template}`,
  '/discrepancies': () => '/discrepancies?state=settled',
  '/import': () => '/import?contains=routes',
  '/import/:id': () => `/import/${of.import}`,
  '/jobs': () => '/jobs?order=kind',
  '/jobs/:id': () => `/jobs/${of.import}`,
  '/storerooms': () => '/storerooms?tab=zones&order=-code',
  '/storerooms/:code': () => `/storerooms/P?at=${of.slot}`,
  '/places/:code': () => `/places/${of.slot}`,
  '/types': () => '/types?contains=E2E',
  '/types/:code': () => '/types/E2EP',
  '/people': () => '/people?order=name&contains=admin',
  '/people/:no': () => `/people/${of.person}`,
  '/people/:no/leaving': () => `/people/${of.person}/leaving`,
  '/settings': () => '/settings',
  '/system': () => '/system',
  '/design': () => '/design',
  '/account': () => '/account',
  '/help': () => '/help',
  '/help/:page': () => '/help/desk',
  '/F/:code': () => `/F/${of.folder}`,
  '/S/:code': () => `/S/${of.slot}`,
  '/B/:code': () => `/B/${of.slot}`,
  '/C/:code': () => `/C/${of.case}`,
  '/U/:code': () => `/U/${of.badge}`,
};

/** What is seen of a page: its heading, what is chosen on it, and what its address says. */
const seen = () => ({
  heading: [...document.querySelectorAll('h1')].map((each) => each.textContent.trim()).join(' | '),
  tabs: [...document.querySelectorAll('main [role=tab][aria-selected=true]')].map((each) => each.textContent.replace(/\d+/g, '').trim()),
  sorted: [...document.querySelectorAll('main th[aria-sort]')].map((each) => each.getAttribute('aria-sort') + each.textContent.trim()),
  boxes: [...document.querySelectorAll('main input[type=search]')].map((each) => each.value),
  at: window.location.pathname + window.location.search,
});

async function faultsOf(there, address) {
  const look = async (how) => {
    await there.waitForFunction(() => document.querySelector('h1')?.textContent.trim());
    await atRest(there);
    return { how, ...(await there.evaluate(seen)) };
  };
  await there.goto(address);
  const first = await look('opened');
  const found = [];
  // Whatever was asked for by the address stands in it still.
  const asked = new URL(address, 'http://x').searchParams;
  const said = new URL(first.at, 'http://x').searchParams;
  for (const [name, value] of asked) if (said.get(name) !== value) found.push(`${address} was opened, and its address says ${first.at}`);
  const same = (now) => {
    const { how, ...shown } = now;
    const { how: _, ...before } = first;
    if (JSON.stringify(shown) !== JSON.stringify(before)) found.push(`${address} ${how}: ${JSON.stringify(shown)}, before ${JSON.stringify(before)}`);
  };
  await there.reload();
  same(await look('loaded anew'));
  const elsewhere = first.at.startsWith('/account') ? '/help' : '/account';
  // By a link of the app, as one leaves a page; those for paper have no menu.
  const link = there.locator(`nav a[href="${elsewhere}"]`).first();
  if ((await link.count()) > 0) await link.click();
  else await there.evaluate((to) => void window.location.assign(to), elsewhere);
  await there.waitForURL((url) => url.pathname === elsewhere);
  await there.waitForFunction(() => document.querySelector('h1')?.textContent.trim());
  await there.goBack();
  await there.waitForFunction((at) => window.location.pathname + window.location.search === at, first.at);
  await there.waitForFunction((heading) => [...document.querySelectorAll('h1')].map((each) => each.textContent.trim()).join(' | ') === heading, first.heading, { timeout: 10_000 }).catch(() => {});
  same(await look('come back to'));
  return found;
}

test('every route has an example here, and none is of a route that is gone', () => {
  assert.ok(ROUTES.length > 50, String(ROUTES.length));
  assert.deepEqual(Object.keys(EXAMPLES).sort(), [...ROUTES].sort());
});

test('every page is the same by its address, after a reload and on the way back', async () => {
  const left = Object.entries(EXAMPLES).map(([, address]) => address());
  const wrong = [];
  const walk = async () => {
    const { page: there, faults, context } = await open(browser, { language: 'en', still: true });
    there.setDefaultTimeout(30_000);
    await signIn(there);
    for (let address = left.shift(); address !== undefined; address = left.shift()) {
      await faultsOf(there, address).then((found) => wrong.push(...found), (error) => wrong.push(`${address}: ${error.message.split('\n')[0]}`));
      wrong.push(...faults.splice(0).map((fault) => `${address}: ${fault}`));
    }
    await context.close();
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, walk));
  assert.deepEqual(wrong, []);
});
