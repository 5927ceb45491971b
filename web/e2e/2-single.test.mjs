/**
 * Single papers and folders as things of paper: lending one paper with its slip, undoing, moving, withdrawing; merging,
 * splitting and swapping folders; announcing from a spreadsheet. Stands on any server, as 2-papers does.
 */
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { read, scan, write } from './browser.mjs';
import { announce, begin, DEPARTMENT, person, printed, shelves, stamp, steps, takenOver } from './papers.mjs';

let browser;
let page;
let faults;
let borrower;

before(async () => {
  ({ browser, page, faults } = await begin());
  await shelves(page);
  borrower = await person(page, 'archivist', '借单件的人');
});
after(async () => browser?.close());

const step = steps(() => ({ page, faults }));
const dialog = () => page.getByRole('dialog');
const card = (code) => read(page, `/cases/${code}`);
const row = (name) => page.getByRole('table', { name: 'Papers' }).locator('tbody tr').filter({ hasText: name });
const act = (name) => dialog().getByRole('button', { name });
const paperOf = async (code, id) => (await card(code)).papers.find((paper) => paper.id === id);
const folderOf = (code) => read(page, `/folders/${code}`);

let lent;

step('a paper is lent alone by keys and a badge, and its slip says who has it', async () => {
  lent = await takenOver(page, { reference: `SP-${stamp}`, subjects: [{ kind: 'person', role: 'customer', name: '单件客户' }] });
  await page.goto(`/cases/${lent.code}`);
  await row('Customer card').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await dialog().getByRole('heading', { name: '3. Contract' }).waitFor();
  await page.keyboard.press('Enter');
  await dialog().getByLabel(/Borrower/).and(page.locator(':focus')).waitFor();
  await scan(page, borrower.badge_code);
  await page.waitForFunction(() => !document.querySelector('dialog button[type=submit]').disabled);
  await page.keyboard.press('Enter');
  await dialog().waitFor({ state: 'detached' });
  await row('Contract').getByText('lent alone to 借单件的人').waitFor();
  const slip = page.getByRole('link', { name: 'Print the slip' });
  await page.goto(await slip.getAttribute('href'));
  await page.getByAltText('Slip for a paper on loan, page 1 of 1').waitFor();
  const paper = await printed(page);
  assert.deepEqual([paper.pages, paper.width_mm, paper.height_mm], [1, 148, 210]);
  assert.equal(paper.codes.length > 0 && paper.codes.every((code) => code.endsWith(lent.code)), true, paper.codes.join());
});

step('its slip, scanned, leads to the case, where it comes back; and Ctrl+Z lends it again', async () => {
  await scan(page, lent.code);
  await page.getByRole('heading', { name: new RegExp(lent.code) }).waitFor();
  await row('Contract').getByRole('button').click();
  await act('Is back').click();
  await page.getByText('Contract is back in its place').waitFor();
  assert.equal((await paperOf(lent.code, 'contract')).absent, null);
  await page.locator('h1').first().click();
  await page.keyboard.press('Control+z');
  await page.getByText('Undone').waitFor();
  assert.equal((await paperOf(lent.code, 'contract')).absent.how, 'lent');
  await row('Contract').getByText('lent alone').waitFor();
});

step('a paper is missed, seen in another folder, moved to another case and taken out, each undone by a press', async () => {
  const other = await takenOver(page, { reference: `SP-${stamp}-2` }, ['invoice']);
  await page.goto(`/cases/${lent.code}`);
  const undo = async (done) => {
    await page.getByText(done).waitFor();
    await page.getByRole('button', { name: /^Undo/ }).click();
    await page.getByText('Undone').last().waitFor();
    await page.waitForFunction(() => !document.querySelector('dialog'));
  };
  const choose = async (name, what) => {
    await row(name).getByRole('button').click();
    await act(what).click();
  };
  const go = () => dialog().getByRole('button', { name: 'Record it' }).click();

  await choose('Sheet 0', 'It is missing');
  await go();
  await undo('Sheet 0 is noted as missing');
  assert.equal((await paperOf(lent.code, 'sheet0')).state, 'there');

  await choose('Sheet 1', 'It was seen in another folder');
  await dialog().getByLabel(/Folder/).waitFor();
  await scan(page, other.folder.code);
  await page.waitForFunction((code) => document.querySelector('dialog input')?.value === code, other.folder.code);
  await go();
  await page.getByText('It is noted where Sheet 1 was seen').waitFor();
  assert.equal((await paperOf(lent.code, 'sheet1')).absent.folder, other.folder.code);
  await undo('It is noted where Sheet 1 was seen');
  assert.equal((await paperOf(lent.code, 'sheet1')).absent, null);

  await choose('Invoice', 'It belongs to another case');
  await dialog().getByLabel(/^Case/).fill(`SP-${stamp}-2`);
  await page.keyboard.press('Tab');
  await dialog().getByLabel('There it is').waitFor();
  await go();
  await page.getByText('Invoice belongs to the other case now').waitFor();
  assert.deepEqual([(await paperOf(lent.code, 'invoice')).state, (await paperOf(other.code, 'invoice')).state], ['moved', 'there']);
  await undo('Invoice belongs to the other case now');
  assert.deepEqual([(await paperOf(lent.code, 'invoice')).state, (await paperOf(other.code, 'invoice')).state], ['there', 'missing']);

  await choose('Sheet 2', 'Take it out for good');
  assert.equal(await dialog().getByRole('button', { name: 'Record it' }).isDisabled(), true);
  await dialog().getByLabel(/Why, and who gets it/).fill('handed back to the customer');
  await go();
  await undo('Sheet 2 was taken out for good');
  assert.equal((await paperOf(lent.code, 'sheet2')).state, 'there');
});

step('two folders are made one, whose page answers to both codes', async () => {
  const of = (n) => ({ business_type: 'E2ES', reference: `MG-${stamp}-${n}`, subjects: [{ kind: 'person', role: 'customer', name: `并袋客户${n}` }] });
  const [one, two] = [await takenOver(page, of(1)), await takenOver(page, of(2))];
  await page.goto(`/folders/${one.folder.code}`);
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('button', { name: 'Merge', exact: true }).click();
  await dialog().getByLabel(/The folder that stays/).waitFor();
  await scan(page, two.folder.code);
  await dialog().getByRole('status').getByText('并袋客户2').waitFor();
  await dialog().getByLabel(/Why/).fill('registered twice');
  await dialog().getByRole('button', { name: 'Merge' }).click();
  await page.waitForURL(`**/folders/${two.folder.code}`);
  await page.getByText(`${one.folder.code} is part of this folder now`).waitFor();
  assert.equal((await folderOf(one.folder.code)).code, two.folder.code);
});

step('a case is taken out of a folder that holds several, into a new one', async () => {
  const customer = [{ kind: 'person', role: 'customer', name: `分袋客户${stamp}`, identities: [{ kind: 'account', value: `ACC${stamp}` }] }];
  const first = await takenOver(page, { business_type: 'E2ES', reference: `SL-${stamp}-1`, subjects: customer });
  const second = await takenOver(page, { business_type: 'E2ES', reference: `SL-${stamp}-2`, folder: first.folder.code });
  assert.equal(second.folder.code, first.folder.code);
  await page.goto(`/folders/${first.folder.code}`);
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('button', { name: 'Split', exact: true }).click();
  await dialog().getByRole('checkbox', { name: new RegExp(second.code) }).check();
  await dialog().getByLabel(/Why/).fill('another customer');
  await dialog().getByRole('button', { name: 'Split' }).click();
  await page.getByText(/The cases are in .* now/).waitFor();
  const after = await card(second.code);
  assert.notEqual(after.folder.code, first.folder.code);
  await page.waitForURL(`**/folders/${after.folder.code}`);
  assert.equal((await card(first.code)).folder.code, first.folder.code);
});

step('two folders with each other’s labels are put right, and both wait for new ones', async () => {
  const [one, two] = [await takenOver(page, { reference: `SW-${stamp}-1` }), await takenOver(page, { reference: `SW-${stamp}-2` })];
  await write(page, 'POST', '/checkouts', { borrower: borrower.badge_code, codes: [one.folder.code] });
  await page.goto(`/folders/${one.folder.code}`);
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('button', { name: 'Labels swapped' }).click();
  await dialog().getByLabel(/The other folder/).fill(two.folder.code);
  await dialog().getByLabel(/Why/).fill('opened both');
  await dialog().getByRole('button', { name: 'Put it right' }).click();
  await dialog().getByText('Put right.').waitFor();
  await dialog().getByRole('button', { name: 'Close' }).last().click();
  await dialog().waitFor({ state: 'detached' });
  assert.deepEqual([(await folderOf(one.folder.code)).where.state, (await folderOf(two.folder.code)).where.state], ['at_desk', 'on_loan']);
  await page.goto('/lists?kind=to_reprint');
  for (const { folder } of [one, two]) await page.locator('tbody').getByText(folder.code).first().waitFor();
});

step('what others do meanwhile waits until a dialog is closed, and takes nothing out of it', async () => {
  const one = await takenOver(page, { reference: `DG-${stamp}` });
  await page.goto(`/cases/${one.code}`);
  await row('Invoice').getByRole('button').click();
  await act('Take it out for good').click();
  await dialog().getByLabel(/Why, and who gets it/).fill('half said');
  await write(page, 'POST', `/cases/${one.code}/papers`, { papers: [{ paper: 'sheet3', state: 'missing' }] });
  await page.waitForTimeout(1_000);
  assert.equal(await dialog().getByLabel(/Why, and who gets it/).inputValue(), 'half said');
  // What was typed is asked about before it goes.
  page.once('dialog', (asks) => asks.accept());
  for (const _ of [1, 2]) await page.keyboard.press('Escape');
  await dialog().waitFor({ state: 'detached' });
  await row('Sheet 3').getByText('missing').waitFor();
});

step('a folder that was given back by mistake is lent again by a press', async () => {
  const [one] = [await takenOver(page, { reference: `UN-${stamp}` })];
  await write(page, 'POST', '/checkouts', { borrower: borrower.badge_code, codes: [one.folder.code] });
  await page.goto(`/folders/${one.folder.code}`);
  await page.getByRole('button', { name: 'Return', exact: true }).click();
  await page.getByText('Returned', { exact: true }).waitFor();
  await page.getByRole('button', { name: /^Undo/ }).click();
  await page.getByText('Undone').waitFor();
  assert.equal((await folderOf(one.folder.code)).where.state, 'on_loan');
  await page.getByRole('button', { name: 'Renew', exact: true }).waitFor();
});

step('the browser’s back button asks whoever has typed, and leads down to where one was', async () => {
  await announce(page, ...Array.from({ length: 20 }, (_, n) => ({ reference: `BK-${stamp}-${n}` })));
  await page.goto('/cases?state=all');
  const line = page.locator('tbody a').nth(19);
  await line.waitFor();
  await line.scrollIntoViewIfNeeded();
  const was = await page.evaluate(() => window.scrollY);
  assert.ok(was > 0);
  await line.click();
  await page.getByRole('table', { name: 'Papers' }).or(page.getByText('Handed over')).first().waitFor();
  await page.goBack();
  await page.waitForFunction((y) => window.scrollY === y, was);
  await page.getByRole('link', { name: 'Announce' }).first().click();
  await page.getByLabel('Reference').fill('half typed');
  const asked = [];
  const answer = (question) => (asked.push(question.message()), question.dismiss());
  page.once('dialog', answer);
  await page.goBack();
  await page.waitForFunction(() => window.location.pathname === '/announce');
  assert.equal(asked.length, 1);
  assert.equal(await page.getByLabel('Reference').inputValue(), 'half typed');
  await page.getByLabel('Reference').fill('');
});

step('rows of a spreadsheet are announced only when every line is right', async () => {
  await announce(page, { reference: `XL-${stamp}-0` });
  await page.goto('/announce');
  await page.getByLabel('Department').selectOption(DEPARTMENT);
  await page.getByRole('tab', { name: 'From a spreadsheet' }).click();
  const rows = (last) => [
    ['合同号', '类型', '业务日期', '客户', '经办人'],
    [`XL-${stamp}-1`, '测试业务', '2026/3/5', '表格客户', '借单件的人'],
    [`XL-${stamp}-0`, 'E2EP', '2026-03-05', '', ''],
    [`XL-${stamp}-2`, 'Tested business', ...last, '', ''],
  ];
  const paste = (table) => page.getByLabel('Paste the rows here').fill(table.map((line) => line.join('\t')).join('\n'));
  // The same is wrong twice in one line: both are said, and the page stands.
  await paste([['合同号', '类型', '业务日期', '期限起算日'], [`XL-${stamp}-9`, 'E2EP', '2026-02-30', '2026-02-30']]);
  await page.getByText('1 line needs correcting').waitFor();
  assert.equal(await page.getByText('2026-02-30 is no day.').count(), 2);
  await paste(rows(['2026-02-30']));
  await page.getByText('2 lines need correcting').waitFor();
  await page.getByText('2026-02-30 is no day.').waitFor();
  await page.getByText(/announced before/).waitFor();
  assert.equal(await page.getByRole('button', { name: 'Announce 3 cases' }).isDisabled(), true);
  assert.equal((await read(page, `/cases?q=XL-${stamp}&state=all`)).items.length, 1);
  await paste(rows(['2026-03-06']));
  await page.getByText('1 line needs correcting').waitFor();
  await page.getByRole('button', { name: 'Leave out 1 line' }).click();
  await page.getByText('All 2 lines are right').waitFor();
  await page.getByRole('button', { name: 'Announce 2 cases' }).click();
  await page.getByText('Announced now: 2').waitFor();
  const { items } = await read(page, `/cases?q=XL-${stamp}&state=all`);
  assert.deepEqual(items.map((one) => one.reference).sort(), [0, 1, 2].map((n) => `XL-${stamp}-${n}`));
  assert.equal(items.find((one) => one.title === '表格客户').responsible.no, borrower.no);
});

step('a case’s reference in the search box leads to the case', async () => {
  await page.goto('/find');
  await page.getByRole('combobox', { name: /anything known/ }).fill(`xl-${stamp.toLowerCase()}-1`);
  await page.getByRole('list', { name: 'Perhaps you mean' }).getByRole('button', { name: new RegExp(`XL-${stamp}-1`, 'i') }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: /表格客户/ }).waitFor();
});

step('lists go along as tables in the columns somebody chose', async () => {
  try {
    await page.goto('/cases?state=all');
    await page.getByRole('button', { name: 'Columns' }).click();
    for (const name of ['Type', 'Title']) await dialog().getByRole('checkbox', { name, exact: true }).uncheck();
    await dialog().getByRole('button', { name: 'Save' }).click();
    await dialog().waitFor({ state: 'detached' });
    const address = await page.getByRole('link', { name: 'CSV', exact: true }).getAttribute('href');
    const csv = await (await page.request.get(address)).text();
    const heading = csv.split('\n')[0];
    assert.match(heading, /Reference/);
    assert.doesNotMatch(heading, /Title/);
  } finally {
    // They are remembered for the person: whoever looks at tables after this finds the usual ones, whatever went wrong here.
    await write(page, 'PUT', '/me/columns/cases', { columns: [] });
  }
});
