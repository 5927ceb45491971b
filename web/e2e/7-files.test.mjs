/**
 * A list as a file that takes long: how much of it is there, gone on with while one is elsewhere, called off, and broken off by a
 * network that fails. Between browser and server stands a line that lets a list through drop by drop. Stands on any server.
 */
import assert from 'node:assert/strict';
import { createServer, request } from 'node:http';
import { after, before, beforeEach, test } from 'node:test';
import { atRest, open, signIn, URL_ } from './browser.mjs';
import { begin, person } from './papers.mjs';

const PEOPLE = 12;
let browser;
let page;
let line;
/** How a list goes through now: `drops` until it is let go or cut. */
let flow;

/** What the server answers, as it comes; a list only as far as it may. */
async function slowly(answer, response) {
  const pieces = [];
  for await (const piece of answer) pieces.push(piece);
  const whole = Buffer.concat(pieces);
  const half = whole.lastIndexOf('\r\n', whole.length / 2) + 2;
  response.write(whole.subarray(0, half));
  if ((await flow.then) === 'cut') return response.destroy();
  response.end(whole.subarray(half));
}

before(async () => {
  const made = await begin();
  browser = made.browser;
  for (let n = 0; n < PEOPLE; n += 1) await person(made.page, 'borrower', `Row ${n}`);
  await made.page.context().close();
  const { hostname, port } = new URL(URL_);
  line = createServer((asked, response) => {
    const { 'accept-encoding': _, ...headers } = asked.headers;
    const passed = request({ hostname, port, path: asked.url, method: asked.method, headers }, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      if (/format=csv/.test(asked.url)) void slowly(answer, response);
      else answer.pipe(response);
    });
    passed.on('error', () => response.destroy());
    asked.pipe(passed);
  });
  await new Promise((done) => line.listen(0, '127.0.0.1', done));
  ({ page } = await open(browser, { language: 'en', still: true, base: `http://127.0.0.1:${line.address().port}` }));
  page.setDefaultTimeout(15_000);
  await signIn(page);
});
after(async () => {
  await browser?.close();
  line?.closeAllConnections();
  line?.close();
});
beforeEach(async () => {
  flow = {};
  flow.then = new Promise((go) => (flow.go = go));
  await page.goto('/people');
  await page.locator('tbody tr').first().waitFor();
});

const beside = () => page.locator('main [role=status]').getByText(/^\d+ of \d+ rows$/);
const inMenu = () => page.locator('aside').getByRole('region', { name: 'Under way' });

test('it is seen how far it is, it may be left, and it comes all the same', async () => {
  await page.getByRole('link', { name: 'CSV' }).click();
  await beside().waitFor();
  const [come, of] = (await beside().innerText()).match(/\d+/g).map(Number);
  assert.ok(come > 0 && come < of && of > PEOPLE, `${come} of ${of}`);
  await page.locator('aside nav a[href="/loans"]').click();
  await page.getByRole('heading', { name: 'Loans' }).waitFor();
  await inMenu().getByText(`${come} of ${of} rows`).waitFor();
  const file = page.waitForEvent('download');
  flow.go('on');
  const { createReadStream } = await import('node:fs');
  let text = '';
  for await (const piece of createReadStream(await (await file).path())) text += piece;
  assert.equal(text.trim().split('\r\n').length, of + 1);
  await page.getByText(/^people-.*\.csv is among your downloads\.$/).waitFor();
  await inMenu().waitFor({ state: 'detached' });
});

test('it is called off, and nothing is saved', async () => {
  let saved = 0;
  page.on('download', () => (saved += 1));
  await page.getByRole('link', { name: 'CSV' }).click();
  await beside().waitFor();
  await page.locator('main').getByRole('button', { name: /^Call off: People/ }).click();
  await beside().waitFor({ state: 'detached' });
  flow.go('on');
  await atRest(page);
  assert.equal(saved, 0);
  assert.equal(await page.locator('main [role=alert]').count(), 0, 'who called it off need not be told');
});

test('a network that breaks off says how far it came, keeps no part, and it is tried again', async () => {
  await page.getByRole('link', { name: 'CSV' }).click();
  await beside().waitFor();
  flow.go('cut');
  const said = page.locator('main [role=alert]');
  await said.getByText(/The file broke off \(\d+ of \d+ rows\)\. Nothing of it was saved/).waitFor();
  flow.then = Promise.resolve('on');
  const file = page.waitForEvent('download');
  await said.getByRole('button', { name: 'Try again' }).click();
  assert.match((await file).suggestedFilename(), /^people-.*\.csv$/);
  await said.waitFor({ state: 'detached' });
});
