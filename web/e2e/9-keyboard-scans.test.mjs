/** Scans by keyboard alone: no mouse is moved, nothing is pressed but keys. From the file that is sent in to the copy that goes out. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { read } from './browser.mjs';
import { begin, stamp, takenOver } from './papers.mjs';

let browser;
let page;
let faults;
/** One folder whose code the pages name, and one that is found by typing. */
let own;
let other;
let scanNo;

const NAME = `司马${Math.floor(Math.random() * 1e6)}`;
/** Whom the folder is about that is found by typing: nobody else's name is like it. */
const FOUND = `公孙${Math.floor(Math.random() * 1e6)}`;
/** Whoever needs more Tabs than these from the page's beginning to its main thing is badly served. */
const TABS_MAX = 30;

/** Each step stands on the one before it. */
let broken = false;
const step = (name, body) =>
  test(name, { timeout: 150_000 }, async () => {
    assert.ok(!broken, 'a step before this one failed');
    broken = true;
    await body();
    broken = false;
  });
const dialog = () => page.locator('dialog[open]');
/** A key as a hand presses it: two within 30 ms are a scanner's, and no page's. */
const press = (key) => page.keyboard.press(key, { delay: 60 });
const type = (words) => page.keyboard.type(words, { delay: 60 });
const queue = async () => (await read(page, `/pages/waiting?scan=${scanNo}`)).items.flatMap((item) => item.pages);
const pagesOf = async (code) => (await read(page, `/folders/${code}/pages`)).items;
const options = () => page.getByRole('listbox').getByRole('option');
async function until(what, ask, most = 120_000) {
  const since = Date.now();
  for (let answer; ; await page.waitForTimeout(150)) {
    if ((answer = await ask())) return answer;
    if (Date.now() - since > most) throw new Error(`never: ${what}`);
  }
}

/** What the keyboard is at, as somebody hears it. */
const focused = () =>
  page.evaluate(() => {
    const at = document.activeElement;
    return at && at !== document.body ? `${at.getAttribute('role') ?? at.tagName} ${at.getAttribute('aria-label') ?? at.textContent}`.replace(/\s+/g, ' ').trim() : '';
  });
/** Goes there by Tab, and answers how often it had to be pressed. */
async function tabTo(what, most = TABS_MAX) {
  const way = [];
  for (let times = 1; times <= most; times += 1) {
    await press('Tab');
    const at = await focused();
    way.push(at.slice(0, 40));
    if (what.test(at)) return times;
  }
  throw new Error(`${what} is not reached by ${most} Tabs: ${way.join(' | ')}`);
}
/** From the link that leads to the page's content, which is the first thing there is. */
async function intoPage() {
  await page.evaluate(() => document.activeElement?.blur());
  await press('Tab');
  assert.match(await focused(), /Skip|content/i);
  await press('Enter');
  assert.match(await focused(), /^MAIN/);
}

/** Six pages as a scanner makes them, of which the fourth is blank; five sheets are announced, so that all wait. */
async function stack() {
  const paper = await browser.newPage({ viewport: { width: 620, height: 877 } });
  const pictures = [];
  for (const no of [1, 2, 3, 4, 5, 6]) {
    await paper.setContent(no === 4 ? '<body style="background:#fff">' : `<body style="margin:50px;font:16px serif"><h1>Paper ${no} ${Math.random()}</h1>${'<p>The undersigned agrees to what is written here.</p>'.repeat(10)}`);
    pictures.push((await paper.screenshot({ type: 'jpeg', quality: 90 })).toString('base64'));
  }
  await paper.setContent(`<style>@page{size:A4;margin:0}body{margin:0}img{display:block;width:210mm;height:296.9mm}</style>${pictures.map((each) => `<img src="data:image/jpeg;base64,${each}">`).join('')}`);
  const bytes = await paper.pdf({ preferCSSPageSize: true });
  await paper.close();
  return bytes;
}

/** Takes back what was done last, by the key for it, and waits until it is so. */
async function undo(what, ask) {
  await press('Control+z');
  await until(`undone: ${what}`, ask);
}

describe('scans by keyboard', () => {
  before(async () => {
    ({ browser, page, faults } = await begin());
    // The mouse is nowhere.
    for (const forbidden of ['click', 'dblclick', 'move', 'down']) page.mouse[forbidden] = () => assert.fail('the mouse is not used');
    const about = async (name, no) => (await takenOver(page, { reference: `KEYS-${stamp}-${no}`, subjects: [{ kind: 'person', role: 'customer', name }] }, ['contract'])).folder.code;
    own = await about(`${NAME}甲`, 1);
    other = await about(FOUND, 2);
  });
  after(async () => {
    assert.deepEqual(faults, []);
    await browser?.close();
  });

  step('a file is chosen and sent into a folder, with how many sheets there were', async () => {
    await page.goto('/scans');
    await page.getByRole('region', { name: 'Send files in' }).waitFor();
    await intoPage();
    await tabTo(/^BUTTON More details/);
    await press('Enter');
    await tabTo(/^INPUT/);
    await type('5');
    await press('Tab');
    await type(own);
    await page.keyboard.down('Shift');
    for (let times = 0; times < 12 && !/Choose files/.test(await focused()); times += 1) await press('Tab');
    await page.keyboard.up('Shift');
    assert.match(await focused(), /Choose files/);
    const asked = page.waitForEvent('filechooser');
    // The browser is told in its own time that the chooser is not to be shown.
    await page.waitForTimeout(500);
    await press('Enter');
    const chooser = await asked;
    await chooser.setFiles({ name: `${NAME}.pdf`, mimeType: 'application/pdf', buffer: await stack() });
    await page.getByRole('listitem').filter({ hasText: NAME }).getByText('arrived').waitFor();
    scanNo = (await read(page, '/scans')).items.find((each) => each.file_name === `${NAME}.pdf`).no;
    await until('its six pages wait', async () => (await queue()).length === 6, 100_000);
    await until('the list says so', async () => /6 pages wait/.test(await page.getByRole('row', { name: new RegExp(NAME) }).first().textContent()));
    assert.match(await focused(), /Choose files/, 'the keyboard is where it was');
  });

  step('from the list of files one gets to the pages that wait', async () => {
    await tabTo(/^A 6 pages wait/);
    await press('Enter');
    await page.waitForURL(`**/review?scan=${scanNo}`);
    await options().nth(5).waitFor();
    assert.ok((await tabTo(/^listbox/)) <= TABS_MAX);
  });

  step('a page is turned, one is laid before another, a blank back is shown and hidden, and each is taken back', async () => {
    const first = async () => (await queue())[0];
    await press('Home');
    await press('r');
    await until('it is turned', async () => (await first()).quarters === 1);
    await undo('the turn', async () => (await first()).quarters === 0);
    // A quick hand takes it back before anything is seen of it.
    const turns = [];
    page.on('response', (answer) => /pages\/turn$/.test(answer.url()) && turns.push(answer.status()));
    await press('r');
    await press('Control+z');
    await until('both are done', () => turns.length === 2);
    assert.equal((await first()).quarters, 0);
    const lies = () => options().evaluateAll((all) => all.map((each) => Number(/Page (\d+)/.exec(each.getAttribute('aria-label'))[1])));
    await press('Alt+ArrowRight');
    assert.deepEqual((await lies()).slice(0, 2), [2, 1]);
    await press('Alt+ArrowLeft');
    assert.deepEqual((await lies()).slice(0, 2), [1, 2]);
    const blank = async () => (await queue()).find((each) => each.index === 3);
    assert.ok((await blank()).is_hidden);
    for (let times = 0; times < 3; times += 1) await press('ArrowRight');
    await press('h');
    await until('it is shown', async () => !(await blank()).is_hidden);
    await undo('the showing', async () => (await blank()).is_hidden);
  });

  step('one page goes where it would have gone, and comes back', async () => {
    await press('Home');
    await press('Space');
    await press('c');
    await until('it hangs there', async () => (await pagesOf(own)).length === 1);
    await undo('the move', async () => (await queue()).length === 6 && (await pagesOf(own)).length === 0);
    await until('and is seen', async () => (await options().count()) === 6);
    assert.equal((await queue())[0].why.code, 'count_differs', 'it waits for what it waited before');
  });

  step('the stack is split, and what follows goes to a folder that is found by typing', async () => {
    await press('Escape');
    await press('Home');
    for (let times = 0; times < 4; times += 1) await press('ArrowRight');
    await press('x');
    await page.getByText('2 chosen').waitFor();
    await press('f');
    await type(FOUND);
    await page.getByRole('option', { name: new RegExp(other) }).waitFor();
    await press('ArrowDown');
    await press('Enter');
    await page.getByRole('group', { name: 'Chosen folder' }).waitFor();
    await until('the keyboard is at the pages again', async () => /^listbox/.test(await focused()), 5_000);
    await page.getByText('2 chosen').waitFor();
    await press('Enter');
    await until('both hang there', async () => (await pagesOf(other)).length === 2);
    await undo('the move', async () => (await pagesOf(other)).length === 0);
    await until('all are seen', async () => (await options().count()) === 6);
  });

  step('the pages go to the folder’s contract by its number, and the rest is merged with them by one key', async () => {
    await press('Home');
    for (let times = 0; times < 4; times += 1) await press('ArrowRight');
    await press('x');
    await page.getByText('2 chosen').waitFor();
    const { papers } = await read(page, `/cases/${(await read(page, `/folders/${other}/cases`)).items[0].code}`);
    await press(String(papers.findIndex((paper) => paper.wants_signatures.length === 1) + 1));
    await until('both hang there', async () => (await pagesOf(other)).filter((each) => each.paper).length === 2);
    await until('four are left', async () => (await options().count()) === 4);
    await press('a');
    await page.getByText('4 chosen').waitFor();
    await press('m');
    await until('all hang there', async () => (await pagesOf(other)).length === 6);
  });

  step('in the viewer a page is enlarged, panned, made whole, turned and turned back', async () => {
    await page.goto(`/folders/${other}`);
    await page.locator('main h1').waitFor();
    await page.goto(`/folders/${other}/pages`);
    await page.getByRole('link', { name: 'Page 1' }).first().waitFor();
    await intoPage();
    assert.ok((await tabTo(/^A (Page 1|1$)/)) <= TABS_MAX);
    await press('Enter');
    await page.waitForURL(/pages\/\d+/);
    await page.waitForFunction(() => performance.getEntriesByName('page-sharp').length > 0 && document.querySelector('.sheet img')?.complete);
    const sheet = () => page.locator('.sheet').evaluate((element) => { const { a, e, f } = new DOMMatrix(getComputedStyle(element).transform); return { scale: a, x: e, y: f }; });
    const whole = await sheet();
    for (let times = 0; times < 6; times += 1) await press('+');
    await until('it is much larger', async () => (await sheet()).scale > whole.scale * 2);
    const before = await sheet();
    await press('ArrowDown');
    await until('it went up', async () => (await sheet()).y < before.y);
    await press('Shift+ArrowRight');
    await until('it went to the left', async () => (await sheet()).x < before.x);
    await press('0');
    await until('it is whole', async () => Math.abs((await sheet()).scale - whole.scale) < 1e-6);
    const no = Number(page.url().match(/pages\/(\d+)/)[1]);
    const quarters = async () => (await pagesOf(other)).find((each) => each.no === no).quarters;
    await press('r');
    await press('k');
    await until('the turn is kept', async () => (await quarters()) === 1);
    await undo('the turn', async () => (await quarters()) === 0);
  });

  step('it is marked as signed, and the mark is taken back', async () => {
    const [first] = await pagesOf(other);
    const signatures = async () => (await read(page, `/cases/${first.case.code}`)).papers.find((paper) => paper.no === first.paper.no).signatures;
    assert.deepEqual(await signatures(), []);
    await press('s');
    await until('it is noted', async () => (await signatures()).length === 1);
    // The page says so a moment after the server knows; a person waits for that.
    await page.getByRole('status').getByText('customer’s signature', { exact: false }).first().waitFor();
    await undo('the mark', async () => (await signatures()).length === 0);
  });

  step('a copy with a watermark is issued, and one is back at the page', async () => {
    await press('p');
    await dialog().waitFor();
    await type('Police station');
    await press('Tab');
    await type('Official letter 12/2026');
    const [copy] = await Promise.all([page.waitForEvent('download'), press('Enter')]);
    assert.match(copy.suggestedFilename(), /\.pdf$/);
    await dialog().waitFor({ state: 'detached' });
    const history = (await read(page, `/folders/${other}/history`)).items;
    assert.ok(history.some((each) => JSON.stringify(each).includes('Police station')), 'it is on record');
    await press('?');
    await dialog().getByText('Issue a copy', { exact: false }).waitFor();
    await press('Escape');
    await dialog().waitFor({ state: 'detached' });
    await press('ArrowRight');
    const second = (await pagesOf(other))[1].no;
    await page.waitForURL(`**/pages/${second}`);
    await press('Escape');
    await page.waitForURL(`**/folders/${other}/pages`);
  });
});
