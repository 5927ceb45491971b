/** Scanned pages in a real browser: sent in, put where they belong by keyboard alone, looked at, signed, taken along. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import axe from 'axe-core';
import { read, scan, written } from './browser.mjs';
import { begin, stamp, takenOver } from './papers.mjs';

let browser;
let page;
let faults;
let folder;
let one;
let dir;

const step = (name, body) => test(name, { timeout: 300_000 }, body);
const dialog = () => page.locator('dialog[open]');
/** A key as a hand presses it: two within 30 ms are a scanner's, and no page's. */
const press = (key) => page.keyboard.press(key, { delay: 60 });
const queue = async () => (await read(page, '/pages/waiting')).items.flatMap((item) => item.pages);
const ours = async () => (await read(page, `/folders/${folder}/pages`)).items;
/** Asks the server until it says so: files are read in the background. */
async function until(what, ask, most = 60_000) {
  const since = Date.now();
  for (let answer; ; await page.waitForTimeout(200)) {
    if ((answer = await ask())) return answer;
    if (Date.now() - since > most) throw new Error(`never: ${what}`);
  }
}

/** A page as a scanner makes it: a picture of A4 at 100 dpi, drawn by the browser, with a label printed by the product. */
async function pages(count, label) {
  const stack = await browser.newPage({ viewport: { width: 827, height: 1169 } });
  const files = [];
  for (let no = 1; no <= count; no += 1) {
    const qr = label && no === 1 ? `<img src="data:image/png;base64,${label}" style="width:300px">` : '';
    await stack.setContent(`<body style="margin:60px;font:20px serif">${qr}<h1>Paper ${no} of ${Math.random()}</h1>${'<p>The undersigned agrees to what is written here.</p>'.repeat(12)}</body>`);
    files.push(await stack.screenshot({ type: 'jpeg', quality: 90 }));
  }
  await stack.close();
  return files;
}

async function send(name, mimeType, buffer) {
  await page.goto('/scans');
  await page.locator('input[type=file][multiple]').setInputFiles({ name, mimeType, buffer });
  await page.getByRole('listitem').filter({ hasText: name }).getByText('arrived').waitFor();
}

async function findings() {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`);
}

describe('scans', () => {
  before(async () => {
    dir = mkdtempSync(join(tmpdir(), 'scans-'));
    ({ browser, page, faults } = await begin());
    one = await takenOver(page, { reference: `SCANNED-${stamp}`, subjects: [{ kind: 'person', role: 'customer', name: '诸葛明远' }] }, ['contract']);
    folder = one.folder.code;
  });
  after(async () => {
    assert.deepEqual(faults, []);
    await browser?.close();
    rmSync(dir, { recursive: true, force: true });
  });

  step('files are sent in, several at once, and what became of each is seen', async () => {
    const [first, second] = await pages(2);
    await page.goto('/scans');
    await page.locator('input[type=file][multiple]').setInputFiles([
      { name: 'first.jpg', mimeType: 'image/jpeg', buffer: first },
      { name: 'second.jpg', mimeType: 'image/jpeg', buffer: second },
    ]);
    for (const name of ['first.jpg', 'second.jpg']) await page.getByRole('listitem').filter({ hasText: name }).getByText('arrived').waitFor();
    await until('both are read', async () => (await read(page, '/scans')).items.slice(0, 2).every((each) => each.state === 'needs_review'));
    await page.getByRole('row', { name: /second\.jpg/ }).first().getByText('1 page waits').waitFor();
    writeFileSync(join(dir, 'first.jpg'), first);
  });

  step('the same file again says so, and leads to the first', async () => {
    await page.goto('/scans');
    await page.locator('input[type=file][multiple]').setInputFiles({ name: 'again.jpg', mimeType: 'image/jpeg', buffer: readFileSync(join(dir, 'first.jpg')) });
    const line = page.getByRole('listitem').filter({ hasText: 'again.jpg' });
    await line.getByText('is here already').waitFor();
    await line.getByRole('link', { name: 'Show it' }).click();
    await page.getByRole('row', { name: /first\.jpg/ }).first().waitFor();
  });

  step('what nobody can read is said in words', async () => {
    await send('letter.txt', 'text/plain', Buffer.from(`no picture at all ${Math.random()}`));
    // It is kept under its own name: nothing runs that is called so.
    await page.getByRole('row', { name: /letter\.txt/ }).first().getByText('not read').waitFor();
  });

  step('what nobody can read is dealt with in a word, and counts only as long as nobody did', async () => {
    const failed = async () => (await read(page, '/today')).scans.failed;
    const before = await failed();
    await page.goto('/scans?state=failed');
    const row = page.getByRole('row', { name: /letter\.txt/ }).first();
    await row.getByText(/use PDF, TIFF/).waitFor();
    assert.equal(await row.getByRole('button', { name: 'Try again' }).count(), 0, 'it would be refused again');
    const deal = async () => {
      await row.getByRole('button', { name: 'Dealt with…' }).click();
      await dialog().getByRole('button', { name: 'Scanned again' }).click();
      await dialog().getByRole('button', { name: 'Dealt with', exact: true }).click();
      await until('it is counted no more', async () => (await failed()) === before - 1);
      await row.waitFor({ state: 'detached' });
    };
    await deal();
    await press('Control+z');
    await row.waitFor();
    assert.equal(await failed(), before);
    await deal();
    await page.getByRole('tab', { name: /Dealt with/ }).click();
    await row.getByText('Scanned again').waitFor();
    await row.getByRole('button', { name: 'Bring back' }).click();
    await until('it counts again', async () => (await failed()) === before);
    await row.waitFor({ state: 'detached' });
  });

  step('waiting pages are turned, turned back, hidden and shown by keyboard alone', async () => {
    await page.goto('/review');
    const options = page.getByRole('listbox').getByRole('option');
    await options.first().waitFor();
    await press('Home');
    await press('r');
    await page.getByText('1 page rotated').first().waitFor();
    assert.equal((await queue())[0].quarters, 1);
    await press('Control+z');
    await until('it is turned back', async () => (await queue())[0].quarters === 0);
    await press('h');
    await page.getByText('1 page is hidden').waitFor();
    assert.ok((await queue())[0].is_hidden);
    await press('h');
    await until('it is shown', async () => !(await queue())[0].is_hidden);
    // A hand that does not wait: the second key comes while the first is on its way.
    await press('r');
    await press('r');
    await until('it was turned twice', async () => (await queue())[0].quarters === 2);
    await press('R');
    await press('R');
    await until('and back', async () => (await queue())[0].quarters === 0);
  });

  step('a page is set aside by a key and a reason, taken back by a press, and put back by a key where those that are aside stand', async () => {
    const [first] = await queue();
    const isAside = async () => (await read(page, '/pages/waiting?state=aside')).items.flatMap((item) => item.pages).some((each) => each.no === first.no);
    await page.goto('/review');
    await page.getByRole('listbox').getByRole('option').first().waitFor();
    const setAside = async () => {
      await press('Home');
      await press('d');
      await dialog().getByLabel('Reason').fill('a test page');
      await press('Enter');
      await dialog().waitFor({ state: 'detached' });
      await until('it is aside', isAside);
    };
    await setAside();
    await page.getByText('1 page is set aside').first().waitFor();
    await press('Control+z');
    await until('it waits again', async () => !(await isAside()));
    await until('it is shown again', async () => (await page.locator(`[role=option][id$="-${first.no}"]`).count()) === 1);
    await setAside();
    await page.goto(`/review?state=aside&scan=${first.scan}`);
    await page.locator(`[role=option][id$="-${first.no}"]`).waitFor();
    await press('Home');
    await press('u');
    await until('it was put back', async () => !(await isAside()));
  });

  step('a dialog is about the pages it was asked for, whatever becomes of them meanwhile', async () => {
    await page.goto('/review');
    await page.getByRole('listbox').getByRole('option').first().waitFor();
    await press('Home');
    const [first, next] = await page.locator('[role=option]').evaluateAll((options) => options.map((one) => Number(one.id.split('-').at(-1))));
    const lies = (no) => page.locator(`[role=option][id$="-${no}"]`);
    const asides = async () => (await read(page, '/pages/waiting?state=aside')).items.flatMap((item) => item.pages.map((each) => each.no));
    await press('d');
    await dialog().getByLabel('Reason').fill('a test page');
    await written(page, 'POST', '/pages/set-aside', { pages: [first], reason: 'another hand was quicker' });
    await lies(first).waitFor({ state: 'detached' });
    await press('Enter');
    await dialog().waitFor({ state: 'detached' });
    // What is done after it is done after all of it.
    await press('Home');
    await press('r');
    await page.getByText('1 page rotated').first().waitFor();
    assert.deepEqual([(await asides()).includes(first), (await asides()).includes(next)], [true, false]);
    await press('Control+z');
    await written(page, 'POST', '/pages/put-back', { pages: [first] });
    await lies(first).waitFor();
    await until('it is turned back', async () => (await queue()).every((each) => each.quarters === 0));
  });

  step('a folder’s label, scanned, puts the chosen pages there', async () => {
    await page.goto('/review');
    await page.getByRole('listbox').getByRole('option').first().waitFor();
    await page.locator('main h1').click();
    await press('Home');
    await press('Space');
    await page.getByText('1 chosen').waitFor();
    await scan(page, folder);
    await until('it hangs there', async () => (await ours()).length === 1);
  });

  step('another goes to a paper by its number', async () => {
    const card = await read(page, `/cases/${one.code}`);
    const at = card.papers.findIndex((paper) => paper.wants_signatures.length === 1);
    await press('Home');
    await press(String(at + 1));
    const pages = await until('both hang there', async () => ((await ours()).length === 2 ? ours() : null));
    assert.equal(pages[1].paper.no, card.papers[at].no);
  });

  step('the viewer zooms and goes on by keys', async () => {
    const [first] = await ours();
    await page.goto(`/folders/${folder}/pages`);
    await page.getByRole('link', { name: 'Page 1' }).click();
    await page.waitForURL(`**/pages/${first.no}`);
    const sheet = page.locator('.sheet');
    const scale = () => sheet.evaluate((element) => new DOMMatrix(getComputedStyle(element).transform).a);
    await page.waitForFunction(() => performance.getEntriesByName('page-sharp').length > 0);
    const whole = await scale();
    await press('+');
    await until('it is larger', async () => (await scale()) > whole);
    await press('0');
    await until('it is whole again', async () => Math.abs((await scale()) - whole) < 1e-6);
    const turned = page.locator('.sheet .turned');
    const upright = async () => Math.round(await turned.evaluate((element) => { const { a, b } = new DOMMatrix(getComputedStyle(element).transform); return (Math.atan2(b, a) * 180) / Math.PI; }));
    await press('r');
    await until('it is turned to the right', async () => (await upright()) === 90);
    await press('Shift+R');
    await until('it is upright', async () => (await upright()) === 0);
    await press('End');
    if ((await ours()).length > 1) await page.waitForURL(`**/pages/${(await ours()).at(-1).no}`);
    const took = await page.evaluate(() => performance.getEntriesByName('page-sharp').map((each) => Math.round(each.duration)));
    console.log(`from click to sharp: ${took.join(', ')} ms`);
  });

  step('one key says that the original is signed', async () => {
    const signed = (await ours()).find((each) => each.paper);
    await page.goto(`/folders/${folder}/pages/${signed.no}`);
    await page.getByRole('button', { name: /Mark as signed/ }).waitFor();
    await press('s');
    await until('it is noted', async () => (await read(page, `/cases/${signed.case.code}`)).papers.some((paper) => paper.no === signed.paper.no && paper.signatures.length === 1));
  });

  step('what is done with a page stands in one row, while its turn waits to be kept too, at a small desk and on a phone', async () => {
    const before = page.viewportSize();
    const rows = () => page.getByRole('toolbar').getByRole('button').evaluateAll((all) => new Set(all.filter((each) => each.offsetParent).map((each) => each.offsetTop)).size);
    for (const width of [1280, 1120, 360]) {
      await page.setViewportSize({ width, height: 860 });
      await until(`one row at ${width}`, async () => (await rows()) === 1);
      await press('r');
      await page.getByRole('button', { name: /^Keep/ }).waitFor();
      assert.equal(await rows(), 1, `at ${width} with a turn to keep`);
      await press('Shift+R');
    }
    await page.setViewportSize(before);
  });

  step('the pages are taken along as a PDF, a bag, and a copy that says for whom', async () => {
    await page.goto(`/folders/${folder}/pages`);
    for (const [name, head] of [['PDF', '%PDF'], ['BagIt', 'PK']]) {
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name, exact: true }).click()]);
      assert.ok(readFileSync(await download.path()).toString('latin1').startsWith(head), name);
    }
    await page.getByRole('button', { name: 'Issue a copy' }).click();
    await dialog().getByLabel('For whom').fill('Police station');
    await dialog().getByLabel('Why').fill('Official letter 12/2026');
    const [copy] = await Promise.all([page.waitForEvent('download'), dialog().getByRole('button', { name: 'Issue', exact: true }).click()]);
    assert.ok(readFileSync(await copy.path()).toString('latin1').startsWith('%PDF'));
  });

  step('a stack with a printed label files itself', async () => {
    const drawn = await written(page, 'POST', '/labels', { what: { codes: [folder] }, template: 'folder-60x40', format: 'png', page: 1 });
    const label = (await drawn.body()).toString('base64');
    const [sheet] = await pages(1, label);
    const before = (await ours()).length;
    await send('labelled.jpg', 'image/jpeg', sheet);
    await until('it hangs on its folder', async () => (await ours()).length > before);
  });

  step('by mouse alone a stack is laid in another order, split, dragged onto a folder and merged', async () => {
    const paper = await browser.newPage();
    await paper.setContent([1, 2, 3].map((no) => `<h1 style="break-before:page;font-size:40pt">Paper ${no} ${Math.random()}</h1>`).join(''));
    await send('three.pdf', 'application/pdf', await paper.pdf({ format: 'A4' }));
    await paper.close();
    const ofThree = async () => (await queue()).filter((each) => each.scan === scanNo);
    const scanNo = (await read(page, '/scans')).items.find((each) => each.file_name === 'three.pdf').no;
    // Written text is drawn, which takes longer than a picture: more where others want the processor.
    await until('its three pages wait', async () => (await ofThree()).length === 3, 200_000);
    await page.goto(`/review?scan=${scanNo}`);
    const options = page.getByRole('listbox').getByRole('option');
    await options.nth(2).waitFor();
    const lies = () => options.evaluateAll((all) => all.map((each) => Number(/Page (\d+)/.exec(each.getAttribute('aria-label'))[1])));
    await page.getByText(`Only scan ${scanNo}`).waitFor();
    const { width, height } = await options.nth(2).boundingBox();
    await options.nth(0).dragTo(options.nth(2), { targetPosition: { x: width * 0.9, y: height / 2 } });
    assert.deepEqual(await lies(), [2, 3, 1], 'behind the last there is a place too');
    await options.nth(2).dragTo(options.nth(0));
    assert.deepEqual(await lies(), [1, 2, 3]);
    await options.nth(2).dragTo(options.nth(0));
    assert.deepEqual(await lies(), [3, 1, 2]);
    await page.getByRole('region', { name: 'Where to' }).getByRole('combobox').fill('诸葛明远');
    await page.getByRole('option', { name: new RegExp(folder) }).click();
    const target = page.getByRole('group', { name: 'Chosen folder' });
    await options.nth(1).click();
    await page.getByRole('button', { name: /From here on/ }).click();
    await page.getByText('2 chosen').waitFor();
    const before = (await ours()).length;
    await options.nth(1).dragTo(target);
    await until('two hang there', async () => (await ours()).length === before + 2);
    await until('one is left', async () => (await options.count()) === 1);
    await options.nth(0).dragTo(target);
    await until('the third does too', async () => (await ours()).length === before + 3);
    assert.deepEqual((await ours()).slice(-3).map((each) => each.index), [0, 1, 2], 'behind each other, as they were laid');
  });

  step('filed pages are laid in another order by mouse, to the very end, and by the keys that stand there', async () => {
    await page.goto(`/folders/${folder}/pages`);
    await page.getByRole('button', { name: 'Arrange' }).click();
    // Those three lie together, and each paper's pages in a list of their own.
    const lists = page.getByRole('listbox');
    await lists.first().waitFor();
    const lengths = await lists.evaluateAll((all) => all.map((each) => each.querySelectorAll('[role=option]').length));
    const options = lists.nth(lengths.findIndex((length) => length >= 3)).getByRole('option');
    await options.nth(2).waitFor();
    // Without the number that each has in its folder now.
    const lies = () => options.evaluateAll((all) => all.map((each) => /Page \d+ of scan \d+/.exec(each.getAttribute('aria-label'))[0]));
    const was = await lies();
    const { width, height } = await options.last().boundingBox();
    await options.first().dragTo(options.last(), { targetPosition: { x: width * 0.9, y: height / 2 } });
    await until('it is the last', async () => (await lies()).at(-1) === was[0]);
    await options.last().click();
    for (let left = was.length - 1; left > 0; left -= 1) {
      const here = (await lies()).indexOf(was[0]);
      await press('Alt+ArrowLeft');
      await until('it is one place further', async () => (await lies()).indexOf(was[0]) === here - 1);
    }
    assert.deepEqual(await lies(), was);
    // What is taken off the folder and brought back lies where it lay, not behind all others.
    await options.nth(1).click();
    await page.getByRole('button', { name: 'Put back to sort' }).click();
    await until('it is gone', async () => (await lies()).length === was.length - 1);
    await press('Control+z');
    await until('it lies where it lay', async () => (await lies()).join() === was.join());
    await page.getByRole('button', { name: 'Done' }).click();
  });

  step('an administrator has all originals read again at once', async () => {
    await page.goto('/system');
    const check = page.getByRole('button', { name: 'Check now' });
    await check.waitFor();
    const { checked, files } = (await read(page, '/system')).originals;
    await check.click();
    await until('all were read again', async () => {
      const { originals } = await read(page, '/system');
      return originals.checked && originals.checked.ended_at !== checked?.ended_at && !originals.under_way;
    });
    assert.equal((await read(page, '/system')).originals.checked.files, files);
    // Of the round that has ended: one that still goes on says how many of so many.
    await page.getByText(new RegExp(`^${files} files, .+, begun `)).waitFor();
  });

  step('everything fits a phone, and axe finds nothing', async () => {
    const [first] = await ours();
    for (const at of ['/scans', '/review', '/review?state=aside', `/folders/${folder}/pages`, `/folders/${folder}/pages/${first.no}`]) {
      await page.setViewportSize({ width: 1280, height: 860 });
      await page.goto(at);
      await page.locator('main h1').first().waitFor();
      assert.deepEqual(await findings(), [], at);
      await page.setViewportSize({ width: 360, height: 760 });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(wide <= 0, `${at} is ${wide} px too wide`);
    }
  });
});
