import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { IDLE } from './machine';
import type { Kept } from './queue';

const server = vi.hoisted(() => ({ scans: {} as Record<string, unknown>, sent: [] as unknown[] }));
vi.mock('$lib/api', async () => {
  const { ApiProblem } = await import('$lib/api/problem');
  const answer = (codes: string[]) => ({ results: codes.map((code) => ({ code })) });
  const api = {
    scan: async (text: string) => server.scans[text] ?? { kind: 'unknown', text, nearest: [] },
    checkOuts: async (body: { codes: string[] }) => (server.sent.push(body), answer(body.codes)),
    returns: async (codes: string[]) => (server.sent.push({ returns: codes }), answer(codes)),
  };
  return { api, ApiProblem };
});
import { Desk } from './desk.svelte';

const person = (badge_code: string) => ({ kind: 'person', person: { no: 3, display_name: badge_code, active: true, badge_code, loans: 0, blocked_reason: null } });
const hit = (code: string) => ({ code, title: code, state: 'at_desk', class: 'internal', home_label: 'A-1', place_label: '' });
const folder = (code: string) => ({ kind: 'folder', folder: hit(code) });
const waits = (text: string) => ({ key: text, text });
const kept = (extra: Partial<Kept>): Kept => ({ who: 1, at: Date.now(), state: IDLE, queue: [], log: [], due: '', purpose: '', ...extra });

let stored: Map<string, string>;
let desk: Desk;
const leave = (what: Kept): void => void stored.set('strongroom.desk', JSON.stringify(what));
function begin(): Desk {
  desk?.stop();
  desk = new Desk(1, () => '2026-03-02');
  desk.start();
  return desk;
}
const settled = (): Promise<void> => vi.waitFor(() => expect(desk.queue).toEqual([]));

beforeEach(() => {
  stored = new Map();
  vi.stubGlobal('window', globalThis);
  vi.stubGlobal('sessionStorage', { getItem: (key: string) => stored.get(key) ?? null, setItem: (key: string, value: string) => void stored.set(key, value), removeItem: (key: string) => void stored.delete(key) });
  server.sent = [];
  server.scans = { U1: person('U1'), U2: person('U2'), F1: folder('F1'), F2: folder('F2'), F3: folder('F3'), TWO: { kind: 'folders', candidates: [hit('F1'), hit('F2')] } };
});
afterEach(() => {
  desk.stop();
  vi.unstubAllGlobals();
});

describe('until when and why', () => {
  it('is of one borrower and not of the next', async () => {
    begin().scan('U1');
    await settled();
    [desk.due, desk.purpose] = ['2026-04-01', 'audit'];
    for (const text of ['F1', 'U2', 'F2']) desk.scan(text);
    await settled();
    expect(server.sent).toEqual([{ borrower: 'U1', codes: ['F1'], due: '2026-04-01', purpose: 'audit' }, { borrower: 'U2', codes: ['F2'] }]);
    expect([desk.due, desk.purpose]).toEqual(['', '']);
  });

  it('holds for a folder that is picked among several too', async () => {
    begin().scan('U1');
    await settled();
    [desk.due, desk.purpose] = ['2026-04-01', 'audit'];
    desk.scan('TWO');
    await settled();
    desk.pick(1);
    await settled();
    expect(server.sent).toEqual([{ borrower: 'U1', codes: ['F2'], due: '2026-04-01', purpose: 'audit' }]);
  });
});

describe('scans of long ago', () => {
  const yesterday = (): void => leave(kept({ at: Date.now() - 86_400_000, queue: [waits('F1'), waits('F2')], state: { mode: { kind: 'lending', badge: 'U1', name: 'U1', codes: [] }, choice: null } }));

  it('are asked about again, however often the page is loaded anew', async () => {
    yesterday();
    begin();
    desk.scan('F3');
    expect([begin().old, desk.queue.length]).toEqual([2, 3]);
    expect(server.sent).toEqual([]);
  });

  it('go alone when they are not meant: what was scanned since is', async () => {
    yesterday();
    begin();
    for (const text of ['U2', 'F3']) desk.scan(text);
    desk.goOn(false);
    await settled();
    expect(server.sent).toEqual([{ borrower: 'U2', codes: ['F3'] }]);
  });
});
