/** Finding in a real browser: as one types, by what one remembers, by choosing; saved, and opened by somebody who sees less. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { atRest, CHOSEN, launch, open, read, signIn, write } from './browser.mjs';

const PASSWORD = 'cabinets hum in low light 8';
const PEOPLE = [
  ['欧阳晓峰', '13912345678', 'public'],
  ['欧阳丽', '13912340000', 'public'],
  ['慕容复兴', '13700001111', 'personal'],
];
let browser;
let page;
let faults;
let type;

const step = (name, body) => test(name, { timeout: 60_000 }, body);
const box = () => page.locator('#find-box');
const results = () => page.locator('#hits');
const address = () => new URL(page.url()).searchParams;

async function find(text) {
  await box().fill('');
  await box().pressSequentially(text, { delay: 5 });
  await page.waitForFunction((q) => new URL(window.location.href).searchParams.get('q') === q, text);
  await atRest(page);
}
const marks = () => page.locator('#hits mark').allInnerTexts();

describe('finding', () => {
  before(async () => {
    browser = await launch();
    ({ page, faults } = await open(browser, { still: true }));
    await signIn(page);
    type = (await read(page, '/business-types')).items[0].code;
    for (const [name, phone, secrecy] of PEOPLE) {
      await write(page, 'POST', '/folders', {
        business_type: type, business_date: '2026-03-05', class: secrecy, note: `${name}的备用钥匙`, placement: { kind: 'none' },
        subjects: [{ kind: 'person', name, phones: [phone] }],
      });
    }
    const { seq } = await read(page, '/departments');
    await read(page, `/search?limit=1&min_seq=${seq}`);
    await page.goto('/find');
    await page.locator('#find-box:focus').waitFor();
  });
  after(async () => {
    assert.deepEqual(faults, []);
    await browser?.close();
  });

  step('one character of a name is enough, and is marked where it stands', async () => {
    await find('峰');
    await results().getByText('欧阳晓峰').first().waitFor();
    assert.ok((await marks()).every((mark) => mark === '峰'));
  });

  step('Enter opens what was typed, even before the answer is there', async () => {
    await find('峰');
    await page.context().route('**/api/v1/search?*', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 400));
      await route.continue();
    });
    await box().fill('13700001111');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: /慕容复兴/ }).waitFor();
    await page.context().unroute('**/api/v1/search?*');
    await page.goto('/find');
  });

  step('what was typed is there again on the way back, however soon one has left', async () => {
    await page.locator('#find-box:focus').waitFor();
    await box().fill('13700001111');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: /慕容复兴/ }).waitFor();
    await page.goBack();
    await results().getByText('慕容复兴').first().waitFor();
    assert.equal(await box().inputValue(), '13700001111');
  });

  step('a key writes anew what it changes: the rows stay, and what stands around them waits until they are seen', async () => {
    await find('慕容');
    await page.evaluate(() => (window.row = document.querySelector('#hit-0')));
    const asked = [];
    const note = (request) => asked.push(...(/\/search(\/suggest)?\?/.exec(request.url()) ?? []).slice(0, 1));
    page.on('request', note);
    await box().fill('欧阳丽');
    await page.waitForFunction(() => document.querySelector('#hit-0 mark')?.textContent === '欧阳丽');
    await atRest(page);
    page.off('request', note);
    assert.ok(await page.evaluate(() => window.row === document.querySelector('#hit-0')));
    assert.deepEqual(await marks(), ['欧阳丽']);
    assert.deepEqual(asked, ['/search?', '/search/suggest?']);
  });

  step('what an input method composes is looked for while it is composed, and its keys neither walk nor open', async () => {
    await find('慕容');
    await box().fill('');
    const session = await page.context().newCDPSession(page);
    await session.send('Input.imeSetComposition', { text: 'ouyang', selectionStart: 6, selectionEnd: 6 });
    await results().getByText('欧阳丽').first().waitFor();
    for (const key of ['ArrowDown', 'Enter']) await session.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', key: 'Process', code: key, windowsVirtualKeyCode: 229 });
    await session.send('Input.imeSetComposition', { text: 'ouyangxiao', selectionStart: 10, selectionEnd: 10 });
    await page.waitForFunction(() => document.querySelectorAll('#hits [role=option]').length === 1);
    assert.equal(await page.locator('#hit-0').getAttribute('aria-selected'), 'true');
    await session.send('Input.insertText', { text: '欧阳晓' });
    await page.waitForFunction(() => document.querySelector('#hits mark')?.textContent === '欧阳晓');
    assert.equal(await box().inputValue(), '欧阳晓');
    assert.equal(new URL(page.url()).pathname, '/find');
    await session.detach();
  });

  step('so are the end of a telephone number and the initials of a name in pinyin', async () => {
    await find('45678');
    await results().getByText('欧阳晓峰').first().waitFor();
    assert.deepEqual(await marks(), ['45678']);
    await find('oyxf');
    await results().getByText('欧阳晓峰').first().waitFor();
    assert.deepEqual(await marks(), ['欧阳晓峰']);
  });

  step('old answers never come after new ones', async () => {
    await page.route('**/api/v1/search?q=%E6%AC%A7&*', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 600));
      await route.continue().catch(() => {});
    });
    await find('欧');
    await find('欧阳丽');
    await page.waitForTimeout(800);
    assert.equal(await results().locator('[role=option]').count(), 1);
    await page.unroute('**/api/v1/search?q=%E6%AC%A7&*');
  });

  step('choosing narrows, stands in the address, and Back takes it back', async () => {
    await find('欧阳');
    const value = page.getByRole('group', { name: 'Loans' }).getByRole('button', { name: 'Overdue' });
    await value.click();
    await page.waitForFunction(() => new URL(window.location.href).searchParams.get('overdue') === 'true');
    await page.getByText('What comes nearest').waitFor();
    await page.getByRole('button', { name: 'Remove: Overdue' }).waitFor();
    await page.goBack();
    await results().getByText('欧阳丽').first().waitFor();
    assert.equal(address().get('overdue'), null);
    assert.equal(await box().inputValue(), '欧阳');
    await page.goForward();
    await page.getByRole('button', { name: /Without any filter/ }).click();
    await results().getByText('欧阳丽').first().waitFor();
    assert.equal(address().toString(), new URLSearchParams({ q: '欧阳' }).toString());
  });

  step('a subject is one card, and the keyboard walks through all of it', async () => {
    await page.getByRole('button', { name: 'By subject' }).click();
    await page.locator('#hits article').first().waitFor();
    assert.equal(address().get('group'), 'subject');
    await box().focus();
    await page.keyboard.press('ArrowDown');
    await page.locator('#hit-1[aria-current=true]').waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: /欧阳/ }).waitFor();
    await page.goBack();
    await page.locator('#hits article').first().waitFor();
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => !new URL(window.location.href).searchParams.has('q'));
    await page.getByRole('button', { name: 'Folders', exact: true }).click();
  });

  step('nothing found says what was understood, and leads on', async () => {
    await find('欧阳丽 1999年');
    await page.getByText('What was understood').waitFor();
    await page.getByText('business date Jan 1, 1999 to Dec 31, 1999').waitFor();
    await page.getByRole('button', { name: /Without “1999年”/ }).click();
    await results().getByText('欧阳丽').first().waitFor();
  });

  step('the box on every page offers what may be meant', async () => {
    await page.goto('/loans');
    await atRest(page);
    await page.keyboard.press('/');
    await page.keyboard.type('欧阳晓');
    await page.getByRole('option', { name: /欧阳晓峰/ }).first().waitFor();
    await page.keyboard.press('Enter');
    await page.locator('#find-box').waitFor();
    assert.equal(address().get('q'), '欧阳晓');
    await page.locator('main').click({ position: { x: 2, y: 2 } });
    await page.keyboard.press('/');
    await page.locator('#find-box:focus').waitFor();
  });

  step('on a phone all there is to press is as large as a thumb, in the sheet of filters too', async () => {
    await page.setViewportSize({ width: 360, height: 760 });
    try {
      await page.goto('/find?q=%E6%AC%A7%E9%98%B3&overdue=false');
      await atRest(page);
      const low = (scope) => page.locator(scope).locator('button, a, select, input:not([type=checkbox], [type=radio])').evaluateAll((all) =>
        all.filter((one) => one.checkVisibility() && one.getBoundingClientRect().height > 0 && one.getBoundingClientRect().height < 43.5).map((one) => `${one.outerHTML.slice(0, 90)} ${one.getBoundingClientRect().height}`));
      assert.deepEqual(await low('main'), []);
      await page.getByRole('button', { name: 'By subject' }).click();
      await page.locator('#hits article').first().waitFor();
      assert.deepEqual(await low('main'), []);
      await page.getByRole('button', { name: /^Filters/ }).click();
      const group = page.getByRole('dialog').getByRole('group', { name: 'Loans' });
      await group.getByRole('button', { name: 'Overdue' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Remove: Overdue' }).waitFor();
      assert.deepEqual(await low('dialog'), []);
      await page.getByRole('dialog').getByRole('button', { name: 'Remove: Overdue' }).click();
      await page.getByRole('dialog').getByRole('button', { name: /^Show/ }).click();
      await page.getByRole('button', { name: 'Folders', exact: true }).click();
    } finally {
      await page.setViewportSize({ width: 1280, height: 860 });
    }
  });

  step('a search is saved and shared, and its link finds what its opener may see', async () => {
    await find('的备用钥匙');
    await results().getByText('慕容复兴').first().waitFor();
    await page.getByRole('button', { name: 'Save search' }).click();
    await page.getByLabel(/Name/).fill('备用钥匙');
    await page.getByLabel('Who may open it').selectOption('everybody');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    const link = page.getByRole('navigation', { name: 'Saved searches' }).getByRole('link', { name: /备用钥匙/ });
    await link.waitFor();
    const to = await link.getAttribute('href');
    await write(page, 'POST', '/people', { name: 'duan.yu', display_name: '段誉', role: 'borrower', password: PASSWORD });
    const other = await open(browser, { still: true });
    await signIn(other.page, 'duan.yu', [CHOSEN, PASSWORD]);
    await other.page.goto(to);
    await other.page.locator('#hits').getByText('欧阳丽').first().waitFor();
    assert.equal(await other.page.getByText('慕容复兴').count(), 0);
    await other.page.getByRole('navigation', { name: 'Saved searches' }).getByRole('link', { name: /备用钥匙/ }).waitFor();
    assert.equal(await other.page.getByRole('button', { name: /^Delete/ }).count(), 0);
    assert.deepEqual(other.faults, []);
    await other.context.close();
  });
});
