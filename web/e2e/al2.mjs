import axe from 'axe-core';
import { atRest, launch, open, signIn } from './browser.mjs';
const browser = await launch();
for (const [language, theme] of [['zh-CN','dark'],['en','light']]) {
  const { context, page, faults } = await open(browser, { language, theme, still: true });
  page.setDefaultTimeout(60000);
  await page.goto('/'); await page.locator('button[type=submit]').waitFor(); await signIn(page);
  for (const p of ['/loans','/system','/people','/cases?state=all','/design','/types','/figures','/lists?kind=not_labelled']) {
    try {
      await page.goto(p); await atRest(page); await page.evaluate(axe.source);
      const tabs = p === '/design' ? await page.getByRole('tab').count() : 1;
      for (let i = 0; i < tabs; i++) {
        if (p === '/design') { await page.getByRole('tab').nth(i).click(); await page.waitForTimeout(200); }
        const v = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
        console.log(language, p, i, v.violations.map((x) => `${x.id}: ${x.nodes.map((n) => n.target).slice(0, 3)}`).join(' | ') || 'clean');
      }
    } catch (e) { console.log(p, String(e).slice(0, 200)); }
  }
  if (language === 'en') {
    // Keys of a list, the address, and how long Find takes after a key.
    await page.goto('/loans'); await atRest(page);
    await page.locator('tbody tr').first().focus(); await page.keyboard.press('ArrowDown'); await page.keyboard.press('End');
    console.log('focus at', await page.evaluate(() => [...document.querySelectorAll('tbody tr')].indexOf(document.activeElement)));
    await page.keyboard.press('?'); console.log('dialogs', await page.locator('dialog[open]').count()); await page.keyboard.press('Escape');
    await page.locator('th button').nth(2).click(); await page.waitForTimeout(600); console.log(page.url());
    await page.reload(); await atRest(page); console.log('after reload', await page.locator('th[aria-sort]').innerText());
    // choose columns
    await page.getByRole('button', { name: 'Columns of this table' }).or(page.locator('[aria-label*="olumns"]')).first().click(); await page.waitForTimeout(500);
    const boxes = page.locator('dialog input[type=checkbox]'); console.log('columns offered', await boxes.count());
    await page.locator('dialog input[value=purpose]').check().catch((e) => console.log('no purpose', String(e).slice(0, 80))); await page.locator('dialog button[type=submit]').click(); await page.waitForTimeout(1500);
    console.log('head', (await page.locator('thead th').allInnerTexts()).join(' / '));
    await page.screenshot({ path: '/tmp/al-shots/chosen.png' });
    await page.evaluate(() => fetch('/api/v1/me/columns/loans', { method: 'GET' }));
    // Find: from key to answer drawn
    await page.goto('/find'); await atRest(page);
    const box = page.locator('main input[type=search], main input').first(); await box.focus();
    const times = [];
    for (const key of ['z', 'h', 'a', 'n', 'g', ' ', 'w', 'e', 'i', 'Backspace', 'Backspace', 'Backspace', 'Backspace']) {
      await page.evaluate(() => { window.__t = null; window.addEventListener('keydown', () => { const from = performance.now(); const o = new MutationObserver(() => { o.disconnect(); requestAnimationFrame(() => { window.__t = performance.now() - from; }); }); o.observe(document.querySelector('main'), { subtree: true, childList: true, characterData: true }); }, { once: true, capture: true }); });
      const server = page.waitForResponse((r) => r.url().includes('/api/v1/search'), { timeout: 5000 }).then((r) => r.request().timing()).catch(() => null);
      await page.keyboard.press(key); const timing = await server; await page.waitForTimeout(400);
      times.push([key, Math.round((await page.evaluate(() => window.__t)) ?? -1), timing ? Math.round(timing.responseStart - timing.requestStart) : -1]);
    }
    console.log('find ms [key, key to drawn, server]', JSON.stringify(times));
  }
  console.log('faults', faults); await context.close();
}
await browser.close();
