import { describe, expect, it } from 'vitest';
import { character, type Key, ScanDetector } from './detector';

let clock = 0;
const key = (code: string, gap: number, extra: Partial<Key> = {}): Key => {
  clock += gap;
  return { code, key: '', shift: false, modified: false, repeat: false, at: clock, ...extra };
};

function type(detector: ScanDetector, codes: string[], gap: number, end: string | null = 'Enter') {
  let last: ReturnType<ScanDetector['press']> = { kind: 'pass', burst: false };
  clock += 1000;
  for (const code of end ? [...codes, end] : codes) last = detector.press(key(code, gap));
  return last;
}
const AB12 = ['KeyA', 'KeyB', 'Digit1', 'Digit2'];

describe('a scan', () => {
  it('is keys less than 30 ms apart ended by Enter', () => {
    expect(type(new ScanDetector(), AB12, 8)).toEqual({ kind: 'scan', text: 'ab12' });
  });

  it('may end with Tab', () => {
    expect(type(new ScanDetector(), AB12, 30, 'Tab')).toEqual({ kind: 'scan', text: 'ab12' });
  });

  it('may end with a pause when it is long enough', () => {
    const detector = new ScanDetector();
    type(detector, [...AB12, 'Minus', 'Digit3'], 8, null);
    expect(detector.pause()).toEqual({ kind: 'scan', text: 'ab12-3' });
  });

  it('that is short does not end with a pause', () => {
    const detector = new ScanDetector();
    type(detector, AB12, 8, null);
    expect(detector.pause()).toEqual({ kind: 'pass', burst: false });
  });

  it('is read from the physical keys, so that an input method cannot spoil it', () => {
    const detector = new ScanDetector();
    clock += 1000;
    for (const code of AB12) detector.press(key(code, 8, { key: 'Process' }));
    expect(detector.press(key('Enter', 8, { key: 'Process' }))).toEqual({ kind: 'scan', text: 'ab12' });
  });

  it('keeps capitals and shifted signs though Shift is a key of its own', () => {
    const detector = new ScanDetector();
    clock += 1000;
    detector.press(key('ShiftLeft', 5, { shift: true }));
    detector.press(key('KeyS', 5, { shift: true }));
    detector.press(key('Semicolon', 5, { shift: true }));
    detector.press(key('Slash', 5));
    detector.press(key('KeyX', 5));
    expect(detector.press(key('Enter', 5))).toEqual({ kind: 'scan', text: 'S:/x' });
  });

  it('begins anew after a slow key', () => {
    const detector = new ScanDetector();
    clock += 1000;
    detector.press(key('KeyZ', 8));
    clock += 200;
    for (const code of AB12) detector.press(key(code, 8));
    expect(detector.press(key('Enter', 8))).toEqual({ kind: 'scan', text: 'ab12' });
  });
});

describe('a scan that a busy machine holds up', () => {
  /** Keys whose own times are close, and a pause told between two of them: they only came late. */
  function heldUp(codes: string[], after: number) {
    const detector = new ScanDetector();
    clock += 1000;
    for (const code of codes.slice(0, after)) detector.press(key(code, 5));
    const paused = detector.pause();
    let last = paused;
    for (const code of codes.slice(after)) last = detector.press(key(code, 5));
    return { paused, last, detector };
  }
  const CODE = [...AB12, 'Minus', 'Digit3', 'Digit4', 'Enter'];

  it('is whole when the rest of it comes', () => {
    expect(heldUp(CODE, 2)).toMatchObject({ paused: { kind: 'pass' }, last: { kind: 'scan', text: 'ab12-34' } });
    expect(heldUp(CODE, 6)).toMatchObject({ paused: { kind: 'scan', text: 'ab12-3' }, last: { kind: 'scan', text: 'ab12-34' } });
  });

  it('is one scan where only its end came late, and that end presses nothing', () => {
    const { paused, last, detector } = heldUp(CODE, 7);
    expect(paused).toEqual({ kind: 'scan', text: 'ab12-34' });
    expect(last).toEqual({ kind: 'pass', burst: true });
    expect(type(detector, AB12, 8)).toEqual({ kind: 'scan', text: 'ab12' });
  });

  it('takes nothing of what is typed later', () => {
    const { detector } = heldUp(CODE, 2);
    expect(type(detector, AB12, 8)).toEqual({ kind: 'scan', text: 'ab12' });
  });
});

describe('a typist', () => {
  it('is not taken for a scanner at 31 ms a key', () => {
    expect(type(new ScanDetector(), AB12, 31).kind).toBe('pass');
  });

  it('may roll two keys and press Enter at once', () => {
    expect(type(new ScanDetector(), ['KeyA', 'KeyB'], 10).kind).toBe('pass');
  });

  it('who holds a key down is not a scanner', () => {
    const detector = new ScanDetector();
    clock += 1000;
    for (let n = 0; n < 9; n += 1) detector.press(key('KeyA', 20, { repeat: n > 0 }));
    expect(detector.press(key('Enter', 20)).kind).toBe('pass');
  });

  it('who uses a shortcut is not a scanner', () => {
    const detector = new ScanDetector();
    clock += 1000;
    for (const code of AB12) detector.press(key(code, 8, { modified: true }));
    expect(detector.press(key('Enter', 8)).kind).toBe('pass');
  });
});

it('a handheld without physical keys is read by its characters', () => {
  expect(character({ code: '', key: 'Q', shift: false })).toBe('Q');
  expect(character({ code: '', key: 'Process', shift: false })).toBeNull();
});
