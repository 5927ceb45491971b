/** Every screen, both languages, both themes, wide and narrow: no error, nothing wider than the screen, axe finds nothing. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import axe from 'axe-core';
import { atRest, launch, open, read, signIn } from './browser.mjs';

const LOOKS = [
  { language: 'zh-CN', theme: 'light', width: 1280 },
  { language: 'en', theme: 'dark', width: 1280 },
  { language: 'zh-CN', theme: 'dark', width: 360 },
  { language: 'en', theme: 'light', width: 360 },
];

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
  const damaged = (await read(page, '/lists/damaged')).items[0];
  return [
    '/', '/find', '/find?q=%E7%8E%8B&sort=place', '/find?group=subject', '/find?q=zzzz%201999&overdue=true', '/desk', '/register', '/loans', '/import', '/jobs', '/storerooms', '/storerooms?tab=zones', '/storerooms?tab=lanes', '/types', '/types/new',
    '/receive', '/announce', '/cases', '/cases?state=all', '/waiting', '/gaps', '/transfers', '/calendar',
    '/people', '/account', '/settings', '/no-such-page', '/counts', '/lists', '/lists?kind=damaged', '/lists?kind=to_reprint', '/lists?kind=to_move', '/discrepancies', '/discrepancies?state=settled', '/system', `/people/${me.person.no}`, `/people/${me.person.no}/leaving`,
    ...counted.map((count) => `/counts/${count.no}`),
    ...[filed, announced].filter(Boolean).map((one) => `/cases/${one.code}`),
    ...(filed ? [`/print/cases/${filed.code}`, `/folders/${filed.folder.code}`] : []),
    ...(transfer ? [`/transfers/${transfer.no}`] : []),
    ...(person ? [`/subjects/${person.no}/erase`] : []),
    ...(damaged ? [`/folders/${damaged.folder.code}`] : []),
    ...(first ? [`/folders/${encodeURIComponent(first.code)}`] : []),
    ...(room ? [`/storerooms/${room.code}`] : []),
    ...(type ? [`/types/${type.code}`] : []),
    ...(job ? [`/import/${job.id}`] : []),
    ...(asked ? [`/jobs/${asked.id}`] : []),
    ...(folder?.where.home ? [`/places/${folder.where.home.slot}`] : []),
    ...(folder?.subjects[0] ? [`/subjects/${folder.subjects[0].no}`] : []),
  ];
}

async function findings(page) {
  await page.evaluate(axe.source);
  const result = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  return result.violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => `${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`).join(' | ')}`);
}

for (const look of LOOKS) {
  describe(`in ${look.language}, ${look.theme}, ${look.width} px`, () => {
    let browser;
    let page;
    let faults;
    before(async () => {
      browser = await launch();
      ({ page, faults } = await open(browser, { ...look, still: true }));
      await page.goto('/');
      await page.locator('button[type=submit]').waitFor();
    });
    after(async () => {
      await browser?.close();
    });

    test('signing in is free of findings', async () => {
      assert.deepEqual(await findings(page), []);
      await signIn(page);
    });

    test('every screen is free of findings, errors and sideways scrolling', async () => {
      const wrong = [];
      for (const address of await addresses(page)) {
        await page.goto(address);
        await atRest(page);
        for (const finding of await findings(page)) wrong.push(`${address} ${finding}`);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        if (wide > 0) wrong.push(`${address} is ${wide} px wider than the screen`);
        if (faults.length > 0) wrong.push(`${address} ${faults.splice(0).join(' | ')}`);
      }
      assert.deepEqual(wrong, []);
    });
  });
}
