/**
 * The text of pages in the browser: a word that stands only on a page is searched for, found, and marked on its picture.
 * Whoever reads here is a command that says where the word was drawn, so that the mark can be held against the picture.
 */
import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { CHOSEN, launch, open, read, signIn, write } from './browser.mjs';
import { served } from './served.mjs';
import { sheets } from './sheets.mjs';

const WORD = 'Lighthouse';
/** Where it stands, in hundredths of its page. */
const BOX = { left: 25, top: 60, width: 22, height: 3 };
/** A command that reads a page: the PNG says how large it is. */
const READS = `#!/bin/sh
set -- $(od -An -tu1 -j16 -N8 "$1")
w=$(($3 * 256 + $4))
h=$(($7 * 256 + $8))
echo "$((w * ${BOX.left} / 100)) $((h * ${BOX.top} / 100)) $((w * ${BOX.width} / 100)) $((h * ${BOX.height} / 100)) 95 ${WORD}"
`;

let browser;
let page;
let faults;
let server;
let room;
let folder;

const step = (name, body) => test(name, { timeout: 400_000 }, body);
const press = (key) => page.keyboard.press(key, { delay: 60 });
const marks = () => page.locator('.sheet mark');
async function until(what, ask) {
  const since = Date.now();
  for (let answer; ; await page.waitForTimeout(200)) {
    if ((answer = await ask())) return answer;
    if (Date.now() - since > 300_000) throw new Error(`never: ${what}`);
  }
}
/** Where the mark is on the picture as it is seen, in hundredths of it. */
const marked = () =>
  page.evaluate(() => {
    const [sheet, mark] = ['.sheet', '.sheet mark'].map((one) => document.querySelector(one).getBoundingClientRect());
    return { x: ((mark.x + mark.width / 2 - sheet.x) / sheet.width) * 100, y: ((mark.y + mark.height / 2 - sheet.y) / sheet.height) * 100 };
  });
const isNear = (found, x, y) => assert.ok(Math.abs(found.x - x) < 1 && Math.abs(found.y - y) < 1, `marked at ${JSON.stringify(found)}, drawn at ${x}, ${y}`);

describe('words on pages', () => {
  before(async () => {
    room = mkdtempSync(join(tmpdir(), 'words-'));
    writeFileSync(join(room, 'read'), READS);
    chmodSync(join(room, 'read'), 0o755);
    server = await served('--ocr-command', `'${join(room, 'read')}' {image}`);
    browser = await launch();
    ({ page, faults } = await open(browser, { base: server.base }));
    await signIn(page, 'admin', [server.password, CHOSEN]);
    await write(page, 'POST', `/presets/${(await read(page, '/presets')).items[0].name}`, {});
    const type = (await read(page, '/business-types')).items[0].code;
    folder = (await write(page, 'POST', '/folders', { business_type: type, business_date: '2026-03-05', class: (await read(page, '/classes')).items[0].code, placement: { kind: 'none' }, subjects: [{ kind: 'person', name: '令狐冲' }] })).code;
    const at = `position:absolute;left:${BOX.left}%;top:${BOX.top}%;width:${BOX.width}%;height:${BOX.height}%`;
    const [sheet] = await sheets(browser, 1, { more: `<b style="${at};background:#fff;font-size:44px">${WORD}</b>` });
    await page.goto('/scans');
    const { csrf } = await read(page, '/me');
    const sent = await page.request.post(`/api/v1/scans?into=${folder}&name=letter.jpg`, { headers: { 'x-csrf-token': csrf, 'content-type': 'application/octet-stream' }, data: sheet });
    assert.equal(sent.status(), 201, await sent.text());
  });
  after(async () => {
    assert.deepEqual(faults, []);
    await browser?.close();
    await server?.stop();
    if (room) rmSync(room, { recursive: true, force: true });
  });

  step('a word that stands only on a page finds its folder, and leads to the page', async () => {
    await until('the page is read and the word found', async () => (await read(page, `/search?q=${WORD}`)).items.length === 1);
    await page.goto('/find?q=nothing');
    await page.locator('#find-box').fill(WORD);
    await page.locator('a').filter({ hasText: 'look at page 1' }).click();
    await page.waitForURL(({ pathname, search }) => pathname.startsWith(`/folders/${folder}/pages/`) && search === `?q=${WORD}`);
  });

  step('it is marked on the picture where it stands, also when the picture is larger or turned, and unmarked by a key', async () => {
    await marks().waitFor();
    assert.equal(await marks().count(), 1);
    const [x, y] = [BOX.left + BOX.width / 2, BOX.top + BOX.height / 2];
    isNear(await marked(), x, y);
    await press('+');
    await press('+');
    isNear(await marked(), x, y);
    await press('0');
    await press('r');
    await until('it is turned', async () => (await marked()).y < 50);
    isNear(await marked(), 100 - y, x);
    await press('Shift+R');
    await press('m');
    await until('it is unmarked', async () => (await marks().count()) === 0);
    await press('m');
    await marks().waitFor();
    await page.getByRole('button', { name: new RegExp(`${WORD}.*1`) }).waitFor();
  });

  step('what was read is there as text too', async () => {
    await press('t');
    await page.locator('dialog[open]').getByText(WORD).waitFor();
  });
});
