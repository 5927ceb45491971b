import { beforeEach, describe, expect, it } from 'vitest';
import { IDLE } from './machine';
import { type Entry, find, keep, type Kept, mayTakeBack } from './queue';

const entry = (id: number, code: string, extra: Partial<Entry> = {}): Entry => ({ id, at: 0, what: 'lent', tone: 'ok', code, seq: id, ...extra });
const kept = (who: number, texts: string[]): Kept => ({ who, at: 1, state: IDLE, queue: texts.map((text) => ({ key: text, text })), log: [], due: '', purpose: '' });

beforeEach(() => {
  const stored = new Map<string, string>();
  globalThis.sessionStorage = {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
    removeItem: (key: string) => void stored.delete(key),
  } as unknown as Storage;
});

describe('a line of the log', () => {
  it('can be taken back as long as nothing was done with its folder since', () => {
    const log = [entry(3, 'F2'), entry(2, 'F1'), entry(1, 'F1')];
    expect(log.map((_, at) => mayTakeBack(log, at))).toEqual([true, true, false]);
  });

  it('cannot be taken back twice, nor without its frame', () => {
    const { seq: _, ...told } = entry(1, 'F2');
    const log = [entry(2, 'F1', { undone: 'soon' }), told];
    expect(log.map((_, at) => mayTakeBack(log, at))).toEqual([false, false]);
  });
});

describe('what waits', () => {
  it('is found again by whoever scanned it', () => {
    expect(keep(kept(1, ['F1']))).toBe(true);
    expect(find(1)?.queue).toMatchObject([{ text: 'F1' }]);
  });

  it('of somebody else is neither found nor lost', () => {
    keep(kept(1, ['F1']));
    expect(find(2)).toBeNull();
    keep(kept(2, []));
    expect(find(1)?.queue).toMatchObject([{ text: 'F1' }]);
  });

  it('that makes no sense is as if it were not there', () => {
    sessionStorage.setItem('strongroom.desk', '{"queue":"nonsense"}');
    expect(find(1)).toBeNull();
    sessionStorage.setItem('strongroom.desk', 'no json');
    expect(find(1)).toBeNull();
  });
});
