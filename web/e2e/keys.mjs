/** Somebody without a mouse: Tab, arrows, Enter, Space and Escape, and a look at where they lead. */
import assert from 'node:assert/strict';
import { atRest } from './browser.mjs';

/** Whoever needs more presses than this to come to what a page is for has no pleasure in it. */
const MOST = 30;
/** Slower than a scanner types. */
const DELAY = 36;

/** What has the focus: what it is called, whether that can be seen, and whether anything has it at all. */
const look = () => {
  const at = document.activeElement;
  if (!at || at === document.body) return { nowhere: true, is: 'nothing' };
  const style = getComputedStyle(at);
  const ringed = (css) => (css.outlineStyle !== 'none' && Number.parseFloat(css.outlineWidth) >= 1.5) || css.boxShadow !== 'none';
  let ring = ringed(style) || at.closest('svg') !== null || at.getAttribute('aria-activedescendant') !== null;
  for (let near = at.parentElement, up = 0; !ring && near && up < 3; near = near.parentElement, up += 1) ring = ringed(getComputedStyle(near));
  const { bottom, top, width, height } = at.getBoundingClientRect();
  const called = at.getAttribute('aria-label') ?? at.labels?.[0]?.textContent ?? at.textContent ?? '';
  return { nowhere: false, is: `${at.tagName.toLowerCase()} “${called.trim().replace(/\s+/g, ' ').slice(0, 40)}”`, ring, seen: width > 0 && height > 0 && bottom > 0 && top < window.innerHeight, whole: at.id === 'main' };
};

export function hands(page) {
  /** One key after the other, slower than a scanner. */
  async function press(...keys) {
    for (const key of keys) {
      await page.waitForTimeout(key.endsWith('Tab') ? 0 : DELAY);
      await page.keyboard.press(key);
    }
  }

  /** Tabs until a control has the focus, and sees it at every step; answers how many presses it took. */
  async function reach(control, { most = MOST } = {}) {
    await control.first().waitFor();
    // Whoever sees that it stands before what he is at goes back.
    const back = await control.first().evaluate((element) => (document.activeElement.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_PRECEDING) > 0 && !element.contains(document.activeElement));
    const way = [];
    for (let n = 0; n <= most; n += 1) {
      const at = await page.evaluate(look);
      if (await control.first().evaluate((element) => element === document.activeElement)) return n;
      if (n > 0 && !at.nowhere && !at.whole) {
        assert.ok(at.ring, `the focus on ${at.is} is not to be seen`);
        assert.ok(at.seen, `${at.is} has the focus and is out of sight`);
      }
      way.push(at.is);
      await press(back ? 'Shift+Tab' : 'Tab');
    }
    throw new Error(`${control} is not reached in ${most} presses: ${way.join(' → ')}`);
  }

  const typed = (text) => page.keyboard.type(text, { delay: DELAY });
  const enter = async (control, how) => (await reach(control, how), press('Enter'));
  const space = async (control, how) => (await reach(control, how), press('Space'));
  /** Writes into a field, over what stood there. */
  async function write(field, text, how) {
    await reach(field, how);
    await press('Control+a');
    await typed(text);
  }
  /** One of a field's choices, by its words. */
  async function choose(field, words, how) {
    await reach(field, how);
    const said = () => field.first().evaluate((select) => select.selectedOptions[0]?.textContent ?? '');
    const fits = (text) => (words instanceof RegExp ? words.test(text) : text.includes(words));
    await press('Home');
    for (let n = 0; n < 60 && !fits(await said()); n += 1) await press('ArrowDown');
    assert.ok(fits(await said()), `no choice is called ${words}`);
  }
  /** Down what a box offers, to what is called so. */
  async function pick(name) {
    const chosen = page.locator('[role=option][aria-selected=true]', { hasText: name });
    for (let n = 0; n < 9 && (await chosen.count()) === 0; n += 1) await press('ArrowDown');
    await press('Enter');
  }
  /** To a page by its name, in the box that stands on every page. */
  async function page_(name) {
    await press('/');
    await page.getByRole('combobox', { name: 'Find a folder by anything known of it' }).and(page.locator(':focus')).waitFor();
    await typed(name);
    await page.getByRole('option', { name: new RegExp(`^${name}\\s*Page$`) }).first().waitFor();
    await pick(name);
    await page.locator('nav [aria-current=page]', { hasText: name }).waitFor();
    await atRest(page);
    await isHere();
  }
  /** To a page by the menu, from wherever one is on another. */
  async function menu(name) {
    await reach(page.locator('aside nav a').last());
    const link = page.locator('aside nav').getByRole('link', { name, exact: true });
    for (let n = 0; n < 40 && !(await link.evaluate((element) => element === document.activeElement)); n += 1) await press('ArrowUp');
    await press('Enter');
    await page.locator('nav [aria-current=page]', { hasText: name }).waitFor();
    await atRest(page);
    await isHere();
  }
  /** The focus is on the page, in a dialog over it, or on what it left: never nowhere. */
  async function isHere() {
    await page.waitForFunction(() => document.activeElement !== document.body, null, { timeout: 5_000 }).catch(() => {
      throw new Error(`the focus is lost on ${page.url()}`);
    });
  }
  /** A dialog is gone, and the focus is not lost with it. */
  async function closed() {
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.waitForTimeout(60);
    await isHere();
  }
  return { press, reach, typed, enter, space, write, choose, pick, open: page_, menu, isHere, closed };
}
