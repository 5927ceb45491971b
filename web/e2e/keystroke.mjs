/**
 * How long a key stroke takes until what it finds is on the screen, in Find and in the box on every page:
 * `npm run keystroke [-- WORDS]`.
 *
 * Types names, codes, numbers and words of the archive's own folders at the pace of a hand, one key after the other, against
 * the server that STRONGROOM_URL names. Each stroke is timed in the page, from the key's own time stamp to the first frame
 * that shows the answer to all that stands in the box by then; that the list does show it is looked at each time.
 */
import { launch, NAME, open, PASSWORD, signIn, URL_ } from './browser.mjs';

/** How many of each kind of word are typed. */
const WORDS = Number(process.argv[2] ?? 12);
/** Between keys, about as a practised hand types. */
const PACE_MS = [70, 190];
const SLOW_MS = 50;

const browser = await launch();
const { page } = await open(browser, { language: 'zh-CN' });
await page.addInitScript(watch);
await signIn(page, NAME, [PASSWORD]);
const random = dice(42);
const kinds = await words();
const strokes = [];
await page.goto('/find');
await page.locator('#hits [role=option]').first().waitFor();
await typeAll('#find-box');
report('Find');
strokes.length = 0;
await page.goto('/loans');
await page.locator('aside [role=combobox]').waitFor();
await typeAll('aside [role=combobox]');
report('the box on every page');
await browser.close();

/** In the page: notes when a key was pressed, when its question was asked and answered, and when the answer was painted. */
function watch() {
  const noted = (window.keystrokes = { at: 0, text: '', path: '', done: [] });
  let key = 0;
  window.addEventListener('keydown', (event) => (key = event.timeStamp), true);
  // A key that writes nothing, Escape say, is not the one by which the next sign came.
  window.addEventListener('keyup', () => (key = 0), true);
  window.addEventListener(
    'input',
    (event) => {
      // What an input method writes comes without a key.
      const path = event.target.id === 'find-box' ? '/search' : '/search/suggest';
      Object.assign(noted, { at: key || event.timeStamp, text: event.target.value, path });
      key = 0;
    },
    true,
  );
  const own = window.fetch;
  window.fetch = async (address, options) => {
    const url = new URL(address, window.location.href);
    const asked = performance.now();
    const response = await own(address, options);
    if (url.pathname !== `/api/v1${noted.path}` || !url.searchParams.get('q')) return response;
    const text = response.text.bind(response);
    response.text = async () => {
      const body = await text();
      const answered = performance.now();
      requestAnimationFrame(() => {
        // Behind what is drawn for this frame.
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => painted(url.searchParams.get('q'), JSON.parse(body), asked, answered);
        port2.postMessage(0);
      });
      return body;
    };
    return response;
  };
  function painted(q, answer, asked, answered) {
    if (q !== noted.text || noted.done.some((one) => one.at === noted.at)) return;
    const first = answer.items[0]?.code ?? answer.items[0]?.text;
    const line = document.querySelector('#hit-0, aside [role=option]');
    const shown = first === undefined || line?.textContent.includes(first) === true;
    const now = performance.now();
    noted.done.push({ q, at: noted.at, shown, total: answer.total, all: now - noted.at, before: asked - noted.at, answer: answered - asked, server: answer.took_ms ?? NaN, paint: now - answered });
  }
}

/** Words of the archive's own folders, by what they are. */
async function words() {
  const read = async (path) => (await page.request.get(`/api/v1${path}`)).json();
  const { total } = await read('/search?limit=1&facets=');
  const kinds = { name: [], code: [], phone: [], 'VIN tail': [], 'name and year': [] };
  for (let at = 0; at < WORDS; at += 1) {
    const offset = Math.floor(random() * Math.min(total, 10_000));
    const { items } = await read(`/search?limit=1&facets=&cursor=${offset}`);
    const folder = await read(`/folders/${encodeURIComponent(items[0].code)}`);
    const subjects = folder.subjects ?? [];
    const name = subjects.map((one) => one.name).find(Boolean) ?? items[0].title;
    const phone = subjects.flatMap((one) => one.phones ?? [])[0];
    const identities = JSON.stringify(subjects).match(/[A-HJ-NPR-Z0-9]{17}/);
    kinds.name.push(name);
    kinds.code.push(folder.code);
    if (phone) kinds.phone.push(String(phone.value ?? phone).replace(/\D/g, ''));
    if (identities) kinds['VIN tail'].push(identities[0].slice(-6).toLowerCase());
    kinds['name and year'].push(`${name.slice(0, 1)} ${items[0].business_date?.slice(0, 4) ?? 2024}`);
  }
  kinds.pinyin = ['zhangwei', 'wangfang', 'liuyang', 'chenjie', 'zhaoxin', 'ouyang'];
  kinds['nothing like it'] = ['qzxwvk', '00000000', '龘龘龘', 'zhangqqq'];
  return Object.fromEntries(Object.entries(kinds).filter(([, some]) => some.length > 0));
}

async function typeAll(box) {
  for (const typed of ['a', '张', '1']) await type(box, 'warm', typed);
  strokes.length = 0;
  for (let at = 0; at < WORDS; at += 1) for (const [kind, some] of Object.entries(kinds)) await type(box, kind, some[at % some.length]);
}

async function type(box, kind, text) {
  await page.locator(box).focus();
  await page.keyboard.press('Escape');
  await page.waitForTimeout(150);
  for (const character of text) {
    const before = await page.evaluate(() => window.keystrokes.done.length);
    if (/[\x20-\x7e]/.test(character)) await page.keyboard.press(character === ' ' ? 'Space' : character);
    else await page.keyboard.insertText(character);
    await page.waitForTimeout(PACE_MS[0] + random() * (PACE_MS[1] - PACE_MS[0]));
    // A space at the end changes no answer that the page would wait for.
    await page.waitForFunction((count) => window.keystrokes.done.length > count, before, { timeout: 10_000 });
    strokes.push({ kind, ...(await page.evaluate(() => window.keystrokes.done.at(-1))) });
  }
}

function report(where) {
  const unseen = strokes.filter((one) => !one.shown);
  console.log(`${where} at ${URL_}: ${strokes.length} key strokes, from the key to the frame that shows its answer, in milliseconds`);
  console.log('| kind | strokes | median | 95 of 100 within | slowest | until asked | answered | … in the server | painted |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|');
  const line = (kind, some) => {
    const half = (of) => share(some.map(of), 0.5);
    const all = some.map((one) => one.all);
    const figures = [share(all, 0.5), share(all, 0.95), Math.max(...all), half((one) => one.before), half((one) => one.answer), half((one) => one.server), half((one) => one.paint)];
    console.log(`| ${kind} | ${some.length} | ${figures.map((ms) => (Number.isNaN(ms) ? '' : ms.toFixed(1))).join(' | ')} |`);
  };
  for (const kind of Object.keys(kinds)) line(kind, strokes.filter((one) => one.kind === kind));
  line('all', strokes);
  const slow = strokes.filter((one) => one.all > SLOW_MS).sort((one, other) => other.all - one.all);
  console.log(`${slow.length} slower than ${SLOW_MS} ms${slow.length > 0 ? ':' : ''}`);
  for (const one of slow.slice(0, 10)) console.log(`  ${one.q}: ${one.all.toFixed(0)} = ${one.before.toFixed(0)} until asked, ${one.answer.toFixed(0)} answered${Number.isNaN(one.server) ? '' : ` (${one.server} in the server)`}, ${one.paint.toFixed(0)} painted${one.total === undefined ? '' : `; ${one.total} hits`}`);
  if (unseen.length > 0) {
    console.error(`${unseen.length} answers were not on the screen when they were taken for painted: ${unseen.map((one) => one.q).slice(0, 5).join(', ')}`);
    process.exitCode = 1;
  }
}

function share(values, part) {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * part) - 1)];
}

/** The same hand each time. */
function dice(seed) {
  let state = seed;
  return () => ((state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296) / 4_294_967_296);
}
