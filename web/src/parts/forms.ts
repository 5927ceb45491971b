/** Which forms there are, and where each is shown and printed. */
import type { FormQuery } from '$lib/api/forms';
import type { PlainKey } from '$lib/i18n/index.svelte';
import { href } from '$lib/router/router.svelte';

/** A form's kind, as the interface calls it, and its name. */
export const FORMS = {
  badge: 'form.badge',
  box: 'form.box',
  case_slip: 'form.case_slip',
  certificate: 'form.certificate',
  condition: 'form.condition',
  contents: 'form.contents',
  folder: 'form.folder',
  folder_cover: 'form.folder_cover',
  folder_list: 'form.folder_list',
  folder_note: 'form.folder_note',
  folder_spine: 'form.folder_spine',
  loan_receipt: 'form.loan_receipt',
  loan_slip: 'form.loan_slip',
  missing_papers: 'form.missing_papers',
  overdue_notice: 'form.overdue_notice',
  paper_slip: 'form.paper_slip',
  pick_list: 'form.pick_list',
  range_end: 'form.range_end',
  separator: 'form.separator',
  shelf: 'form.shelf',
  slot: 'form.slot',
  transfer_list: 'form.transfer_list',
  transfer_register: 'form.transfer_register',
  volume: 'form.volume',
} as const satisfies Record<string, PlainKey>;

export type FormKind = keyof typeof FORMS;

export const isForm = (kind: string): kind is FormKind => kind in FORMS;

export function formHref(form: FormKind, query: FormQuery = {}): string {
  const said = Object.entries(query).filter(([, value]) => value !== '' && value != null && value !== false);
  return href('/print/forms/:form', { form }, Object.fromEntries(said.map(([name, value]) => [name, String(value)])));
}
