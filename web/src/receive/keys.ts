/**
 * The keys of the page where papers are taken over. Fields keep their keys; everywhere else a key speaks about the case
 * that lies open. What the first key of a scan did is undone when it turns out to be one.
 */
import { character, MAX_GAP_MS } from '$lib/scan/detector';
import { type Draft, press } from './draft';
import type { Reception } from './reception.svelte';

type Words = 'remark' | 'pages' | 'extra';

/** From the first key of a scan to its last, however slow the page is just now. */
const SCAN_MS = 1_000;

export class Keys {
  /** Puts the cursor where words are typed. */
  words: ((what: Words) => void) | null = null;
  private before: { draft: Draft; key: string; at: number } | null = null;
  private waiting: ReturnType<typeof setTimeout> | undefined;
  private lastAt = Number.NEGATIVE_INFINITY;
  private readonly desk: Reception;

  constructor(desk: Reception) {
    this.desk = desk;
  }

  /** Every key, before anybody takes it: two so close are a scanner's. */
  any(event: KeyboardEvent): void {
    if (event.timeStamp - this.lastAt <= MAX_GAP_MS) clearTimeout(this.waiting);
    this.lastAt = event.timeStamp;
  }

  /** A scan came: its first key was no key. */
  scanned(text: string): void {
    const { before } = this;
    this.before = null;
    if (!before || !this.desk.open || performance.now() - before.at > SCAN_MS) return;
    if (text[0]?.toLowerCase() === before.key) this.desk.setDraft(before.draft);
  }

  /** Answers whether the key meant something. */
  press(event: KeyboardEvent): boolean {
    const { desk } = this;
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return false;
    const target = event.target instanceof Element ? event.target : null;
    if (target?.closest('dialog')) return false;
    if (target?.closest('input, textarea, select')) return this.inField(event);
    if (event.key === 'F2') return void desk.askToClose(), true;
    if (event.key === 'F4') return desk.justComes(), true;
    if (event.key === 'Escape') return desk.putAside(), true;
    if (desk.choice && /^[1-9]$/.test(event.key)) return desk.pick(Number(event.key) - 1), true;
    return desk.open && (!event.shiftKey || event.code === 'Equal') ? this.onPapers(event, target) : false;
  }

  private inField(event: KeyboardEvent): boolean {
    if (event.key === 'F2') return void this.desk.askToClose(), true;
    if (event.key === 'F4') return this.desk.justComes(), true;
    return event.key === 'Escape' ? (this.desk.putAside(), true) : false;
  }

  private onPapers(event: KeyboardEvent, target: Element | null): boolean {
    const { desk } = this;
    const open = desk.open;
    if (!open) return false;
    const onButton = target?.closest('button, a') != null;
    if (event.key === 'Enter') return onButton || event.repeat ? false : (void desk.confirm(), true);
    if (onButton && event.code === 'Space') return false;
    if (open.away !== null) return false;
    if (event.repeat && !event.code.startsWith('Arrow')) return true;
    if (event.code === 'KeyA' && open.what === 'later') return desk.allCame(), true;
    if (event.code === 'KeyB') return desk.askAway(), true;
    const words: Record<string, Words> = { KeyR: 'remark', KeyP: 'pages', KeyX: 'extra' };
    const word = words[event.code];
    if (word) return this.soon(word), true;
    const next = press(open.draft, event.code, event.timeStamp);
    if (!next) return false;
    this.before = { draft: open.draft, key: (character({ code: event.code, key: event.key, shift: false }) ?? '').toLowerCase(), at: performance.now() };
    desk.setDraft(next);
    // Wrong and unfit ask for a reason.
    if (event.code === 'KeyW' || event.code === 'KeyU') this.soon('remark');
    return true;
  }

  /** Not at once: were this key the first of a scan, the rest of it would be typed into the field. */
  private soon(word: Words): void {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.words?.(word), 2 * MAX_GAP_MS);
  }
}
