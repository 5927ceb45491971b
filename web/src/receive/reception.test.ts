import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CaseCard } from '$lib/api';

interface Asked { transfer: number; brought: { case?: string }; papers: unknown; key: string }
const server = vi.hoisted(() => ({
  cards: {} as Record<string, unknown>,
  badges: {} as Record<string, string>,
  taken: [] as Asked[],
  /** What arrived under each key, also where its answer was lost. */
  arrived: {} as Record<string, string>,
  reaches: true,
  closed: [] as unknown[],
  /** Set, an act waits until it says how it ends. */
  hold: null as Promise<void> | null,
  entries: [] as unknown[],
  open: [] as { no: number }[],
  fault: null as unknown,
}));
vi.mock('$lib/reference.svelte', () => ({ reference: { departments: [], types: [], type: () => undefined } }));
vi.mock('$lib/api', async () => {
  const { ApiProblem } = await import('$lib/api/problem');
  const answer = async <T>(value: T): Promise<T> => {
    await server.hold;
    const { fault } = server;
    server.fault = null;
    if (fault) throw fault;
    return value;
  };
  const department = (no: number) => (no === 1 ? 'A' : 'B');
  const api = {
    today: async () => ({ open_transfers: { items: server.open } }),
    scan: async (text: string) => (server.badges[text] ? { kind: 'person', person: { display_name: text, department: server.badges[text] } } : { kind: 'case', case: { code: text } }),
    caseCard: async (code: string) => server.cards[code],
    openTransfer: async (code: string) => ({ transfer: code === 'A' ? 1 : 2 }),
    transfer: (no: number) => answer({ no, department: { code: department(no) }, entries: server.entries, cases: server.entries.length, gaps: 0 }),
    receiveCase: async (transfer: number, brought: Asked['brought'], papers: unknown, key: string) => {
      server.taken.push({ transfer, brought, papers, key });
      if ((server.arrived[key] ?? JSON.stringify(papers)) !== JSON.stringify(papers)) throw new ApiProblem({ code: 'IdempotencyKeyReused', status: 409 });
      if (server.reaches) server.arrived[key] = JSON.stringify(papers);
      return answer({ ...(server.cards[brought.case ?? ''] as object), phase: 'filed', missing: [], waits: false });
    },
    closeTransfer: async (_: number, by: unknown) => (server.closed.push(by), {}),
  };
  return { api, ApiProblem };
});
import { ApiProblem } from '$lib/api';
import { press } from './draft';
import { find, keep } from './kept';
import { Reception } from './reception.svelte';

const paper = { id: 'card', no: 1, name_zh: '', name_en: '', conditional: false, one_of: null, form: 'either', originals: 0, copies: 0, pages: 0, signatures: [], remark: '', wants_signatures: [], state: null, gap: null };
const card = (code: string, department: string | null = 'A'): CaseCard => ({ code, reference: code, phase: 'announced', department: department && { code: department }, papers: [paper], missing: [], flags: [], folder: null }) as unknown as CaseCard;

let desk: Reception;
let now = 10_000;
const later = (ms = 1100): void => void (now += ms);
async function scan(...texts: string[]): Promise<void> {
  for (const text of texts) desk.take(text);
  await vi.waitFor(() => expect(desk.busy || (desk.isFree && desk.queue.length > 0)).toBe(false));
}
/** A key that means something for the paper where one is. */
const key = (code: string): void => {
  const next = desk.open && press(desk.open.draft, code, now);
  if (next) desk.setDraft(next);
};
function held(): () => void {
  let release = (): void => {};
  server.hold = new Promise((resolve) => (release = resolve));
  return () => ((server.hold = null), release());
}

beforeEach(async () => {
  const stored = new Map<string, string>();
  const store = { getItem: (name: string) => stored.get(name) ?? null, setItem: (name: string, value: string) => void stored.set(name, value), removeItem: (name: string) => void stored.delete(name) };
  vi.stubGlobal('localStorage', store);
  vi.stubGlobal('sessionStorage', store);
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  Object.assign(server, { cards: { C1: card('C1'), C2: card('C2'), CB: card('CB', 'B'), NO: card('NO', null) }, badges: { U1: 'A', UB: 'B' }, taken: [], closed: [], arrived: {}, reaches: true, hold: null, entries: [], open: [], fault: null });
  desk = new Reception();
  await desk.start(1);
});
afterEach(() => {
  desk.stop();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe('a transfer', () => {
  it('that is open already is gone on with, but not by a slip that came while the page was fetched', async () => {
    server.open = [{ no: 2 }];
    const fresh = new Reception();
    await fresh.start(1);
    expect(fresh.transfer?.no).toBe(2);
    sessionStorage.removeItem('strongroom.receive.transfer');
    desk = new Reception();
    desk.take('C1');
    await desk.start(1);
    await vi.waitFor(() => expect([desk.transfer?.no, desk.open?.card?.code]).toEqual([1, 'C1']));
  });

  it('is not closed by a badge that was read twice at once, nor by one from before the list was shown', async () => {
    server.entries = [{}];
    await scan('U1');
    await scan('U1', 'U1');
    expect([desk.closing, server.closed]).toEqual([true, []]);
    later(500);
    await scan('U1');
    expect(server.closed).toEqual([]);
    later();
    await scan('U1');
    expect([desk.closing, server.closed]).toEqual([false, [{ badge: 'U1' }]]);
  });

  it('is not closed over a list that could not be read', async () => {
    await scan('U1');
    server.fault = ApiProblem.unreachable();
    await desk.askToClose();
    expect([desk.closing, desk.problem?.unreachable]).toEqual([false, true]);
    await desk.askToClose();
    expect(desk.closing).toBe(true);
  });
});

describe('a slip that comes before anybody has handed over', () => {
  it('waits behind the badge that says whose it is', async () => {
    await scan('NO', 'U1');
    await vi.waitFor(() => expect(desk.open?.card?.code).toBe('NO'));
    expect([desk.transfer?.no, desk.held, desk.queue]).toEqual([1, [], []]);
  });

  it('is kept over a reload, and dropped by Escape', async () => {
    await scan('NO');
    expect([desk.said?.what, desk.whatWaits(1).queue]).toEqual(['need_department', ['NO']]);
    desk.putAside();
    expect([desk.said?.text, desk.whatWaits(1).queue]).toEqual(['NO', []]);
  });
});

describe('while a case is being sent', () => {
  it('it takes no keys and is not put aside, and what comes of it touches nothing else', async () => {
    await scan('U1', 'C1');
    const release = held();
    const sent = desk.confirm();
    key('KeyM');
    desk.askAway('why');
    desk.putAside();
    expect([desk.open?.card?.code, desk.open?.draft.lines[0]?.state, desk.open?.away, desk.isSending]).toEqual(['C1', 'there', null, true]);
    release();
    await sent;
    expect([desk.open, desk.said?.what]).toEqual([null, 'homeless']);
    await scan('C2');
    desk.done({ ...desk.open!, key: 'another' });
    expect(desk.open?.card?.code).toBe('C2');
  });

  it('a refusal gives it back as it lies, under another key', async () => {
    await scan('U1', 'C1');
    const was = desk.open?.key;
    server.fault = new ApiProblem({ code: 'FolderDestroyed', status: 409 });
    await desk.confirm();
    expect([desk.open?.card?.code, desk.open?.key === was]).toEqual(['C1', false]);
  });

  it('and no answer comes though it arrived, it is taken once and lies open for what was said since', async () => {
    await scan('U1', 'C1');
    server.fault = ApiProblem.unreachable();
    await desk.confirm();
    key('KeyM');
    server.cards['C1'] = { ...card('C1'), phase: 'filed' };
    await desk.confirm();
    expect(Object.keys(server.arrived)).toHaveLength(1);
    expect([desk.said?.what, desk.open?.what, desk.open?.card?.code]).toEqual(['already', 'later', 'C1']);
  });

  it('and it never arrived, what is said by then is what is taken', async () => {
    await scan('U1', 'C1');
    Object.assign(server, { fault: ApiProblem.unreachable(), reaches: false });
    await desk.confirm();
    server.reaches = true;
    key('KeyM');
    await desk.confirm();
    expect([desk.said?.what, desk.open, Object.values(server.arrived)[0]?.includes('missing')]).toEqual(['homeless', null, true]);
  });
});

describe('a case that opened out of what waited', () => {
  it('is not taken by a key of whoever has not seen it', async () => {
    await scan('U1', 'C1', 'C2');
    later();
    await desk.confirm();
    await vi.waitFor(() => expect(desk.open?.card?.code).toBe('C2'));
    await desk.confirm();
    expect(server.taken.map(({ brought }) => brought.case)).toEqual(['C1']);
    later();
    await desk.confirm();
    expect(server.taken.map(({ brought }) => brought.case)).toEqual(['C1', 'C2']);
  });
});

describe('what was said of a case that was put aside', () => {
  it('of another department stays when a transfer is closed', async () => {
    for (const [badge, code] of [['UB', 'CB'], ['U1', 'C1']] as const) {
      await scan(badge, code);
      key('KeyM');
      desk.putAside();
    }
    expect(desk.whatWaits(1).drafts.map(([code]) => code)).toEqual(['CB', 'C1']);
    await desk.closeBy({ badge: 'U1' });
    expect(desk.whatWaits(1).drafts.map(([code]) => code)).toEqual(['CB']);
  });

  it('before it was taken over is not said of what comes later', async () => {
    await scan('U1', 'C1');
    key('KeyM');
    desk.putAside();
    server.cards['C1'] = { ...card('C1'), phase: 'filed', papers: [{ ...paper, state: 'there', originals: 1 }] };
    await scan('C1');
    expect([desk.open?.what, desk.open?.draft.lines[0]?.state]).toEqual(['later', 'there']);
  });

  it('is kept for whoever said it when somebody else signs in', async () => {
    await scan('U1', 'C1');
    keep(desk.whatWaits(1));
    expect(find(2)).toBeNull();
    keep({ who: 2, queue: [], open: null, made: null, drafts: [] });
    expect(find(1)?.open).toBe('C1');
  });
});
