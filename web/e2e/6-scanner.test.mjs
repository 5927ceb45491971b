/** A scanner on the network, asked from the page: chosen, told to scan, watched; its pages on their folder, or put there by one key. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { launch, open, read, signIn, write } from './browser.mjs';
import { ownCertificate, scanner } from './escl.mjs';
import { labelOf, sheets } from './sheets.mjs';

let browser;
let page;
let faults;
let stub;
let folder;
let other;

const step = (name, body) => test(name, { timeout: 400_000 }, body);
/** Pages are read when nobody else wants the processor: on a busy machine that takes as long as it takes. */
const PATIENCE_MS = 180_000;
/** A key as a hand presses it: two within 30 ms are a scanner's, and no page's. */
const press = (key) => page.keyboard.press(key, { delay: 60 });
const on = async (code) => (await read(page, `/folders/${code}/pages`)).items;
const queue = async (scan) => (await read(page, `/pages/waiting?scan=${scan}`)).items.flatMap((item) => item.pages);
const runs = () => page.getByRole('region', { name: 'Scan now' }).getByRole('listitem');
async function until(what, ask) {
  const since = Date.now();
  for (let answer; ; await page.waitForTimeout(150)) {
    if ((answer = await ask())) return answer;
    if (Date.now() - since > PATIENCE_MS) throw new Error(`never: ${what}`);
  }
}
/** The scan that came of the newest run, by its link. */
const scanOf = async () => Number(new URL(await runs().first().getByRole('link').getAttribute('href'), 'http://x').searchParams.get('no'));

describe('scanning from the page', () => {
  before(async () => {
    stub = await scanner();
    browser = await launch();
    ({ page, faults } = await open(browser));
    await signIn(page);
    const type = (await read(page, '/business-types')).items[0].code;
    const register = async (name) => (await write(page, 'POST', '/folders', { business_type: type, business_date: '2026-03-05', class: 'public', placement: { kind: 'none' }, subjects: [{ kind: 'person', name }] })).code;
    [folder, other] = [await register('上官婉清'), await register('东方朔')];
  });
  after(async () => {
    assert.deepEqual(faults, []);
    stub?.close();
    await browser?.close();
  });

  step('an administrator adds a scanner by its address, and asks whether it is there', async () => {
    await page.goto('/labels?tab=scanners');
    await page.getByRole('button', { name: 'Add a scanner' }).click();
    const dialog = page.locator('dialog[open]');
    await dialog.getByLabel('Code').fill('The hall');
    await dialog.getByLabel('Address').fill('192.168.1.50');
    await dialog.getByRole('button', { name: 'Save' }).click();
    for (const told of ['Only small letters', 'Give it a name', 'It begins with http://']) await dialog.getByText(told).waitFor();
    assert.ok(await dialog.getByLabel('Code').evaluate((field) => field === document.activeElement), 'the first that is wrong has the focus');
    await dialog.getByLabel('Code').fill('hall');
    await dialog.getByLabel('Chinese').fill('大厅');
    await dialog.getByLabel('English').fill('Hall');
    await dialog.getByLabel('Address').fill(stub.address);
    await dialog.getByRole('button', { name: 'Save' }).click();
    const card = page.getByRole('region', { name: 'Hall' });
    await card.getByRole('button', { name: 'Check the connection' }).click();
    await card.getByText('Stub OfficeScan 400').waitFor();
  });

  step('a stack is scanned while its pages are counted, and lies on its folder', async () => {
    stub.load(await sheets(browser, 3, { label: await labelOf(page, folder) }));
    stub.hold();
    await page.goto('/scans');
    const now = page.getByRole('region', { name: 'Scan now' });
    await now.getByLabel('Scanner').selectOption('hall');
    await now.getByLabel('Paper lies').selectOption('feeder');
    await now.getByLabel('Resolution').selectOption('200');
    await now.getByRole('button', { name: 'Scan', exact: true }).click();
    await runs().first().getByText('scanning').waitFor();
    await runs().first().getByText('1 page', { exact: true }).waitFor();
    assert.ok(await now.getByRole('button', { name: 'Scan', exact: true }).isDisabled(), 'it is busy');
    stub.letGo();
    await runs().first().getByText('done').waitFor();
    await runs().first().getByText('3 pages').waitFor();
    assert.match(stub.tray.settings.at(-1), /Feeder<.*<scan:XResolution>200</s);
    const scan = await scanOf();
    // The list below tells it by itself, and leads to the pages.
    const row = page.getByRole('row').filter({ hasText: `Scan ${scan}` });
    await row.getByText('filed').waitFor({ timeout: PATIENCE_MS });
    await row.getByRole('link', { name: folder }).click();
    await page.waitForURL(`**/folders/${folder}/pages`);
    await page.getByRole('link', { name: 'Page 3' }).waitFor();
    assert.equal((await on(folder)).length, 3);
    const picture = page.locator('main img').first();
    await until('its picture is there', () => picture.evaluate((image) => image.complete && image.naturalWidth > 0));
  });

  step('a stack that does not count waits, and one key puts it where its code says; taking that back forgets nothing', async () => {
    stub.load(await sheets(browser, 2, { label: await labelOf(page, other) }));
    await page.goto('/scans');
    const now = page.getByRole('region', { name: 'Scan now' });
    await now.getByLabel('Paper lies').selectOption('feeder');
    await now.getByLabel('Both sides').uncheck();
    await now.getByLabel('Sheets in the stack').fill('7');
    await now.getByRole('button', { name: 'Scan', exact: true }).click();
    await runs().first().getByText('2 pages').waitFor();
    await runs().first().getByText('done').waitFor();
    const scan = await scanOf();
    await until('both wait', async () => (await queue(scan)).length === 2);
    await page.goto(`/review?scan=${scan}`);
    await page.getByRole('listbox').getByRole('option').nth(1).waitFor();
    await page.getByRole('button', { name: /Put 2 pages into 东方朔/ }).waitFor();
    await page.locator('figure').getByText('Its code says: 东方朔').waitFor();
    for (const round of ['once', 'and once more']) {
      await press('c');
      await until(`both hang there ${round}`, async () => (await on(other)).length === 2);
      await page.getByText('No page of this scan waits any more').waitFor();
      if (round !== 'once') break;
      await press('Control+z');
      await until('they wait again', async () => (await queue(scan)).length === 2);
      for (const { why, would } of await queue(scan)) assert.deepEqual([why.code, would.folder.code], ['count_differs', other]);
      await page.getByRole('listbox').getByRole('option').nth(1).waitFor();
    }
  });

  step('one with a certificate of its own is trusted by its fingerprint, and another certificate later is not', async () => {
    const [first, second] = [ownCertificate('Hall'), ownCertificate('Hall')];
    const sealed = await scanner(first);
    try {
      await page.goto('/labels?tab=scanners');
      await page.getByRole('button', { name: 'Add a scanner' }).click();
      const dialog = page.locator('dialog[open]');
      await dialog.getByLabel('Code').fill('sealed');
      await dialog.getByLabel('Chinese').fill('保密室');
      await dialog.getByLabel('English').fill('Vault');
      await dialog.getByLabel('Address').fill(sealed.address);
      await dialog.getByRole('button', { name: 'Save' }).click();
      await dialog.getByText('Nobody vouches for this certificate').waitFor();
      await dialog.getByText(first.fingerprint).waitFor();
      const card = page.getByRole('region', { name: 'Vault' });
      // Who is not sure yet has added it all the same, and nothing is sent to it.
      await dialog.getByRole('button', { name: 'Close' }).last().click();
      await card.getByRole('button', { name: 'Check the connection' }).click();
      await page.getByText('shows a certificate that nobody vouches for').waitFor();
      await page.getByRole('button', { name: 'Certificate of Vault' }).click();
      await dialog.getByRole('button', { name: 'Trust this certificate' }).click();
      await dialog.waitFor({ state: 'detached' });
      await card.getByRole('button', { name: 'Check the connection' }).click();
      await card.getByText('Stub OfficeScan 400').waitFor();
      sealed.shows(second);
      await card.getByRole('button', { name: 'Check the connection' }).click();
      await page.getByText('shows another certificate than the one that was trusted').waitFor();
      await page.getByRole('button', { name: 'Certificate of Vault' }).click();
      await dialog.getByText('another machine may be in its place').waitFor();
      for (const { fingerprint } of [first, second]) await dialog.getByText(fingerprint).waitFor();
      await dialog.getByRole('button', { name: 'Trust this certificate' }).click();
      await dialog.waitFor({ state: 'detached' });
      await card.getByRole('button', { name: 'Check the connection' }).click();
      await card.getByText('Stub OfficeScan 400').waitFor();
    } finally {
      sealed.close();
    }
  });

  step('an empty feeder is said before anything is scanned, and the run can be left', async () => {
    stub.load([]);
    await page.goto('/scans');
    const now = page.getByRole('region', { name: 'Scan now' });
    await now.getByText('no paper in the feeder').waitFor();
    await now.getByRole('button', { name: 'Scan', exact: true }).click();
    await runs().first().getByText('stopped').waitFor();
    stub.load(await sheets(browser, 2));
    stub.hold();
    await now.getByRole('button', { name: 'Scan', exact: true }).click();
    await runs().first().getByText('scanning').waitFor();
    await runs().first().getByRole('button', { name: 'Cancel' }).click();
    await runs().first().getByText('cancelled').waitFor();
    stub.letGo();
  });
});
