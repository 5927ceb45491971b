import { afterEach, describe, expect, it, vi } from 'vitest';
import { isAbort, request, requestFile } from './client';
import { ApiProblem } from './problem';

/** An answer that begins well and is cut off before its end. */
const cut = (why: unknown) =>
  new Response(new ReadableStream({ start: (body) => body.enqueue(new TextEncoder().encode('{"a":')), pull: (body) => body.error(why) }), { status: 200 });

afterEach(() => vi.unstubAllGlobals());

describe('a connection that is cut during the answer', () => {
  it('is a server that cannot be reached: the same may be sent again', async () => {
    vi.stubGlobal('fetch', async () => cut(new TypeError('network error')));
    for (const ask of [request, requestFile]) {
      const problem = await ask('GET', '/x').catch((error: unknown) => error);
      expect(problem).toBeInstanceOf(ApiProblem);
      expect((problem as ApiProblem).unreachable).toBe(true);
    }
  });

  it('by the page itself stays an abort', async () => {
    const mine = new AbortController();
    mine.abort();
    vi.stubGlobal('fetch', async () => cut(mine.signal.reason));
    const why = await request('GET', '/x', { signal: mine.signal }).catch((error: unknown) => error);
    expect(isAbort(why)).toBe(true);
  });
});

it('an answer that is no JSON is not taken for a server that is away', async () => {
  vi.stubGlobal('fetch', async () => new Response('<html>'));
  await expect(request('GET', '/x')).rejects.toBeInstanceOf(SyntaxError);
});
