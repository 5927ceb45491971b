import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LiveEvent } from '$lib/api';

type Handler = (event: { data: string; lastEventId: string }) => void;

class FakeSource {
  static readonly CLOSED = 2;
  static all: FakeSource[] = [];
  readyState = 1;
  onopen: () => void = () => {};
  onerror: () => void = () => {};
  private readonly handlers = new Map<string, Handler>();
  readonly url: string;
  constructor(url: string) {
    this.url = url;
    FakeSource.all.push(this);
  }
  addEventListener(kind: string, handler: Handler): void {
    this.handlers.set(kind, handler);
  }
  close(): void {
    this.readyState = FakeSource.CLOSED;
  }
  tell(event: { kind: string; seq: number; [key: string]: unknown }): void {
    this.handlers.get(event.kind)?.({ data: JSON.stringify(event), lastEventId: `life:${event.seq}` });
  }
  refuse(): void {
    this.readyState = FakeSource.CLOSED;
    this.onerror();
  }
}

const page = { visibilityState: 'visible', handlers: new Set<() => void>(), addEventListener: (_: string, handler: () => void) => page.handlers.add(handler), removeEventListener: (_: string, handler: () => void) => page.handlers.delete(handler) };

function show(state: 'visible' | 'hidden'): void {
  page.visibilityState = state;
  for (const handler of page.handlers) handler();
}

const last = (): FakeSource => FakeSource.all.at(-1) as FakeSource;
let follow: typeof import('./live.svelte').follow;

beforeEach(async () => {
  vi.useFakeTimers();
  vi.stubGlobal('EventSource', FakeSource);
  vi.stubGlobal('document', page);
  vi.resetModules();
  FakeSource.all = [];
  page.visibilityState = 'visible';
  ({ follow } = await import('./live.svelte'));
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const folder = (code: string) => (event: LiveEvent) => event.kind === 'folder' && event.code === code;

describe('a page that follows', () => {
  it('loads once for events that come together, and not for those that do not concern it', () => {
    const load = vi.fn();
    const stop = follow(folder('A'), load, () => 1);
    last().tell({ kind: 'folder', seq: 1, code: 'B' });
    vi.runAllTimers();
    expect(load).not.toHaveBeenCalled();
    for (const seq of [2, 3, 4]) last().tell({ kind: 'folder', seq, code: 'A' });
    vi.runAllTimers();
    expect(load).toHaveBeenCalledTimes(1);
    stop();
  });

  it('loads what came between what it shows and where its stream begins, and nothing that it shows already', () => {
    const load = vi.fn();
    let shown: number | undefined = 5;
    const stop = follow(() => true, load, () => shown);
    last().tell({ kind: 'position', seq: 7 });
    vi.runAllTimers();
    expect(load).toHaveBeenCalledTimes(1);
    shown = 9;
    for (const seq of [8, 9]) last().tell({ kind: 'folder', seq, code: 'A' });
    last().tell({ kind: 'position', seq: 20 });
    vi.runAllTimers();
    expect(load).toHaveBeenCalledTimes(1);
    shown = undefined;
    last().tell({ kind: 'folder', seq: 21, code: 'A' });
    vi.runAllTimers();
    expect(load).toHaveBeenCalledTimes(2);
    stop();
  });

  it('loads when it has missed too much', () => {
    const load = vi.fn();
    const stop = follow(() => false, load, () => 99);
    last().tell({ kind: 'reset', seq: 9 });
    vi.runAllTimers();
    expect(load).toHaveBeenCalledTimes(1);
    stop();
  });

  it('lets its stream go while nobody looks, and resumes where it was', () => {
    const stop = follow(() => true, () => {}, () => 0);
    last().tell({ kind: 'position', seq: 41 });
    show('hidden');
    expect(last().readyState).toBe(FakeSource.CLOSED);
    show('visible');
    expect(FakeSource.all).toHaveLength(2);
    expect(last().url).toBe('/api/v1/live?since=life%3A41');
    stop();
  });

  it('shares its stream with the others, and the last one closes it', () => {
    const stops = [follow(() => true, () => {}, () => 0), follow(() => true, () => {}, () => 0)];
    expect(FakeSource.all).toHaveLength(1);
    stops[0]?.();
    expect(last().readyState).toBe(1);
    stops[1]?.();
    expect(last().readyState).toBe(FakeSource.CLOSED);
    expect(page.handlers.size).toBe(0);
  });

  it('asks again after a while when it was refused', () => {
    const stop = follow(() => true, () => {}, () => 0);
    last().refuse();
    expect(FakeSource.all).toHaveLength(1);
    vi.advanceTimersByTime(30_000);
    expect(FakeSource.all).toHaveLength(2);
    stop();
  });
});
