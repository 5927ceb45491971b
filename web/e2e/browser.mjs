/** Chromium for the tests and the screenshots, and a scanner that types as a real one does. */
import { connect, createServer } from 'node:net';
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

/**
 * A page that fails the test when the browser reports an error or the content policy is broken. A `still` one is told
 * nothing of what others do, so that its network comes to rest.
 */
export async function open(browser, { language = 'en', theme = 'light', width = 1280, height = 860, still = false, base = URL_, scale = 1 } = {}) {
  const context = await browser.newContext({
    baseURL: base,
    deviceScaleFactor: scale,
    locale: language,
    colorScheme: theme,
    timezoneId: 'Asia/Shanghai',
    viewport: { width, height },
  });
  if (still) await context.route('**/api/v1/live*', (route) => route.abort());
  const page = await context.newPage();
  const traffic = { begun: 0, pending: new Set() };
  page.traffic = traffic;
  page.on('request', (request) => {
    // What the document before this one had asked for is answered to nobody.
    if (request.isNavigationRequest() && request.frame() === page.mainFrame()) traffic.pending.clear();
    traffic.begun += 1;
    traffic.pending.add(request);
  });
  for (const over of ['requestfinished', 'requestfailed']) page.on(over, (request) => traffic.pending.delete(request));
  const faults = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => {
    // A refused request is logged by the browser itself; whether it should have been refused, each test says.
    if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) faults.push(message.text());
  });
  return { context, page, faults };
}

/** How long something must not come to rest before that is a fault of the page and not of a machine that holds its breath. */
const PATIENCE_MS = 60_000;

/**
 * Waits until a page has come to rest: nothing is on its way, and the browser has been idle since without asking for more.
 * The browser's own `networkidle` waits half a second longer, on each of some hundred pages.
 */
export async function atRest(page) {
  const { traffic } = page;
  const since = Date.now();
  for (let calm = 0; calm < 2; ) {
    const waited = Date.now() - since;
    if (waited > PATIENCE_MS) {
      const open = [...traffic.pending].map((request) => `${request.url()} ${JSON.stringify(request.timing())}`);
      throw new Error(`${page.url()} does not come to rest in ${waited} ms: ${traffic.begun} requests, under way: ${open.join(' ') || 'none'}`);
    }
    const { begun } = traffic;
    await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve, { timeout: 5_000 })));
    await page.waitForTimeout(25);
    calm = traffic.pending.size === 0 && traffic.begun === begun ? calm + 1 : 0;
  }
}

/** The password the tests choose when the first one works only once. */
export const CHOSEN = process.env.STRONGROOM_CHOSEN ?? 'paper stands in long rows 7';

async function tryPassword(page, name, password) {
  await page.locator('input[autocomplete=username]').fill(name);
  await page.locator('input[autocomplete=current-password]').fill(password);
  await page.locator('button[type=submit]').click();
  const outcome = page.locator('main#main, input[autocomplete=new-password], [role=alert]').first();
  await outcome.waitFor();
  // A page that is there may have something to say that breaks in too: that is no wrong password.
  return (await page.locator('main#main, input[autocomplete=new-password]').count()) > 0;
}

/** Signs in, with the chosen password if it is set already, and chooses it where the server asks for one. */
export async function signIn(page, name = NAME, passwords = [CHOSEN, PASSWORD]) {
  await page.goto('/');
  for (const password of passwords) {
    if (!(await tryPassword(page, name, password))) continue;
    if ((await page.locator('main#main').count()) === 0) await choosePassword(page, password);
    await page.locator('main#main').waitFor();
    return;
  }
  throw new Error(`cannot sign in as ${name}`);
}

async function choosePassword(page, old) {
  await page.locator('input[autocomplete=current-password]').fill(old);
  const fresh = page.locator('input[autocomplete=new-password]');
  await fresh.nth(0).fill(CHOSEN);
  await fresh.nth(1).fill(CHOSEN);
  await page.locator('button[type=submit]').click();
}

/** What the server itself says, with the page's session. */
export async function read(page, path) {
  const answer = await page.request.get(`/api/v1${path}`);
  if (!answer.ok()) throw new Error(`GET ${path}: ${answer.status()} ${await answer.text()}`);
  return answer.json();
}

/** Does something with the page's session, as a page would. */
export async function write(page, method, path, body) {
  return (await written(page, method, path, body)).json();
}

/** The same, and the answer as it came: of files. */
export async function written(page, method, path, body) {
  const { csrf } = await read(page, '/me');
  const headers = { 'x-csrf-token': csrf, 'idempotency-key': `e2e-${Math.random()}` };
  const answer = await page.request.fetch(`/api/v1${path}`, { method, headers, data: body });
  if (!answer.ok()) throw new Error(`${method} ${path}: ${answer.status()} ${await answer.text()}`);
  return answer;
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

/**
 * Types a text and Enter as a USB scanner: real key events, `gap` ms apart by their own time stamps; a function gives each
 * gap anew. `ime` says that an input method takes every key, as it does while somebody composes.
 */
export async function scan(page, text, gap = 5, { ime = false } = {}) {
  const session = await (page.scanner ??= page.context().newCDPSession(page));
  const wait = typeof gap === 'function' ? gap : () => gap;
  let at = Date.now() / 1000;
  const sent = [];
  const press = (type, key, code, modifiers, extra = {}) => {
    at += wait() / 2000;
    // An input method shows its own name for the key, and writes nothing itself.
    const taken = { key: 'Process', windowsVirtualKeyCode: 229 };
    const event = ime ? { type: type === 'keyDown' ? 'rawKeyDown' : type, code, modifiers, timestamp: at, ...taken } : { type, key, code, modifiers, timestamp: at, ...extra };
    sent.push(session.send('Input.dispatchKeyEvent', event));
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

/**
 * A way to the server that can be cut, as when the server is stopped: connections are refused and those that are open end.
 * Answers its address, and how to cut and to mend it.
 */
export async function cable() {
  const { hostname, port } = new URL(URL_);
  const open = new Set();
  const join = (socket) => {
    const other = connect(Number(port), hostname);
    for (const one of [socket, other]) {
      open.add(one);
      one.on('error', () => one.destroy());
      one.on('close', () => (open.delete(one), socket.destroy(), other.destroy()));
    }
    socket.pipe(other).pipe(socket);
  };
  let server = createServer(join);
  const listen = (at) => new Promise((resolve) => server.listen(at, '127.0.0.1', resolve));
  await listen(0);
  const at = server.address().port;
  const cut = async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const one of open) one.destroy();
    await closed;
  };
  const mend = async () => {
    server = createServer(join);
    await listen(at);
  };
  return { base: `http://127.0.0.1:${at}`, cut, mend };
}
