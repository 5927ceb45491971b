/** What a reload must not lose where papers are taken over: scans that wait, and what was said of cases. For whoever said it. */
import type { NewCase, PapersSaid } from '$lib/api';
import type { Draft } from './draft';
import type { Open } from './open';

/** What was said of a case that was put aside: as it was then, announced or taken over already, and whose it is. */
export interface Aside {
  what: Open['what'];
  department: string | null;
  draft: Draft;
}

export interface Kept {
  who: number;
  queue: string[];
  /** The case that lay open, by its code. */
  open: string | null;
  /** One that nobody announced, with what was said of it, under the key by which it is taken once. */
  made: { made: NewCase; draft: Draft; key: string; sent?: PapersSaid[] } | null;
  /** What was said of each case that was not taken yet. */
  drafts: [string, Aside][];
}

const STORE = 'strongroom.receive.kept';
const keyOf = (who: number): string => `${STORE}.${who}`;

export function keep(kept: Kept): void {
  try {
    if (kept.queue.length === 0 && !kept.open && !kept.made && kept.drafts.length === 0) sessionStorage.removeItem(STORE);
    else sessionStorage.setItem(STORE, JSON.stringify(kept));
  } catch {
    // A browser that keeps nothing works as long as the page is not loaded anew.
  }
}

/** What somebody left behind. What somebody else left is put by for him. */
export function find(who: number): Kept | null {
  try {
    const last = read(STORE);
    if (last && last.who === who) return last;
    if (last) sessionStorage.setItem(keyOf(last.who), JSON.stringify(last));
    const own = read(keyOf(who));
    sessionStorage.removeItem(keyOf(who));
    return own;
  } catch {
    return null;
  }
}

function read(key: string): Kept | null {
  const kept = JSON.parse(sessionStorage.getItem(key) ?? 'null') as Kept | null;
  return kept && typeof kept.who === 'number' && Array.isArray(kept.queue) && Array.isArray(kept.drafts) ? kept : null;
}
