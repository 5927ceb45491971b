/**
 * Every screen, both languages, both themes, wide and narrow: no error, nothing wider than the screen, axe finds nothing.
 * Each is opened once for a language and theme: axe looks at all of it wide; then the same page is made narrow, where only
 * what depends on the width is looked at again. With STRONGROOM_PICTURES=DIR a picture of each is kept there, light and dark.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import axe from 'axe-core';
import { atRest, launch, open, read, signIn } from './browser.mjs';
import { fileName, picture } from './pictures.mjs';

const LOOKS = [
  { language: 'zh-CN', theme: 'light' },
  { language: 'en', theme: 'dark' },
];
const WIDE = { width: 1280, height: 860 };
const NARROW = { width: 360, height: 760 };
/** What axe may find narrow though it found nothing wide: what is stacked, hidden, cut off or too small there. */
const BY_WIDTH = ['aria-hidden-focus', 'aria-required-children', 'aria-required-parent', 'empty-heading', 'heading-order', 'scrollable-region-focusable', 'target-size'];

async function addresses(page) {
  const [first] = (await read(page, '/search?limit=1')).items;
  const [room] = (await read(page, '/storerooms')).items;
  const [type] = (await read(page, '/business-types')).items;
  const [job] = (await read(page, '/imports')).items;
  const [asked] = (await read(page, '/jobs')).items;
  const folder = first ? await read(page, `/folders/${encodeURIComponent(first.code)}`) : null;
  const me = await read(page, '/me');
  const counted = (await read(page, '/counts')).items;
  const person = (await read(page, '/subjects?q=%E5%AE%8C%E5%A5%BD')).items[0];
  const [filed] = (await read(page, '/cases?state=incomplete&limit=1')).items;
  const [announced] = (await read(page, '/cases?state=announced&limit=1')).items;
  const [transfer] = (await read(page, '/transfers?limit=1')).items;
  const lent = (await read(page, '/loans?limit=200')).items.find((loan) => loan.paper)?.paper;
  const certified = (await read(page, '/cases?state=all&limit=200')).items.find((one) => one.certificate != null);
  const damaged = (await read(page, '/lists/damaged')).items[0];
  const scanned = (await read(page, '/scans?limit=200')).items.find((scan) => scan.folders.length > 0);
  const hung = scanned ? (await read(page, `/folders/${scanned.folders[0].code}/pages`)).items : [];
  return [
    '/', '/find', '/find?q=%E7%8E%8B&sort=place', '/find?group=subject', '/find?q=zzzz%201999&overdue=true', '/desk', '/register', '/loans', '/import', '/jobs', '/storerooms', '/storerooms?tab=zones', '/storerooms?tab=lanes', '/storerooms?tab=boxes', '/types', '/types/new',
    '/receive', '/announce', '/cases', '/cases?state=all', '/waiting', '/gaps', '/transfers', '/figures', '/calendar',
    '/scans', '/scans?state=failed', '/review', '/review?state=aside',
    '/people', '/account', '/settings', '/no-such-page', '/help', '/help/desk', '/help/find', '/help/no-such-chapter', '/counts', '/lists', '/lists?kind=damaged', '/lists?kind=to_reprint', '/lists?kind=to_move', '/discrepancies', '/discrepancies?state=settled', '/system', '/design', `/people/${me.person.no}`, `/people/${me.person.no}/leaving`,
    ...counted.map((count) => `/counts/${count.no}`),
    ...[filed, announced].filter(Boolean).map((one) => `/cases/${one.code}`),
    ...(filed ? [`/print/cases/${filed.code}`, `/folders/${filed.folder.code}`, `/print/forms/contents?of=${filed.folder.code}`, `/print/forms/missing_papers?of=${filed.code}`] : []),
    ...(lent ? [`/print/cases/${lent.case}/papers/${lent.paper}`] : []),
    ...(certified ? [`/print/cases/${certified.code}/certificate`] : []),
    ...(transfer ? [`/transfers/${transfer.no}`, `/print/transfers/${transfer.no}`] : []),
    ...(person ? [`/subjects/${person.no}/erase`] : []),
    ...(damaged ? [`/folders/${damaged.folder.code}`] : []),
    ...(scanned ? [`/folders/${scanned.folders[0].code}/pages`, `/folders/${scanned.folders[0].code}/pages/${hung[0]?.no}`] : []),
    ...(first ? [`/folders/${encodeURIComponent(first.code)}`] : []),
    ...(room ? ['', '?by=lane&show=mark:free', `?at=${room.ranges[0]?.code}&by=age`, `?at=${folder?.where.home?.slot ?? ''}`, '?draw=new', '?view=ranges', '?view=forecast'].map((look) => `/storerooms/${room.code}${look}`) : []),
    ...(type ? [`/types/${type.code}`] : []),
    ...(job ? [`/import/${job.id}`] : []),
    ...(asked ? [`/jobs/${asked.id}`] : []),
    ...(folder?.where.home ? [`/places/${folder.where.home.slot}`] : []),
    ...(folder?.subjects[0] ? [`/subjects/${folder.subjects[0].no}`] : []),
  ];
}

async function findings(page, rules) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  const result = await page.evaluate((only) => window.axe.run(document, { resultTypes: ['violations'], ...(only ? { runOnly: { type: 'rule', values: only } } : {}) }), rules);
  return result.violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => `${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`).join(' | ')}`);
}

const wider = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** Controls of a page that a thumb would miss: under 44 px. Words in a text are read, not hit. */
const small = (page) =>
  page.evaluate(() => {
    const all = [...document.querySelectorAll('main :is(button, a.button, select, textarea, input:not([type=checkbox], [type=radio], [type=file], [type=range]))')];
    const low = all.filter((one) => one.checkVisibility() && one.getBoundingClientRect().height > 0 && one.getBoundingClientRect().height < 43.5);
    return low.slice(0, 4).map((one) => `${one.outerHTML.slice(0, 120)} is ${one.getBoundingClientRect().height} px high`);
  });

/** Keeps what the page looks like in either theme, if pictures are asked for, and goes back to its own. */
async function keep(page, address, { language, theme }) {
  const dir = process.env.STRONGROOM_PICTURES;
  if (!dir) return;
  const { width } = page.viewportSize();
  for (const colorScheme of [theme === 'dark' ? 'light' : 'dark', theme]) {
    // Without motion, or buttons are met half way from one theme's colour to the other's.
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    // What takes its colour from what is around it begins to change when that has.
    await page.evaluate(async () => {
      for (let calm = 0; calm < 2; ) {
        await new Promise(requestAnimationFrame);
        calm = document.getAnimations().some((one) => one instanceof CSSTransition && one.playState === 'running') ? 0 : calm + 1;
      }
    });
    await picture(page, `${dir}/${fileName(address)}-${language}-${colorScheme}-${width}.webp`, { whole: true });
  }
}

async function look(page, address, faults, how) {
  const wrong = [];
  await page.setViewportSize(WIDE);
  await page.goto(address);
  await atRest(page);
  for (const finding of await findings(page)) wrong.push(finding);
  if ((await wider(page)) > 0) wrong.push(`is ${await wider(page)} px wider than the screen`);
  await keep(page, address, how);
  await page.setViewportSize(NARROW);
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  if ((await wider(page)) > 0) wrong.push(`is ${await wider(page)} px wider than a phone`);
  for (const finding of await findings(page, BY_WIDTH)) wrong.push(`on a phone: ${finding}`);
  for (const one of await small(page)) wrong.push(`on a phone: ${one}`);
  await keep(page, address, how);
  wrong.push(...faults.splice(0));
  return wrong.map((what) => `${address} ${what}`);
}

// The two do not wait for each other: one page is being loaded while axe looks at the other's.
describe('every screen is free of findings, errors and sideways scrolling', { concurrency: LOOKS.length }, () => {
  for (const { language, theme } of LOOKS) {
    const how = { language, theme };
    test(`in ${language}, ${theme}`, async () => {
      const browser = await launch();
      try {
        const { page, faults } = await open(browser, { language, theme, ...WIDE, still: true });
        await page.goto('/');
        await page.locator('button[type=submit]').waitFor();
        assert.deepEqual(await findings(page), []);
        await keep(page, '/sign-in', how);
        await signIn(page);
        const wrong = [];
        for (const address of await addresses(page)) wrong.push(...(await look(page, address, faults, how)));
        assert.deepEqual(wrong, []);
      } finally {
        await browser.close();
      }
    });
  }
});
