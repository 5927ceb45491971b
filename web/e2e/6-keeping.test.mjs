/**
 * What people rely on everywhere: a session that ends loses no typing, two who edit one folder choose between them, each
 * role sees what is for it and no more, a reload and the way back find the page as it was, and whatever goes wrong says
 * what happened, what was kept and what to do.
 */
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { atRest, cable, CHOSEN, launch, open, read, scan, signIn, write } from './browser.mjs';
import { announce, begin, DEPARTMENT, pageOf, person, shelves, stamp, steps, takenOver, today } from './papers.mjs';

let browser;
let page;
let faults;
let folder;
let filed;
const step = steps(() => ({ page, faults }));
const dialog = (on) => on.getByRole('dialog');

/** The server ends the session of a page; the page does not know yet. */
const expire = (on) => on.request.post('/api/v1/me/sign-out-everywhere', { data: {}, headers: {} }).then(async (answer) => {
  if (answer.ok()) return;
  const { csrf } = await read(on, '/me');
  const again = await on.request.post('/api/v1/me/sign-out-everywhere', { data: {}, headers: { 'x-csrf-token': csrf, 'idempotency-key': `e2e-${Math.random()}` } });
  assert.ok(again.ok(), await again.text());
});

async function signInOver(on) {
  const again = dialog(on).filter({ has: on.locator('input[autocomplete=current-password]') });
  await again.waitFor();
  await again.locator('input[autocomplete=current-password]').fill(CHOSEN);
  await again.locator('button[type=submit]').click();
  await again.waitFor({ state: 'detached' });
}

before(async () => {
  ({ browser, page, faults } = await begin());
  await shelves(page);
  const subjects = [{ kind: 'person', role: 'customer', name: `保留客户${stamp}` }];
  folder = await write(page, 'POST', '/folders', { business_type: 'E2EP', department: DEPARTMENT, business_date: today, placement: { kind: 'assign' }, subjects });
  filed = await takenOver(page, { reference: `KP-${stamp}` });
});
after(() => browser?.close());

step('a password manager types as fast as a scanner, and what it types is looked up nowhere', async () => {
  const who = await person(page, 'archivist', '密码管理器');
  await (await pageOf(browser, who)).context.close();
  const { page: there, context, faults: wrong } = await open(browser, { language: 'en' });
  const asked = [];
  there.on('request', (request) => asked.push(decodeURIComponent(request.url())));
  await there.goto('/desk');
  const [name, password] = ['username', 'current-password'].map((kind) => there.locator(`input[autocomplete=${kind}]`));
  await name.waitFor();
  await scan(there, who.name);
  assert.equal(await name.inputValue(), who.name);
  await password.focus();
  await scan(there, CHOSEN);
  await there.locator('main#main').waitFor();
  await there.getByText('Ready for a scan').waitFor();
  assert.deepEqual(asked.filter((url) => url.includes('paper stands')), []);
  // A label that is scanned behind the question for the password is still a label, and no password.
  await expire(there);
  await scan(there, filed.code);
  await password.waitFor();
  await password.focus();
  await scan(there, folder.code);
  assert.equal(await password.inputValue(), '');
  await scan(there, CHOSEN);
  await there.getByRole('dialog').waitFor({ state: 'detached' });
  await there.locator('section.answer').getByText(folder.code).waitFor();
  assert.deepEqual(asked.filter((url) => url.includes('paper stands')), []);
  assert.deepEqual(wrong, []);
  await context.close();
});

step('a session that ends midway loses no typing: registering, editing, pasting, taking over', async () => {
  const archivist = await pageOf(browser, await person(page, 'archivist', '会话到期'));
  const there = archivist.page;

  await there.goto('/register');
  await there.getByLabel('Business type').first().selectOption('E2EP');
  await there.getByLabel('Department').first().selectOption(DEPARTMENT);
  await there.locator('[data-first] input').first().fill(`到期客户${stamp}`);
  await there.getByLabel('Note').fill('写到一半');
  await expire(there);
  await there.keyboard.press('Control+Enter');
  await signInOver(there);
  await there.getByText('Registered now: 1').waitFor();
  const found = (await read(page, `/folders/${encodeURIComponent(await there.locator('ol.done li .code').first().innerText())}`));
  assert.deepEqual([found.note, found.title], ['写到一半', `到期客户${stamp}`]);

  await there.goto(`/folders/${folder.code}`);
  await there.getByRole('button', { name: 'Edit' }).first().click();
  await dialog(there).getByLabel('Note').fill('修改到一半');
  await expire(there);
  await dialog(there).getByRole('button', { name: 'Save' }).click();
  await signInOver(there);
  await dialog(there).waitFor({ state: 'detached' });
  assert.equal((await read(page, `/folders/${folder.code}`)).note, '修改到一半');

  await there.goto('/announce');
  await there.getByLabel('Department').selectOption(DEPARTMENT);
  await there.getByRole('tab', { name: 'From a spreadsheet' }).click();
  await there.getByLabel('Paste the rows here').fill([['合同号', '类型', '业务日期'], [`KX-${stamp}`, 'E2EP', today]].map((line) => line.join('\t')).join('\n'));
  await there.getByText('All 1 lines are right').or(there.getByText(/1 line is right|The line is right|All .* right/)).first().waitFor();
  await expire(there);
  await there.getByRole('button', { name: /^Announce 1 case/ }).click();
  await signInOver(there);
  await there.getByText('Announced now: 1').waitFor();

  const [one] = await announce(page, { reference: `KR-${stamp}` });
  await there.goto('/receive');
  await there.getByLabel(/number|department/i).first().waitFor();
  await scan(there, one.code);
  await there.getByRole('listbox').first().waitFor();
  await there.keyboard.press('3');
  await there.waitForTimeout(700);
  await expire(there);
  await there.keyboard.press('Enter');
  await signInOver(there);
  await there.locator('section.answer').getByText(/Taken/).first().waitFor();
  assert.equal((await read(page, `/cases/${one.code}`)).papers[2].state, 'missing');
  assert.deepEqual(archivist.faults, []);
  await archivist.context.close();
});

step('a slip of the hand loses no typing: Escape, the cross, a link, the help and a reload are asked about first', async () => {
  const { page: there, context } = await open(browser, { language: 'en' });
  await signIn(there);
  const asked = [];
  let yes = false;
  there.on('dialog', (one) => (asked.push(one.type()), yes ? one.accept() : one.dismiss()));
  await there.goto(`/folders/${folder.code}`);
  await there.getByRole('button', { name: 'Edit' }).first().click();
  await there.keyboard.press('Escape');
  await dialog(there).waitFor({ state: 'detached' });
  assert.deepEqual(asked, [], 'nothing was typed');
  await there.getByRole('button', { name: 'Edit' }).first().click();
  const note = dialog(there).getByLabel('Note');
  await note.fill('差点丢了');
  await there.keyboard.press('Escape');
  await dialog(there).getByRole('button', { name: 'Close', exact: true }).first().click();
  assert.equal(await note.inputValue(), '差点丢了');
  assert.deepEqual(asked.splice(0), ['confirm', 'confirm']);
  yes = true;
  await there.keyboard.press('Escape');
  await dialog(there).waitFor({ state: 'detached' });
  assert.equal(asked.splice(0).length, 1);
  yes = false;

  for (const [address, label] of [['/settings', 'Name of the archive'], ['/types/new', 'Type code'], ['/register', 'Note']]) {
    await there.goto(address);
    await there.getByLabel(label).first().fill('HALF');
    await there.locator('aside a[href="/account"]').first().click();
    await there.locator('aside a[href^="/help/"]').first().click();
    assert.deepEqual(asked.splice(0), ['confirm', 'confirm'], address);
    assert.equal(await there.getByLabel(label).first().inputValue(), 'HALF', address);
    await there.reload({ timeout: 2_000 }).catch(() => {});
    assert.deepEqual(asked.splice(0), ['beforeunload'], address);
    yes = true;
    await there.locator('aside a[href="/account"]').first().click();
    await there.waitForURL((url) => url.pathname === '/account');
    // The address changes first; the page that holds what was typed goes when the next one is there.
    await there.getByLabel(label).first().waitFor({ state: 'detached' });
    asked.length = 0;
    yes = false;
  }
  await context.close();
});

step('what was said of a case that lies open is there again after a reload', async () => {
  const [one] = await announce(page, { reference: `KL-${stamp}` });
  await page.goto('/receive');
  await scan(page, one.code);
  await page.getByRole('listbox').first().waitFor();
  await page.keyboard.press('4');
  await page.getByRole('listbox').first().getByRole('option').nth(3).getByText('missing').waitFor();
  await page.reload();
  await page.getByRole('listbox').first().getByRole('option').nth(3).getByText('missing').waitFor();
  await page.getByRole('button', { name: 'Put aside' }).click();
});

step('two people who edit one folder see both versions, field by field, and what was chosen is saved', async () => {
  const other = await pageOf(browser, await person(page, 'archivist', '同时修改'));
  for (const one of [page, other.page]) {
    await one.goto(`/folders/${folder.code}`);
    await one.getByRole('button', { name: 'Edit' }).first().click();
    await dialog(one).getByLabel('Note').waitFor();
  }
  await dialog(page).getByLabel('Note').fill('甲写的');
  await dialog(page).getByLabel(/Thickness/).fill('14');
  await dialog(other.page).getByLabel('Note').fill('乙写的');
  await dialog(other.page).getByLabel('Condition').selectOption('damaged');
  await dialog(page).getByRole('button', { name: 'Save' }).click();
  await dialog(page).waitFor({ state: 'detached' });

  const theirs = dialog(other.page);
  await theirs.getByRole('button', { name: 'Save' }).click();
  await theirs.getByText('Somebody changed this folder').waitFor();
  // What one alone has changed is chosen already; what both have, somebody chooses.
  assert.equal(await theirs.getByRole('button', { name: 'Save what is chosen' }).isDisabled(), true);
  const both = (label) => theirs.getByRole('group', { name: new RegExp(`^${label}`) });
  assert.equal(await both('Thickness').getByRole('radio', { name: /14/ }).isChecked(), true);
  assert.equal(await both('Condition').getByRole('radio', { name: /damaged/i }).isChecked(), true);
  await both('Note').getByText('甲写的').waitFor();
  await both('Note').getByRole('radio', { name: /乙写的/ }).check();
  await theirs.getByRole('button', { name: 'Save what is chosen' }).click();
  await theirs.waitFor({ state: 'detached' });
  const card = await read(page, `/folders/${folder.code}`);
  assert.deepEqual([card.note, card.thickness_mm, card.condition], ['乙写的', 14, 'damaged']);
  assert.deepEqual(other.faults, []);
  await other.context.close();
});

/** What a page offers by a button, and what one has to hold for it. */
const ACTS = {
  lend: /^(Lend|Return|Renew)$/, put_away: /^(Put away|Move)$/, 'folder.edit': /^(Edit|Another code)$/, 'case.announce': /^(Extend|Ask for more time|Cancel the case)$/, 'label.print': /^Print labels/, 'discrepancy.settle': /^Settle/,
  'people.edit': /^(New person|Reset password)$/, 'places.edit': /^(New storeroom|New zone|New lane|Block|Add ranges)$/, 'types.edit': /^(New type|New business type)$/,
  'case.receive': /^(Receive|Note papers|Insert)$/, 'import.run': /^(Upload|Import)$/, 'settings.edit': /^(Enter this year)$/,
};
/** Acts for which there is always something. */
const ALWAYS = ['folder.edit', 'people.edit', 'places.edit', 'label.print'];
/** Pages that are everybody's, beside those of the menu. */
const DEEP = () => [`/folders/${folder.code}`, `/cases/${filed.code}`, `/subjects/${folder.subjects[0].no}`, `/places/${folder.where.home.slot}`, '/people/1', '/types/E2EP', '/storerooms/P', '/transfers/1', '/subjects/1/erase', '/account'];

step('each role sees the pages that are for it, is refused nothing on them, and is offered nothing that would be', async () => {
  const addresses = await page.locator('nav').first().getByRole('link').evaluateAll((links) => links.map((link) => new URL(link.href).pathname));
  assert.ok(addresses.length > 20, String(addresses));
  for (const role of ['auditor', 'department_clerk', 'borrower', 'temporary', 'archivist', 'administrator']) {
    const made = await person(page, role, `角色${role}`);
    const somebody = await open(browser, { language: 'en', still: true });
    const there = somebody.page;
    await signIn(there, made.name, [made.first]);
    const { permissions } = await read(there, '/me');
    const own = await there.locator('nav').first().getByRole('link').evaluateAll((links) => links.map((link) => new URL(link.href).pathname));
    const refused = [];
    there.on('response', (answer) => answer.status() === 403 && refused.push(`${new URL(there.url()).pathname} asked ${answer.request().method()} ${new URL(answer.url()).pathname}`));
    const wrong = [];
    const done = new Set();
    for (const address of [...new Set([...addresses, ...DEEP()])]) {
      await there.goto(address);
      await atRest(there);
      const closed = (await there.getByRole('heading', { name: /is not for your role/ }).count()) > 0;
      if (own.includes(address) && closed) wrong.push(`${address} stands in the menu and is not for it`);
      if (addresses.includes(address) && !own.includes(address) && !closed) wrong.push(`${address} opens though the menu does not have it`);
      const buttons = await there.locator('main').getByRole('button').allInnerTexts();
      for (const [permission, act] of Object.entries(ACTS)) {
        // A case is edited by who announces it.
        const holds = permissions.includes(permission) || (permission === 'folder.edit' && address.startsWith('/cases/') && permissions.includes('case.announce'));
        const offered = holds ? undefined : buttons.map((text) => text?.trim() ?? '').find((text) => act.test(text));
        if (offered) wrong.push(`${address} offers “${offered}” without ${permission}`);
        if (holds && buttons.some((text) => act.test(text?.trim() ?? ''))) done.add(permission);
      }
    }
    // And what is his is there: on the pages that were walked each of these has something to be done to.
    for (const permission of ALWAYS.filter((one) => permissions.includes(one) && !done.has(one))) wrong.push(`nothing of ${permission} is offered anywhere`);
    if (role === 'administrator') assert.deepEqual([...own].sort(), [...addresses].sort(), 'the administrator has the whole menu');
    assert.deepEqual([...wrong, ...refused], [], role);
    assert.deepEqual(somebody.faults, [], role);
    await somebody.context.close();
  }
});

/** Pages whose address holds what was chosen on them: where to go, what to press, and what the address says then. */
const HELD = [
  ['/loans', (on) => on.getByRole('tab', { name: 'Overdue' }).click(), 'overdue=true'],
  ['/loans', (on) => on.getByRole('tab', { name: 'Due this week' }).click(), 'due=week'],
  ['/lists', (on) => on.getByRole('tab', { name: 'Damaged' }).click(), 'kind=damaged'],
  ['/discrepancies', (on) => on.getByRole('tab', { name: 'Settled' }).click(), 'state=settled'],
  ['/storerooms', (on) => on.getByRole('tab', { name: 'Zones' }).click(), 'tab=zones'],
  ['/find', (on) => on.getByRole('combobox', { name: /anything known/ }).fill('保留'), 'q='],
];

step('a reload, the way back and a link from elsewhere find each page as it was', async () => {
  const still = await open(browser, { language: 'en', still: true, height: 500 });
  const there = still.page;
  await signIn(there);
  for (const [address, press, held] of HELD) {
    await there.goto(address);
    await press(there);
    await there.waitForFunction((text) => window.location.search.includes(text), held);
    const at = there.url();
    const selected = () => there.locator('main [role=tab][aria-selected=true]').allInnerTexts();
    await atRest(there);
    const before = await selected();
    await there.reload();
    await atRest(there);
    assert.equal(there.url(), at, 'a reload');
    assert.deepEqual(await selected(), before, `${at} after a reload`);
    await there.locator('nav').first().getByRole('link', { name: 'Home' }).click();
    await there.waitForURL((url) => url.pathname === '/');
    await there.goBack();
    await there.waitForURL(at);
    await atRest(there);
    assert.deepEqual(await selected(), before, `${at} on the way back`);
  }
  // How far down one was is found again too.
  await there.goto(`/folders/${folder.code}`);
  await atRest(there);
  await there.evaluate(() => window.scrollTo(0, 300));
  const y = await there.evaluate(() => window.scrollY);
  await there.locator('nav').first().getByRole('link', { name: 'Home' }).click();
  await there.waitForURL((url) => url.pathname === '/');
  await there.goBack();
  await there.waitForFunction((at) => Math.abs(window.scrollY - at) < 4, y);
  assert.deepEqual(still.faults, []);
  await still.context.close();
});

step('each tile of home leads to as many as it says', async () => {
  await page.goto('/');
  await page.locator('a.tile').first().waitFor();
  const shown = await read(page, '/today');
  assert.equal(await page.locator('a.tile[href="/loans"] .big').innerText(), String(shown.loans.total));
  const asked = [];
  page.on('request', (request) => request.url().includes('/api/v1/') && !request.url().includes('/live') && asked.push(new URL(request.url()).pathname));
  await page.reload();
  await page.locator('a.tile').first().waitFor();
  // Who is here and what runs in the background are the menu's questions on every page; storerooms stand lowest and come last.
  const own = asked.filter((path) => !['/api/v1/me', '/api/v1/jobs', '/api/v1/system/proof', '/api/v1/storerooms'].includes(path));
  assert.deepEqual(own, ['/api/v1/today'], `the first paint needs ${asked}`);
});

step('a folder that cannot be found, turns up and leaves for good is said on its page, by keys alone, and by nobody who may not', async () => {
  const subjects = [{ kind: 'person', role: 'customer', name: `难找客户${stamp}` }];
  const { code } = await write(page, 'POST', '/folders', { business_type: 'E2EP', department: DEPARTMENT, business_date: today, placement: { kind: 'assign' }, subjects });
  const state = async () => (await read(page, `/folders/${code}`)).where.state;
  const before = await state();
  const press = async (name) => (await page.getByRole('button', { name, exact: true }).focus(), page.keyboard.press('Enter'));
  const say = async (open, label, words, go) => {
    await press(open);
    const ask = dialog(page);
    assert.ok(await ask.getByRole('button', { name: go }).isDisabled(), 'it wants a reason');
    await ask.getByLabel(label).fill(words);
    await ask.getByRole('button', { name: go }).focus();
    await page.keyboard.press('Enter');
    await ask.waitFor({ state: 'detached' });
  };
  await page.goto(`/folders/${code}`);
  await press('More');
  await say('Cannot be found', 'Where it was looked for', '左右两列都找过', 'Declare missing');
  await page.getByText('Declared missing').first().waitFor();
  assert.equal(await state(), 'missing');
  assert.ok((await read(page, '/lists/missing')).items.some((line) => line.folder.code === code));
  await page.getByRole('button', { name: /^Undo/ }).click();
  await page.getByRole('button', { name: 'It turned up' }).waitFor({ state: 'detached' });
  assert.equal(await state(), before);

  if (!(await page.getByRole('button', { name: 'Cannot be found' }).isVisible())) await press('More');
  await say('Cannot be found', 'Where it was looked for', '再找一遍', 'Declare missing');
  await say('It turned up', 'Where it was found', '在推车下层', 'Declare found');
  await page.getByText('Found again').first().waitFor();
  assert.equal(await state(), 'at_desk');
  await page.getByText('在推车下层').first().waitFor();

  const clerk = await pageOf(browser, await person(page, 'department_clerk', '只看不动'));
  await clerk.page.goto(`/folders/${code}`);
  await clerk.page.getByRole('heading', { level: 1 }).waitFor();
  assert.equal(await clerk.page.getByRole('button', { name: 'More', exact: true }).count(), 0);
  await clerk.context.close();

  await page.setViewportSize({ width: 360, height: 800 });
  await page.goto(`/folders/${code}`);
  await press('More');
  await press('Leaves for good');
  await dialog(page).getByText('This cannot be undone.').waitFor();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(wide <= 360, `${wide} px wide`);
  await dialog(page).getByLabel('To whom, and on whose approval').fill('退还客户，经理批准');
  await dialog(page).getByRole('button', { name: 'Withdraw for good' }).click();
  await dialog(page).waitFor({ state: 'detached' });
  assert.equal(await state(), 'withdrawn');
  assert.equal(await page.getByRole('button', { name: /^Undo/ }).count(), 0);
  await page.setViewportSize({ width: 1280, height: 860 });
});

step('whatever goes wrong says what happened, what was kept and what to do', async () => {
  const { base, cut, mend } = await cable();
  const other = await open(browser, { language: 'en', base });
  other.page.setDefaultTimeout(20_000);
  await signIn(other.page);
  const there = other.page;
  let answer;
  // Before the page comes: laid on a page that stands, a request of the next moment may still go past it.
  await there.route('**/api/v1/folders/*', (route) => (route.request().method() === 'PATCH' ? route.fulfill(answer) : route.fallback()));
  await there.goto(`/folders/${folder.code}`);
  const edit = async () => {
    await there.getByRole('button', { name: 'Edit' }).first().click();
    await dialog(there).getByLabel('Note').fill('不能丢');
  };
  await edit();
  const problem = (status, code, detail) => ({ status, contentType: 'application/problem+json', body: JSON.stringify({ type: 'about:blank', title: 'x', status, code, detail, params: {} }) });
  const said = [
    [500, 'Internal', 'Something went wrong.', /Check whether it was recorded/],
    [409, 'FolderDestroyed', 'Its folder was destroyed.', /Nothing was changed by this/],
    [413, 'LimitExceeded', 'Too large.', /Nothing was taken/],
    [429, 'TooManyRequests', 'Too many.', /Wait a moment/],
  ];
  for (const [status, code, detail, advice] of said) {
    answer = problem(status, code, detail);
    await dialog(there).getByRole('button', { name: 'Save' }).click();
    const alert = dialog(there).getByRole('alert');
    await alert.getByText(detail).waitFor();
    await alert.getByText(advice).waitFor();
    assert.equal(await dialog(there).getByLabel('Note').inputValue(), '不能丢');
  }
  await there.unroute('**/api/v1/folders/*');
  await cut();
  await dialog(there).getByRole('button', { name: 'Save' }).click();
  await dialog(there).getByText('The archive cannot be reached.').waitFor();
  await dialog(there).getByText(/What you typed is still here/).waitFor();
  await there.locator('main').getByText(/The server has not answered since/).waitFor();
  await mend();
  await there.getByText(/The server has not answered since/).waitFor({ state: 'detached' });
  await dialog(there).getByRole('button', { name: 'Save' }).click();
  await dialog(there).waitFor({ state: 'detached' });
  assert.equal((await read(page, `/folders/${folder.code}`)).note, '不能丢');
  await other.context.close();
  await cut();
});
