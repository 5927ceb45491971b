/** Sheets of paper as a scanner makes pictures of them, drawn by the browser, with labels that the product prints. */
import { read } from './browser.mjs';

/** A4 at 150 dots an inch. */
const SIZE = { width: 1_240, height: 1_754 };

/** A folder's label, as a picture in text. */
export async function labelOf(page, code) {
  const { csrf } = await read(page, '/me');
  const headers = { 'x-csrf-token': csrf };
  const answer = await page.request.post('/api/v1/labels', { headers, data: { template: 'folder-60x40', what: { codes: [code] }, format: 'png' } });
  if (!answer.ok()) throw new Error(`the label of ${code}: ${answer.status()} ${await answer.text()}`);
  return (await answer.body()).toString('base64');
}

/** So many sheets, no two the same; on the first a label. `more` is drawn on each. */
export async function sheets(browser, count, { label = '', more = '' } = {}) {
  const desk = await browser.newPage({ viewport: SIZE });
  const pictures = [];
  for (let no = 1; no <= count; no += 1) {
    const qr = label && no === 1 ? `<img src="data:image/png;base64,${label}" style="width:380px">` : '';
    const text = '<p>The undersigned agrees to what is written here, today and on every other day.</p>'.repeat(14);
    await desk.setContent(`<body style="margin:90px;font:28px serif">${qr}<h1>Paper ${no} of ${Math.random()}</h1>${text}${more}</body>`);
    pictures.push(await desk.screenshot({ type: 'jpeg', quality: 88 }));
  }
  await desk.close();
  return pictures;
}
