/** Pictures of pages as small files: WebP as Chromium writes it, so that nothing else is needed to make them. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Takes a picture of what is in sight, or of a part of the page, however long it is. */
export async function picture(page, path, { clip, whole = false, max = 1500, quality = 80 } = {}) {
  const session = await (page.pictures ??= page.context().newCDPSession(page));
  const { width, height } = page.viewportSize();
  const long = whole ? Math.min(max, await page.evaluate(() => document.documentElement.scrollHeight)) : height;
  const part = clip ?? { x: 0, y: whole ? 0 : await page.evaluate(() => window.scrollY), width, height: long };
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality, clip: { ...part, scale: 1 }, captureBeyondViewport: whole });
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, Buffer.from(data, 'base64'));
}

/** An address as the name of a file. */
export const fileName = (address) =>
  address === '/' ? 'home' : decodeURIComponent(address).replace(/^\//, '').replace(/[^\p{L}\p{N}-]+/gu, '_').slice(0, 80);
