/** What a reload must not lose where papers are taken over: scans that wait, and what was said of cases. For whoever said it. */
import type { NewCase } from '$lib/api';
import type { Draft } from './draft';

export interface Kept {
  who: number;
  queue: string[];
  /** The case that lay open, by its code. */
  open: string | null;
  /** One that nobody announced, with what was said of it, under the key by which it is taken once. */
  made: { made: NewCase; draft: Draft; key: string } | null;
  /** What was said of each case that was not taken yet. */
  drafts: [string, Draft][];
}

const STORE = 'strongroom.receive.kept';

export function keep(kept: Kept): void {
  try {
    if (kept.queue.length === 0 && !kept.open && !kept.made && kept.drafts.length === 0) sessionStorage.removeItem(STORE);
    else sessionStorage.setItem(STORE, JSON.stringify(kept));
  } catch {
    // A browser that keeps nothing works as long as the page is not loaded anew.
  }
}

export function find(who: number): Kept | null {
  try {
    const kept = JSON.parse(sessionStorage.getItem(STORE) ?? 'null') as Kept | null;
    return kept && kept.who === who && Array.isArray(kept.queue) && Array.isArray(kept.drafts) ? kept : null;
  } catch {
    return null;
  }
}
