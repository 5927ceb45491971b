import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { listen, onScan, soon } from './hook';

class Field {}
let page: EventTarget;
let stops: (() => void)[];
let done: string[];
let clock = 0;

/** A page on which each character means something, and Enter does something at once. */
beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('HTMLInputElement', Field);
  vi.stubGlobal('HTMLTextAreaElement', Field);
  page = Object.assign(new EventTarget(), { setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout });
  done = [];
  stops = [listen(page as unknown as Window), onScan((text) => done.push(`scan ${text}`))];
  page.addEventListener('keydown', (event) => {
    const { key } = event as KeyboardEvent;
    // Stopped on its way down, in a browser.
    if (event.defaultPrevented) return;
    if (key === 'Enter') done.push(key);
    else if (key !== 'Shift') soon(() => done.push(key));
  });
});
afterEach(() => {
  for (const stop of stops) stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const codeOf = (key: string): string => (/\d/.test(key) ? `Digit${key}` : /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : key === 'Shift' ? 'ShiftLeft' : key);

function press(key: string, gap: number): void {
  vi.advanceTimersByTime(gap);
  clock += gap;
  const event = new Event('keydown', { cancelable: true });
  Object.defineProperty(event, 'timeStamp', { value: clock });
  page.dispatchEvent(Object.assign(event, { key, code: codeOf(key), shiftKey: /^[A-Z]$/.test(key), ctrlKey: false, altKey: false, metaKey: false, repeat: false, isComposing: false }));
}
function type(keys: string[], gap: number): void {
  clock += 1000;
  for (const key of keys) press(key, gap);
}

describe('what a character means on its own', () => {
  it('is not done where it was the first of a scan', () => {
    type(['2', '0', '1', '5', '0', '1', '8', 'Enter'], 8);
    type(['Shift', 'R', 'Shift', 'A', '1', 'Enter'], 5);
    vi.runAllTimers();
    expect(done).toEqual(['scan 2015018', 'scan RA1']);
  });

  it('is done a moment later', () => {
    type(['2'], 0);
    expect(done).toEqual([]);
    vi.advanceTimersByTime(61);
    expect(done).toEqual(['2']);
  });

  it('keeps its order before what comes next, and is not lost', () => {
    type(['m', '2', 'Enter', 'c', 'Enter'], 31);
    expect(done).toEqual(['m', '2', 'Enter', 'c', 'Enter']);
    type(['h', 'Enter'], 10);
    expect(done.slice(-2)).toEqual(['h', 'Enter']);
  });
});
