/** That an original is signed: said by somebody who saw it, and taken back by noting the paper as it was. */
import { api, type CaseCard, type PaperLine, type Signature } from '$lib/api';
import { t } from '$lib/i18n/index.svelte';
import { nameOf, together } from '../../parts/cases';
import { sayWithWayBack } from '$lib/wayback';

/** The signatures that the checklist wants and nobody has seen yet. */
export const wanting = (paper: PaperLine): Signature[] => paper.wants_signatures.filter((who) => !paper.signatures.includes(who));

export async function signed(card: CaseCard, paper: PaperLine, signature: Signature, page: number, after: () => unknown): Promise<void> {
  await api.signPage({ case: card.code, paper: paper.id ?? paper.no, signature, page });
  const now = await api.caseCard(card.code);
  const rest = now.missing.map((gap) => gap.text);
  const words = t('viewer.signed', { paper: nameOf(paper), who: t(`paper.signed_${signature}`) });
  const { id, no, state, originals, copies, pages, signatures, remark } = paper;
  const before = { paper: id ?? no, state: state ?? ('there' as const), originals, copies, signatures, remark, ...(pages > 0 ? { pages } : {}) };
  sayWithWayBack(`${words} ${rest.length > 0 ? t('viewer.still', { what: together(rest) }) : t('viewer.complete')}`, () => api.notePapers(card.code, [before]), after);
}
