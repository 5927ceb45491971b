/**
 * Makes the pictures of the guide and of the README: `node e2e/guide.mjs [picture…]`.
 *
 * Starts the program with a demonstration of its own for each language, on the same morning each time where `faketime` is
 * there. STRONGROOM_PROGRAM names the program (../target/debug/strongroom), CHROMIUM the browser. With STRONGROOM_PNG=DIR
 * the same pictures go there as PNG, to be looked at.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const HERE = import.meta.dirname;
const PROGRAM = resolve(process.env.STRONGROOM_PROGRAM ?? join(HERE, '../../target/debug/strongroom'));
const OUT = join(HERE, '../../docs/guide/pictures');
const MORNING = '@2026-03-18 09:05:00';
const SIZE = { width: 1120, height: 720 };
/** Sharp where it is shown smaller, as it mostly is. */
const SCALE = 1.5;
const QUALITY = 80;
const only = process.argv.slice(2);
const wanted = (name) => only.length === 0 || only.includes(name);

/** The program with a fresh demonstration; answers its address, its one-time password and how it is stopped. */
async function demonstration() {
  // Always the same place, for its name is on a picture.
  const dir = join(tmpdir(), 'strongroom-guide');
  rmSync(dir, { recursive: true, force: true });
  const args = ['serve', '--demo', '--data', join(dir, 'data'), '--scans', join(dir, 'scans'), '--listen', '127.0.0.1:0'];
  mkdirSync(join(dir, 'scans'), { recursive: true });
  const env = {
    ...process.env, TZ: 'Asia/Shanghai', DONT_FAKE_MONOTONIC: '1', FAKETIME_DONT_FAKE_MONOTONIC: '1', STRONGROOM_LOG_LEVEL: 'warn',
    STRONGROOM_BACKUP_TO: join(dir, 'backup'), STRONGROOM_BACKUP_TIMES: 'every day 02:00', STRONGROOM_BACKUP_PASSPHRASE: 'a phrase for pictures only',
  };
  const fake = spawnSync('faketime', ['--version']).error === undefined;
  if (!fake) console.warn('no faketime: the pictures will show today');
  const [command, before] = fake ? ['faketime', ['--exclude-monotonic', '-f', MORNING, PROGRAM]] : [PROGRAM, []];
  const program = spawn(command, [...before, ...args], { env, detached: true });
  let said = '';
  program.stdout.on('data', (text) => (said += text));
  program.stderr.on('data', (text) => (said += text));
  for (let look = 0; look < 1_800 && !/ is at http/.test(said); look++) await new Promise((done) => setTimeout(done, 100));
  const url = /is at (http:\S+?)\/?\s/.exec(said)?.[1];
  const password = /one-time password\s+(\S+)/.exec(said)?.[1];
  if (!url || !password) throw new Error(`the program did not start:\n${said}`);
  const stop = async () => {
    process.kill(-program.pid, 'SIGTERM');
    // All of the group: faketime may be over before the program is.
    const runs = () => {
      try {
        return process.kill(-program.pid, 0);
      } catch {
        return false;
      }
    };
    while (runs()) await new Promise((done) => setTimeout(done, 50));
    rmSync(dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  };
  const backUp = () => spawnSync(command, [...before, 'backup', '--data', join(dir, 'data')], { env });
  return { url, password, stop, backUp, fake };
}

/** What is drawn over a picture: frames around what the words speak of, with numbers where they are steps. */
async function mark(page, ...marks) {
  const boxes = [];
  for (const { at, n } of marks) {
    const box = await at.first().boundingBox();
    if (!box) throw new Error(`nothing there to be marked: ${at}`);
    boxes.push({ ...box, n });
  }
  await page.evaluate((all) => {
    const sheet = document.createElement('div');
    sheet.id = 'guide-marks';
    sheet.popover = 'manual';
    Object.assign(sheet.style, { position: 'fixed', inset: '0', width: '100vw', height: '100vh', margin: '0', padding: '0', border: '0', background: 'transparent', overflow: 'visible', pointerEvents: 'none' });
    for (const { x, y, width, height, n } of all) {
      const frame = document.createElement('div');
      Object.assign(frame.style, { position: 'absolute', left: `${x - 5}px`, top: `${y - 5}px`, width: `${width + 10}px`, height: `${height + 10}px`, border: '3px solid #e8590c', borderRadius: '10px', boxShadow: '0 0 0 2px rgb(255 255 255 / 85%)', boxSizing: 'border-box' });
      sheet.append(frame);
      if (n === undefined) continue;
      const number = document.createElement('div');
      number.textContent = String(n);
      Object.assign(number.style, { position: 'absolute', left: `${x - 18}px`, top: `${y - 18}px`, width: '26px', height: '26px', borderRadius: '50%', background: '#e8590c', color: '#fff', font: '700 15px/26px sans-serif', textAlign: 'center', boxShadow: '0 0 0 2px #fff' });
      sheet.append(number);
    }
    // The top layer: over dialogs too.
    document.body.append(sheet);
    sheet.showPopover();
  }, boxes);
}

const unmark = (page) => page.evaluate(() => document.getElementById('guide-marks')?.remove());

/** No caret blinks, nothing moves, no bar that some browsers draw beside a list. */
const still = (page) =>
  page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('* { caret-color: transparent !important; scrollbar-width: none !important; transition: none !important; animation: none !important; }');
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  });

const { launch, open, read, scan, signIn, write } = await import('./browser.mjs');
/** The browser's clock beside the program's. What tells a scanner from a typist goes by another one. */
function sameMorning(shift) {
  const Real = Date;
  globalThis.Date = class extends Real {
    constructor(...given) {
      if (given.length === 0) super(Real.now() + shift);
      else super(...given);
    }
    static now() {
      return Real.now() + shift;
    }
  };
}

/** Nothing is on its way, and has not been for a moment. Some pages ask for news again and again; that is no unrest. */
async function atRest(page) {
  await page.waitForLoadState('load');
  for (let calm = 0, looks = 0; calm < 4 && looks < 200; looks++) {
    await page.waitForTimeout(80);
    calm = page.traffic.pending.size === 0 ? calm + 1 : 0;
  }
}

const { picture } = await import('./pictures.mjs');
const { SCENES } = await import('./guide-scenes.mjs');

const browser = await launch();
let bytes = 0;
for (const language of ['zh-CN', 'en']) {
  const { url, password, stop, backUp, fake } = await demonstration();
  try {
    const { context, page, faults } = await open(browser, { language, ...SIZE, still: true, base: url, scale: SCALE });
    page.setDefaultTimeout(15_000);
    if (fake) await page.addInitScript(sameMorning, new Date(`${MORNING.slice(1).replace(' ', 'T')}+08:00`).getTime() - Date.now());
    await signIn(page, 'admin', [password]);
    const take = async (name, { marks = [], clip, height = SIZE.height, down = 0 } = {}) => {
      await page.setViewportSize({ ...SIZE, height });
      await atRest(page);
      await still(page);
      await page.evaluate((y) => window.scrollTo(0, y), down);
      if (marks.length > 0) await mark(page, ...marks);
      const file = join(OUT, language, `${name}.webp`);
      await picture(page, file, { clip, quality: QUALITY });
      if (process.env.STRONGROOM_PNG) await page.screenshot({ path: join(process.env.STRONGROOM_PNG, `${name}-${language}.png`), clip });
      bytes += statSync(file).size;
      await unmark(page);
      await page.setViewportSize(SIZE);
    };
    const go = async (to) => {
      await page.goto(to);
      await atRest(page);
    };
    for (const [name, scene] of Object.entries(SCENES)) {
      if (!wanted(name)) continue;
      await scene({ page, go, take, language, zh: language === 'zh-CN', read: (path) => read(page, path), write: (method, path, body) => write(page, method, path, body), scan: (text) => scan(page, text), backUp });
    }
    if (faults.length > 0) throw new Error(faults.join('\n'));
    await context.close();
  } finally {
    await stop();
  }
}
await browser.close();
console.log(`${Math.round(bytes / 1000)} KB`);
