/**
 * What keeps a record true: a shelf is counted, what contradicts the record is settled, a file is attached, a person's
 * data are erased. Stands on the archive that the first journey has set up.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { CHOSEN, launch, open, read, scan, signIn } from './browser.mjs';

const ERASED = '诸葛青云';
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=', 'base64');

let browser;
let page;
let context;
let faults;
/** A shelf with nothing on it, its first slots, and the folders that are put there. */
let shelf;
let slots;
const folders = {};

before(async () => {
  browser = await launch();
  ({ page, context, faults } = await open(browser, { language: 'en' }));
  page.setDefaultTimeout(15_000);
});
after(async () => {
  await browser?.close();
});

/** Each step stands on the ones before it: after a failure the rest says nothing new. */
let failed = false;
const step = (name, work) =>
  test(name, async (context) => {
    if (failed) return context.skip('an earlier step failed');
    try {
      await work();
    } catch (error) {
      failed = true;
      await page?.screenshot({ path: process.env.STRONGROOM_SHOT ?? 'failed.png', fullPage: true }).catch(() => {});
      throw error;
    }
  });

const button = (name) => page.getByRole('button', { name, exact: true });
const tile = (name) => page.locator('.tiles p').filter({ hasText: name }).locator('strong');

/** What somebody does elsewhere, with the page's session. */
async function send(path, data, ok = true) {
  const { csrf } = await read(page, '/me');
  const answer = await page.request.post(`/api/v1${path}`, { headers: { 'x-csrf-token': csrf }, data });
  if (ok) assert.ok(answer.ok(), `${path}: ${await answer.text()}`);
  return answer.json();
}

async function register(name, slot, details = {}) {
  const [type] = (await read(page, '/business-types')).items;
  const fields = Object.fromEntries(type.fields.filter((field) => field.required).map((field) => [field.id, `X-${slot.slice(-2)}`]));
  const subjects = [{ kind: 'person', name }];
  const body = { business_type: type.code, business_date: '2026-01-15', class: 'public', subjects, fields, placement: { kind: 'stated', slot }, ...details };
  return (await send('/folders', body)).code;
}

step('folders stand on a shelf of their own', async () => {
  await signIn(page);
  const [room] = (await read(page, '/storerooms')).items;
  const last = room.ranges.at(-1).code;
  const shelves = (await read(page, `/storerooms/${room.code}/shelves?range=${encodeURIComponent(last)}`)).items;
  const free = shelves.filter((one) => one.folders === 0);
  shelf = free.at(0).code;
  slots = (await read(page, `/places/${shelf}`)).slots?.map((slot) => slot.code) ?? [1, 2, 3, 4].map((n) => `${shelf}-0${n}`);
  folders.here = await register('完好之卷', slots[0]);
  folders.torn = await register('破损之卷', slots[1]);
  folders.gone = await register('不见之卷', slots[2]);
  folders.lent = await register('借出之卷', slots[3]);
  const elsewhere = `${free.at(1).code}-01`;
  folders.stray = await register('错放之卷', elsewhere);
  const { person } = await read(page, '/me');
  await send(`/folders/${folders.lent}/checkout`, { borrower: person.name });
});

step('a scan of the shelf begins its count, and each scan says what it is', async () => {
  await page.goto('/counts');
  await page.getByRole('heading', { level: 1 }).waitFor();
  await scan(page, slots[0]);
  await page.getByRole('heading', { name: shelf }).waitFor();
  await page.waitForFunction(() => document.querySelector('.tiles strong')?.textContent === '3');
  for (const [code, says] of [
    [folders.here, 'Belongs here'],
    [folders.stray, 'Belongs elsewhere'],
    [folders.lent, 'Should not be in the archive'],
    ['NOBODY-17', 'Nobody knows this code'],
    [folders.torn, 'Belongs here'],
  ]) {
    await scan(page, code);
    await page.locator('section.answer').getByText(code).waitFor();
    assert.equal(await page.locator('section.answer strong').first().innerText(), says, code);
  }
});

step('a folder that is torn is marked with a note', async () => {
  await button('Damaged…').click();
  await page.getByRole('dialog').getByLabel('Note').fill('back cover torn off');
  await page.keyboard.press('Enter');
  await page.locator('li.line', { hasText: folders.torn }).getByText('Damaged').waitFor();
  assert.equal((await read(page, `/folders/${folders.torn}`)).condition, 'damaged');
});

step('the count is closed, and what nobody saw is missing', async () => {
  assert.equal(await tile('Found').innerText(), '2');
  assert.equal(await tile('Left').innerText(), '1');
  await button('Close the count').click();
  await page.getByRole('dialog').getByText('1 was not found').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Close the count' }).click();
  await page.getByText('closed', { exact: true }).waitFor();
  await page.locator('section', { hasText: 'Missing' }).getByText(folders.gone).waitFor();
  assert.equal(await tile('Missing').innerText(), '1');
  assert.equal((await read(page, `/folders/${folders.gone}`)).where.state, 'missing');
});

step('the lists name what is missing, misplaced and damaged, and are taken along as a table', async () => {
  await page.goto('/lists');
  for (const [tab, code] of [
    ['Missing', folders.gone],
    ['Misplaced', folders.stray],
    ['Damaged', folders.torn],
  ]) {
    await page.getByRole('tab', { name: tab }).click();
    await page.locator('tbody tr', { hasText: code }).waitFor();
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'CSV', exact: true }).click()]);
    assert.match(await readFile(await download.path(), 'utf8'), new RegExp(code), tab);
  }
  await page.locator('tbody tr', { hasText: 'back cover torn off' }).waitFor();
});

step('what contradicts the record is counted at home and shown with both stories', async () => {
  await page.goto('/');
  await page.getByRole('link', { name: /discrepancies to settle/ }).click();
  const story = page.getByRole('article', { name: folders.stray });
  await story.getByText('Not in its place').waitFor();
  await story.locator('.recorded').getByText('On shelf').waitFor();
  assert.ok((await story.locator('.seen').innerText()).includes(shelf), 'where it was seen');
  await page.getByRole('article', { name: folders.lent }).getByText('On loan but here').waitFor();
  await page.getByRole('article', { name: 'NOBODY-17' }).getByText('Unknown code').waitFor();
});

step('what somebody sees meanwhile comes by itself', async () => {
  await send(`/folders/NOBODY-18/sighted`, { at: slots[0] }, false);
  await page.getByRole('article', { name: 'NOBODY-18' }).waitFor();
});

step('a discrepancy is settled with words, by keyboard alone', async () => {
  const story = page.getByRole('article', { name: 'NOBODY-17' });
  await story.getByRole('button', { name: 'Settle…' }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Which story holds?').waitFor();
  await dialog.getByRole('radio').first().focus();
  await page.keyboard.press('ArrowDown');
  await dialog.getByRole('radio', { name: /Explained/, checked: true }).waitFor();
  await page.keyboard.press('Tab');
  // No faster than people type, or it would be taken for a scan.
  await page.keyboard.type('visitor’s binder', { delay: 40 });
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  await story.waitFor({ state: 'detached' });
  await page.getByRole('tab', { name: 'Settled' }).click();
  await page.getByRole('article', { name: 'NOBODY-17' }).getByText('visitor’s binder').waitFor();
});

step('from a folder’s card to its discrepancy; who comes second is told so', async () => {
  await page.goto(`/folders/${folders.lent}`);
  await page.getByRole('link', { name: 'Both stories' }).click();
  const story = page.getByRole('article');
  await story.getByRole('button', { name: 'Settle…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: /As observed/ }).check();
  const [found] = (await read(page, `/discrepancies?folder=${folders.lent}`)).items;
  await send(`/discrepancies/${found.no}/settle`, { how: 'as_observed', note: 'came back unnoticed' });
  await dialog.getByRole('button', { name: 'Settle' }).click();
  await dialog.getByText(/is settled already/).waitFor();
  await page.keyboard.press('Escape');
  await page.getByText('None of this kind is open.').waitFor();
  assert.equal((await read(page, `/folders/${folders.lent}`)).loan ?? null, null, 'the loan is over');
});

step('an auditor reads both stories and settles nothing', async () => {
  const made = await send('/people', { name: 'auditor.e2e', display_name: '审计', role: 'auditor' });
  const other = await open(browser, { language: 'zh-CN' });
  await signIn(other.page, 'auditor.e2e', [made.one_time_password]);
  await other.page.goto('/discrepancies');
  await other.page.getByRole('article', { name: folders.stray }).getByText('不在应放位置').waitFor();
  assert.equal(await other.page.getByRole('button', { name: '处理…' }).count(), 0);
  assert.deepEqual(other.faults, []);
  await other.context.close();
});

step('a photograph is attached, opened, and taken off with a reason', async () => {
  await page.goto(`/folders/${folders.torn}`);
  await button('Attach a file').click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('input[type=file]').setInputFiles({ name: 'cover.png', mimeType: 'image/png', buffer: PNG });
  await dialog.getByLabel('Note').fill('the torn cover');
  await dialog.getByRole('button', { name: 'Add' }).click();
  const link = page.getByRole('link', { name: 'cover.png' });
  const [opened] = await Promise.all([context.waitForEvent('page'), link.click()]);
  await opened.close();
  const file = await page.request.get(await link.getAttribute('href'));
  assert.deepEqual([file.status(), file.headers()['content-type'], await file.body()], [200, 'image/png', PNG]);
  await page.getByText('the torn cover').first().waitFor();
  await page.getByRole('row').or(page.locator('li')).filter({ has: link }).getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('dialog').getByLabel('Reason').fill('wrong folder');
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await link.waitFor({ state: 'detached' });
});

step('a person’s data are erased: shown first, ordered, and nothing of it is found any more', async () => {
  const code = await register(ERASED, slots[4] ?? `${shelf}-05`, { note: `${ERASED} called twice` });
  const subject = (await read(page, `/folders/${code}`)).subjects[0].no;
  await page.goto(`/subjects/${subject}`);
  await page.getByRole('link', { name: 'Erase…' }).click();
  await page.getByText(code).waitFor();
  const go = button('Erase for ever');
  assert.ok(await go.isDisabled(), 'nothing can be pressed before everything is typed');
  await page.getByLabel(/On whose order/).fill(`letter of ${ERASED}`);
  await page.getByLabel(/Type the number/).fill(String(subject));
  await page.getByLabel('Password').fill('not the password');
  await go.click();
  await page.locator('[role=alert]').getByText(/password is wrong/).waitFor();
  assert.equal((await read(page, `/subjects/${subject}`)).name, ERASED, 'nothing has happened');
  await page.getByLabel('Password').fill(CHOSEN);
  await go.click();
  await page.locator('[role=alert]').getByText(/name the order, not the person/).waitFor();
  await page.getByLabel(/On whose order/).fill('Court order 2026-17');
  await page.getByLabel('Password').fill(CHOSEN);
  await go.click();
  await page.getByRole('heading', { name: 'Erased' }).waitFor();
  await page.getByText('have been rebuilt').waitFor();
  await page.getByRole('link', { name: 'To the subject' }).click();
  await page.getByRole('heading', { name: 'Erased by order' }).waitFor();
  assert.equal(await page.getByRole('link', { name: 'Erase…' }).count(), 0);
  assert.equal((await read(page, `/search?q=${encodeURIComponent(ERASED)}`)).items.length, 0);
  assert.ok(!(await page.content()).includes(ERASED));
});

step('the browser reported no error and no breach of the content policy', () => {
  assert.deepEqual(faults, []);
});
