import { atRest, launch, open, signIn } from './browser.mjs';
const dir='/tmp/al-shots'; const browser = await launch();
const LOOKS=[['zh-CN','light',1280,['/loans','/system','/people','/design','/loans?contains=%E5%BC%A0&order=-borrower','/discrepancies']],['en','dark',360,['/loans','/system','/design','/cases?state=all']],['en','light',3840,['/loans']]];
for (const [language, theme, width, pages] of LOOKS) {
  const { context, page, faults } = await open(browser, { language, theme, width, height: width === 360 ? 760 : width===3840?2160:860, still: true });
  page.setDefaultTimeout(90000);
  await page.goto('/'); await page.locator('button[type=submit]').waitFor(); await signIn(page);
  for (const [i,p] of pages.entries()) {
    try { await page.goto(p); await atRest(page); await page.waitForTimeout(400);
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    await page.screenshot({ path: `${dir}/${language}-${width}-${i}.png`, fullPage: true, clip: { x: 0, y: 0, width, height: Math.min(height, width===3840?2160:1500) } });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    console.log(p, width, 'wider', wide, new Date().toISOString().slice(11,19));
    if (width===1280 && i===0) await page.pdf({ path: `${dir}/loans.pdf`, format:'A4' }); } catch (e) { console.log(p, String(e).slice(0,200)); }
  }
  console.log('faults', faults); await context.close();
}
await browser.close();
