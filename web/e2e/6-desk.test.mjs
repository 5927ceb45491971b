/**
 * The desk under load: a simulated scanner lends, returns and puts away, the network is slow for a while, the page is
 * loaded anew in the middle, the server goes away and comes back, an input method takes the keys. Every scan is accounted
 * for by what the server says. How fast it was is printed, not asserted.
 */
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { cable, launch, open, read, scan, signIn, write } from './browser.mjs';
import { begin, DEPARTMENT, person, shelves, stamp, steps, today } from './papers.mjs';

const FOLDERS = 40;
/** A scanner's keys are 5 to 15 ms apart. */
const keys = () => 5 + Math.random() * 10;
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
/** Hands are never as even as a machine; now and then two scans come 150 ms apart. */
const hands = (n) => sleep(n % 5 === 0 ? 150 : 250 + Math.random() * 350);

let browser;
let page;
let faults;
let borrower;
let folders = [];
const step = steps(() => ({ page, faults }));

const says = (text) => page.locator('section.answer').getByText(text, { exact: true }).first().waitFor();
const queue = () => page.evaluate(() => JSON.parse(sessionStorage.getItem('strongroom.desk') ?? '{"queue":[]}').queue.length);
const settled = (on = page) => on.waitForFunction(() => !JSON.parse(sessionStorage.getItem('strongroom.desk') ?? '{"queue":[]}').queue.length, null, { timeout: 120_000 });
const where = async ({ code }) => (await read(page, `/folders/${code}`)).where.state;
const states = async () => Promise.all(folders.map(where));
const work = async () => (await read(page, '/today')).work;
const all = (state) => folders.map(() => state);

/** Scans folders as hands do; answers how many a second were done from the first scan until the last answer. */
async function scanAll(list, between) {
  const began = Date.now();
  for (const [n, { code }] of list.entries()) {
    await scan(page, code, keys);
    await between?.(n);
    await hands(n);
  }
  await settled();
  return (list.length * 1000) / (Date.now() - began);
}

async function slowly(latency) {
  const session = await (page.network ??= page.context().newCDPSession(page));
  await session.send('Network.emulateNetworkConditions', { offline: false, latency, downloadThroughput: -1, uploadThroughput: -1 });
}

/** A folder at the desk that was given no slot yet. */
async function homeless(name) {
  const made = { business_type: 'E2EP', department: DEPARTMENT, business_date: today, placement: { kind: 'none' }, subjects: [{ kind: 'person', role: 'customer', name: `${name}${stamp}` }] };
  const { results } = await write(page, 'POST', '/folders/batch', { folders: [made] });
  assert.ok(results[0].folder, JSON.stringify(results[0].problem));
  return results[0].folder;
}

before(async () => {
  ({ browser, page, faults } = await begin());
  await shelves(page);
  borrower = await person(page, 'borrower', '桌面借阅人');
  const subjects = (n) => [{ kind: 'person', role: 'customer', name: `台面客户${stamp}${n}` }];
  const made = Array.from({ length: FOLDERS }, (_, n) => ({ business_type: 'E2EP', department: DEPARTMENT, business_date: today, placement: { kind: 'assign' }, subjects: subjects(n) }));
  const { results } = await write(page, 'POST', '/folders/batch', { folders: made });
  folders = results.map(({ folder, problem }) => {
    assert.ok(folder?.where.home, JSON.stringify(problem ?? folder));
    return { code: folder.code, home: folder.where.home.slot };
  });
});
after(() => browser?.close());

step('folders are put away slot by slot, and the desk says what the slot still takes', async () => {
  await page.goto('/desk');
  await page.getByText('Ready for a scan').waitFor();
  const before = await work();
  const began = Date.now();
  const slots = [...new Set(folders.map(({ home }) => home))];
  for (const slot of slots) {
    await scan(page, slot, keys);
    await hands(1);
    for (const [n, { code }] of folders.filter(({ home }) => home === slot).entries()) {
      await scan(page, code, keys);
      await hands(n);
    }
  }
  await page.getByText(/of 40 mm still free|Full: nothing more/).waitFor();
  await settled();
  console.log(`put away: ${FOLDERS} folders into ${slots.length} slots, ${((FOLDERS * 1000) / (Date.now() - began)).toFixed(2)} folders a second`);
  assert.deepEqual(await states(), all('on_shelf'));
  assert.equal((await work()).put_away.today - before.put_away.today, FOLDERS);
  await page.keyboard.press('Escape');
});

step('all of them are lent while the network is slow for a while and the page is loaded anew in the middle', async () => {
  const before = await work();
  await scan(page, borrower.badge_code, keys);
  await says('桌面借阅人');
  const rate = await scanAll(folders, async (n) => {
    if (n === 8) await slowly(700);
    if (n === 16) {
      // What waits is more than what is under way, and all of it is there again.
      await page.reload();
      await page.getByText('Lending to').waitFor();
      await slowly(700);
    }
    if (n === 28) await slowly(0);
  });
  console.log(`lent: ${FOLDERS} folders, 700 ms of latency for half of them and a reload, ${rate.toFixed(2)} folders a second`);
  assert.deepEqual(await states(), all('on_loan'));
  assert.equal((await work()).lent.today - before.lent.today, FOLDERS, 'each once');
  await scan(page, borrower.badge_code, keys);
  await says(`${FOLDERS} lent`);
});

step('all of them come back, one after the other', async () => {
  const before = await work();
  const rate = await scanAll(folders);
  console.log(`returned: ${FOLDERS} folders, ${rate.toFixed(2)} folders a second`);
  assert.deepEqual(await states(), all('at_desk'));
  assert.equal((await work()).returned.today - before.returned.today, FOLDERS);
});

step('a lend of five folders is measured as a person does it', async () => {
  const began = Date.now();
  await scan(page, borrower.badge_code, keys);
  for (const { code } of folders.slice(0, 5)) {
    await sleep(400);
    await scan(page, code, keys);
  }
  await sleep(400);
  await scan(page, borrower.badge_code, keys);
  await says('5 lent');
  console.log(`a lend of five folders, badge to badge: ${Date.now() - began} ms`);
  assert.deepEqual(await Promise.all(folders.slice(0, 5).map(where)), ['on_loan', 'on_loan', 'on_loan', 'on_loan', 'on_loan']);
});

step('ending a loan by key does not overtake what was scanned before it', async () => {
  await slowly(500);
  await scan(page, borrower.badge_code, keys);
  for (const { code } of folders.slice(5, 8)) await scan(page, code, keys);
  await page.keyboard.press('Escape');
  await settled();
  await slowly(0);
  await says('3 lent');
  assert.deepEqual(await Promise.all(folders.slice(5, 8).map(where)), ['on_loan', 'on_loan', 'on_loan']);
});

step('each of the last twenty can be taken back, by keyboard alone', async () => {
  const [one, two] = folders.slice(5, 7);
  await scan(page, one.code, keys);
  await says('Returned');
  await scan(page, two.code, keys);
  await page.locator('section.answer').getByText(two.code).waitFor();
  await settled();
  await page.keyboard.press('Control+z');
  await says('Undone');
  assert.deepEqual([await where(one), await where(two)], ['at_desk', 'on_loan']);
  // The one before it: it is chosen with the arrow keys.
  await page.keyboard.press('ArrowDown');
  await page.locator('li[aria-current=true]').getByText(one.code).waitFor();
  await page.keyboard.press('Control+z');
  await page.waitForFunction(() => document.querySelectorAll('section.card ol .undone').length === 2);
  await settled();
  assert.equal(await where(one), 'on_loan');
  // A reload keeps the log, and what was taken back is not offered again.
  await page.reload();
  await page.locator('section.card ol .undone').first().waitFor();
  assert.equal(await page.locator('section.card ol .undone').count(), 2);
});

step('an input method that takes every key changes nothing, also while somebody composes', async () => {
  const [one, two] = folders.slice(5, 7);
  await scan(page, one.code, keys, { ime: true });
  await says('Returned');
  assert.equal(await where(one), 'at_desk');
  const box = page.getByLabel('Or type a code');
  await box.focus();
  const session = await (page.scanner ??= page.context().newCDPSession(page));
  await session.send('Input.imeSetComposition', { text: 'ni', selectionStart: 2, selectionEnd: 2 });
  assert.equal(await box.inputValue(), 'ni');
  await scan(page, two.code, keys, { ime: true });
  await page.locator('section.answer').getByText(two.code).waitFor();
  await settled();
  assert.equal(await where(two), 'at_desk');
  assert.doesNotMatch(await box.inputValue(), /\d/);
  await session.send('Input.imeSetComposition', { text: '', selectionStart: 0, selectionEnd: 0 });
  await box.fill('');
  await page.keyboard.press('Escape');
});

step('a server that goes away loses nothing: it is said in large words, and all is sent when it is back', async () => {
  const { base, cut, mend } = await cable();
  const other = await open(browser, { language: 'en', base });
  other.page.setDefaultTimeout(30_000);
  await signIn(other.page);
  await other.page.goto('/desk');
  await other.page.getByText('Ready for a scan').waitFor();
  await scan(other.page, borrower.badge_code, keys);
  await other.page.getByText('Lending to').waitFor();
  await cut();
  const five = folders.slice(10, 15);
  for (const { code } of five) {
    await scan(other.page, code, keys);
    await sleep(200);
  }
  await other.page.getByText('The server is away').waitFor();
  await other.page.getByText(/^5 scans kept since/).waitFor();
  assert.deepEqual(await Promise.all(five.map(where)), five.map(() => 'at_desk'));
  await mend();
  await settled(other.page);
  assert.deepEqual(await Promise.all(five.map(where)), five.map(() => 'on_loan'));
  assert.equal(await other.page.getByText('The server is away').count(), 0);
  assert.deepEqual(other.faults, []);
  await other.context.close();
  await cut();
});

step('what was scanned long ago is carried out only when somebody says so', async () => {
  const [one] = folders.slice(20);
  const state = { mode: { kind: 'idle' }, choice: null };
  const who = (await read(page, '/me')).person.no;
  const kept = { who, at: Date.now() - 3_600_000, state, queue: [{ key: `e2e-old-${stamp}`, text: borrower.badge_code }, { key: `e2e-old2-${stamp}`, text: one.code }], log: [], due: '', purpose: '' };
  await page.goto('/');
  await page.evaluate((value) => sessionStorage.setItem('strongroom.desk', JSON.stringify(value)), kept);
  await page.goto('/desk');
  await page.getByText('2 scans wait from before').waitFor();
  assert.equal(await queue(), 2);
  await page.keyboard.press('Enter');
  await settled();
  assert.equal(await where(one), 'on_loan');
  await page.keyboard.press('Escape');
});

step('scans of somebody else on this page are neither sent nor lost', async () => {
  const kept = { who: 99_999, at: Date.now(), state: { mode: { kind: 'idle' }, choice: null }, queue: [{ key: `e2e-else-${stamp}`, text: folders[20].code }], log: [], due: '', purpose: '' };
  await page.goto('/');
  await page.evaluate((value) => sessionStorage.setItem('strongroom.desk', JSON.stringify(value)), kept);
  await page.goto('/desk');
  await page.getByText('Ready for a scan').waitFor();
  assert.equal(await where(folders[20]), 'on_loan');
  assert.equal(await page.evaluate(() => JSON.parse(sessionStorage.getItem('strongroom.desk.99999')).queue.length), 1);
});

step('a badge says what has to be known: blocked, expired, one’s own', async () => {
  const blocked = await person(page, 'borrower', '停借的人');
  await write(page, 'PATCH', `/people/${blocked.no}`, { blocked_reason: '上次的还没有还' });
  await scan(page, blocked.badge_code, keys);
  await says('May not borrow');
  await page.locator('section.answer').getByText(/上次的还没有还/).waitFor();
  const gone = await person(page, 'borrower', '已离职');
  await write(page, 'PATCH', `/people/${gone.no}`, { expires_on: '2026-01-01' });
  await scan(page, gone.badge_code, keys);
  await page.locator('section.answer').getByText('The account of 已离职 is not active', { exact: false }).waitFor();
  const { person: me } = await read(page, '/me');
  await scan(page, me.badge_code, keys);
  await page.getByText(/This is your own badge/).waitFor();
  await page.keyboard.press('Escape');
});

step('a loan of which every folder was refused says that nothing was lent', async () => {
  const [lent] = folders.slice(10);
  const other = await person(page, 'borrower', '空手而归');
  for (const code of [other.badge_code, lent.code, other.badge_code]) await scan(page, code, keys);
  await settled();
  await says('Nothing lent');
  await page.locator('section.answer').getByText('No folder was lent to 空手而归.').waitFor();
});

step('a folder that was withdrawn and is scanned is said to be one, and is to be looked into', async () => {
  const { code } = await homeless('移出的档案');
  await write(page, 'POST', `/folders/${code}/withdraw`, { reason: '移交总部' });
  await scan(page, code, keys);
  await says('Was withdrawn');
  await page.locator('section.answer').getByText('That stands under Discrepancies now', { exact: false }).waitFor();
  assert.equal(await where({ code }), 'withdrawn');
  const { items } = await read(page, '/discrepancies');
  assert.ok(items.some((one) => one.kind === 'gone_but_here' && one.folder === code), JSON.stringify(items[0]));
});

step('a folder without a slot is given one by keys alone, from within the field too', async () => {
  const { code } = await homeless('没有储位的档案');
  await page.keyboard.press('.');
  // As a hand types: faster keys were a scan.
  await page.keyboard.type(code, { delay: 60 });
  await page.keyboard.press('Enter');
  await says('Waits to be put away');
  await page.keyboard.press('.');
  await page.keyboard.press('F9');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Enter');
  await page.locator('section.answer p.place').nth(0).waitFor();
  assert.ok((await read(page, `/folders/${code}`)).where.home, 'it has a slot');
  await page.keyboard.press('Escape');
});

step('a slot that comes late is the slot of the folder that was asked for, and not of the next', async () => {
  const [first, next] = [await homeless('慢一步的档案'), await homeless('快一步的档案')];
  let release = () => {};
  const held = new Promise((resolve) => (release = resolve));
  await page.route(`**/folders/${first.code}/assign`, async (route) => (await held, route.continue()));
  await scan(page, first.code, keys);
  await says('Waits to be put away');
  await page.keyboard.press('F9');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await scan(page, next.code, keys);
  await page.locator('section.answer').getByText(next.code).waitFor();
  const answered = page.waitForResponse(`**/folders/${first.code}/assign`);
  release();
  await answered;
  await settled();
  assert.equal(await page.locator('section.answer p.place').count(), 0, 'the next folder has no slot');
  assert.equal((await read(page, `/folders/${next.code}`)).where.home, null);
  await page.unroute(`**/folders/${first.code}/assign`);
  await page.keyboard.press('Escape');
});

step('a scan that begins with a digit picks none of the folders that were offered', async () => {
  await page.goto('/desk');
  const [one, two, other] = [await homeless('同号甲'), await homeless('同号乙'), await homeless('数字开头')];
  for (const each of [one, two]) await write(page, 'POST', `/folders/${each.code}/aliases`, { code: `TWICE-${stamp}`, foreign: true });
  await write(page, 'POST', `/folders/${other.code}/aliases`, { code: `2-${stamp}` });
  await scan(page, borrower.badge_code, keys);
  await scan(page, `TWICE-${stamp}`, keys);
  await says('Which one?');
  await scan(page, `2-${stamp}`, keys);
  await page.keyboard.press('Escape');
  await settled();
  assert.deepEqual(await Promise.all([one, two, other].map(where)), ['at_desk', 'at_desk', 'on_loan']);
  await scan(page, `TWICE-${stamp}`, keys);
  await says('Which one?');
  await page.keyboard.press('2');
  await says('Lent');
  await page.keyboard.press('Escape');
  await settled();
  assert.equal((await Promise.all([one, two].map(where))).filter((state) => state === 'on_loan').length, 1);
});

step('a page that stands open overnight knows the new day', async () => {
  const other = await open(browser, { language: 'en', still: true });
  await other.page.clock.install();
  await signIn(other.page);
  await other.page.goto('/desk');
  const shown = other.page.getByText(/^Today: /);
  const before = await shown.textContent();
  const asked = [];
  other.page.on('request', (request) => request.url().endsWith('/api/v1/me') && asked.push(request.url()));
  await other.page.clock.fastForward('24:00:00');
  await other.page.waitForFunction((was) => [...document.querySelectorAll('p')].some((one) => one.textContent.startsWith('Today: ') && one.textContent !== was), before);
  assert.deepEqual([other.faults, asked], [[], []], 'a page that only stays open does not keep its session alive');
  await other.context.close();
});

step('a slip whose papers have not come goes on to the other desk by a key', async () => {
  const { results } = await write(page, 'POST', '/cases', { cases: [{ department: DEPARTMENT, business_date: today, business_type: 'E2EP', reference: `DK-${stamp}` }] });
  await scan(page, results[0].case.code, keys);
  await says('Not handed over');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/receive');
  await page.getByRole('listbox').first().waitFor();
});
