/**
 * What waits at the desk, and how a page that is loaded anew finds it again. Kept in the browser's session storage, for
 * whoever scanned it: somebody else who signs in on the same page neither sends it nor loses it.
 */
import type { Answer, DeskState, Request } from './machine';

/** One thing to do, in the order in which it was wished. */
export interface Waiting {
  /** The same request sent again must not be carried out twice. */
  key: string;
  /** What was scanned or typed. */
  text?: string;
  /** What is to be taken back. */
  undo?: { code: string; title: string; seq: number };
  /** What is open is to be ended. */
  end?: true;
  /** What was asked of the server already: whether it arrived is not known yet. */
  request?: Request;
}

export interface Entry extends Answer {
  id: number;
  at: number;
  /** It was taken back, or is about to be. */
  undone?: 'soon' | 'done';
}

export interface Kept {
  /** Whose it is. */
  who: number;
  /** When it was written. */
  at: number;
  state: DeskState;
  queue: Waiting[];
  /** How many of those that wait, from the first on, somebody was asked about and has not answered: they are from long ago. */
  old?: number;
  log: Entry[];
  /** Until when and why this loan is. */
  due: string;
  purpose: string;
}

/** Whether a line of the log can be taken back: as long as nothing else was done with the same folder since. */
export function mayTakeBack(log: Entry[], at: number): boolean {
  const entry = log[at];
  if (!entry || entry.seq === undefined || entry.undone) return false;
  return !log.slice(0, at).some((newer) => newer.seq !== undefined && newer.code === entry.code);
}

const STORE = 'strongroom.desk';
const keyOf = (who: number): string => `${STORE}.${who}`;

/** Answers false where the browser keeps nothing: then a reload would lose what waits. */
export function keep(kept: Kept): boolean {
  try {
    sessionStorage.setItem(STORE, JSON.stringify(kept));
    return true;
  } catch {
    return false;
  }
}

/** What somebody left behind. What somebody else left is put by for him. */
export function find(who: number): Kept | null {
  try {
    const last = read(STORE);
    if (last && last.who === who) return last;
    if (last && last.queue.length > 0) sessionStorage.setItem(keyOf(last.who), JSON.stringify(last));
    const own = read(keyOf(who));
    sessionStorage.removeItem(keyOf(who));
    return own;
  } catch {
    return null;
  }
}

function read(key: string): Kept | null {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(key) ?? 'null');
    return isKept(kept) ? kept : null;
  } catch {
    return null;
  }
}

function isKept(kept: unknown): kept is Kept {
  if (typeof kept !== 'object' || kept === null) return false;
  const { who, at, state, queue, log } = kept as Partial<Kept>;
  return typeof who === 'number' && typeof at === 'number' && typeof state === 'object' && Array.isArray(queue) && Array.isArray(log);
}
