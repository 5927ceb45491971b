/**
 * Papers in: cases are taken over with a scanner and a few keys, counted; gaps, later papers, the register, and papers that
 * wait for their folder. Stands on a server that 1-journey has set up, or on an empty one.
 */
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { read, scan, write } from './browser.mjs';
import * as papers from './papers.mjs';
import { person, printed, stamp, steps } from './papers.mjs';

const STROKES_MAX = 10;

let browser;
let page;
let faults;
let badge;
let strokes = 0;
/** Two keys closer together than this are a scanner's. */
const APART_MS = 50;
/** The same slip again within this is the same scan. */
const TWICE_MS = 1_050;
/** The hands at the desk: one key, or one scan, is one stroke. */
async function key(code) {
  strokes += 1;
  await page.waitForTimeout(APART_MS);
  await page.keyboard.press(code);
}
const scanned = async (text) => ((strokes += 1), await scan(page, text));

const headline = () => page.locator('section.answer .headline');
const says = (text) => headline().getByText(text).waitFor();
const list = () => page.getByRole('listbox', { name: 'Papers' });
const paper = (text) => list().getByRole('option').filter({ hasText: text });
const card = (code) => read(page, `/cases/${encodeURIComponent(code)}`);

const announce = (...cases) => papers.announce(page, ...cases);

before(async () => {
  ({ browser, page, faults } = await papers.begin());
  badge = (await person(page, 'borrower', '移交人')).badge_code;
});
after(async () => browser?.close());

const step = steps(() => ({ page, faults }));

step('a case with twelve papers, all there, is taken over within ten key strokes or scans', async () => {
  const [one] = await announce({ reference: `HT-${stamp}-1` });
  await page.goto('/receive');
  await page.getByText('Who hands over?').waitFor();
  strokes = 0;
  await scanned(badge);
  await says('Paper tests');
  await scanned(one.code);
  await list().waitFor();
  assert.equal(await list().getByRole('option').count(), 12);
  await key('Enter');
  await says('Taken');
  assert.ok(strokes <= STROKES_MAX, `${strokes} strokes`);
  const taken = await card(one.code);
  assert.deepEqual([taken.completeness, taken.phase, taken.papers.filter((line) => line.state === 'there').length], ['complete', 'filed', 12]);
  assert.equal(taken.in_time, true);
});

step('what is not there is said by its number, what is unfit with a reason, and what is unsigned by a letter', async () => {
  const [one] = await announce({ reference: `HT-${stamp}-2` });
  strokes = 0;
  // By hand this time: the department's own number, typed.
  await page.keyboard.type(`HT-${stamp}-2`, { delay: 45 });
  await page.keyboard.press('Enter');
  await list().waitFor();
  await key('1');
  await page.waitForTimeout(800);
  await key('1');
  await key('2');
  await paper('Sheet 7').getByText('missing').waitFor();
  assert.equal(await paper('Customer card').getByText('missing').count(), 1);
  await key('3');
  await key('c');
  await paper('Contract').getByText('not signed by the customer').waitFor();
  await key('ArrowDown');
  await key('u');
  await page.getByLabel(/Reason or remark/).and(page.locator(':focus')).waitFor();
  await page.keyboard.type('in pencil', { delay: 45 });
  await key('Enter');
  await page.getByRole('button', { name: 'Take it with 4 gaps' }).waitFor();
  await key('Enter');
  await says('Taken, 4 gaps');
  const { missing, papers } = await card(one.code);
  assert.deepEqual(missing.map((gap) => gap.why).sort(), ['missing', 'missing', 'unfit', 'unsigned_by_customer']);
  assert.equal(papers[3].remark, 'in pencil');
});

step('a case that nobody announced blocks nobody: its number, its type, its papers', async () => {
  strokes = 0;
  await scanned(`WALKIN-${stamp}`);
  await page.getByRole('heading', { name: /Not announced/ }).waitFor();
  await page.getByRole('radio', { name: /Tested business/ }).check();
  await key('Enter');
  await list().waitFor();
  await key('Enter');
  await says('Taken');
  const { items } = await read(page, `/cases?q=WALKIN-${stamp}`);
  assert.deepEqual(items.map((one) => [one.reference, one.completeness]), [[`WALKIN-${stamp}`, 'complete']]);
});

step('scans that come too soon wait, and none is taken but by a key', async () => {
  const [one, two] = await announce({ reference: `HT-${stamp}-3` }, { reference: `HT-${stamp}-4` });
  await scan(page, one.code);
  await list().waitFor();
  await scan(page, two.code);
  await page.getByText('1 scan waits until this is taken').waitFor();
  await key('Enter');
  await page.getByRole('heading', { name: new RegExp(two.code) }).waitFor();
  assert.equal((await card(two.code)).phase, 'announced');
  // A scanner that reads it twice at once takes nothing; its own slip once more, meant, does what the key does.
  await scan(page, two.code);
  assert.equal((await card(two.code)).phase, 'announced');
  await page.waitForTimeout(TWICE_MS);
  await scan(page, two.code);
  await says('Taken');
  assert.equal((await card(two.code)).phase, 'filed');
});

step('a hurried hand is told: another desk was quicker, that case was called off', async () => {
  const [quick, off] = await announce({ reference: `HT-${stamp}-8` }, { reference: `HT-${stamp}-9` });
  await scan(page, quick.code);
  await list().waitFor();
  const { transfer } = await write(page, 'POST', '/transfers', { department: quick.department.code, desk: 'repair' });
  await write(page, 'POST', `/transfers/${transfer}/receive`, { case: quick.code, papers: { all_except: [] } });
  await key('Enter');
  await says('Taken already');
  assert.equal(await list().count(), 0);
  // Its slip again opens it for what comes later, and the desk goes on.
  await scan(page, quick.code);
  await page.getByText('handed over before').waitFor();
  await key('Escape');
  await write(page, 'POST', `/cases/${off.code}/cancel`, { reason: 'no sale' });
  await scan(page, off.code);
  await says('Called off');
  await scan(page, 'P00999-1X');
  await says('No such badge');
  const [foreign] = await announce({ reference: `OD-${stamp}`, department: 'E2EOTHER' });
  await scan(page, foreign.code);
  await says('Of another department');
  assert.equal(await list().count(), 0);
});

step('a type that takes no gaps sends the papers back, with the reason', async () => {
  const [one] = await announce({ reference: `CL-${stamp}`, business_type: 'E2ER' });
  await scan(page, one.code);
  await list().waitFor();
  await key('2');
  await key('Enter');
  await page.getByLabel(/This type takes no gaps/).and(page.locator(':focus')).waitFor();
  await key('Enter');
  await says('Sent back');
  assert.equal((await card(one.code)).phase, 'announced');
});

step('the giver’s badge asks, and once more confirms: one transfer is closed', async () => {
  await scan(page, badge);
  await page.getByText('The giver confirms').waitFor();
  await page.getByText('Sent back: Invoice').waitFor();
  // Read once more at once, it would say nothing of the list.
  await page.waitForTimeout(TWICE_MS);
  await scan(page, badge);
  await says(/^Transfer .* is closed$/);
  await page.getByRole('link', { name: 'To the register' }).click();
  await page.getByRole('heading', { name: 'Hand-over register' }).waitFor();
  const lines = page.locator('tbody tr').filter({ hasText: stamp });
  await lines.nth(5).waitFor();
  assert.equal(await lines.filter({ hasNotText: 'Sent back' }).count(), 5);
  await page.getByText('confirmed by badge').waitFor();
});

step('the register prints as its form, and nothing else is on the paper', async () => {
  const shown = page.url();
  await page.getByRole('link', { name: 'Hand-over register' }).click();
  await page.getByAltText('Hand-over register, page 1 of 1').waitFor();
  assert.deepEqual(await printed(page), { pages: 1, width_mm: 297, height_mm: 210, codes: [] });
  await page.goto(shown);
  await page.getByRole('heading', { name: 'Hand-over register' }).waitFor();
});

step('papers that come later close their gaps, and the register tells when', async () => {
  const register = page.url();
  const gaps = (await read(page, `/cases?state=incomplete&q=HT-${stamp}-2`)).items;
  await page.goto(`/cases/${gaps[0].code}`);
  await page.getByRole('button', { name: 'Note papers' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Everything missing has come' }).click();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.waitForFunction(() => !document.querySelector('dialog'));
  assert.deepEqual((await card(gaps[0].code)).missing.map((gap) => gap.why), ['unsigned_by_customer']);
  await page.goto(register);
  await page.locator('tbody .later').first().waitFor();
});

step('what is scanned before anybody hands over waits in sight, and is looked at once somebody does', async () => {
  await page.goto('/receive');
  await page.getByText('Who hands over?').waitFor();
  await scan(page, `AHEAD-${stamp}`);
  await says('Whose is it?');
  await page.getByText('1 scan waits until somebody hands over').waitFor();
  await page.reload();
  await page.getByText('1 scan waits until somebody hands over').waitFor();
  await scan(page, badge);
  await page.getByRole('heading', { name: new RegExp(`Not announced.*AHEAD-${stamp}`) }).waitFor();
  await key('Escape');
  assert.equal(await page.getByText('1 scan waits').count(), 0);
});

step('papers whose folder is out wait for it, and go in by folder and slip when it comes back', async () => {
  const [first] = await announce({ business_type: 'E2EP', reference: `HT-${stamp}-5` });
  const folder = first.folder.code;
  await write(page, 'POST', `/folders/${folder}/receive`, { desk: 'reception' });
  await write(page, 'POST', '/checkouts', { borrower: badge, codes: [folder] });
  await page.goto('/receive');
  await scan(page, first.code);
  await list().waitFor();
  await key('Enter');
  await says('Waits for its folder');
  assert.equal((await card(first.code)).phase, 'waiting');
  await page.goto('/waiting');
  await page.getByText(folder).first().waitFor();
  await page.goto('/desk');
  await scan(page, folder);
  await says('1 case waits for it');
  await scan(page, first.code);
  await says('In its folder');
  assert.equal((await card(first.code)).phase, 'filed');
});

step('papers put in by a slip wait again, at the desk and where they are put in', async () => {
  const [first] = (await read(page, `/cases?q=HT-${stamp}-5&state=all`)).items;
  const phase = async (wanted) => {
    for (let look = 0; look < 100 && (await card(first.code)).phase !== wanted; look += 1) await page.waitForTimeout(100);
    assert.equal((await card(first.code)).phase, wanted);
  };
  await page.keyboard.press('Control+z');
  await says('Undone');
  await phase('waiting');
  await page.goto('/waiting');
  await scan(page, first.folder.code);
  await page.getByText('1 case waits for it').first().waitFor();
  await scan(page, first.code);
  await phase('filed');
  await page.getByRole('button', { name: /^Undo/ }).click();
  await phase('waiting');
  await page.locator('.current').getByText(first.code).waitFor();
  await scan(page, first.code);
  await phase('filed');
});

step('more time is asked for, and a case is called off, on its page', async () => {
  const [one] = await announce({ reference: `HT-${stamp}-6` });
  await page.goto(`/cases/${one.code}`);
  await page.getByRole('button', { name: 'Extend' }).click();
  const dialog = page.getByRole('dialog');
  const later = new Date(Date.parse(one.due.date) + 7 * 86_400_000).toISOString().slice(0, 10);
  await dialog.getByLabel('New due date').fill(later);
  await dialog.getByLabel('Reason').fill('the customer is away');
  await dialog.getByRole('button', { name: 'Extend' }).click();
  await dialog.waitFor({ state: 'detached' });
  assert.deepEqual((await card(one.code)).due, { date: later, is_provisional: false, is_extended: true });
  await page.getByRole('button', { name: 'Call off' }).click();
  await dialog.getByLabel('Reason').fill('no sale after all');
  await dialog.getByRole('button', { name: 'Call off' }).click();
  await dialog.waitFor({ state: 'detached' });
  assert.equal((await card(one.code)).phase, 'cancelled');
});

step('a case is announced on a page of its own', async () => {
  await page.goto('/announce');
  await page.getByLabel('Department').selectOption('E2EPAPER');
  await page.getByRole('radio', { name: /Tested business/ }).check();
  await page.getByLabel('Reference').fill(`HT-${stamp}-7`);
  await page.keyboard.press('Enter');
  await page.getByText('Announced now: 1').waitFor();
  assert.equal((await read(page, `/cases?state=announced&q=HT-${stamp}-7`)).items.length, 1);
});

step('a slip carries a code that leads to the case', async () => {
  const [one] = (await read(page, `/cases?state=announced&q=HT-${stamp}-7`)).items;
  await page.goto(`/print/cases/${one.code}`);
  await page.getByAltText('Case slip, page 1 of 1').waitFor();
  const paper = await printed(page);
  assert.deepEqual([paper.pages, paper.width_mm, paper.height_mm], [1, 210, 297]);
  assert.equal(paper.codes.length > 0 && paper.codes.every((code) => code.endsWith(one.code)), true, paper.codes.join());
  await page.goto(`/C/${one.code}`);
  await page.getByRole('heading', { name: new RegExp(one.code) }).waitFor();
});

step('the checklist of a type is edited on its page', async () => {
  await page.goto('/types/E2EP');
  await page.getByRole('heading', { name: 'Papers' }).waitFor();
  assert.equal(await page.locator('input[value=contract]').or(page.getByLabel('Id')).count() > 12, true);
  await page.getByLabel('Within, working days').fill('5');
  await page.getByRole('button', { name: 'Save as new version' }).click();
  await page.waitForURL('**/types');
  const type = (await read(page, '/business-types')).items.find((one) => one.code === 'E2EP');
  assert.deepEqual([type.hand_over_working_days, type.documents.length, type.documents[2].signatures], [5, 12, ['customer']]);
});

step('a case of another department is gone over to by a key', async () => {
  const [one] = await announce({ reference: `OV-${stamp}-1` });
  const [other] = await announce({ reference: `OV-${stamp}-2`, department: 'E2EOTHER' });
  const theirs = await person(page, 'borrower', '另一部门的人', 'E2EOTHER');
  await page.goto('/receive');
  await scan(page, theirs.badge_code);
  await page.locator('.main-side strong').getByText('Another department').first().waitFor();
  for (const { code, reference } of [one, other]) {
    await scan(page, code);
    await says('Of another department');
    await key('F9');
    await list().waitFor();
    await page.locator('#open-case').getByText(code).waitFor();
    await page.getByText(reference).first().waitFor();
    await key('Escape');
  }
});
