/** What a column of an imported file can be. */
import type { BusinessType } from '$lib/api';
import { named, t } from '$lib/i18n/index.svelte';

const FIXED = [
  'ignore', 'business_type', 'business_date', 'code', 'foreign_code', 'old_code_kept', 'department', 'class', 'thickness_mm',
  'slot', 'box', 'place_request', 'note', 'subject.name', 'subject.identity_number', 'subject.organisation_code', 'subject.phone',
  'subject.vin', 'subject.plate', 'subject.address', 'case.reference', 'case.code', 'case.deadline_from', 'case.due', 'case.phase',
  'case.completeness', 'case.responsible', 'papers.there', 'papers.missing', 'paper', 'paper.state',
] as const;

export function targetOptions(types: BusinessType[]): { value: string; label: string }[] {
  const fields = new Map(types.flatMap((type) => type.fields.map((field) => [`field:${field.id}`, named(field.name)] as const)));
  return [
    ...FIXED.map((value) => ({ value: value as string, label: t(`target.${value}`) })),
    ...[...fields].map(([value, label]) => ({ value, label: t('target.field', { name: label }) })),
  ];
}
