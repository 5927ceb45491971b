/** What lies on the desk where papers are taken over, and what is said there. Pure. */
import type { CaseCard, NewCase, PapersSaid, TransferLine } from '$lib/api';
import { named } from '$lib/i18n/index.svelte';
import { reference } from '$lib/reference.svelte';
import { codeIn } from '$lib/scan/read';
import type { Tone } from '$desk/machine';
import { type Draft, foreseen } from './draft';

/** What lies on the desk. `later`: its papers came before, and more of them come now. */
export interface Open {
  what: 'case' | 'later' | 'new';
  card: CaseCard | null;
  made: NewCase | null;
  draft: Draft;
  scanned: string;
  /** The same request sent again must not take it twice. */
  key: string;
  /** Why it goes back, while somebody says so. */
  away: string | null;
  /** When it was laid open. */
  at: number;
  /** It opened by itself, out of what waited: whoever pressed a key just now had not seen it. */
  unseen?: boolean;
  /** What was sent of it when no answer came: one of these may have arrived. */
  sent?: PapersSaid[];
  /** How often it was asked why a paper is wrong or unfit. */
  asked?: number;
}

/** What was scanned or typed, and when. */
export interface Scan {
  text: string;
  at: number;
}

export const scanOf = (text: string): Scan => ({ text, at: performance.now() });

export type What =
  | 'taken' | 'already' | 'waits' | 'homeless' | 'noted' | 'turned_away' | 'closed' | 'opened' | 'aside' | 'cancelled' | 'unchanged'
  | 'need_department' | 'no_department' | 'not_here' | 'other_department' | 'no_badge' | 'foreign' | 'refused';

export interface Said {
  what: What;
  tone: Tone;
  id: number;
  card?: CaseCard;
  transfer?: TransferLine;
  text?: string;
}

/** Whether a scan is of what lies open: by it the same is confirmed. */
export function isOf(open: Open, text: string): boolean {
  const own = open.card ? [open.card.code, open.card.reference, open.card.folder?.code, open.scanned] : [open.scanned];
  return own.some((code) => code && code.toUpperCase() === codeIn(text).toUpperCase());
}

/** Whether its type takes no gaps, and there are some. */
export function mustGoBack(open: Open): boolean {
  const type = reference.type(open.made?.business_type ?? '');
  const rule = open.card?.incomplete_is ?? type?.incomplete;
  return rule === 'refuse' && foreseen(open.draft).length > 0;
}

/** Why it goes back: what is wanting, by name. */
export function reasons(open: Open): string {
  const names = foreseen(open.draft).map(({ line }) => named({ zh: line.name_zh, en: line.name_en }));
  return [...new Set(names)].join('、');
}

/** What is brought: a case that was announced, or one that just came. */
export function brought(open: Open): { case: string } | { new: NewCase } {
  return open.card ? { case: open.card.code } : { new: open.made as NewCase };
}
