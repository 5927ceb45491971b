/**
 * What each picture of the guide shows, in the order in which they are taken: first what only looks, then what changes the
 * demonstration. Each takes its picture by the name of its file.
 */

const first = async (read, path) => (await read(path)).items[0];
const code = (one) => encodeURIComponent(one.code);

/** A table of old stock as somebody would bring it. */
const OLD_STOCK = {
  'zh-CN': ['旧编号,客户姓名,车牌,业务日期,业务类型,储位,备注', '2019-017,陈建华,沪A8K215,2024-03-02,新车销售,A-04L-01-1-01,', '2019-018,林晓梅,沪B33K70,2024-03-05,新车销售,,缺发票', '2019-019,上海恒远物流有限公司,沪D90211,2024-03-11,新车销售,,', '2019-020,周子航,沪C51M08,2024-03-12,新车销售,A-04L-01-1-02,', '2019-021,吴桂芳,沪A7Q302,2024-13-40,新车销售,,'],
  en: ['Old code,Customer,Plate,Business date,Business type,Slot,Note', '2019-017,陈建华,沪A8K215,2024-03-02,New-car sale,A-04L-01-1-01,', '2019-018,林晓梅,沪B33K70,2024-03-05,New-car sale,,invoice missing', '2019-019,上海恒远物流有限公司,沪D90211,2024-03-11,New-car sale,,', '2019-020,周子航,沪C51M08,2024-03-12,New-car sale,A-04L-01-1-02,', '2019-021,吴桂芳,沪A7Q302,2024-13-40,New-car sale,,'],
};

/** Waits until the desk has worked off what was scanned. */
const settled = (page) => page.waitForFunction(() => !JSON.parse(sessionStorage.getItem('strongroom.desk') ?? '{"queue":[]}').queue.length);

/** Waits until the stacks of the demonstration are read. */
async function allRead(read) {
  for (let look = 0; look < 3_000; look++) {
    const scans = (await read('/scans')).items;
    if (scans.length === 2 && scans.every((one) => one.state !== 'received')) return;
    await new Promise((done) => setTimeout(done, 200));
  }
  throw new Error('the scans of the demonstration were not read');
}

export const SCENES = {
  async home({ go, take }) {
    await go('/');
    await take('home', { height: 820 });
  },

  async find({ page, go, take }) {
    await go(`/find?q=${encodeURIComponent('张 2025')}`);
    await page.locator('#hits li').nth(3).waitFor();
    await take('find', { marks: [{ at: page.locator('#find-box') }] });
  },

  async folder({ page, go, take, read }) {
    await go(`/folders/${code((await first(read, '/loans?overdue=true&limit=1')).folder)}`);
    await take('folder', { marks: [{ at: page.locator('section.where') }], height: 880 });
  },

  async loans({ go, take }) {
    await go('/loans');
    await take('loans', { height: 600 });
  },

  async gaps({ go, take }) {
    await go('/gaps');
    await take('gaps', { height: 560 });
  },

  async type({ page, go, take, zh }) {
    await go('/types/NEW');
    const top = await page.getByRole('heading', { name: zh ? '应交文件' : 'Papers', exact: true }).first().evaluate((heading) => heading.getBoundingClientRect().top);
    await take('type', { down: top - 24 });
  },

  async scans({ page, go, take, read }) {
    await allRead(read);
    await go('/scans');
    await page.locator('main table, main li').first().waitFor();
    await take('scans', { height: 620 });
  },

  async review({ page, go, take, read }) {
    await allRead(read);
    await go('/review');
    await page.getByRole('listbox').getByRole('option').first().waitFor();
    await page.locator('[role=listbox][aria-activedescendant]').waitFor();
    await page.keyboard.press(' ');
    await take('review', { height: 700 });
  },

  async viewer({ page, go, take, read }) {
    await allRead(read);
    const folder = (await read('/scans/1')).folders[0].code;
    const seen = (await read(`/folders/${encodeURIComponent(folder)}/pages`)).items.find((one) => !one.is_hidden);
    await go(`/folders/${encodeURIComponent(folder)}/pages/${seen.no}`);
    await page.waitForFunction(() => performance.getEntriesByName('page-sharp').length > 0 || [...document.images].some((one) => one.complete && one.naturalWidth >= 1000), null, { timeout: 20_000 }).catch(() => {});
    await take('viewer', { height: 820 });
  },

  async storeroom({ go, take }) {
    await go('/storerooms/A');
    await take('storeroom', { height: 600 });
  },

  async ranges({ page, go, take, zh }) {
    await go('/storerooms/A');
    await page.getByRole('button', { name: zh ? '新增列' : 'Add ranges' }).first().click();
    const dialog = page.getByRole('dialog');
    for (const [label, value] of Object.entries(zh ? { 起始列: '5', 结束列: '24' } : { 'First range': '5', 'Last range': '24' })) await dialog.getByLabel(label).fill(value);
    await dialog.locator('.number').first().waitFor();
    await take('ranges', { marks: [{ at: dialog.locator('.number').first() }] });
  },

  async labels({ page, go, take, zh }) {
    await go('/labels');
    await page.getByRole('button', { name: zh ? '打印标签…' : 'Print labels…' }).first().click();
    await page.getByRole('dialog').locator('img, svg.page, object').first().waitFor().catch(() => {});
    await take('labels', { height: 800 });
  },

  async import({ page, go, take, language }) {
    await go('/import');
    const text = `\uFEFF${OLD_STOCK[language].join('\r\n')}\r\n`;
    await page.locator('input[type=file]').setInputFiles({ name: language === 'en' ? 'old stock.csv' : '旧档案登记表.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
    await page.locator('table select').first().waitFor();
    await take('import', { marks: [{ at: page.locator('table').first() }], height: 760 });
  },

  async system({ go, take, backUp }) {
    backUp();
    await go('/system');
    await take('system', { height: 960 });
  },

  async 'desk-lent'({ page, go, take, read, scan }) {
    const borrower = (await read('/people?limit=200')).items.find((one) => one.role === 'borrower');
    const lent = (await read('/loans?limit=200')).items.find((loan) => loan.borrower.no === borrower.no).folder;
    // Of a kind that he has already: those he may borrow.
    const type = lent.business_type ?? lent.code.slice(0, 3);
    const five = (await read(`/search?state=on_shelf&type=${type}&sort=place&limit=100`)).items.filter((one, n) => one.code.startsWith(type) && n % 9 === 3).slice(0, 5);
    await go('/desk');
    await scan(borrower.badge_code);
    for (const one of five) await scan(one.code);
    await settled(page);
    await take('desk-lent', { marks: [{ at: page.locator('section.mode, .mode').first(), n: 1 }, { at: page.locator('section.answer'), n: 2 }], height: 640 });
    await scan(borrower.badge_code);
    await settled(page);
  },

  async 'desk-put-away'({ page, go, take, read, scan }) {
    const [one] = (await read('/at-desk?limit=1')).items;
    const folder = one.folder ?? one;
    const card = await read(`/folders/${code(folder)}`);
    await go('/desk');
    await scan(card.where.home.slot);
    await scan(folder.code);
    await settled(page);
    await take('desk-put-away', { marks: [{ at: page.locator('section.mode, .mode').first(), n: 1 }, { at: page.locator('section.answer'), n: 2 }], height: 600 });
  },

  async leaving({ page, go, take, read, scan }) {
    const loans = (await read('/loans?limit=200')).items.filter((loan) => !loan.paper);
    const of = (no) => loans.filter((loan) => loan.borrower.no === no);
    const no = loans.map((loan) => loan.borrower.no).sort((a, b) => of(b).length - of(a).length || a - b)[0];
    const his = of(no);
    await go(`/people/${no}/leaving`);
    for (const loan of his.slice(0, 2)) {
      await scan(loan.folder.code);
      await page.locator('section[aria-live] li', { hasText: loan.folder.code }).waitFor();
    }
    await take('leaving', { height: 760 });
  },

  async receive({ page, go, take, read }) {
    await go('/receive');
    const [open] = (await read('/transfers?limit=20')).items.filter((one) => !one.closed_at);
    const [one] = (await read('/cases?state=announced&limit=200')).items.filter((each) => each.department?.code === open.department?.code && each.business_type === 'REP');
    const box = page.locator('main input[type=text], main input:not([type])').first();
    await box.fill((one ?? (await first(read, '/cases?state=announced&limit=1'))).reference);
    await box.press('Enter');
    await page.getByRole('listbox').waitFor();
    for (const key of ['2', '9']) {
      await page.waitForTimeout(800);
      await page.keyboard.press(key);
    }
    await take('receive', { marks: [{ at: page.getByRole('listbox') }], height: 760 });
    await page.keyboard.press('Escape');
  },

  async announce({ page, go, take, zh }) {
    await go('/announce');
    await page.getByLabel(zh ? '部门' : 'Department').first().selectOption({ index: 1 });
    await page.getByRole('radio').first().check();
    await page.getByLabel(zh ? '合同/工单号' : 'Reference').first().fill('HT2026-0188');
    await page.getByLabel(zh ? '客户' : 'Customer').first().fill('陆文轩');
    await page.getByRole('button', { name: zh ? '登记' : 'Announce', exact: true }).click();
    await page.locator('section[aria-live] ol li').first().waitFor();
    await take('announce', { marks: [{ at: page.locator('section[aria-live]').first() }], height: 760 });
  },

  async count({ page, go, take, read, scan }) {
    const shelf = (await read('/storerooms/A/shelves?range=02')).items.find((one) => one.folders > 5 && one.folders < 14) ?? (await read('/storerooms/A/shelves?range=01')).items.find((one) => one.folders > 3);
    const here = (await read(`/places/${shelf.code}`)).contents.filter((one) => one.state === 'on_shelf' || one.where?.state === 'on_shelf');
    const lent = (await read('/loans?limit=200')).items.filter((loan) => !loan.paper)[5].folder;
    const stray = (await read('/search?state=on_shelf&sort=place&limit=3')).items[1];
    await go('/counts');
    await scan(`${shelf.code}-01`);
    await page.locator('.tiles strong').first().waitFor();
    for (const one of [...here.slice(0, 4), stray, lent, here[4]]) {
      await scan(one.code);
      await page.locator('section.answer, li.line', { hasText: one.code }).first().waitFor();
    }
    await take('count', { height: 760 });
  },

  async discrepancy({ page, go, take }) {
    await go('/discrepancies');
    await page.locator('main article, main section, main li').first().waitFor();
    await take('discrepancy', { height: 700 });
  },
};
