/**
 * All work by keyboard alone: no step here has a mouse, a finger, or a program that puts the focus where it wants it. Whatever is not
 * reached, is out of sight, or leaves the focus nowhere, fails. Stands on any server.
 */
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { atRest, CHOSEN, NAME, open, read, write } from './browser.mjs';
import { hands } from './keys.mjs';
import { begin, DEPARTMENT, person, shelves, stamp, steps, today } from './papers.mjs';

let browser;
let page;
let faults;
let keys;
let folder;
let borrower;
let room;

before(async () => {
  const made = await begin();
  browser = made.browser;
  await shelves(made.page);
  const subjects = [{ kind: 'person', role: 'customer', name: `键盘客户${stamp}` }];
  folder = await write(made.page, 'POST', '/folders', { business_type: 'E2EP', department: DEPARTMENT, business_date: today, placement: { kind: 'assign' }, subjects });
  borrower = await person(made.page, 'borrower', `键盘${stamp}`);
  await made.page.context().close();
  ({ page, faults } = await open(browser, { language: 'en', still: true }));
  page.setDefaultTimeout(15_000);
  keys = hands(page);
});
after(async () => browser?.close());

const step = steps(() => ({ page, faults }));
const button = (name) => page.getByRole('button', { name, exact: true });
const dialog = () => page.getByRole('dialog');
const inDialog = (label) => dialog().getByLabel(label, { exact: false });
const says = (text) => page.getByRole('status').getByText(text).first().waitFor();

step('somebody signs in', async () => {
  await page.goto('/');
  await page.locator('input[autocomplete=username]:focus').waitFor();
  await keys.typed(NAME);
  await keys.press('Tab');
  await keys.typed(CHOSEN);
  await keys.press('Enter');
  await page.locator('main#main').waitFor();
  await keys.isHere();
});

step('the box on every page opens any page by its name, and the page has the focus', async () => {
  for (const name of ['Loans', 'Storerooms', 'Business types', 'System', 'Desk', 'Home']) {
    await keys.open(name);
    await page.locator('nav [aria-current=page]', { hasText: name }).waitFor();
    assert.ok(await page.evaluate(() => document.getElementById('main').contains(document.activeElement)), name);
  }
});

step('arrow keys walk the menu, and the first press on a page leads past it', async () => {
  await page.reload();
  await page.locator('main#main h1').waitFor();
  await keys.enter(page.getByRole('link', { name: 'Skip to content' }), { most: 1 });
  assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
  await keys.reach(page.locator('aside nav a').last());
  await keys.press('Home', 'ArrowDown', 'ArrowDown');
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('href')), '/find');
});

step('the sheet of keys comes and goes', async () => {
  await keys.press('?');
  await dialog().waitFor();
  await keys.press('Escape');
  await keys.closed();
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('href')), '/find', 'where one was');
});

step('a folder is found and opened, and one comes back to where one was', async () => {
  await keys.press('Enter');
  await page.locator('#find-box:focus').waitFor();
  await page.keyboard.insertText(`键盘客户${stamp}`);
  await page.locator('#hits li').first().waitFor();
  await keys.press('Enter');
  await page.getByRole('heading', { name: `键盘客户${stamp}` }).waitFor();
  await keys.isHere();
});

step('its fields are edited, and that is taken back', async () => {
  await keys.enter(button('Edit'));
  await keys.write(inDialog('Note'), 'by keys alone');
  await keys.enter(dialog().getByRole('button', { name: 'Save' }));
  await keys.closed();
  assert.equal((await read(page, `/folders/${folder.code}`)).note, 'by keys alone');
  assert.ok(await button('Edit').evaluate((element) => element === document.activeElement), 'the button that opened it');
});

step('it is lent on its page, and the focus stays beside what came of it', async () => {
  await keys.enter(button('Check out'));
  await dialog().waitFor();
  await keys.typed(borrower.name);
  await page.getByRole('option', { name: borrower.display_name }).waitFor();
  await keys.press('ArrowDown', 'Enter');
  await keys.enter(dialog().getByRole('button', { name: 'Check out' }));
  await keys.closed();
  assert.equal((await read(page, `/folders/${folder.code}`)).where.state, 'on_loan');
  // Who presses Enter once too often does nothing by it.
  await keys.press('Enter');
  await page.getByRole('button', { name: 'Return', exact: true }).waitFor();
  await keys.press('Control+z');
  await button('Check out').waitFor();
  await keys.isHere();
});

/** A code as somebody types it at the desk who has no scanner. */
async function atDesk(code) {
  await keys.press('.');
  await page.getByLabel('Or type a code').and(page.locator(':focus')).waitFor();
  await keys.typed(code);
  await keys.press('Enter');
}
const headline = (text) => page.locator('section.answer').getByText(text, { exact: true }).first().waitFor();

step('at the desk it is put away, lent, taken back and that undone, by typed codes', async () => {
  const home = folder.where.home.slot;
  await keys.open('Desk');
  await atDesk(home);
  await atDesk(folder.code);
  await headline('In place');
  await keys.press('Escape');
  await atDesk(borrower.badge_code);
  await atDesk(folder.code);
  await headline('Lent');
  await keys.press('Escape');
  await atDesk(folder.code);
  await headline('Returned');
  await keys.press('Control+z');
  await page.waitForFunction((code) => fetch(`/api/v1/folders/${code}`).then((answer) => answer.json()).then((card) => card.where.state === 'on_loan'), folder.code);
  await atDesk(folder.code);
  await headline('Returned');
  await atDesk(home);
  await atDesk(folder.code);
  await headline('In place');
  assert.equal((await read(page, `/folders/${folder.code}`)).where.state, 'on_shelf');
});

step('a search is narrowed, saved, and found again', async () => {
  await keys.press('Escape', '/');
  await page.keyboard.insertText(`键盘客户${stamp}`);
  await keys.press('Enter');
  await page.locator('#find-box:focus').waitFor();
  await page.locator('#hits li').first().waitFor();
  await keys.space(page.getByRole('button', { name: 'By subject' }));
  await page.waitForURL(/group=subject/);
  await keys.enter(button('Save search'));
  await keys.write(inDialog('Name'), `Keys ${stamp}`);
  await keys.press('Enter');
  await keys.closed();
  // The box stands beside the menu: nobody walks back through all that was found.
  await keys.press('/');
  await keys.menu('Home');
  await keys.press('/');
  await keys.typed(`Keys ${stamp}`);
  await page.getByRole('option', { name: new RegExp(`Keys ${stamp}`) }).first().waitFor();
  await keys.pick(`Keys ${stamp}`);
  await page.waitForURL(/group=subject/);
  await page.getByRole('link', { name: new RegExp(`键盘客户${stamp}`) }).first().waitFor();
});

step('a list is narrowed, walked, sorted, given other columns, taken along, and one comes back to its row', async () => {
  await keys.menu('People');
  await page.locator('tbody tr').nth(1).waitFor();
  await keys.press('f');
  await keys.typed('e2e');
  await keys.press('Escape');
  await keys.press('Control+a', 'Delete');
  await page.waitForFunction(() => !window.location.search.includes('contains'));
  await page.locator('[aria-busy=false] tbody tr').nth(1).waitFor();
  await keys.press('ArrowDown', 'ArrowDown', 'Enter');
  await page.waitForURL(/\/people\/\d+/);
  const row = page.url().split('/').at(-1);
  await page.getByText('May sign in').waitFor();
  // Alt and the left arrow: the browser's own key, which it does not take from here.
  await page.goBack();
  await page.locator(`tr[data-row="${row}"]:focus`).waitFor();
  await keys.enter(page.getByRole('columnheader', { name: 'User name' }).getByRole('button'));
  await page.waitForURL(/order=name/);
  await keys.enter(button('Columns'));
  // The columns are walked by arrow keys, and moved by them with Alt.
  await keys.reach(dialog().locator('input[value]').first());
  const at = () => page.evaluate(() => document.activeElement.value);
  for (let n = 0; n < 40 && (await at()) !== 'clearance'; n += 1) await keys.press('ArrowDown');
  await keys.press('Space', 'Alt+ArrowUp');
  assert.equal(await at(), 'clearance', 'it keeps the focus where it goes');
  await keys.enter(dialog().getByRole('button', { name: 'Save' }));
  await keys.closed();
  await page.getByRole('columnheader', { name: 'Clearance' }).waitFor();
  const taken = page.waitForEvent('download');
  await keys.enter(page.getByRole('link', { name: 'CSV' }));
  assert.match((await taken).suggestedFilename(), /people-.*\.csv/);
  await keys.isHere();
  await keys.enter(button('Columns'));
  await keys.enter(dialog().getByRole('button', { name: 'The usual columns' }));
  await keys.closed();
});

step('a person is made, and gets another role', async () => {
  await keys.enter(button('New person'));
  await keys.write(inDialog('Name'), 'Keys Only');
  await keys.write(dialog().getByLabel('User name'), `keys.${stamp}`);
  await keys.choose(inDialog('Role'), 'Auditor');
  await keys.enter(dialog().getByRole('button', { name: 'Create' }));
  await dialog().locator('code').first().waitFor();
  await keys.press('Escape');
  await keys.closed();
  const made = (await read(page, `/people?q=keys.${stamp}`)).items[0];
  assert.equal(made.role, 'auditor');
  await keys.press('f');
  await keys.press('Control+a');
  await keys.typed(`keys.${stamp}`);
  await page.getByText(/^1 entr/).waitFor();
  await keys.press('ArrowDown', 'Enter');
  await page.getByRole('heading', { name: 'Keys Only' }).waitFor();
  await keys.enter(button('Edit'));
  await keys.choose(inDialog('Role'), 'Archivist');
  await keys.enter(dialog().getByRole('button', { name: 'Save' }));
  await keys.closed();
  assert.equal((await read(page, `/people/${made.no}`)).role, 'archivist');
});

step('a rule of a business type is changed', async () => {
  await keys.open('Business types');
  await page.locator('tbody tr').first().waitFor();
  await keys.press('f');
  await keys.typed('E2ER');
  await page.getByText(/^1 entr/).waitFor();
  await keys.press('ArrowDown', 'Enter');
  await page.getByLabel('Loan period, days').waitFor();
  const days = String(10 + Math.floor(Math.random() * 80));
  await keys.write(page.getByLabel('Loan period, days'), days);
  // From a field of a form Enter sends it: nobody walks to its end.
  await keys.press('Enter');
  await page.waitForFunction((wanted) => fetch('/api/v1/business-types/E2ER').then((answer) => answer.json()).then((type) => String(type.loan_days) === wanted), days);
  await page.waitForURL(/\/types(\?|$)/);
  await page.locator('tbody tr').first().waitFor();
  await keys.isHere();
});

/** A field, by the words before it; a star may follow them. */
const field = (label) => dialog().getByLabel(new RegExp(`^${label}\\s*\\*?$`));

step('a storeroom is made, and its shelves declared in bulk', async () => {
  room = `K${stamp.slice(-3)}`;
  await keys.open('Storerooms');
  await keys.enter(button('New storeroom'));
  await keys.write(field('Code'), room);
  await keys.write(inDialog('Name, Chinese'), 'Keys');
  await keys.press('Enter');
  await page.getByRole('dialog', { name: 'Add ranges' }).waitFor();
  await keys.write(inDialog('Last range'), '2');
  await keys.write(inDialog('Bays per side'), '2');
  await keys.press('Enter');
  await keys.closed();
  await page.locator('svg[data-range]').nth(1).waitFor();
  assert.equal((await read(page, `/storerooms/${room}/map`)).shelves.code.length, 48);
});

step('a zone is drawn on the map, and one goes down to a slot and up again', async () => {
  await keys.enter(button('Draw a zone'));
  const cursor = page.locator('[data-shelf]').first();
  await keys.reach(cursor);
  await keys.press('Shift+ArrowDown', 'Shift+ArrowDown', 'Shift+ArrowRight');
  await keys.enter(button('Make a zone of them'));
  await keys.write(field('Zone code'), room);
  await keys.write(inDialog('Name, Chinese'), 'Keys');
  await keys.press('Enter');
  await keys.closed();
  const zone = (await read(page, '/zones')).items.find((one) => one.code === room);
  assert.ok(zone, 'the zone is there');
  await keys.press('Control+z');
  await page.getByText('Undone').first().waitFor();
  await keys.reach(page.locator('[data-shelf]').first());
  await keys.press('Enter');
  await page.waitForFunction(() => document.activeElement.id.startsWith('slot-'));
  await keys.press('ArrowRight', 'Enter');
  await page.getByRole('heading', { name: /^Slot / }).waitFor();
  await keys.isHere();
  await keys.press('Escape');
  await page.waitForFunction(() => document.activeElement.id.startsWith('slot-'));
  await keys.press('Escape', 'Escape');
  await page.waitForFunction(() => document.activeElement.hasAttribute('data-shelf'));
});

step('a box is put into a slot, moved, put back, and taken away', async () => {
  await keys.open('Storerooms');
  await keys.reach(page.getByRole('tab', { name: 'Storerooms' }));
  await keys.press('ArrowRight', 'ArrowRight', 'ArrowRight');
  await page.getByRole('tab', { name: 'Boxes', selected: true }).waitFor();
  await keys.enter(button('New box'));
  await keys.write(inDialog('Slot'), `${room}-02L-01-1-01`);
  await dialog().getByText(/^This slot is .* wide\.$/).waitFor();
  await keys.press('Enter');
  await keys.closed();
  const where = async () => (await read(page, `/boxes?contains=${room}`)).items.map((box) => box.slot);
  assert.deepEqual(await where(), [`${room}-02L-01-1-01`]);
  await keys.enter(page.getByRole('row', { name: new RegExp(room) }).getByRole('button', { name: 'Move…' }));
  await keys.write(inDialog('Where to'), `${room}-02L-01-1-05`);
  await keys.write(inDialog('Reason'), 'keys');
  await keys.press('Enter');
  await keys.closed();
  assert.deepEqual(await where(), [`${room}-02L-01-1-05`]);
  await keys.press('Control+z');
  await page.getByText('Undone').first().waitFor();
  assert.deepEqual(await where(), [`${room}-02L-01-1-01`]);
  await keys.enter(page.getByRole('row', { name: new RegExp(room) }).getByRole('button', { name: 'Take away' }));
  await keys.enter(dialog().getByRole('button', { name: 'Take away' }));
  await keys.closed();
  assert.deepEqual(await where(), []);
});

step('a shelf is moved: tried first, then carried out', async () => {
  const from = folder.where.home.slot.split('-').slice(0, -1).join('-');
  await keys.open('Storerooms');
  await page.locator('tbody tr').first().waitFor();
  await keys.press('f');
  await keys.typed(room);
  await page.waitForURL(new RegExp(`contains=${room}`));
  await keys.enter(page.getByRole('link', { name: room, exact: true }));
  await page.getByRole('heading', { name: new RegExp(room) }).waitFor();
  await keys.enter(button('Move…'));
  await keys.write(inDialog('What moves'), from);
  await keys.write(inDialog('Where to'), `${room}-01L-01-1`);
  await keys.write(inDialog('Reason'), 'keys alone');
  await keys.press('Escape');
  await keys.press('Enter');
  await page.getByRole('heading', { name: `Move ${from} → ${room}-01L-01-1` }).waitFor();
  await keys.isHere();
  await keys.enter(button('Carry it out'));
  await page.getByRole('heading', { name: 'What to carry' }).waitFor({ timeout: 30_000 });
  await keys.isHere();
  assert.ok((await read(page, `/folders/${folder.code}`)).where.home.slot.startsWith(`${room}-01L`));
});

/** By its code, in the box that stands on every page. */
async function find(code) {
  await keys.press('/');
  await keys.typed(code);
  await page.getByRole('option', { name: new RegExp(code) }).first().waitFor();
  await atRest(page);
  await keys.pick(code);
  await page.waitForURL(new RegExp(`/${code}$`));
}

step('labels of a folder are made, and the file that holds them saved', async () => {
  await find(folder.code);
  await page.getByRole('heading', { name: `键盘客户${stamp}` }).waitFor();
  await keys.enter(button('Print labels…'));
  await keys.enter(dialog().getByRole('button', { name: 'Print 1', exact: true }));
  const file = page.waitForEvent('download');
  await keys.enter(dialog().getByRole('link', { name: 'Save' }));
  assert.match((await file).suggestedFilename(), /\.pdf$/);
  await keys.press('Escape');
  await keys.closed();
  assert.ok(await button('Print labels…').evaluate((element) => element === document.activeElement));
});

step('a spreadsheet comes in', async () => {
  await keys.open('Import');
  const chooser = page.waitForEvent('filechooser');
  await keys.reach(page.locator('input[type=file]'));
  await keys.press('Enter');
  const rows = [1, 2, 3].map((n) => `KB-${stamp}-${n},键盘行${n},E2EP,2026-01-0${n}`);
  await (await chooser).setFiles({ name: `keys-${stamp}.csv`, mimeType: 'text/csv', buffer: Buffer.from(['旧档号,客户名称,业务类型,业务日期', ...rows].join('\n')) });
  await page.getByRole('heading', { name: `keys-${stamp}.csv` }).waitFor();
  await keys.isHere();
  await keys.enter(button('Dry run'));
  const go = page.getByRole('button', { name: /^Import 3/ });
  await go.waitFor({ timeout: 30_000 });
  await keys.isHere();
  await keys.enter(go);
  await page.getByText('Done', { exact: true }).first().waitFor({ timeout: 60_000 });
  await keys.isHere();
});

step('a case is announced, taken over with gaps, and a late paper noted', async () => {
  await keys.open('Announce');
  const into = page.getByLabel('Department', { exact: false });
  if (await into.count()) await keys.choose(into, 'Paper tests');
  await keys.reach(page.getByRole('radio').first());
  await keys.write(page.getByLabel('Reference', { exact: false }).first(), `KEY-${stamp}`);
  await keys.press('Enter');
  await page.getByRole('heading', { name: 'Announced now: 1' }).waitFor();
  await keys.isHere();
  await keys.menu('Receive');
  await page.locator('#main input:focus').waitFor();
  // A transfer may lie open from before.
  if (await page.getByText('Who hands over?').count()) {
    await keys.typed(borrower.badge_code);
    await keys.press('Enter');
    await page.locator('section.answer').getByText('Paper tests').first().waitFor();
  }
  await keys.typed(`KEY-${stamp}`);
  await keys.press('Enter');
  await page.getByRole('listbox', { name: 'Papers' }).waitFor();
  await page.waitForTimeout(200);
  await keys.press('2', 'Enter');
  await page.locator('section.answer').getByText('Taken, 1 gap').first().waitFor();
  const { items: [made] } = await read(page, `/cases?q=KEY-${stamp}`);
  await keys.menu('Cases');
  await find(made.code);
  await keys.enter(button('Note papers'));
  await keys.enter(dialog().getByRole('button', { name: 'Everything missing has come' }));
  await keys.enter(dialog().getByRole('button', { name: 'Save' }));
  await keys.closed();
  assert.equal((await read(page, `/cases/${made.code}`)).completeness, 'complete');
});

step('a discrepancy is settled', async () => {
  const { code } = await write(page, 'POST', '/folders', { business_type: 'E2EP', department: DEPARTMENT, business_date: today, placement: { kind: 'assign' } });
  const { where } = await read(page, `/folders/${code}`);
  await write(page, 'POST', `/folders/${code}/checkout`, { borrower: borrower.badge_code });
  await write(page, 'POST', `/folders/${code}/sighted`, { at: where.home.slot });
  await keys.menu('Discrepancies');
  const entry = page.getByRole('article').filter({ hasText: code });
  await keys.press('f');
  await keys.typed(code);
  await page.waitForURL(new RegExp(`contains=${code}`));
  await keys.enter(entry.getByRole('button', { name: 'Settle…' }));
  await keys.reach(dialog().getByRole('radio').first());
  await keys.press('Space');
  await keys.write(inDialog('Reason'), 'it was there');
  await keys.enter(dialog().getByRole('button', { name: 'Settle' }));
  await keys.closed();
  assert.equal((await read(page, `/discrepancies?folder=${code}&state=open`)).items.length, 0);
});

step('a shelf is counted', async () => {
  const home = (await read(page, `/folders/${folder.code}`)).where.home.slot;
  await keys.menu('Count');
  await keys.write(page.getByLabel('Shelf', { exact: false }).first(), home.split('-').slice(0, -1).join('-'));
  await keys.press('Enter');
  await page.getByRole('heading', { name: /^Count/ }).waitFor();
  await keys.write(page.getByLabel('Or type a code'), folder.code);
  await keys.press('Enter');
  await page.locator('li.seen').first().waitFor();
  await keys.enter(button('Close the count'));
  await keys.enter(dialog().getByRole('button', { name: 'Close the count' }));
  await keys.closed();
  await page.getByText('Nothing is missing').or(page.getByRole('heading', { name: 'Missing' })).first().waitFor();
});
