/**
 * Listens to every key of the page and hands scans to whoever asked last. Keys are never swallowed from a field while a
 * burst is coming in (quick typists roll two keys within 30 ms); when it turns out to be a scan, the field is put back
 * to what it held before.
 */
import { isModifier, type Key, MAX_GAP_MS, ScanDetector, type Verdict } from './detector';

export type ScanHandler = (text: string) => void;

/** A pause longer than this ends a scan; longer than the gap between keys, so that a slow moment does not cut one in two. */
const PAUSE_MS = 150;

type TextField = HTMLInputElement | HTMLTextAreaElement;

const handlers: ScanHandler[] = [];

/** Scans that came while their page was still being fetched. */
let kept: string[] = [];
const MAX_KEPT = 100;

export function keepScan(text: string): void {
  kept = [...kept, text].slice(-MAX_KEPT);
}

export function takeKept(): string[] {
  const taken = kept;
  kept = [];
  return taken;
}

/** Takes the scans until the returned function is called; the newest taker wins. */
export function onScan(handler: ScanHandler): () => void {
  handlers.push(handler);
  return () => {
    const index = handlers.lastIndexOf(handler);
    if (index >= 0) handlers.splice(index, 1);
  };
}

/** What the last character is to do, as long as it may turn out to be the first of a scan. */
let meant: (() => unknown) | null = null;
let wait: ReturnType<typeof setTimeout> | undefined;

/**
 * Does what a character on its own means, once it is known to be no first one of a scan: a burst is only known by its second
 * key. What a person presses keeps its order, however quick he is: the next key has it done first.
 */
export function soon(act: () => unknown): void {
  doMeant();
  meant = act;
  // The second wait lets keys through that are held up behind a slow moment of the page.
  wait = setTimeout(() => (wait = setTimeout(doMeant)), 2 * MAX_GAP_MS);
}

function doMeant(): void {
  const act = meant;
  dropMeant();
  act?.();
}

function dropMeant(): void {
  clearTimeout(wait);
  meant = null;
}

/** Where a key goes: what was waiting may just have put the cursor into a field. */
export const goesTo = (event: KeyboardEvent): Element | null =>
  textField(document.activeElement) ?? (event.target instanceof Element ? event.target : null);

const NOT_TEXT = new Set(['button', 'checkbox', 'color', 'file', 'image', 'radio', 'range', 'reset', 'submit']);

function textField(target: EventTarget | null): TextField | null {
  if (target instanceof HTMLTextAreaElement) return target;
  return target instanceof HTMLInputElement && !NOT_TEXT.has(target.type) ? target : null;
}

/** Where somebody signs in or says once more who he is. */
const asksPassword = (field: TextField): boolean => field.type === 'password' || !!field.form?.querySelector('input[type=password]');

/** Labels and badges are printed in capitals. */
const isPrinted = (text: string): boolean => /\d/.test(text) && text === text.toUpperCase();

/**
 * Whether a burst is somebody's own: a password manager types as fast as a scanner, and what it types must not be looked up
 * as a code. Where a page waits for scans behind the question for the password, a label is still a label.
 */
const isOwn = (field: TextField | undefined, text: string): boolean => !!field && asksPassword(field) && (handlers.length === 0 || !isPrinted(text));

/** Puts a field back to what it held before the scanner typed into it, and tells whoever is bound to it. */
function restore(field: TextField, value: string): void {
  if (field.value === value) return;
  field.value = value;
  field.dispatchEvent(new Event('input', { bubbles: true }));
}

/** A composition of an input method would write its text after us; leaving the field ends it. */
function restoreComposing(field: TextField, value: string): void {
  field.blur();
  restore(field, value);
  window.setTimeout(() => {
    restore(field, value);
    field.focus();
  });
}

interface Before {
  field: TextField;
  value: string;
  composing: boolean;
}

export function listen(target: Window): () => void {
  const detector = new ScanDetector();
  let before: Before | null = null;
  let timer = 0;

  /** Hands a scan on, and answers whether it was one. */
  const taken = (verdict: Verdict): boolean => {
    if (verdict.kind !== 'scan' || isOwn(before?.field, verdict.text)) return false;
    if (before) (before.composing ? restoreComposing : restore)(before.field, before.value);
    (handlers.at(-1) ?? keepScan)(verdict.text);
    return true;
  };
  // What the field held before is kept: the rest of a scan may come late, and goes as it came.
  const paused = (): unknown => taken(detector.pause());
  const onKey = (event: KeyboardEvent): void => {
    const field = textField(event.target);
    const value = field ? field.value : '';
    const verdict = detector.press(keyOf(event));
    if (!isModifier(event.code || event.key)) (verdict.kind === 'scan' || verdict.burst ? dropMeant : doMeant)();
    if (detector.pending === 1 && event.key !== 'Shift') before = field ? { field, value, composing: false } : null;
    if (before && (event.isComposing || event.key === 'Process')) before.composing = true;
    target.clearTimeout(timer);
    if (verdict.kind === 'scan') {
      if (taken(verdict)) stop(event);
      before = null;
      return;
    }
    // The second wait lets keys through that were typed long ago but held up behind a slow moment of the page.
    if (detector.pending > 0) timer = target.setTimeout(() => (timer = target.setTimeout(paused)), PAUSE_MS);
    // Outside a field a burst is no shortcut and presses no button.
    if (verdict.burst && !field) stop(event);
  };
  target.addEventListener('keydown', onKey, { capture: true });
  return () => {
    target.clearTimeout(timer);
    target.removeEventListener('keydown', onKey, { capture: true });
  };
}

function keyOf(event: KeyboardEvent): Key {
  return {
    code: event.code,
    key: event.key,
    shift: event.shiftKey,
    modified: event.ctrlKey || event.altKey || event.metaKey,
    repeat: event.repeat,
    at: event.timeStamp,
  };
}

function stop(event: Event): void {
  event.preventDefault();
  event.stopPropagation();
}
