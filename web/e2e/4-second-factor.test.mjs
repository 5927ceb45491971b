/** An authenticator app from its QR code to the sign-in that asks for it, and away again. */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, test } from 'node:test';
import { CHOSEN, launch, NAME, open, signIn } from './browser.mjs';

let browser;
before(async () => {
  browser = await launch();
});
after(async () => {
  await browser?.close();
});

/** What the app shows, so many steps of thirty seconds from now (RFC 6238). */
function code(secret, steps) {
  const bits = [...secret].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const digest = createHmac('sha1', key).update(step).digest();
  const at = digest[19] & 15;
  return String((digest.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

for (const language of ['en', 'zh-CN']) {
  test(`the code of an app is asked for at sign-in (${language})`, async () => {
    const words =
      language === 'en'
        ? { begin: 'Set up', confirm: 'Switch on', kept: 'I have written them down', remove: 'Switch off', out: 'Sign out', code: 'Code' }
        : { begin: '设置', confirm: '启用', kept: '我已记下', remove: '停用', out: '退出', code: '验证码' };
    const { context, page, faults } = await open(browser, { language, width: language === 'en' ? 1280 : 360 });
    page.setDefaultTimeout(15_000);
    const button = (name) => page.getByRole('button', { name, exact: true });
    try {
      await signIn(page);
      await page.goto('/account');
      await button(words.begin).click();
      const secret = await page.locator('code').filter({ hasText: /^[A-Z2-7]{32}$/ }).innerText();
      // The picture is drawn: the content policy lets it through.
      await page.waitForFunction(() => document.querySelector('img[src^="data:image/svg"]')?.naturalWidth > 0);
      if (process.env.STRONGROOM_SHOT) await page.screenshot({ path: `${process.env.STRONGROOM_SHOT}-${language}-key.png`, fullPage: true });
      await page.locator('input[autocomplete=one-time-code]').fill('12345');
      await button(words.confirm).click();
      await page.locator('[role=alert]').waitFor();
      await page.locator('input[autocomplete=one-time-code]').fill(code(secret, 0));
      await button(words.confirm).click();
      await button(words.kept).waitFor();
      const recovery = await page.locator('.codes li').allInnerTexts();
      assert.equal(recovery.length, 10);
      if (process.env.STRONGROOM_SHOT) await page.screenshot({ path: `${process.env.STRONGROOM_SHOT}-${language}-codes.png`, fullPage: true });
      await button(words.kept).click();
      await button(words.remove).waitFor();
      await context.clearCookies();
      await page.goto('/account');
      await page.locator('input[autocomplete=username]').fill(NAME);
      await page.locator('input[autocomplete=current-password]').fill(CHOSEN);
      await page.locator('button[type=submit]').click();
      await page.locator('input[autocomplete=one-time-code]').fill(code(secret, 1));
      if (process.env.STRONGROOM_SHOT) await page.screenshot({ path: `${process.env.STRONGROOM_SHOT}-${language}-ask.png` });
      await page.locator('button[type=submit]').click();
      await page.locator('main#main').waitFor();
      await button(words.remove).click();
      await page.locator('input[autocomplete=one-time-code]').fill(recovery[0].trim());
      await button(words.remove).click();
      await button(words.begin).waitFor();
      assert.deepEqual(faults, []);
    } finally {
      await context.close();
    }
  });
}
