/** What is chosen, in words. */
import { day, period } from '$lib/format';
import { locale, t, tOr } from '$lib/i18n/index.svelte';
import { reference } from '$lib/reference.svelte';
import { session } from '$lib/session.svelte';
import { type Chip, type Facet, NONE } from './query';

export const facetTitle = (facet: Facet): string => t(`find.by_${facet}`);

/** Storerooms have no name in an answer; those who may read their list see it. */
export function valueName(facet: Facet, value: string): string {
  if (value === NONE) return t('find.none');
  switch (facet) {
    case 'state':
      return tOr(`state.${value}`, value);
    case 'type':
      return reference.typeName(value);
    case 'department':
      return reference.departmentName(value);
    case 'class':
      return reference.className(value);
    case 'period':
      return period(value, locale());
    case 'condition':
    case 'completeness':
      return tOr(`find.${facet}.${value}`, value);
    default:
      return value;
  }
}

export function chipName(chip: Chip): string {
  switch (chip.facet) {
    case 'overdue':
      return t('find.overdue');
    case 'borrower':
      return chip.value === 'me' || chip.value === String(session.me?.person.no) ? t('find.mine') : t('find.borrower', { name: chip.value });
    case 'from':
      return t('find.from_day', { day: day(chip.value, locale()) });
    case 'until':
      return t('find.until_day', { day: day(chip.value, locale()) });
    default:
      return chip.value === NONE || chip.facet === 'storeroom' ? `${facetTitle(chip.facet)}: ${valueName(chip.facet, chip.value)}` : valueName(chip.facet, chip.value);
  }
}
