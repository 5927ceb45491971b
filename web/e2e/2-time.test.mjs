/**
 * Days and folders that turn out to be others: a department asks for more time, the archive grants or refuses it; a calendar is
 * put right; a case is of another type or belongs in another folder; papers whose folder is with somebody wait on.
 */
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { read, scan, write } from './browser.mjs';
import { announce, begin, pageOf, person, shelves, stamp, steps } from './papers.mjs';

let browser;
let page;
let faults;
before(async () => {
  ({ browser, page, faults } = await begin());
  await shelves(page);
});
after(async () => browser?.close());

const step = steps(() => ({ page, faults }));
const dialog = (on = page) => on.getByRole('dialog');
const button = (name, on = page) => on.getByRole('button', { name, exact: true });
const card = (code) => read(page, `/cases/${code}`);
const later = (iso, days) => new Date(Date.parse(iso) + days * 86_400_000).toISOString().slice(0, 10);
const closed = (on = page) => dialog(on).waitFor({ state: 'detached' });
const headline = (text) => page.locator('section.answer .headline').getByText(text).waitFor();

step('a department asks for more time, and the archive grants it from its list', async () => {
  const clerk = await pageOf(browser, await person(page, 'department_clerk', '申请延期的人'));
  const [one, two] = await announce(page, { reference: `AS-${stamp}-1` }, { reference: `AS-${stamp}-2` });
  for (const { code, due } of [one, two]) {
    await clerk.page.goto(`/cases/${code}`);
    await button('Ask for more time', clerk.page).click();
    await dialog(clerk.page).getByLabel('New due date').fill(later(due.date, 9));
    await dialog(clerk.page).getByLabel('Reason').fill('the plate has not come');
    await button('Ask for more time', dialog(clerk.page)).click();
    await closed(clerk.page);
    await clerk.page.getByText(/^more time asked for, until/).waitFor();
    assert.deepEqual((await card(code)).due, due, 'asking grants nothing');
  }
  assert.deepEqual(clerk.faults, []);
  await clerk.context.close();
  await page.goto('/');
  await page.getByRole('link', { name: /extensions to decide/ }).click();
  await page.getByRole('link', { name: one.code }).or(page.getByText(one.code)).first().click();
  await page.getByRole('button', { name: /^Grant until/ }).click();
  await dialog().getByLabel('Reason').fill('granted');
  await button('Extend', dialog()).click();
  await closed();
  assert.deepEqual((await card(one.code)).due, { date: later(one.due.date, 9), is_provisional: false, is_extended: true });
  await page.goto(`/cases/${two.code}`);
  await button('Refuse more time').click();
  await dialog().getByLabel('Reason').fill('the plate is here');
  await button('Refuse more time', dialog()).click();
  await closed();
  assert.deepEqual([(await card(two.code)).due, (await card(two.code)).asked_until ?? null], [two.due, null]);
});

step('a department puts its own day off only with a reason, which is asked for where it is refused', async () => {
  const clerk = await pageOf(browser, await person(page, 'department_clerk', '改期的人'));
  const [one] = await announce(page, { reference: `PO-${stamp}` });
  await clerk.page.goto(`/cases/${one.code}`);
  await button('Edit', clerk.page).click();
  await dialog(clerk.page).getByLabel('Deadline runs from').fill(later(one.business_date, 30));
  await button('Save', dialog(clerk.page)).click();
  await dialog(clerk.page).getByRole('alert').waitFor();
  await dialog(clerk.page).getByLabel(/Why/).fill('delivered later');
  await button('Save', dialog(clerk.page)).click();
  await closed(clerk.page);
  assert.equal((await card(one.code)).due_moved, true);
  await clerk.context.close();
});

step('a case is of another type, and belongs in another folder, as long as nothing of it is in one', async () => {
  const [one, two] = await announce(page, { reference: `TY-${stamp}-1` }, { business_type: 'E2ES', reference: `TY-${stamp}-2`, subjects: [{ kind: 'person', role: 'customer', name: '另袋甲' }] });
  const [other] = await announce(page, { business_type: 'E2ES', reference: `TY-${stamp}-3`, subjects: [{ kind: 'person', role: 'customer', name: '另袋乙' }] });
  await page.goto(`/cases/${one.code}`);
  await button('Edit').click();
  await dialog().getByLabel('Business type').selectOption('E2EC');
  await dialog().getByText(/Its checklist becomes that of the new type/).waitFor();
  await button('Save', dialog()).click();
  await closed();
  assert.equal((await card(one.code)).business_type.code, 'E2EC');
  await page.goto(`/cases/${two.code}`);
  await button('Another folder').click();
  await dialog().getByLabel(/Folder/).waitFor();
  await scan(page, other.folder.code);
  await button('Another folder', dialog()).click();
  await closed();
  assert.equal((await card(two.code)).folder.code, other.folder.code);
});

step('papers whose folder is with somebody by the record wait on, and both desks say so', async () => {
  const borrower = await person(page, 'archivist', '袋在他处');
  const [one] = await announce(page, { reference: `WO-${stamp}` });
  await write(page, 'POST', `/folders/${one.folder.code}/receive`, { desk: 'reception' });
  await write(page, 'POST', '/checkouts', { borrower: borrower.badge_code, codes: [one.folder.code] });
  const { transfer } = await write(page, 'POST', '/transfers', { department: one.department.code, desk: 'scanning' });
  await write(page, 'POST', `/transfers/${transfer}/receive`, { case: one.code, papers: { all_except: [] } });
  await page.goto('/waiting');
  await page.getByText(one.folder.code).first().waitFor();
  await scan(page, one.folder.code);
  await headline('1 case waits for it');
  await scan(page, one.code);
  await headline('Not inserted');
  assert.equal((await card(one.code)).phase, 'waiting');
  await page.goto(`/folders/${one.folder.code}`);
  await page.getByText('a case waits for it').or(page.getByText('papers of cases wait to be put into it')).first().waitFor();
  assert.ok((await read(page, `/discrepancies?folder=${one.folder.code}`)).items.length > 0);
});

step('a calendar that is put right lists the open cases it changes, and their days are counted anew at a press', async () => {
  const [one] = await announce(page, { reference: `CA-${stamp}` });
  const calendar = await read(page, '/calendar');
  const year = Number(one.due.date.slice(0, 4));
  const known = calendar.years.find((each) => each.year === year);
  const off = { from: one.due.date, until: one.due.date, name: { zh: '临时放假', en: 'A day off' } };
  const years = calendar.years.map((each) => (each === known ? { ...known, holidays: [...known.holidays, off].sort((a, b) => a.from.localeCompare(b.from)) } : each));
  const put = (body, version) => write(page, 'PUT', '/calendar', { name: calendar.name, version, years: body });
  const { version } = await put(years, calendar.version);
  try {
    await page.goto('/calendar');
    await page.getByRole('heading', { name: 'Due on another day by this calendar' }).waitFor();
    await page.getByRole('button', { name: /^Recalculate/ }).click();
    await dialog().getByLabel('Reason').fill('the day off was published');
    await dialog().getByRole('button', { name: /^Recalculate/ }).click();
    await closed();
    await page.getByText(/due on another day now/).waitFor();
    assert.ok((await card(one.code)).due.date > one.due.date);
    await page.getByRole('heading', { name: 'Due on another day by this calendar' }).waitFor({ state: 'hidden' });
  } finally {
    await put(calendar.years, version);
    await write(page, 'POST', '/calendar/changes', { version: version + 1, reason: 'as it was' });
  }
});
