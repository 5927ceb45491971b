/**
 * What hurried and clumsy hands stumbled over once: the first press after a scan, refusals out of sight, groups of papers, words
 * that were missing, pages that are not for somebody. Stands on any server, as 2-papers does.
 */
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { open, read, scan, signIn, write } from './browser.mjs';
import { announce, begin, DEPARTMENT, pageOf, person, shelves, stamp, steps, takenOver, today } from './papers.mjs';

let browser;
let page;
let faults;
let lowest;

before(async () => {
  ({ browser, page, faults } = await begin());
  await shelves(page);
  lowest = (await read(page, '/classes')).items[0].code;
});
after(async () => browser?.close());

const step = steps(() => ({ page, faults }));
const dialog = () => page.getByRole('dialog');
const card = (code) => read(page, `/cases/${code}`);
const folderOf = (code) => read(page, `/folders/${code}`);
const list = () => page.getByRole('listbox', { name: 'Papers' });
const says = (text) => page.locator('section.answer .headline').getByText(text).waitFor();
const customer = (name) => [{ kind: 'person', role: 'customer', name }];

/** Whether all of something lies within what is seen of the page. */
const inView = (locator) => locator.evaluate((one) => {
  const { top, bottom } = one.getBoundingClientRect();
  return top >= 0 && bottom <= window.innerHeight;
});
async function more(code, act) {
  await page.goto(`/folders/${code}`);
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('button', { name: act, exact: true }).click();
}

step('the first press after a scan counts: joining a file', async () => {
  const [one, two] = [await takenOver(page, { business_type: 'E2ES', reference: `JN-${stamp}-1`, subjects: customer('并卷一') }), await takenOver(page, { business_type: 'E2ES', reference: `JN-${stamp}-2`, subjects: customer('并卷二') })];
  await more(two.folder.code, 'Join a file');
  await scan(page, one.folder.code);
  await dialog().getByText('并卷一').waitFor();
  // With the mouse, at once, as a hand does it: the field is left by this very press.
  await dialog().getByLabel(/A folder of that file/).focus();
  const { x, y, width, height } = await dialog().getByRole('button', { name: 'Join a file' }).boundingBox();
  await page.mouse.move(x + width / 2, y + height / 2);
  await page.mouse.down();
  await page.waitForTimeout(150);
  await page.mouse.up();
  await dialog().waitFor({ state: 'detached' });
  assert.equal((await folderOf(two.folder.code)).volume, 2);
});

step('the first press after typing counts: merging, where the other folder stands below the field meanwhile', async () => {
  const [one, two] = [await takenOver(page, { business_type: 'E2ES', reference: `MG2-${stamp}-1`, subjects: customer('并袋甲') }), await takenOver(page, { business_type: 'E2ES', reference: `MG2-${stamp}-2`, subjects: customer('并袋乙') })];
  await more(one.folder.code, 'Merge');
  await dialog().getByLabel(/Why/).fill('registered twice');
  const field = dialog().getByLabel(/The folder that stays/);
  await field.fill(one.folder.code);
  await dialog().getByText('That is this folder itself.').waitFor();
  assert.equal(await dialog().getByRole('button', { name: 'Merge' }).isDisabled(), true);
  await field.fill('NOSUCHFOLDER');
  await dialog().getByText('No folder answers to NOSUCHFOLDER.').waitFor();
  await field.fill('');
  await field.pressSequentially(two.folder.code, { delay: 40 });
  await dialog().getByRole('button', { name: 'Merge' }).click({ delay: 150 });
  await page.waitForURL(`**/folders/${two.folder.code}`);
});

step('a folder that is too thick brings its measure along into the dialog of the new volume', async () => {
  const one = await takenOver(page, { reference: `VL-${stamp}`, subjects: customer('太厚客户') });
  await more(one.folder.code, 'Does not fit: measure');
  await dialog().getByLabel(/Thickness/).fill('61');
  await dialog().getByRole('button', { name: 'Save' }).click();
  await dialog().getByRole('button', { name: 'Begin volume 2' }).click();
  const [fresh, rest] = [dialog().getByLabel('New folder, mm'), dialog().getByLabel('This folder then, mm')];
  await fresh.waitFor();
  assert.deepEqual([await fresh.inputValue(), await rest.inputValue()], ['30', '31']);
  await fresh.fill('25');
  assert.equal(await rest.inputValue(), '36');
  await dialog().getByRole('button', { name: 'New volume' }).click();
  await dialog().waitFor({ state: 'detached' });
  await page.waitForURL((url) => !url.pathname.endsWith(one.folder.code));
  const first = await folderOf(one.folder.code);
  assert.deepEqual([first.thickness_mm, first.volumes.map((volume) => volume.thickness_mm)], [36, [36, 25]]);
});

step('a refusal is said where one looks, however long the checklist and small the screen', async () => {
  const [one] = await announce(page, { reference: `RF-${stamp}` });
  const refusal = { type: 'about:blank', title: 'Conflict', status: 409, code: 'FolderDestroyed', detail: 'Its folder was destroyed.', params: {} };
  // Before the page comes: laid on a page that stands, a request of the next moment may still go past it.
  await page.route('**/transfers/*/receive', (route) => route.fulfill({ status: 409, contentType: 'application/problem+json', body: JSON.stringify(refusal) }));
  await page.goto(`/cases/${one.code}`);
  // The way from a case to the desk lays it open there.
  await page.getByRole('button', { name: 'Receive', exact: true }).click();
  await list().waitFor();
  await page.setViewportSize({ width: 1280, height: 560 });
  await page.keyboard.press('Enter');
  const alert = page.getByRole('alert').filter({ hasText: 'Its folder was destroyed.' });
  await alert.waitFor();
  assert.equal(await inView(alert), true);
  assert.equal(await list().count(), 1);
  await page.unroute('**/transfers/*/receive');
  await page.keyboard.press('Enter');
  await says('Taken');
  await page.setViewportSize({ width: 1280, height: 860 });
});

step('what was scanned while the network was away is looked at once when it is back', async () => {
  const [one, two] = await announce(page, { reference: `NW-${stamp}-1` }, { reference: `NW-${stamp}-2` });
  await page.goto('/receive');
  await page.locator('.main-side strong').getByText('Paper tests').waitFor();
  await page.context().setOffline(true);
  await scan(page, one.code);
  await page.getByRole('alert').filter({ hasText: 'The archive cannot be reached.' }).waitFor();
  await scan(page, two.code);
  await page.context().setOffline(false);
  for (const { code } of [one, two]) {
    await list().waitFor();
    await page.locator('#open-case').getByText(code).waitFor();
    // What opens by itself has to be seen before a key takes it.
    await page.waitForTimeout(1_050);
    await page.keyboard.press('Enter');
    // What is said of the first one goes as soon as the next opens.
    await page.locator('#open-case').getByText(code).waitFor({ state: 'detached' });
  }
  await page.waitForTimeout(500);
  assert.equal(await list().count(), 0);
  await says('Taken');
});

step('a refusal in a long dialog stands beside the button that was pressed', async () => {
  const one = await takenOver(page, { reference: `RD-${stamp}` });
  const refusal = { type: 'about:blank', title: 'Conflict', status: 409, code: 'PaperOnLoan', detail: 'It is on loan.', params: {} };
  await page.route('**/papers', (route) => route.fulfill({ status: 409, contentType: 'application/problem+json', body: JSON.stringify(refusal) }));
  await page.setViewportSize({ width: 360, height: 640 });
  await page.goto(`/cases/${one.code}`);
  await page.getByRole('button', { name: 'Note papers' }).click();
  await dialog().getByRole('option').nth(1).click();
  await dialog().getByRole('button', { name: 'Save' }).click();
  await dialog().getByText('It is on loan.').waitFor();
  assert.equal(await inView(dialog().getByText('It is on loan.')), true);
  await page.unroute('**/papers');
  await page.setViewportSize({ width: 1280, height: 860 });
});

step('whoever edits a case that somebody else has just changed keeps what he typed, and saves it with the next press', async () => {
  const [one] = await announce(page, { reference: `ST-${stamp}`, note: '原来的备注' });
  await page.goto(`/cases/${one.code}`);
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  await dialog().getByLabel('Note').fill('我改的备注');
  await write(page, 'PATCH', `/cases/${one.code}`, { reference: `ST-${stamp}-B` });
  await dialog().getByRole('button', { name: 'Save' }).click();
  await dialog().getByText('Somebody changed this case meanwhile.').waitFor();
  assert.deepEqual([await dialog().getByLabel('Reference').inputValue(), await dialog().getByLabel('Note').inputValue()], [`ST-${stamp}-B`, '我改的备注']);
  await dialog().getByRole('button', { name: 'Save' }).click();
  await dialog().waitFor({ state: 'detached' });
  const after = await card(one.code);
  assert.deepEqual([after.reference, after.note], [`ST-${stamp}-B`, '我改的备注']);
});

step('a case that is tapped far down on a phone opens in sight, and nothing there speaks of keys', async () => {
  await announce(page, ...Array.from({ length: 8 }, (_, n) => ({ reference: `PH-${stamp}-${n}` })));
  await page.setViewportSize({ width: 360, height: 640 });
  await page.goto('/receive');
  const line = page.locator('.side .scroll').last().getByRole('button').last();
  await line.waitFor();
  await line.scrollIntoViewIfNeeded();
  assert.equal(await page.getByText('press Enter').count(), 0);
  await line.click();
  await list().waitFor();
  assert.equal(await inView(page.locator('#open-case')), true);
  await page.getByRole('button', { name: 'Put aside' }).click();
  await page.setViewportSize({ width: 1280, height: 860 });
});

step('a paper of a group that is not there after all leaves the other one standing for both', async () => {
  const name = (zh, en) => ({ zh, en });
  const documents = [{ id: 'identity', name: name('身份证', 'Identity card'), one_of: 'who' }, { id: 'organisation', name: name('机构代码证', 'Organisation certificate'), one_of: 'who' }, { id: 'sheet', name: name('表', 'Sheet') }];
  const type = {
    name: name('多选一', 'One of two'), scope: 'case', period: 'month', retention: { kind: 'years', years: 10 }, thickness_mm: 10, loan_days: 14, hand_over_working_days: 3, fields: [], class: lowest,
    roles: [{ role: 'customer', name: name('客户', 'Customer'), kind: 'person' }], documents, incomplete: 'note',
  };
  if (!(await read(page, '/business-types')).items.some((one) => one.code === 'E2EG')) await write(page, 'PUT', '/business-types/E2EG', type);
  const [one] = await announce(page, { business_type: 'E2EG', reference: `GR-${stamp}` });
  await page.goto('/receive');
  await scan(page, one.code);
  await list().waitFor();
  // The second is there, so the first is not asked for; no, it is missing: the first stands for it again.
  await page.keyboard.press('2');
  await list().getByRole('option').nth(0).getByText('another stands for it').waitFor();
  await page.waitForTimeout(60);
  await page.keyboard.press('2');
  await list().getByRole('option').nth(0).getByText('there', { exact: true }).waitFor();
  await page.waitForTimeout(60);
  await page.keyboard.press('Enter');
  await says('Taken');
  const taken = await card(one.code);
  assert.deepEqual([taken.completeness, taken.papers[0].state, taken.papers[1].state], ['complete', 'there', 'missing']);
});

step('a paper that is called wrong asks why before the case is taken, and what is said is kept', async () => {
  const [one] = await announce(page, { reference: `WR-${stamp}` });
  await scan(page, one.code);
  await list().waitFor();
  for (const _ of [1, 2]) {
    await page.keyboard.press('2');
    await page.waitForTimeout(60);
  }
  await page.keyboard.press('Enter');
  await page.getByText('Say what is wrong with Invoice').waitFor();
  assert.equal((await card(one.code)).phase, 'announced');
  await page.getByLabel(/Reason or remark/).and(page.locator(':focus')).waitFor();
  await page.keyboard.type('of another car', { delay: 45 });
  await page.keyboard.press('Enter');
  await page.waitForTimeout(60);
  await page.keyboard.press('Enter');
  await says('Taken, 1 gap');
  assert.equal((await card(one.code)).papers[1].remark, 'of another car');
});

step('whoever may not give leave notes that a paper was taken out, and is told it stays a gap; leave closes it', async () => {
  const one = await takenOver(page, { reference: `TO-${stamp}` });
  const archivist = await pageOf(browser, await person(page, 'archivist', '无批准权'));
  const there = archivist.page;
  await there.goto(`/cases/${one.code}`);
  const row = (on) => on.getByRole('table', { name: 'Papers' }).locator('tbody tr').filter({ hasText: 'Sheet 4' });
  await row(there).getByRole('button').click();
  await there.getByRole('dialog').getByRole('button', { name: /Note that it was taken out/ }).click();
  await there.getByRole('dialog').getByText(/Until an administrator approves, it counts as a gap/).waitFor();
  await there.getByRole('dialog').getByLabel(/Why, and who gets it/).fill('to the customer');
  await there.getByRole('dialog').getByRole('button', { name: 'Record it' }).click();
  await row(there).getByText('taken out, not approved yet').waitFor();
  await row(there).getByText('a gap until then').waitFor();
  assert.deepEqual(archivist.faults, []);
  await archivist.context.close();
  await page.goto(`/cases/${one.code}`);
  await row(page).getByRole('button').click();
  await dialog().getByRole('button', { name: /Approve taking it out/ }).click();
  await dialog().getByLabel(/Why, and who gets it/).fill('asked for it back');
  await dialog().getByRole('button', { name: 'Record it' }).click();
  await page.getByText('Approved: Sheet 4 is no longer required').waitFor();
  assert.equal((await card(one.code)).completeness, 'complete');
});

step('the history of a case names fields and values as people do', async () => {
  const [one] = await announce(page, { reference: `HI-${stamp}`, department: DEPARTMENT });
  await write(page, 'PATCH', `/cases/${one.code}`, { department: 'E2EOTHER', reference: `HJ-${stamp}` });
  await page.goto(`/cases/${one.code}`);
  await page.getByText(`reference is now HJ-${stamp}; department is now Another department`).waitFor();
  assert.doesNotMatch(await page.locator('main').innerText(), /[a-z]_[a-z]/);
});

step('pages are only for those whose work they are, and say where theirs is', async () => {
  const clerk = await pageOf(browser, await person(page, 'department_clerk', '只登记'));
  const there = clerk.page;
  const menu = there.getByRole('navigation', { name: 'Pages' });
  await menu.getByRole('link', { name: 'Announce' }).waitFor();
  for (const name of ['Receive', 'Desk', 'Calendar', 'Storerooms', 'People']) assert.equal(await menu.getByRole('link', { name, exact: true }).count(), 0, name);
  for (const address of ['/receive', '/waiting', '/calendar', '/people', '/import', '/settings']) {
    await there.goto(address);
    await there.getByRole('heading', { name: /is not for your role/ }).waitFor();
  }
  await there.goto('/waiting');
  await there.locator('main').getByRole('link', { name: 'Gaps' }).click();
  await there.getByRole('heading', { name: /^Gaps:/ }).waitFor();
  // What leads there from elsewhere does not.
  const own = await takenOver(page, { reference: `CK-${stamp}` });
  await there.goto(`/folders/${own.folder.code}`);
  await there.getByRole('heading', { name: 'Cases' }).waitFor();
  assert.equal(await there.locator('main a[href="/waiting"], main a[href^="/people/"], main a[href="/receive"]').count(), 0);
  assert.deepEqual(clerk.faults, []);
  await clerk.context.close();
});

step('a helper at the shelves has the desk, and no search that would be refused', async () => {
  const helper = await pageOf(browser, await person(page, 'temporary', '临时帮手'));
  const menu = helper.page.getByRole('navigation', { name: 'Pages' });
  await menu.getByRole('link', { name: 'Desk' }).waitFor();
  for (const name of ['Find', 'Loans', 'Gaps']) assert.equal(await menu.getByRole('link', { name, exact: true }).count(), 0, name);
  await helper.page.goto('/find');
  await helper.page.getByRole('heading', { name: /“Find” is not for your role/ }).waitFor();
  assert.deepEqual(helper.faults, []);
  await helper.context.close();
});

step('what is added under a known code is refused, and what has the code stays as it is', async () => {
  const before = (await read(page, '/business-types')).items.find((one) => one.code === 'E2ES');
  await page.goto('/types/new');
  await page.getByLabel('Type code').fill('e2es');
  await page.getByLabel('Name, Chinese').first().fill('又一种');
  await page.getByRole('button', { name: /^Save/ }).click();
  await page.getByText('There is E2ES already. To change it, open it.').first().waitFor();
  const after = (await read(page, '/business-types')).items.find((one) => one.code === 'E2ES');
  assert.deepEqual([after.version, after.name], [before.version, before.name]);
  page.once('dialog', (question) => question.accept());
  await page.goto('/loans');
});

step('a name that nobody has is said to be unknown where one is picked', async () => {
  const { folder } = await takenOver(page, { business_type: 'E2ES', reference: `NB-${stamp}`, subjects: customer('无人来借') });
  await page.goto(`/folders/${folder.code}`);
  await page.getByRole('button', { name: 'Check out', exact: true }).click();
  await dialog().getByLabel('Borrower').fill('查无此人');
  await dialog().getByRole('status').getByText('Nothing like it can be chosen.').waitFor();
  assert.equal(await dialog().getByRole('button', { name: 'Check out' }).isDisabled(), true);
  await page.keyboard.press('Escape');
});

step('a loan that is renewed goes down the list, and the focus stays where it stood', async () => {
  const who = await person(page, 'borrower', '续借的人');
  const due = (days) => new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10);
  for (const days of [1, 2]) {
    const { folder } = await takenOver(page, { business_type: 'E2ES', reference: `RN-${stamp}-${days}`, subjects: customer('续借') });
    await write(page, 'POST', `/folders/${folder.code}/checkout`, { borrower: who.badge_code, due: due(days) });
  }
  await page.goto(`/loans?borrower=${who.no}`);
  const rows = page.locator('tbody tr');
  await rows.nth(1).waitFor();
  const [first, second] = [await rows.nth(0).getAttribute('data-row'), await rows.nth(1).getAttribute('data-row')];
  await rows.nth(0).getByRole('button', { name: 'Renew' }).focus();
  await page.keyboard.press('Enter');
  await page.waitForFunction((was) => document.querySelector('tbody tr')?.getAttribute('data-row') !== was, first);
  await page.waitForFunction((next) => document.activeElement?.closest('tr')?.getAttribute('data-row') === next, second);
});

step('working days are counted from days that a calendar knows, and a whole year off is no calendar', async () => {
  await page.goto('/calendar');
  const try_ = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Try it' }) });
  await try_.getByText('→').waitFor();
  await try_.getByLabel('From').fill('9999-12-31');
  await try_.getByText(/A day in the years 1990 to 2189/).waitFor();
  await try_.getByLabel('Working days').fill('5000');
  assert.equal(await page.getByRole('alert').count(), 0);
  const year = String(new Date().getUTCFullYear() + 2);
  await page.getByLabel('Year').selectOption(year);
  await page.getByRole('button', { name: 'Enter this year' }).click();
  await dialog().getByText(/No day off is entered/).waitFor();
  await dialog().getByRole('button', { name: 'Add days off' }).click();
  await dialog().getByLabel('First day').fill(`${year}-01-01`);
  await dialog().getByLabel('Last day').fill(`${year}-12-31`);
  await dialog().getByText(/Too many days off/).waitFor();
  assert.equal(await dialog().getByRole('button', { name: 'Save' }).isDisabled(), true);
  await page.keyboard.press('Escape');
});

step('what is not there is said in Chinese alone to whoever reads Chinese', async () => {
  const zh = await open(browser, { language: 'zh-CN' });
  await signIn(zh.page);
  for (const address of ['/no-such-page', '/people/99999', '/people/99999/leaving', '/cases/%E6%97%A0', '/folders/%E6%97%A0', '/places/%E6%97%A0', '/subjects/99999', '/transfers/99999', '/storerooms/%E6%97%A0', '/types/%E6%97%A0', '/counts/99999']) {
    await zh.page.goto(address);
    const told = zh.page.locator('main h1, main [role=alert]').first();
    await told.waitFor();
    const text = await told.innerText();
    assert.match(text, /[一-鿿]/, address);
    assert.doesNotMatch(text, /[A-Za-z]{2}/, `${address}: ${text}`);
  }
  assert.deepEqual(zh.faults, []);
  await zh.context.close();
});
