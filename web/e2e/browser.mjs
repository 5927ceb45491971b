/** Chromium for the tests and the screenshots, and a scanner that types as a real one does. */
import { chromium } from 'playwright-core';

export const URL_ = process.env.STRONGROOM_URL ?? 'http://localhost:4173';
export const NAME = process.env.STRONGROOM_NAME ?? 'admin';
export const PASSWORD = process.env.STRONGROOM_PASSWORD ?? 'strongroom';

export async function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
  });
}

/** A page that fails the test when the browser reports an error or the content policy is broken. */
export async function open(browser, { language = 'en', theme = 'light', width = 1280, height = 860 } = {}) {
  const context = await browser.newContext({
    baseURL: URL_,
    locale: language,
    colorScheme: theme,
    timezoneId: 'Asia/Shanghai',
    viewport: { width, height },
  });
  const page = await context.newPage();
  const faults = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => {
    // A refused request is logged by the browser itself; whether it should have been refused, each test says.
    if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) faults.push(message.text());
  });
  return { context, page, faults };
}

export async function signIn(page, name = NAME, password = PASSWORD) {
  await page.goto('/');
  await page.locator('input[autocomplete=username]').fill(name);
  await page.locator('input[autocomplete=current-password]').fill(password);
  await page.locator('button[type=submit]').click();
  await page.locator('main#main').waitFor();
}

const CODES = { '-': 'Minus', ':': 'Semicolon', '/': 'Slash', '.': 'Period', '_': 'Minus', ' ': 'Space' };
const SHIFTED = new Set([':', '_']);

function keyOf(character) {
  if (/[A-Z]/.test(character)) return { code: `Key${character}`, shift: true };
  if (/[a-z]/.test(character)) return { code: `Key${character.toUpperCase()}`, shift: false };
  if (/\d/.test(character)) return { code: `Digit${character}`, shift: false };
  const code = CODES[character];
  if (!code) throw new Error(`the scanner cannot type ${character}`);
  return { code, shift: SHIFTED.has(character) };
}

/** Types a text and Enter as a USB scanner: real key events, `gap` ms apart by their own time stamps. */
export async function scan(page, text, gap = 5) {
  const session = await (page.scanner ??= page.context().newCDPSession(page));
  let at = Date.now() / 1000;
  const sent = [];
  const press = (type, key, code, modifiers, extra = {}) => {
    at += gap / 2000;
    sent.push(session.send('Input.dispatchKeyEvent', { type, key, code, modifiers, timestamp: at, ...extra }));
  };
  for (const character of text) {
    const { code, shift } = keyOf(character);
    const modifiers = shift ? 8 : 0;
    press('keyDown', character, code, modifiers, { text: character, unmodifiedText: character });
    press('keyUp', character, code, modifiers);
  }
  press('keyDown', 'Enter', 'Enter', 0, { text: '\r', unmodifiedText: '\r', windowsVirtualKeyCode: 13 });
  press('keyUp', 'Enter', 'Enter', 0, { windowsVirtualKeyCode: 13 });
  await Promise.all(sent);
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, at * 1000 - Date.now())));
}
