import { afterEach, describe, expect, it, vi } from 'vitest';
import { installHooks, isAbort, request, requestFile } from './client';
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

describe('a CSRF value that has changed', () => {
  /** Refuses the first request for it, and answers the next. */
  function server() {
    const methods: string[] = [];
    vi.stubGlobal('fetch', async (_: string, init: RequestInit) => {
      methods.push(String(init.method));
      return methods.length === 1 ? new Response('{"code":"CsrfRefused"}', { status: 403 }) : new Response('{}');
    });
    return methods;
  }
  const hooks = (same: boolean) => ({ language: () => 'en', csrf: () => '', signInAgain: async () => false, refresh: async () => same, answered: () => {} });
  afterEach(() => installHooks(hooks(false)));

  it('is read anew, and the same is sent again', async () => {
    installHooks(hooks(true));
    const methods = server();
    await request('POST', '/x');
    expect(methods).toEqual(['POST', 'POST']);
  });

  it('of another person’s session sends nothing that the first one typed', async () => {
    installHooks(hooks(false));
    const methods = server();
    await expect(request('POST', '/x')).rejects.toMatchObject({ code: 'CsrfRefused' });
    expect(methods).toEqual(['POST']);
  });
});
