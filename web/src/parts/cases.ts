/** What pages say of cases and papers, in the page's language. */
import type { CaseLine, Named, GapKind } from '$lib/api';
import { day, list } from '$lib/format';
import { locale, named, t } from '$lib/i18n/index.svelte';

export const nameOf = (one: { name_zh: string; name_en: string } | null | undefined): string =>
  one ? named({ zh: one.name_zh, en: one.name_en }) : '';

export const typeOf = (one: CaseLine): string => nameOf(one.business_type);
export const departmentOf = (one: { department?: Named | null }): string => nameOf(one.department);

export const gapWord = (why: GapKind): string => t(`paper.gap_${why}`);

/** Gaps hold commas of their own. */
export const together = (gaps: string[]): string => gaps.join(locale() === 'en' ? '; ' : '；');
export const gapsOf = (one: CaseLine): string => together(one.missing.map((gap) => gap.text));

/** The day a case is due, with what is to be known of it. */
export function dueText(one: CaseLine): string {
  if (!one.due) return '';
  const text = day(one.due.date, locale());
  const marks = [...(one.due.is_extended ? [t('case.extended')] : []), ...(one.due.is_provisional ? [t('case.provisional')] : []), ...(one.due_moved ? [t('case.due_moved')] : [])];
  return marks.length > 0 ? `${text} (${list(marks, locale())})` : text;
}
