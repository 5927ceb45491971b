/** What pages say of cases and papers, in the page's language. */
import type { CaseCard, CaseLine, CodeAndName, Gap, GapKind, PaperLine } from '$lib/api';
import { day, list } from '$lib/format';
import { locale, named, t } from '$lib/i18n/index.svelte';

export const nameOf = (one: { name_zh: string; name_en: string } | null | undefined): string =>
  one ? named({ zh: one.name_zh, en: one.name_en }) : '';

export const typeOf = (one: CaseLine): string => nameOf(one.business_type);
export const departmentOf = (one: { department: CodeAndName | null }): string => nameOf(one.department);

export const gapWord = (why: GapKind): string => t(`paper.gap_${why}`);

/** The papers a gap is about; of those that stand for each other, all. */
export function gapText(gap: Gap, papers: PaperLine[]): string {
  const names = gap.papers.map((no) => nameOf(papers.find((paper) => paper.no === no)) || String(no + 1));
  return t('paper.gap_line', { papers: names.join(t('paper.or')), why: gapWord(gap.why) });
}

export const gapsOf = (card: CaseCard): string => list(card.missing.map((gap) => gapText(gap, card.papers)), locale());

export function dueText(one: CaseLine): string {
  if (!one.due) return '';
  const text = t('case.due_on', { date: day(one.due.date, locale()) });
  const marks = [...(one.due.is_extended ? [t('case.extended')] : []), ...(one.due.is_provisional ? [t('case.provisional')] : [])];
  return marks.length > 0 ? `${text} (${list(marks, locale())})` : text;
}

/** What is not known of a case and should be. */
export function unknownOf(one: CaseLine): string[] {
  return [
    ...(one.department ? [] : [t('case.no_department')]),
    ...(one.business_date ? [] : [t('case.no_date')]),
    ...(one.title && one.title !== one.folder.code ? [] : [t('case.no_subject')]),
    ...(one.responsible ? [] : [t('case.no_responsible')]),
  ];
}
