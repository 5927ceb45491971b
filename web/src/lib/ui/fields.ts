/** What the interface's fields are called on pages: a refusal names a field by its id, which is nobody's word for it. */
import type { ApiProblem } from '$lib/api';
import { datesIn } from '$lib/format';
import { locale, t, tOr, type PlainKey } from '$lib/i18n/index.svelte';

const NAMES: Record<string, PlainKey> = {
  business_date: 'folder.date',
  deadline_from: 'case.deadline_from',
  reference: 'case.reference',
  department: 'folder.department',
  responsible: 'case.responsible',
  due: 'case.due',
  class: 'folder.class',
  thickness_mm: 'folder.thickness_mm',
  rest_mm: 'surgery.thickness_rest',
  slot: 'folder.slot',
  code: 'folder.code',
  note: 'folder.note',
  reason: 'folder.reason',
  name: 'register.name',
  since: 'surgery.since',
  into: 'surgery.into',
  other: 'surgery.other',
  file: 'surgery.file',
  cases: 'surgery.cases',
  case: 'nav.case',
  to_case: 'nav.case',
  folders: 'home.folders_short',
  papers: 'receive.papers',
  from: 'cases.from',
  to: 'cases.until',
  calendar: 'nav.calendar',
  years: 'calendar.year',
  working_days: 'calendar.working_days',
  expires_on: 'person.expires_on',
  borrower: 'loan.borrower',
  badge: 'person.badge',
  called_for: 'case.called_for',
};

/** What was kept and what to do, where the server's sentence does not say so. `isRead` says that nothing was asked to change. */
export function adviceOf(problem: ApiProblem, isRead: boolean): string {
  // A printer or a scanner that does not answer: the server did.
  if (problem.status === 503 && /^(Printer|Scanner)/.test(problem.code)) return t('problem.do_device');
  if (problem.unreachable) return isRead ? t('problem.do_read') : t('problem.do_wait');
  if (problem.status === 429) return t('problem.do_slow');
  if (problem.status >= 500 || problem.status === -1) return isRead ? t('problem.do_report') : t('problem.do_look');
  if (isRead) return '';
  if (problem.code === 'UnsupportedFile') return t('problem.do_other_file');
  if (problem.status === 413) return t('problem.do_smaller');
  return problem.status === 409 || problem.status === 412 ? t('problem.do_kept') : '';
}

/** What does not fit, after the field's name where it has one. */
export function inField(field: string, detail: string): string {
  const name = NAMES[field.split('.')[0] ?? ''];
  const told = datesIn(detail, locale());
  return name ? t('problem.field', { field: t(name), detail: told }) : told;
}

/** What happened, in a sentence: the server's own, but for a value that does not fit a field. */
export function sentenceOf(problem: ApiProblem): string {
  const { field, detail } = problem.params;
  if (problem.code === 'BadValue' && field !== undefined && detail !== undefined) {
    return inField(field, detail);
  }
  return datesIn(problem.detail, locale()) || tOr(`problem.${problem.code}`, t('problem.other', { code: problem.code }));
}
