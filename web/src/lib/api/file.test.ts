import { describe, expect, it } from 'vitest';
import { BrokenOff, type Come, LineCount, receive } from './file';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function answer(pieces: string[], headers: Record<string, string>, fails = false): Response {
  const body = new ReadableStream({
    pull(controller) {
      const next = pieces.shift();
      if (next !== undefined) controller.enqueue(bytes(next));
      else if (fails) controller.error(new TypeError('network error'));
      else controller.close();
    },
  });
  return new Response(body, { headers });
}

it('a line break between quotes ends no line, wherever the pieces are cut', () => {
  const count = new LineCount();
  for (const piece of ['code,note\r\nA,"one\r', '\ntwo ""quoted""\n"\r\nB,', 'x\r\n']) count.add(bytes(piece));
  expect(count.lines).toBe(3);
});

describe('a list that comes', () => {
  const csv = { 'content-type': 'text/csv; charset=utf-8', 'x-rows': '2' };

  it('says how many rows of how many are there', async () => {
    const said: Come[] = [];
    const file = await receive(answer(['code\r\nA\r\n', 'B\r\n'], csv), (come) => said.push(come));
    expect(said.map((come) => [come.rows, come.ofRows])).toEqual([[1, 2], [2, 2]]);
    expect(await file.text()).toBe('code\r\nA\r\nB\r\n');
  });

  it('says how many bytes of how many, where it has no lines', async () => {
    const said: Come[] = [];
    await receive(answer(['1234', '56'], { 'content-type': 'application/x', 'content-length': '6' }), (come) => said.push(come));
    expect(said.map((come) => [come.bytes, come.of, come.rows])).toEqual([[4, 6, null], [6, 6, null]]);
  });

  it('is none when it breaks off, and says how far it came', async () => {
    const failed = await receive(answer(['code\r\nA\r\n'], csv, true), () => {}).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(BrokenOff);
    expect((failed as BrokenOff).come).toMatchObject({ rows: 1, ofRows: 2 });
  });

  it('is none when it ends before its last row', async () => {
    await expect(receive(answer(['code\r\nA\r\n'], csv), () => {})).rejects.toBeInstanceOf(BrokenOff);
  });
});
