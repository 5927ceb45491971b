/**
 * Papers in, by more hands than one: a transfer closed by password, a second person's review, the certificate, what a
 * department's clerk sees, and a borrower who leaves. Stands on a server that 1-journey has set up, or on an empty one.
 */
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { CHOSEN, open, read, scan, write } from './browser.mjs';
import { announce, begin, DEPARTMENT, pageOf, person, printed, stamp, steps, takenOver } from './papers.mjs';

let browser;
let page;
let faults;

before(async () => {
  ({ browser, page, faults } = await begin());
});
after(async () => browser?.close());

const step = steps(() => ({ page, faults }));
const button = (name, on = page) => on.getByRole('button', { name, exact: true });
/** People of a run before have other names. */
const named = (name) => `${name} ${stamp}`;
const says = (text) => page.locator('section.answer .headline').getByText(text).waitFor();

step('whoever mistypes the one-time password where he chooses his own is told so, and goes on', async () => {
  const newcomer = await person(page, 'borrower', named('新来的人'));
  const { page: theirs, context } = await open(browser, { language: 'en' });
  theirs.setDefaultTimeout(15_000);
  await theirs.goto('/');
  await theirs.locator('input[autocomplete=username]').fill(newcomer.name);
  await theirs.locator('input[autocomplete=current-password]').fill(newcomer.first);
  await theirs.keyboard.press('Enter');
  const fresh = theirs.locator('input[autocomplete=new-password]');
  for (const n of [0, 1]) await fresh.nth(n).fill(CHOSEN);
  const old = theirs.getByLabel('Current password');
  await old.fill(`${newcomer.first}x`);
  await theirs.keyboard.press('Enter');
  await theirs.getByRole('alert').getByText(/wrong/).waitFor();
  await old.fill(newcomer.first);
  await theirs.keyboard.press('Enter');
  await theirs.locator('main#main').waitFor();
  await context.close();
});

step('a transfer is closed by the giver’s name and password, and a wrong one closes nothing', async () => {
  const giver = await person(page, 'department_clerk', named('持密码移交'));
  const other = await pageOf(browser, giver);
  await other.context.close();
  const [one] = await announce(page, { reference: `PW-${stamp}` });
  await page.goto('/receive');
  await scan(page, one.code);
  await page.getByRole('listbox', { name: 'Papers' }).waitFor();
  await page.keyboard.press('Enter');
  await says('Taken');
  await page.keyboard.press('F2');
  await page.getByText('The giver confirms').waitFor();
  await page.getByLabel('Giver', { exact: true }).fill(giver.name);
  await page.getByLabel('Password of the giver').fill('not his password');
  await button('Close').or(page.getByRole('button', { name: 'Close', exact: true })).last().click();
  await page.getByRole('alert').getByText(/password/i).first().waitFor();
  assert.equal((await read(page, '/transfers?limit=1')).items[0].closed_at, null);
  await page.getByLabel('Giver', { exact: true }).fill(giver.name);
  await page.getByLabel('Password of the giver').fill(CHOSEN);
  await page.keyboard.press('Enter');
  await says(/^Transfer .* is closed$/);
  await page.getByRole('link', { name: 'To the register' }).click();
  await page.getByText('confirmed by password').waitFor();
  await page.locator('footer').getByText(named('持密码移交')).waitFor();
});

step('whoever took a case over cannot review it; a second person finds something wrong, then finds it right', async () => {
  const one = await takenOver(page, { reference: `RV-${stamp}`, business_type: 'E2EC' });
  await page.goto(`/cases/${one.code}`);
  await button('It is right').click();
  await button('I found it right', page.getByRole('dialog')).click();
  await page.getByRole('alert').getByText(/somebody who did not take it over/).waitFor();
  const second = await pageOf(browser, await person(page, 'archivist', named('复核员')));
  await second.page.goto(`/cases/${one.code}`);
  await button('Something is wrong', second.page).click();
  const dialog = second.page.getByRole('dialog');
  await dialog.getByLabel('Reason').fill('the invoice is of another car');
  await dialog.getByRole('button', { name: 'Something is wrong' }).click();
  await dialog.waitFor({ state: 'detached' });
  assert.equal((await read(page, `/cases/${one.code}`)).is_reviewed, false);
  await second.page.getByText('the invoice is of another car').first().waitFor();
  await button('It is right', second.page).click();
  await button('I found it right', second.page.getByRole('dialog')).click();
  await second.page.locator('dl').getByText('Reviewed', { exact: true }).waitFor();
  assert.equal((await read(page, `/cases/${one.code}`)).is_reviewed, true);
  assert.deepEqual(second.faults, []);
  await second.context.close();
});

step('a complete case gets its certificate, which prints with its number and its papers', async () => {
  const [one] = (await read(page, `/cases?q=RV-${stamp}&state=all`)).items;
  await page.goto(`/cases/${one.code}`);
  await button('Issue a certificate of completeness').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Issue a certificate of completeness' }).click();
  await page.getByRole('link', { name: 'Print the certificate' }).click();
  await page.getByAltText('Certificate of completeness, page 1 of 1').waitFor();
  const { certificate } = await read(page, `/cases/${one.code}`);
  assert.equal(Number.isInteger(certificate), true);
  const paper = await printed(page);
  assert.deepEqual([paper.pages, paper.codes.length > 0 && paper.codes.every((code) => code.endsWith(one.code))], [1, true]);
});

step('a case that nobody reviewed, or that wants something, offers no certificate', async () => {
  const one = await takenOver(page, { reference: `NC-${stamp}`, business_type: 'E2EC' }, ['invoice']);
  await page.goto(`/cases/${one.code}`);
  await page.getByRole('heading', { name: 'Gaps' }).waitFor();
  assert.equal(await button('Issue a certificate of completeness').count(), 0);
});

step('a department’s clerk sees his own department’s gaps and no others', async () => {
  const own = await takenOver(page, { reference: `OWN-${stamp}`, subjects: [{ kind: 'person', role: 'customer', name: named('本部门客户') }] }, ['contract']);
  const others = await takenOver(page, { reference: `OTHER-${stamp}`, department: 'E2EOTHER' }, ['contract']);
  const clerk = await pageOf(browser, await person(page, 'department_clerk', named('部门兼职')));
  await clerk.page.goto('/gaps');
  await clerk.page.getByRole('heading', { name: /Gaps: Paper tests/ }).waitFor();
  await clerk.page.getByRole('link', { name: named('本部门客户') }).waitFor();
  assert.equal(await clerk.page.getByText(`OTHER-${stamp}`).count(), 0);
  const { items } = await read(clerk.page, '/gaps?limit=200');
  assert.deepEqual([...new Set(items.map((line) => line.case.department.code))], [DEPARTMENT]);
  assert.equal((await clerk.page.request.get(`/api/v1/cases/${others.code}`)).status(), 404);
  // He announces for his department, and takes nothing over.
  assert.equal(await clerk.page.getByRole('link', { name: 'Receive' }).count(), 0);
  await clerk.page.goto(`/cases/${own.code}`);
  await clerk.page.getByText('missing: Contract').waitFor();
  assert.equal(await button('Note papers', clerk.page).count(), 0);
  await clerk.page.goto('/announce');
  await clerk.page.getByLabel('Reference').fill(`CLERK-${stamp}`);
  await clerk.page.getByLabel('Responsible').fill(named('部门兼职'));
  await clerk.page.getByRole('option', { name: named('部门兼职') }).click();
  await clerk.page.getByRole('button', { name: 'Announce' }).click();
  await clerk.page.getByText('Announced now: 1').waitFor();
  const [announced] = (await read(page, `/cases?q=CLERK-${stamp}&state=all`)).items;
  assert.deepEqual([announced.department.code, announced.responsible.name, typeof announced.responsible.no], [DEPARTMENT, named('部门兼职'), 'number']);
  assert.deepEqual(clerk.faults, []);
  await clerk.context.close();
});

step('a borrower who leaves: what he has comes back or is taken over, scan by scan, single papers too', async () => {
  const leaver = await person(page, 'archivist', named('离职员工'));
  const successor = await person(page, 'archivist', named('接手员工'));
  const folders = [];
  for (let n = 0; n < 3; n += 1) {
    const one = await takenOver(page, { reference: `LV-${stamp}-${n}` });
    folders.push(one.folder.code);
  }
  const papers = await takenOver(page, { reference: `LV-${stamp}-P` });
  await write(page, 'POST', '/checkouts', { borrower: leaver.badge_code, codes: folders });
  for (const paper of ['card', 'invoice']) await write(page, 'POST', `/cases/${papers.code}/lend-paper`, { paper, borrower: leaver.no });
  await page.goto(`/people/${leaver.no}`);
  await page.getByRole('link', { name: 'Leaving: everything back' }).click();
  await page.getByRole('heading', { name: `What ${named('离职员工')} still has` }).waitFor();
  const rows = page.locator('tbody tr');
  await rows.nth(4).waitFor();
  // What cannot be done yet is said of each scan, and what is taken back is not done.
  await page.getByRole('tab', { name: 'Taken over' }).click();
  await scan(page, folders[0]);
  await page.getByText(`Not taken: ${folders[0]}`).waitFor();
  await page.getByRole('tab', { name: 'Comes back' }).click();
  await scan(page, 'NOT-A-FOLDER');
  await page.locator('#main li').getByText('NOT-A-FOLDER').first().waitFor();
  await scan(page, folders[0]);
  const line = page.locator('#main li').getByText(`${folders[0]} is back`);
  await line.waitFor();
  await page.keyboard.press('Control+z');
  await line.waitFor({ state: 'detached' });
  await page.locator('#main li').getByText('NOT-A-FOLDER').first().waitFor();
  // Two scans at once: the second waits for the first.
  await Promise.all([scan(page, folders[0]).then(() => scan(page, papers.code))]);
  await page.locator('#main').getByText(`${folders[0]} is back`).waitFor();
  await page.locator('#main').getByText('Customer card is back in its place · Invoice is back in its place').waitFor();
  await page.getByRole('tab', { name: 'Taken over' }).click();
  await page.getByLabel('Taken over by').fill(named('接手员工'));
  await page.getByRole('option', { name: named('接手员工') }).click();
  for (const code of folders.slice(1)) await scan(page, code);
  await page.getByText('Everything is back.').waitFor();
  const loans = (await read(page, `/people/${successor.no}/loans`)).items;
  assert.deepEqual(loans.map((loan) => loan.folder.code).sort(), folders.slice(1).sort());
});
