/**
 * Tells a scanner from a typist. A USB scanner types like a keyboard, only faster: keys under 30 ms apart, ended by
 * Enter, Tab or a pause. Characters are read from the physical key (`event.code`), because an input method turns
 * `event.key` into something else. Pure: times come with the keys; `hook.ts` listens to the page.
 */
export const MAX_GAP_MS = 30;
/** Shortest text taken for a scan when Enter or Tab ends it, and when only a pause does. */
export const MIN_ENDED = 3;
export const MIN_PAUSED = 6;
export const MAX_LENGTH = 512;

export interface Key {
  code: string;
  key: string;
  shift: boolean;
  /** Ctrl, Alt or Meta held: a shortcut, never part of a scan. */
  modified: boolean;
  repeat: boolean;
  at: number;
}

export type Verdict =
  /** Nothing special; `burst` says that these keys already come too fast for a person. */
  | { kind: 'pass'; burst: boolean }
  | { kind: 'scan'; text: string };

const PLAIN: Record<string, [string, string]> = {
  Minus: ['-', '_'], Equal: ['=', '+'], BracketLeft: ['[', '{'], BracketRight: [']', '}'], Backslash: ['\\', '|'],
  Semicolon: [';', ':'], Quote: ["'", '"'], Backquote: ['`', '~'], Comma: [',', '<'], Period: ['.', '>'],
  Slash: ['/', '?'], Space: [' ', ' '], NumpadDecimal: ['.', '.'], NumpadDivide: ['/', '/'],
  NumpadMultiply: ['*', '*'], NumpadSubtract: ['-', '-'], NumpadAdd: ['+', '+'],
};
const SHIFTED_DIGITS = ')!@#$%^&*(';

/** The character a physical key means on a US keyboard, which is what scanners pretend to be. */
export function character(key: Pick<Key, 'code' | 'key' | 'shift'>): string | null {
  const { code, shift } = key;
  const letter = /^Key([A-Z])$/.exec(code);
  if (letter) return shift ? (letter[1] as string) : (letter[1] as string).toLowerCase();
  const digit = /^(Digit|Numpad)(\d)$/.exec(code);
  if (digit) return shift && digit[1] === 'Digit' ? (SHIFTED_DIGITS[Number(digit[2])] ?? null) : (digit[2] as string);
  const plain = PLAIN[code];
  if (plain) return shift ? plain[1] : plain[0];
  // Handhelds and on-screen keyboards report no physical key; their character is all there is.
  if (code === '' && key.key.length === 1) return key.key;
  return null;
}

export const isModifier = (code: string): boolean => /^(Shift|Control|Alt|Meta)(Left|Right)$|^CapsLock$/.test(code);
const isEnd = (key: Key): boolean => /^(Enter|NumpadEnter|Tab)$/.test(key.code || key.key);

export class ScanDetector {
  private text = '';
  private lastAt = Number.NEGATIVE_INFINITY;
  /** What a pause ended, and whether it was a scan then. Its rest may only have been held up on its way to the page. */
  private paused: { text: string; isTaken: boolean } | null = null;

  /** Takes one key; a pause before it must be reported through `pause` first. */
  press(key: Key): Verdict {
    if (isModifier(key.code || key.key)) return { kind: 'pass', burst: this.text.length > 1 };
    if (key.repeat || key.modified) return this.forget();
    const close = key.at - this.lastAt <= MAX_GAP_MS;
    const { paused } = this;
    this.paused = null;
    if (paused && close) {
      this.text = paused.text;
      // All of it was there but its end.
      if (isEnd(key) && paused.isTaken) {
        this.forget();
        return { kind: 'pass', burst: true };
      }
    }
    if (isEnd(key)) {
      const text = close && this.text.length >= MIN_ENDED ? this.text.trim() : '';
      this.forget();
      return text ? { kind: 'scan', text } : { kind: 'pass', burst: false };
    }
    const next = character(key);
    if (next === null) return this.forget();
    this.text = close && this.text.length < MAX_LENGTH ? this.text + next : next;
    this.lastAt = key.at;
    return { kind: 'pass', burst: this.text.length > 1 };
  }

  /** No key has come for longer than the gap: a long enough burst is a scan without an end key. */
  pause(): Verdict {
    const text = this.text.length >= MIN_PAUSED ? this.text.trim() : '';
    this.paused = this.text ? { text: this.text, isTaken: text !== '' } : null;
    this.text = '';
    return text ? { kind: 'scan', text } : { kind: 'pass', burst: false };
  }

  get pending(): number {
    return this.text.length;
  }

  private forget(): Verdict {
    this.text = '';
    this.lastAt = Number.NEGATIVE_INFINITY;
    this.paused = null;
    return { kind: 'pass', burst: false };
  }
}
