/** Files sent in as people do it: dropped, several and whole folders, by a phone's camera; while the server goes away; signed out. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { cable, CHOSEN, launch, open, read, signIn, write } from './browser.mjs';

let browser;
let page;
let faults;
let folder;
let dir;

/** Nobody sent one of this name before, on whatever archive this runs. */
const LONG = `long ${Math.floor(Math.random() * 1e9)}.jpg`;

const step = (name, body) => test(name, { timeout: 300_000 }, body);
const line = (name) => page.getByRole('region', { name: 'Send files in' }).getByRole('listitem').filter({ hasText: name });
const scanOf = async (name) => (await read(page, '/scans')).items.find((each) => each.file_name === name);
async function until(what, ask, most = 120_000) {
  const since = Date.now();
  for (let answer; ; await page.waitForTimeout(200)) {
    if ((answer = await ask())) return answer;
    if (Date.now() - since > most) throw new Error(`never: ${what}`);
  }
}

/** A photograph of a paper that nobody sent before. */
async function photograph() {
  const sheet = await browser.newPage({ viewport: { width: 500, height: 700 } });
  await sheet.setContent(`<body style="margin:40px;font:20px serif"><h1>${Math.random()}</h1>${'<p>The undersigned agrees.</p>'.repeat(8)}</body>`);
  const picture = await sheet.screenshot({ type: 'jpeg' });
  await sheet.close();
  return picture;
}
const put = (name, bytes) => (writeFileSync(join(dir, name), bytes), join(dir, name));

/** Drops files and folders of this machine's disk, as a hand does that drags them from its file manager. */
async function drop(on, paths) {
  const session = await on.context().newCDPSession(on);
  const { x, y, width, height } = await on.locator('main').boundingBox();
  const data = { items: [], files: paths, dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop']) {
    await session.send('Input.dispatchDragEvent', { type, x: x + width / 2, y: y + Math.min(height, 600) / 2, data });
    // A place for them may open as they come over the page.
    await on.waitForTimeout(100);
  }
  await session.detach();
}

/** Sends no faster than an old wireless network does. */
async function slow(on, bytesASecond) {
  const session = await on.context().newCDPSession(on);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: bytesASecond });
  return () => session.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 });
}

describe('sending scans in', () => {
  before(async () => {
    dir = mkdtempSync(join(tmpdir(), 'sending-'));
    browser = await launch();
    ({ page, faults } = await open(browser));
    await signIn(page);
    const [type] = (await read(page, '/business-types')).items;
    folder = (await write(page, 'POST', '/folders', { business_type: type.code, business_date: '2026-03-05', class: 'public', placement: { kind: 'none' }, subjects: [{ kind: 'person', name: '欧阳明' }] })).code;
  });
  after(async () => {
    assert.deepEqual(faults, []);
    await browser?.close();
    rmSync(dir, { recursive: true, force: true });
  });

  step('of files dropped together each goes its own way: good ones arrive, and the others say what is wrong', async () => {
    const large = put('whole-disk.tif', '');
    truncateSync(large, 2 ** 30 + 1);
    const heic = put('IMG_1.heic', Buffer.concat([Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'), Buffer.from(String(Math.random()))]));
    await page.goto('/scans');
    await page.getByRole('region', { name: 'Send files in' }).waitFor();
    await drop(page, [put('one.jpg', await photograph()), put('two.jpg', await photograph()), heic, put('empty.pdf', ''), large]);
    for (const name of ['one.jpg', 'two.jpg', 'IMG_1.heic']) await line(name).getByText('arrived').waitFor();
    await line('empty.pdf').getByText('There is nothing in this file').waitFor();
    await line('whole-disk.tif').getByText('larger than 1 GB').waitFor();
    assert.equal(await line('whole-disk.tif').getByRole('button', { name: 'Try again' }).count(), 0, 'it would be refused again');
    await page.getByRole('row', { name: /IMG_1/ }).first().getByText('HEIC files cannot be read').waitFor();
  });

  step('a folder that is dropped gives the files in it and in its folders, by their names', async () => {
    mkdirSync(join(dir, 'tray', 'deeper'), { recursive: true });
    put('tray/page 10.jpg', await photograph());
    put('tray/page 2.jpg', await photograph());
    put('tray/deeper/inner.jpg', await photograph());
    put('tray/.DS_Store', 'no scan');
    await page.goto('/scans');
    await page.getByRole('region', { name: 'Send files in' }).waitFor();
    await drop(page, [join(dir, 'tray')]);
    for (const name of ['inner.jpg', 'page 2.jpg', 'page 10.jpg']) await line(name).getByText('arrived').waitFor();
    assert.equal(await page.getByRole('listitem').filter({ hasText: 'DS_Store' }).count(), 0);
  });

  step('files dropped on a folder’s pages hang on that folder', async () => {
    await page.goto(`/folders/${folder}/pages`);
    await page.getByText('No pages yet').or(page.getByRole('region', { name: 'Send files in' })).first().waitFor();
    await drop(page, [put('direct.jpg', await photograph())]);
    await line('direct.jpg').getByText('arrived').waitFor();
    await page.getByRole('link', { name: 'Page 1' }).waitFor({ timeout: 120_000 });
    await page.goto(`/folders/${folder}`);
    await page.locator('main h1').waitFor();
    await drop(page, [put('lost.jpg', await photograph())]);
    assert.match(page.url(), new RegExp(`/folders/${folder}$`), 'where no file is taken, none is opened instead of the app');
  });

  step('a phone takes a photograph of a page and sees it arrive', async () => {
    const context = await browser.newContext({ baseURL: new URL(page.url()).origin, viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, locale: 'en', storageState: await page.context().storageState() });
    const phone = await context.newPage();
    await phone.goto('/scans');
    const camera = phone.getByRole('button', { name: 'Take a photo' });
    const box = await camera.boundingBox();
    assert.ok(box.height >= 40 && box.x >= 0 && box.x + box.width <= 360, JSON.stringify(box));
    const [chooser] = await Promise.all([phone.waitForEvent('filechooser'), camera.tap()]);
    assert.equal(await phone.locator('input[capture=environment]').getAttribute('accept'), 'image/*');
    await chooser.setFiles({ name: 'photo.jpg', mimeType: 'image/jpeg', buffer: await photograph() });
    await phone.getByRole('listitem').filter({ hasText: 'photo.jpg' }).getByText('arrived').waitFor();
    assert.ok((await phone.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)) <= 0);
    await context.close();
  });

  step('a server that goes away in the midst of a file is waited for, and the file arrives once', async () => {
    const { base, cut, mend } = await cable();
    const far = await open(browser, { base });
    await signIn(far.page);
    await far.page.goto('/scans');
    await far.page.getByRole('region', { name: 'Send files in' }).waitFor();
    const fast = await slow(far.page, 4_000_000);
    // What stands behind a picture's end is nobody's business.
    await drop(far.page, [put(LONG, Buffer.concat([await photograph(), Buffer.alloc(24_000_000, String(Math.random()))]))]);
    const its = far.page.getByRole('listitem').filter({ hasText: LONG });
    await far.page.waitForFunction(() => document.querySelector('progress')?.value > 0.1);
    await cut();
    await its.getByText('the server is away').waitFor();
    await fast();
    await mend();
    await its.getByText('arrived').waitFor();
    assert.equal((await read(page, '/scans')).items.filter((each) => each.file_name === LONG).length, 1);
    await far.context.close();
    await cut();
  });

  step('whoever was signed out meanwhile signs in where he is, and his file arrives', async () => {
    const other = await open(browser);
    await signIn(other.page);
    await other.page.goto('/scans');
    await other.page.getByRole('region', { name: 'Send files in' }).waitFor();
    await other.context.clearCookies();
    await drop(other.page, [put('late.jpg', Buffer.concat([await photograph(), Buffer.alloc(8_000_000, String(Math.random()))]))]);
    const dialog = other.page.locator('dialog[open]');
    await dialog.locator('input[autocomplete=current-password]').fill(CHOSEN);
    await other.page.keyboard.press('Enter');
    await other.page.getByRole('listitem').filter({ hasText: 'late.jpg' }).getByText('arrived').waitFor();
    assert.ok(await until('it is there', () => scanOf('late.jpg')));
    assert.deepEqual(other.faults, []);
    await other.context.close();
  });
});
