/** Labels in a real browser: printed from a folder, stuck on, drawn anew, and brought to a printer on the network. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import net from 'node:net';
import { after, before, describe, test } from 'node:test';
import { launch, open, read, signIn, write } from './browser.mjs';

let browser;
let page;
let faults;
const codes = [];
const jobs = [];
/** What no run before has used. */
const stamp = Date.now().toString(36);
const OWN = `own-${stamp}`;
const DESK = `desk-${stamp}`;
const NAMED = `前台标签机 ${stamp}`;
let printer;

const step = (name, body) => test(name, { timeout: 60_000 }, body);
const dialog = () => page.locator('dialog[open]');
const counts = () => read(page, '/labels');

describe('labels', () => {
  before(async () => {
    printer = net.createServer((socket) => {
      let job = '';
      socket.on('data', (bytes) => (job += bytes.toString('latin1')));
      socket.on('end', () => jobs.push(job) && socket.end());
    });
    await new Promise((ready) => printer.listen(0, '127.0.0.1', ready));
    browser = await launch();
    ({ page, faults } = await open(browser));
    await signIn(page);
    const type = (await read(page, '/business-types')).items[0].code;
    for (const name of ['欧阳晓峰', '慕容复兴']) {
      const folder = { business_type: type, business_date: '2026-03-05', class: 'public', placement: { kind: 'none' }, subjects: [{ kind: 'person', name }] };
      codes.push((await write(page, 'POST', '/folders', folder)).code);
    }
  });
  after(async () => {
    assert.deepEqual(faults, []);
    await browser?.close();
    printer?.close();
  });

  step('a folder’s label is looked at, and looking is no print', async () => {
    const { to_apply } = await counts();
    await page.goto(`/folders/${codes[0]}`);
    await page.getByRole('button', { name: 'Print labels…' }).click();
    const picture = dialog().getByRole('img', { name: 'How it will look' });
    await picture.waitFor();
    assert.ok(await picture.evaluate((img) => img.decode().then(() => img.naturalWidth > 50)));
    assert.equal((await counts()).to_apply, to_apply);
  });

  step('printed, it is a document of its own size, and on the list of labels that are not on yet', async () => {
    await dialog().getByLabel('Template').selectOption('folder-60x40');
    await dialog().getByLabel('Paper').selectOption('own');
    await dialog().getByRole('button', { name: 'Print 1' }).click();
    await dialog().getByRole('link', { name: 'Open to print' }).waitFor();
    const [download] = await Promise.all([page.waitForEvent('download'), dialog().getByRole('link', { name: 'Save' }).click()]);
    const made = readFileSync(await download.path());
    assert.ok(made.toString('latin1').startsWith('%PDF'));
    await dialog().getByRole('button', { name: 'Close' }).last().click();
    const row = (await read(page, '/lists/to_apply?limit=200')).items.find((one) => one.folder.code === codes[0]);
    assert.ok(row);
  });

  step('once more, it asks for a reason', async () => {
    await page.getByRole('button', { name: 'Print labels…' }).click();
    await dialog().getByRole('button', { name: 'Print 1' }).click();
    const reason = dialog().getByLabel('Why reprint?');
    await reason.fill('卡纸');
    await dialog().getByRole('button', { name: 'Print 1' }).click();
    await dialog().getByRole('link', { name: 'Open to print' }).waitFor();
    await dialog().getByRole('button', { name: 'Close' }).last().click();
    await page.getByText('its label was printed (print 2): 卡纸').waitFor();
  });

  step('what is on its folder leaves the list', async () => {
    await page.goto('/labels?list=to_apply');
    const before = await counts();
    assert.ok(before.to_apply > 0);
    await page.getByRole('button', { name: 'All are on' }).click();
    await dialog().getByRole('button', { name: 'All are on' }).click();
    await page.getByText(/labels? (is|are) on\./).first().waitFor();
    assert.equal((await counts()).to_apply, 0);
  });

  step('a template is copied, and what is wrong with it is shown at its line', async () => {
    await page.goto('/labels?tab=templates');
    await page.getByRole('row', { name: /folder-60x40/ }).getByRole('button', { name: 'Copy' }).click();
    await dialog().getByLabel('Code').fill(OWN);
    await dialog().getByRole('button', { name: 'Copy' }).click();
    await page.waitForURL(`**/labels/${OWN}`);
    const text = page.getByLabel('SVG');
    const svg = await text.inputValue();
    await page.getByRole('img', { name: 'How it will look' }).waitFor();
    await text.fill(svg.replace('</svg>', '\n<script/></svg>'));
    await page.getByRole('button', { name: /^To line \d+$/ }).click();
    const chosen = await text.evaluate((area) => area.value.slice(area.selectionStart, area.selectionEnd));
    assert.match(chosen, /<script/);
    assert.ok(await page.getByRole('button', { name: 'Save' }).isDisabled());
    await text.fill(svg.replace('</svg>', '<line x1="1" y1="39" x2="9" y2="39" stroke="black" stroke-width="0.3"/></svg>'));
    await page.getByRole('button', { name: /^To line/ }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Version 2').waitFor();
  });

  step('a printer gets the labels, and the queue tells', async () => {
    await page.goto('/labels?tab=printers');
    await page.getByRole('button', { name: 'Add a printer' }).click();
    await dialog().getByLabel('Code').fill(DESK);
    await dialog().getByLabel('Name, Chinese').fill(NAMED);
    await dialog().getByLabel('Address').fill(`127.0.0.1:${printer.address().port}`);
    await dialog().getByLabel('Reception').check();
    await dialog().getByRole('button', { name: 'Save' }).click();
    await page.getByRole('region', { name: NAMED }).waitFor();
    await page.goto(`/folders/${codes[1]}`);
    await page.getByRole('button', { name: 'Print labels…' }).click();
    await dialog().getByLabel('Template').selectOption(OWN);
    await dialog().getByLabel('Printer').selectOption(DESK);
    await dialog().getByRole('button', { name: 'Print 1' }).click();
    await dialog().waitFor({ state: 'detached' });
    await page.goto('/labels?tab=queue');
    await page.getByRole('row').filter({ hasText: `1 label on ${NAMED}` }).getByText('printed', { exact: true }).waitFor();
    assert.equal(jobs.length, 1);
    assert.match(jobs[0], /^\^XA/);
  });

  step('everything fits a phone', async () => {
    await page.setViewportSize({ width: 360, height: 760 });
    for (const at of ['/labels', '/labels?tab=templates', '/labels?tab=printers', '/labels?tab=queue', `/labels/${OWN}`]) {
      await page.goto(at);
      await page.locator('main h1').waitFor();
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(wide <= 0, `${at} is ${wide} px too wide`);
    }
  });
});
