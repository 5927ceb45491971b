/** What this person can do with a single paper of a case, and what is said once it is done. */
import { api, type CaseCard, type PaperLine } from '$lib/api';
import { t } from '$lib/i18n/index.svelte';
import { href } from '$lib/router/router.svelte';
import { session } from '$lib/session.svelte';
import { toast, type ToastAct } from '$lib/toast.svelte';
import { sayWithWayBack } from '$lib/wayback';
import { actsFor, type PaperAct } from './paperacts';

/** The same without what this person's role does not hold. */
export function actsHere(card: CaseCard, paper: PaperLine): PaperAct[] {
  if (card.phase !== 'waiting' && card.phase !== 'filed') return [];
  const needs = (act: PaperAct): string => {
    if (act === 'lend' || act === 'back') return 'lend';
    // One that is out already is taken out once more by whoever may give leave for it.
    return act === 'withdraw' && paper.state === 'taken_out' ? 'folder.dispose' : 'case.receive';
  };
  return actsFor(paper).filter((act) => session.may(needs(act)));
}

/** What stands in the place of a paper that is lent alone. */
export const slipOf = (code: string, paper: number): string => href('/print/cases/:code/papers/:no', { code, no: String(paper) });

interface Told {
  after: () => unknown;
  more?: ToastAct[];
  /** How it is taken back, where that is no matter of custody. */
  undo?: () => Promise<unknown>;
}

/** Says what was done, and lets it be taken back; `after` shows how things are then. */
export function sayDone(words: string, card: Pick<CaseCard, 'changed_seq'>, { after, more = [], undo = () => api.undo(card.changed_seq) }: Told): void {
  if (session.may('put_away')) sayWithWayBack(words, undo, after, more);
  else toast(words, 'ok', more);
}

/** Says that a paper is lent, with the slip to print. */
export function sayLent(card: CaseCard, paper: { no: number; name: string }, to: string, after: () => unknown): void {
  sayDone(t('contents.lent', { paper: paper.name, name: to }), card, { after, more: [{ label: t('paper_slip.print'), href: slipOf(card.code, paper.no) }] });
}
