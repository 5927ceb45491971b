/**
 * The storeroom map: declared in bulk, coloured, walked and gone closer to by keyboard alone, zones drawn on it, and when it
 * will be full. The room is this file's own; its zones are taken back, so that nothing is put there later.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { atRest, launch, open, read, signIn, write } from './browser.mjs';

const ROOM = 'MAP';
let browser;
let page;
let faults;

before(async () => {
  browser = await launch();
  ({ page, faults } = await open(browser, { language: 'en', still: true }));
  await signIn(page);
  if (!(await read(page, '/storerooms')).items.some((room) => room.code === ROOM)) await write(page, 'POST', '/storerooms', { code: ROOM, name: { zh: '平面图库', en: 'Map room' } });
});
after(() => browser.close());

const at = () => new URL(page.url()).searchParams;
const cursor = () => page.locator('rect[data-shelf]');
const chosen = () => page.getByRole('region', { name: 'Draw a zone' }).getByRole('status').first();
/** Waits until the address says so. */
const comesTo = (name, value) => page.waitForFunction(([key, wanted]) => (new URL(location.href).searchParams.get(key) ?? '') === wanted, [name, value]);

async function visit(address) {
  await page.goto(address);
  await atRest(page);
}

/** Tab until the map has the keyboard: nobody needs a mouse to come there. */
async function tabToMap() {
  await page.locator('#main').focus();
  for (let presses = 0; presses < 60; presses += 1) {
    if (await page.evaluate(() => document.activeElement?.hasAttribute('data-shelf'))) return;
    await page.keyboard.press('Tab');
  }
  assert.fail('no Tab leads to the map');
}

describe('the storeroom map', { concurrency: 1 }, () => {
  test('a whole room is declared at once, and its sum is shown before', async () => {
    await visit(`/storerooms/${ROOM}?declare=1`);
    const dialog = page.getByRole('dialog');
    for (const [label, value] of [['First range', '1'], ['Last range', '20'], ['Bays per side', '8'], ['Shelves per bay', '6'], ['Slots per shelf', '30'], ['Slot width, mm', '40']]) {
      await dialog.getByLabel(label, { exact: false }).first().fill(value);
    }
    const words = await dialog.locator('.preview').innerText();
    for (const part of ['20 ranges × 2 sides × 8 bays × 6 shelves × 30 slots', '57,600 slots of 40 mm', '2,304 m', `${ROOM}-01L-01-1-01`, `${ROOM}-20R-08-6-30`]) assert.ok(words.includes(part), `${part} in ${words}`);
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await page.locator('svg[data-range]').nth(19).waitFor();
    assert.equal((await read(page, `/storerooms/${ROOM}/map`)).shelves.code.length, 1_920);
    // The same numbers again are refused before they are sent.
    await page.getByRole('button', { name: 'Add ranges' }).click();
    await dialog.getByLabel('First range').fill('20');
    assert.match(await dialog.locator('.preview').innerText(), /given already/);
    assert.ok(await dialog.getByRole('button', { name: 'Add', exact: true }).isDisabled());
    await page.keyboard.press('Escape');
  });

  test('colours and what is shown alone stand in the address, through reload and deep link', async () => {
    await visit(`/storerooms/${ROOM}`);
    for (const mode of ['lane', 'period', 'age', 'fill']) {
      await page.getByLabel('Colour by').selectOption(mode);
      await comesTo('by', mode === 'fill' ? '' : mode);
      assert.ok((await page.getByRole('list', { name: 'What the colours mean' }).getByRole('button').count()) > 0, mode);
    }
    await page.getByRole('button', { name: /^Empty/ }).click();
    await comesTo('show', 'fill:f0');
    await page.reload();
    await page.getByRole('button', { name: /^Empty/, pressed: true }).waitFor();
    await page.getByLabel('Show only').selectOption('mark:blocked');
    await page.getByText('0 of 1,920 shelves').waitFor();
    await visit(`/storerooms/${ROOM}?by=age&show=mark:free`);
    assert.equal(await page.getByLabel('Colour by').inputValue(), 'age');
    await page.getByText('1,920 of 1,920 shelves').waitFor();
  });

  test('a large room is no wider than a phone, and a wide screen shows its ranges larger', async () => {
    const before = page.viewportSize();
    const widths = [];
    for (const width of [360, 1280, 2560]) {
      await page.setViewportSize({ width, height: 860 });
      await visit(`/storerooms/${ROOM}`);
      const drawing = page.locator('svg[data-range]').first();
      await drawing.waitFor();
      widths.push((await drawing.boundingBox()).width);
      assert.ok(await page.locator('main section.card').first().evaluate((card) => card.getBoundingClientRect().right <= window.innerWidth), `${width} px`);
    }
    assert.ok(widths[0] < widths[1] && widths[1] < widths[2], widths.join(' '));
    await page.setViewportSize(before);
  });

  test('from the room to a slot and back by keyboard alone', async () => {
    await visit(`/storerooms/${ROOM}`);
    await tabToMap();
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowDown', 'PageDown']) await page.keyboard.press(key);
    await page.waitForFunction((name) => document.activeElement?.getAttribute('aria-label')?.startsWith(name), `${ROOM}-02L-03-5`);
    await page.keyboard.press('+');
    await comesTo('at', `${ROOM}-02`);
    await page.waitForFunction((name) => document.activeElement?.getAttribute('aria-label')?.startsWith(name), `${ROOM}-02L-03-5`);
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Enter');
    await comesTo('at', `${ROOM}-02L-02-5`);
    await page.waitForFunction(() => document.activeElement?.id.startsWith('slot-'));
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await comesTo('at', `${ROOM}-02L-02-5-03`);
    await page.getByRole('heading', { name: `Slot ${ROOM}-02L-02-5-03` }).waitFor();
    for (const to of [`${ROOM}-02L-02-5`, `${ROOM}-02`, '']) {
      await page.keyboard.press('Escape');
      await comesTo('at', to);
      await page.waitForFunction(() => document.activeElement !== document.body);
    }
    assert.match(await cursor().getAttribute('aria-label'), new RegExp(`^${ROOM}-02L-02-5`), 'the map is where one left it');
    // Each step closer is one that Back takes back.
    await visit(`/storerooms/${ROOM}?at=${ROOM}-03R-01-2-07`);
    await page.getByRole('heading', { name: `Slot ${ROOM}-03R-01-2-07` }).waitFor();
    await page.getByRole('link', { name: `${ROOM}-03`, exact: true }).click();
    await page.getByRole('heading', { name: `Range ${ROOM}-03` }).waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: `Slot ${ROOM}-03R-01-2-07` }).waitFor();
  });

  test('a slot is blocked with a reason and opened again by Ctrl+Z', async () => {
    const slot = `${ROOM}-03R-01-2-07`;
    await visit(`/storerooms/${ROOM}?at=${slot}`);
    await page.getByRole('button', { name: 'Block', exact: true }).click();
    await page.getByRole('dialog').getByLabel('Reason').fill('Water came in');
    await page.getByRole('dialog').getByRole('button', { name: 'Block', exact: true }).click();
    await page.locator('.told', { hasText: 'Blocked: Water came in' }).waitFor();
    assert.equal((await read(page, `/places/${slot}`)).blocked_reason, 'Water came in');
    await page.keyboard.press('Control+z');
    await page.getByRole('button', { name: 'Block', exact: true }).waitFor();
    assert.equal((await read(page, `/places/${slot}`)).blocked_reason, null);
  });

  test('a zone is drawn by dragging and by keys, changed, refused where zones collide, and taken back', async () => {
    await visit(`/storerooms/${ROOM}`);
    await page.getByRole('button', { name: 'Draw a zone' }).click();
    const box = await page.locator(`svg[data-range="${ROOM}-05"]`).boundingBox();
    await page.mouse.move(box.x + 2, box.y + 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 4, box.y + box.height / 2, { steps: 5 });
    await page.mouse.up();
    const dragged = Number(/^\d+/.exec(await chosen().innerText())[0]);
    assert.ok(dragged >= 6 && dragged < 48, `${dragged} shelves`);
    // Choosing none and a whole range by its code.
    await page.getByRole('button', { name: 'Choose none' }).click();
    await page.getByRole('button', { name: `${ROOM}-04`, exact: true }).click();
    assert.match(await chosen().innerText(), /^96 shelves/);
    await page.getByRole('button', { name: 'Make a zone of them' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Zone code').fill('MAPZ');
    await dialog.getByLabel(/name/i).first().fill('平面图区');
    await dialog.getByLabel('Priority').fill('900');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Zone MAPZ is saved').waitFor();
    await comesTo('draw', '');
    const zone = async () => (await read(page, '/zones')).items.find((one) => one.code === 'MAPZ');
    assert.deepEqual((await zone()).shelves, [{ from: `${ROOM}-04L-01-1`, to: `${ROOM}-04R-08-6` }]);
    await page.locator('path.zone').first().waitFor({ state: 'attached' });

    // Another zone must not have those shelves: by keys, from the last range before it into it.
    await page.goto(`/storerooms/${ROOM}?draw=new&at=`);
    await atRest(page);
    await tabToMap();
    for (const key of ['PageDown', 'PageDown', 'PageDown']) await page.keyboard.press(key);
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('Shift+ArrowDown');
    assert.match(await chosen().innerText(), /^4 shelves/);
    await page.getByText('2 shelves belong to MAPZ already').waitFor();
    assert.ok(await page.getByRole('button', { name: 'Make a zone of them' }).isDisabled());
    await page.getByRole('button', { name: 'Leave those out' }).click();
    assert.match(await chosen().innerText(), /^2 shelves/);

    // The zone itself grows by them, and shrinks by one.
    await page.getByLabel('Which zone').selectOption('MAPZ');
    await page.getByText('96 shelves chosen').waitFor();
    await tabToMap();
    await page.keyboard.press('PageDown');
    await page.keyboard.press(' ');
    await page.getByText('97 shelves chosen').or(page.getByText('95 shelves chosen')).waitFor();
    await page.getByRole('button', { name: 'Save the shelves of MAPZ' }).click();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Zone MAPZ is saved').waitFor();
    assert.equal(Math.abs((await zone()).shelves_total - 96), 1);
    await page.keyboard.press('Control+z');
    await page.getByText('Undone').waitFor();
    assert.equal((await zone()).shelves_total, 96);

    // Dragging over shelves that are taken chooses the same, in however many moves: what is said of them does not push the map away.
    const counts = [];
    for (const steps of [4, 5, 6, 7]) {
      await page.goto(`/storerooms/${ROOM}?draw=new&at=`);
      await atRest(page);
      const of = await page.locator(`svg[data-range="${ROOM}-04"]`).boundingBox();
      await page.mouse.move(of.x + 4, of.y + 4);
      await page.mouse.down();
      await page.mouse.move(of.x + of.width / 4, of.y + of.height / 3, { steps });
      await page.mouse.up();
      await page.getByText(/belong to MAPZ already/).waitFor();
      counts.push(await chosen().innerText());
    }
    assert.equal(new Set(counts).size, 1, counts.join(', '));
    // Nothing is to be put here by what comes after this file.
    await write(page, 'PUT', '/zones/MAPZ', { name: { zh: '平面图区', en: '平面图区' }, shelves: [], priority: 900 });
  });

  test('a range is made larger, and that taken back', async () => {
    await visit(`/storerooms/${ROOM}?view=ranges`);
    await page.getByRole('row', { name: new RegExp(`${ROOM}-20`) }).getByRole('button', { name: 'Change size' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Slots per shelf').fill('31');
    await dialog.getByText('96 slots more: 3.8 m').waitFor();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByText(`Range ${ROOM}-20 has its new size`).waitFor();
    const slots = async () => (await read(page, `/storerooms/${ROOM}`)).ranges.at(-1).slots;
    assert.equal(await slots(), 31);
    await page.keyboard.press('Control+z');
    await page.getByText('Undone').waitFor();
    assert.equal(await slots(), 30);
  });

  test('the forecast is plotted, with the same as a table', async () => {
    const [room] = (await read(page, '/storerooms')).items;
    await visit(`/storerooms/${room.code}?view=forecast`);
    await page.locator('.plot canvas').waitFor();
    const told = await read(page, `/storerooms/${room.code}/forecast`);
    const months = page.getByRole('group', { name: 'Month by month' }).locator('tbody tr');
    assert.equal(await months.count(), 12 + told.ahead.length);
    await page.getByLabel('Look ahead').selectOption('12');
    await page.waitForFunction(() => document.querySelectorAll('[aria-label="Month by month"] tbody tr').length === 24);
    if (told.lines.length > 1) {
      const { of, code } = told.lines[1];
      await page.locator('.pick').nth(1).click();
      await comesTo('of', `${of}:${code}`);
      await page.reload();
      await page.locator('.pick[aria-pressed=true]').filter({ hasText: code }).waitFor();
    }
  });

  test('a folder page shows the place in the room, and leads to the map', async (t) => {
    const found = (await read(page, '/search?state=on_shelf&limit=1')).items[0];
    if (!found) return t.skip('nothing stands on a shelf');
    const folder = await read(page, `/folders/${encodeURIComponent(found.code)}`);
    await visit(`/folders/${encodeURIComponent(found.code)}`);
    await page.getByText(/shelf from the bottom/).first().waitFor();
    await page.getByRole('link', { name: 'On the map' }).click();
    await comesTo('at', folder.where.home.slot);
    await page.getByRole('heading', { name: `Slot ${folder.where.home.slot}` }).waitFor();
  });

  test('no error was reported by the browser', () => assert.deepEqual(faults, []));
});
