/** What the journeys about papers stand on: a department, business types with a checklist, people, cases that were taken over. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { launch, open, read, signIn, write } from './browser.mjs';

export const DEPARTMENT = 'E2EPAPER';
export const today = new Date().toISOString().slice(0, 10);
/** What no run before has used. */
export const stamp = Date.now().toString(36).toUpperCase();

const name = (zh, en) => ({ zh, en });
const documents = [
  { id: 'card', name: name('绿卡', 'Customer card') }, { id: 'invoice', name: name('发票', 'Invoice'), form: 'copy' },
  { id: 'contract', name: name('合同', 'Contract'), form: 'original', signatures: ['customer'] }, { id: 'identity', name: name('身份证', 'Identity card'), form: 'copy' },
  ...Array.from({ length: 8 }, (_, n) => ({ id: `sheet${n}`, name: name(`表${n}`, `Sheet ${n}`) })),
];
const kind = (names, rest) => ({
  name: names, scope: 'case', period: 'month', retention: { kind: 'years', years: 10 }, thickness_mm: 10, loan_days: 14, hand_over_working_days: 3, fields: [], documents,
  roles: [{ role: 'customer', name: name('客户', 'Customer'), kind: 'person' }], ...rest,
});

/** The types: one takes gaps, one does not, one is reviewed and certified, one collects the cases of a customer. */
const TYPES = {
  E2EP: kind(name('测试业务', 'Tested business'), { incomplete: 'note' }),
  E2ER: kind(name('不收缺项', 'No gaps taken'), { incomplete: 'refuse' }),
  E2EC: kind(name('复核业务', 'Reviewed business'), { needs_review: true, needs_certificate: true }),
  E2ES: kind(name('客户档案', 'Customer file'), { scope: 'subject' }),
};

/** An archive with all of that, on whatever server there is, and a page of somebody who keeps it. */
export async function begin() {
  const browser = await launch();
  const { page, faults } = await open(browser, { language: 'en' });
  page.setDefaultTimeout(15_000);
  await signIn(page);
  let [lowest] = (await read(page, '/classes')).items;
  if (!lowest) {
    await write(page, 'POST', `/presets/${(await read(page, '/presets')).items[0].name}`, {});
    [lowest] = (await read(page, '/classes')).items;
  }
  for (const [code, zh, en] of [[DEPARTMENT, '收文测试部', 'Paper tests'], ['E2EOTHER', '另一部门', 'Another department']]) {
    if (!(await read(page, '/departments')).items.some((one) => one.code === code)) await write(page, 'POST', '/departments', { code, name: name(zh, en) });
  }
  const known = (await read(page, '/business-types')).items.map((type) => type.code);
  for (const [code, type] of Object.entries(TYPES)) if (!known.includes(code)) await write(page, 'PUT', `/business-types/${code}`, { ...type, class: lowest.code });
  return { browser, page, faults };
}

/** Shelves for folders of those types, where an act chooses a slot. */
export async function shelves(page) {
  if ((await read(page, '/storerooms')).items.some((room) => room.code === 'P')) return;
  await write(page, 'POST', '/storerooms', { code: 'P', name: name('收文库房', 'Paper room') });
  await write(page, 'POST', '/storerooms/P/ranges', { from: 1, to: 1, sides: ['L'], bays: 1, shelves: 6, slots: 20, slot_width_mm: 40 });
  await write(page, 'PUT', '/zones/PAPERS', { name: name('收文', 'Papers'), shelves: [{ from: 'P-01', to: 'P-01' }], accepts: { types: Object.keys(TYPES), classes: [] }, priority: 1 });
  await write(page, 'PUT', '/lanes/PAPERS', { name: name('收文', 'Papers'), types: Object.keys(TYPES), period: 'year' });
}

/** Somebody new, with his badge and the password he signs in with first. */
export async function person(page, role, display_name, department = DEPARTMENT) {
  const sign_in = `${role.replace(/\W/g, '.')}.${Math.random().toString(36).slice(2, 8)}`;
  // Whoever helps for a while has an account for that while.
  const until = role === 'temporary' ? { expires_on: new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10) } : {};
  const { person: made, one_time_password } = await write(page, 'POST', '/people', { name: sign_in, display_name, role, department, ...until });
  return { ...made, first: one_time_password };
}

/** A page of somebody else's, signed in. */
export async function pageOf(browser, somebody) {
  const { page, faults, context } = await open(browser, { language: 'en' });
  page.setDefaultTimeout(15_000);
  await signIn(page, somebody.name, [somebody.first]);
  return { page, faults, context };
}

export async function announce(page, ...cases) {
  const { results } = await write(page, 'POST', '/cases', { cases: cases.map((one) => ({ department: DEPARTMENT, business_date: today, business_type: 'E2EP', ...one })) });
  for (const one of results) assert.ok(one.case, JSON.stringify(one.refusal));
  return results.map((one) => one.case);
}

/** A case that was announced and taken over, with what is not there; its card. */
export async function takenOver(page, one, missing = []) {
  const [made] = await announce(page, one);
  const { transfer } = await write(page, 'POST', '/transfers', { department: one.department ?? DEPARTMENT, desk: 'scanning' });
  const papers = { all_except: missing.map((paper) => ({ paper, state: 'missing' })) };
  await write(page, 'POST', `/transfers/${transfer}/receive`, { case: made.code, papers });
  return read(page, `/cases/${made.code}`);
}

/** Each step stands on the ones before it: after a failure the rest says nothing new. */
export function steps(where) {
  let failed = false;
  return (title, work) =>
    test(title, async (context) => {
      if (failed) return context.skip('an earlier step failed');
      const { page, faults } = where();
      try {
        await work();
        assert.deepEqual(faults.splice(0), []);
      } catch (error) {
        failed = true;
        await page?.screenshot({ path: process.env.STRONGROOM_SHOT ?? 'failed.png' }).catch(() => {});
        throw error;
      }
    });
}

/** What the browser would print of a page: its paper, and the QR codes on that. */
export async function printed(page) {
  await page.waitForFunction(() => [...document.querySelectorAll('.pages img')].every((picture) => picture.complete && picture.naturalWidth > 0));
  const folder = mkdtempSync(join(tmpdir(), 'printed-'));
  const file = join(folder, 'page.pdf');
  writeFileSync(file, await page.pdf({ preferCSSPageSize: true, printBackground: true }));
  const info = execFileSync('pdfinfo', [file], { encoding: 'utf8' });
  const field = (name) => info.split('\n').find((line) => line.startsWith(name))?.slice(name.length).trim() ?? '';
  const [width, height] = field('Page size:').split(' x ').map((text) => Math.round((Number.parseFloat(text) / 72) * 25.4));
  execFileSync('pdftoppm', ['-r', '150', '-gray', '-png', file, join(folder, 'page')]);
  const pictures = readdirSync(folder).filter((name) => name.endsWith('.png')).map((name) => join(folder, name));
  // It answers 4 where there is none.
  const read = spawnSync('zbarimg', ['-q', '--raw', '-Sdisable', '-Sqrcode.enable', ...pictures], { encoding: 'utf8' }).stdout;
  rmSync(folder, { recursive: true });
  return { pages: Number(field('Pages:')), width_mm: width, height_mm: height, codes: read.split('\n').filter(Boolean) };
}
