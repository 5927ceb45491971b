/**
 * Lists: narrowed and sorted by the server, their question in the address, columns chosen and remembered, walked by keyboard;
 * and a proof begun on the page of the system, left, and looked at again. Stands on any server with a few people.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { atRest, launch, open, read, signIn } from './browser.mjs';

let browser;
let page;
let faults;
before(async () => {
  browser = await launch();
  ({ page, faults } = await open(browser, { language: 'en', still: true }));
  await signIn(page);
});
after(async () => browser?.close());

const rows = () => page.locator('tbody tr');
const firstCells = () => page.locator('tbody tr td:first-child').allInnerTexts();

test('a list is sorted where all of it is, and its question stands in the address', async () => {
  await page.goto('/people');
  await rows().first().waitFor();
  await page.getByRole('columnheader', { name: 'User name' }).getByRole('button').click();
  await page.waitForURL(/order=name/);
  await page.locator('[aria-busy=false] tbody').waitFor();
  const sorted = (await read(page, '/people?order=name&limit=100')).items.map((one) => one.display_name);
  assert.deepEqual(await firstCells(), sorted);
  await page.reload();
  await rows().first().waitFor();
  assert.deepEqual(await firstCells(), sorted, 'a reload asks the same');
  await page.getByRole('searchbox', { name: 'Filter' }).fill('admin');
  await page.waitForURL(/contains=admin/);
  await page.locator('[aria-busy=false] tbody').waitFor();
  const found = await read(page, '/people?order=name&contains=admin&limit=100');
  await page.getByText(new RegExp(`^${found.total} entr`)).waitFor();
  assert.equal(await rows().count(), found.total);
});

test('its rows are walked by keyboard alone', async () => {
  await page.goto('/people');
  await rows().first().waitFor();
  await rows().first().focus();
  await page.keyboard.press('End');
  const last = (await rows().count()) - 1;
  const at = () => page.evaluate(() => [...document.querySelectorAll('tbody tr')].indexOf(document.activeElement));
  assert.equal(await at(), last);
  await page.keyboard.press('Home');
  assert.equal(await at(), 0);
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keys of this list' }).waitFor();
  await page.keyboard.press('Escape');
  await rows().first().focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/people\/\d+/);
});

test('a column that is chosen is shown, taken along, and there again after a reload', async () => {
  await page.goto('/people');
  await rows().first().waitFor();
  await page.locator('.take button').last().click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('input[value=clearance]').check();
  await dialog.locator('button[type=submit]').click();
  await page.getByRole('columnheader', { name: 'Clearance' }).waitFor();
  await page.reload();
  await page.getByRole('columnheader', { name: 'Clearance' }).waitFor();
  const address = await page.locator('.take a').last().getAttribute('href');
  const [heading] = (await (await page.request.get(address, { headers: { 'accept-language': 'en' } })).text()).split('\r\n');
  assert.match(heading, /Clearance/);
  await page.locator('.take button').last().click();
  await dialog.getByRole('button', { name: 'The usual columns' }).click();
  await page.getByRole('columnheader', { name: 'Clearance' }).waitFor({ state: 'detached' });
});

test('a proof is begun on the page of the system and its outcome stays', async () => {
  await page.goto('/system');
  await page.getByRole('button', { name: 'Verify now' }).click();
  await page.getByText('The archive was verified: everything fits').first().waitFor({ timeout: 120_000 });
  await page.reload();
  await page.getByText('The archive was verified: everything fits').first().waitFor();
  await atRest(page);
  assert.deepEqual(faults, []);
});

test('the tab that an address chose is in sight on a phone, however many stand before it', async () => {
  const phone = await open(browser, { language: 'en', width: 360, height: 760, still: true });
  try {
    await signIn(phone.page);
    await phone.page.goto('/lists?kind=to_move');
    const chosen = phone.page.getByRole('tab', { name: 'To move', selected: true });
    await chosen.waitFor();
    await atRest(phone.page);
    const { x, width } = await chosen.boundingBox();
    assert.ok(x >= 0 && x + width <= 360, `it stands from ${x} to ${x + width}`);
  } finally {
    await phone.context.close();
  }
});
