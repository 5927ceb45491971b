/**
 * Every list that a page offers as a table opens as one: CSV that a spreadsheet knows for UTF-8, workbooks with their sheet, and
 * the Chinese that stands in both is what stands on the page. Stands on what the other files made.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { inflateRawSync } from 'node:zlib';
import { atRest, launch, open, read, signIn } from './browser.mjs';

let browser;
let page;
before(async () => {
  browser = await launch();
  ({ page } = await open(browser, { language: 'zh-CN', still: true }));
  await signIn(page);
});
after(async () => browser?.close());

/** One file of a workbook, found through the directory at its end. */
function fileIn(zip, name) {
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  for (let at = zip.readUInt32LE(end + 16), left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [packed, size, names, extra, comment, start] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20), zip.readUInt16LE(at + 28), zip.readUInt16LE(at + 30), zip.readUInt16LE(at + 32), zip.readUInt32LE(at + 42)];
    if (zip.toString('utf8', at + 46, at + 46 + names) === name) {
      const from = start + 30 + zip.readUInt16LE(start + 26) + zip.readUInt16LE(start + 28);
      const bytes = zip.subarray(from, from + size);
      return (packed === 8 ? inflateRawSync(bytes) : bytes).toString('utf8');
    }
    at += 46 + names + extra + comment;
  }
  return null;
}
const texts = (xml) => [...(xml ?? '').matchAll(/<t[^>]*>([^<]*)<\/t>/g)].map((match) => match[1]);
const CHINESE = /[一-鿿]/;

async function wrongWith(address) {
  const answer = await page.request.get(address, { headers: { 'accept-language': 'zh-CN' } });
  if (!answer.ok()) return `${answer.status()} ${await answer.text()}`;
  const body = await answer.body();
  if (new URL(address, 'http://x').searchParams.get('format') === 'csv') {
    if (body.subarray(0, 3).toString('hex') !== 'efbbbf') return 'has no byte order mark';
    const [heading] = body.subarray(3).toString('utf8').split('\r\n');
    return CHINESE.test(heading) ? null : `is headed ${heading}`;
  }
  if (body.subarray(0, 2).toString() !== 'PK') return `is no workbook: ${body.subarray(0, 60)}`;
  if (!fileIn(body, 'xl/worksheets/sheet1.xml')) return 'has no sheet';
  const words = [...texts(fileIn(body, 'xl/sharedStrings.xml')), ...texts(fileIn(body, 'xl/worksheets/sheet1.xml'))];
  return words.some((word) => CHINESE.test(word)) ? null : `says ${words.slice(0, 9)}`;
}

test('every table that a page offers opens, with its Chinese', async () => {
  const [room] = (await read(page, '/storerooms')).items;
  const [transfer] = (await read(page, '/transfers?limit=1')).items;
  const [one] = (await read(page, '/cases?state=incomplete&limit=1')).items;
  const [loan] = (await read(page, '/loans?limit=1')).items;
  const [job] = (await read(page, '/imports')).items;
  const pages = [
    '/find', '/desk', '/loans', '/cases?state=all', '/waiting', '/gaps', '/transfers', `/transfers/${transfer?.no}`, '/figures', '/figures?by=person', '/counts', '/discrepancies', '/jobs', '/import',
    ...['missing', 'misplaced', 'damaged', 'to_reprint', 'to_move'].map((kind) => `/lists?kind=${kind}`), '/people', '/types', '/storerooms', '/storerooms?tab=zones', '/storerooms?tab=lanes',
    ...(room ? [`/storerooms/${room.code}?view=ranges`, `/storerooms/${room.code}?at=${room.ranges[0]?.code}`] : []), ...(one ? [`/cases/${one.code}`, `/folders/${one.folder.code}`] : []), ...(job ? [`/import/${job.id}`] : []),
    ...(loan ? [`/people/${loan.borrower.no}`, `/people/${loan.borrower.no}/leaving`] : []),
  ];
  const offered = new Map();
  for (const address of pages) {
    await page.goto(address);
    await atRest(page);
    const listed = page.getByRole('button', { name: '卷内目录' });
    if (await listed.count()) await listed.click().then(() => atRest(page));
    for (const href of await page.locator('a[href*="format="]').evaluateAll((links) => links.map((link) => link.getAttribute('href')))) offered.set(href, address);
  }
  const wrong = [];
  for (const [href, address] of offered) {
    const what = await wrongWith(href);
    if (what) wrong.push(`${href} (on ${address}) ${what}`);
  }
  assert.deepEqual(wrong, []);
  assert.ok(offered.size >= 30, `${offered.size} tables`);
});

test('what stands on the page stands in the table, name by name', async () => {
  const { items } = await read(page, '/cases?state=all&limit=200');
  const names = items.map((one) => one.title).filter((title) => CHINESE.test(title)).slice(0, 20);
  const csv = await (await page.request.get('/api/v1/cases?state=all&format=csv')).text();
  const sheet = await (await page.request.get('/api/v1/cases?state=all&format=xlsx')).body();
  const words = new Set([...texts(fileIn(sheet, 'xl/sharedStrings.xml')), ...texts(fileIn(sheet, 'xl/worksheets/sheet1.xml'))]);
  assert.ok(names.length > 0);
  for (const name of names) {
    assert.ok(csv.includes(name), name);
    assert.ok(words.has(name), name);
  }
});

test('a table comes in the language of the page, whatever the browser speaks, and a refusal leaves the page where it is', async () => {
  const other = await open(browser, { language: 'en', still: true });
  await signIn(other.page);
  await other.page.evaluate(() => localStorage.setItem('strongroom.language', 'zh-CN'));
  await other.page.goto('/cases?state=all');
  const [download] = await Promise.all([other.page.waitForEvent('download'), other.page.getByRole('link', { name: 'CSV', exact: true }).click()]);
  assert.match(download.suggestedFilename(), /^cases.*\.csv$/);
  const csv = readFileSync(await download.path(), 'utf8');
  assert.match(csv.split('\n')[0], /业务单/);
  await other.page.route('**/api/v1/cases?*format=xlsx*', (route) => route.fulfill({ status: 413, contentType: 'application/problem+json', body: JSON.stringify({ status: 413, code: 'LimitExceeded', detail: '超出上限：行最多 50000。', params: {} }) }));
  await other.page.getByRole('link', { name: 'Excel', exact: true }).click();
  await other.page.getByRole('alert').getByText('超出上限').waitFor();
  assert.deepEqual(other.faults, []);
  await other.context.close();
});
