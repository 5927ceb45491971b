import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

interface Sent { code: string; damaged: string | undefined; key: string }
const server = vi.hoisted(() => ({
  sent: [] as Sent[],
  /** How each request in turn ends; past them all are answered. */
  ends: [] as unknown[],
}));
vi.mock('$lib/api', async () => {
  const { ApiProblem } = await import('$lib/api/problem');
  const scanInCount = async (_: string, code: string, damaged: string | undefined, key: string) => {
    server.sent.push({ code, damaged, key });
    const end = server.ends.shift();
    if (end) throw end;
    return { results: [{ code, found: 'here' }] };
  };
  return { api: { scanInCount }, ApiProblem };
});
import { ApiProblem } from '$lib/api';
import { Scans } from './scans.svelte';

const problem = (status: number, code = `Http${status}`): ApiProblem => new ApiProblem({ code, status });
const sent = (): string[] => server.sent.map(({ code }) => code);
const waiting = (): string[] => scans.queue.map(({ text }) => text);
const heard: (string | null)[] = [];
let scans: Scans;
let dones = 0;

beforeEach(() => {
  vi.useFakeTimers();
  [server.sent, server.ends, dones] = [[], [], 0];
  heard.length = 0;
  scans = new Scans('7');
  scans.onAnswer = (found) => void heard.push(found);
  scans.onDone = () => void (dones += 1);
});
afterEach(() => {
  scans.stop();
  vi.useRealTimers();
});

describe('what is scanned while a shelf is counted', () => {
  it('is sent in the order in which it was scanned, with what is said of damage', async () => {
    scans.take('F1');
    scans.take('F2', 'torn');
    await vi.advanceTimersByTimeAsync(0);
    expect(server.sent).toMatchObject([{ code: 'F1', damaged: undefined }, { code: 'F2', damaged: 'torn' }]);
    expect([waiting(), scans.last?.code, heard, dones]).toEqual([[], 'F2', ['here', 'here'], 1]);
  });

  it.each([['the network is away', problem(0, 'Unreachable')], ['the server stumbles', problem(500)], ['it is too much at once', problem(429)], ['the session has ended', problem(401)], ['what answers is no server of ours', new SyntaxError('no JSON')]])('waits while %s, and is sent under the same key', async (_, end) => {
    server.ends = [end, end];
    scans.take('F1');
    scans.take('F2');
    await vi.advanceTimersByTimeAsync(1600);
    expect([waiting(), sent(), heard, dones]).toEqual([['F1', 'F2'], ['F1', 'F1'], [], 0]);
    expect(scans.held).not.toBeNull();
    await vi.advanceTimersByTimeAsync(1500);
    expect([waiting(), sent(), scans.held, scans.refused, dones]).toEqual([[], ['F1', 'F1', 'F1', 'F2'], null, [], 1]);
    expect(new Set(server.sent.slice(0, 3).map(({ key }) => key)).size).toBe(1);
  });

  it('stands among the refused when the server stumbles over it again and again, and the next is sent', async () => {
    server.ends = [problem(500), problem(500), problem(500)];
    scans.take('F1');
    scans.take('F2');
    await vi.advanceTimersByTimeAsync(3_000);
    expect([waiting(), sent(), heard, scans.held]).toEqual([[], ['F1', 'F1', 'F1', 'F2'], [null, 'here'], null]);
    expect(scans.refused.map(({ text }) => text)).toEqual(['F1']);
  });

  it('says once why it waits', async () => {
    server.ends = [problem(500), problem(500), problem(429)];
    scans.take('F1');
    await vi.advanceTimersByTimeAsync(0);
    const { held } = scans;
    await vi.advanceTimersByTimeAsync(1500);
    expect(scans.held).toBe(held);
    await vi.advanceTimersByTimeAsync(1500);
    expect(scans.held?.status).toBe(429);
  });

  it('and refused stays in sight until somebody puts it away, and holds nothing up', async () => {
    server.ends = [problem(409, 'CountNotOpen')];
    scans.take('F1');
    scans.take('F2');
    await vi.advanceTimersByTimeAsync(0);
    expect([waiting(), heard, scans.held]).toEqual([[], [null, 'here'], null]);
    expect(scans.refused).toMatchObject([{ text: 'F1', problem: { code: 'CountNotOpen' } }]);
    const [one] = scans.refused;
    if (one) scans.forget(one);
    expect(scans.refused).toEqual([]);
  });

  it('is not taken where more wait than anyone scans', async () => {
    server.ends = [problem(0)];
    for (let n = 0; n < 500; n += 1) expect(scans.take(`F${n}`)).toBe(true);
    expect(scans.take('F500')).toBe(false);
    expect(scans.queue.length).toBe(500);
  });

  it('is sent no more once the page is left', async () => {
    server.ends = [problem(0)];
    scans.take('F1');
    await vi.advanceTimersByTimeAsync(0);
    scans.stop();
    await vi.advanceTimersByTimeAsync(5000);
    expect([sent(), dones]).toEqual([['F1'], 0]);
  });
});
