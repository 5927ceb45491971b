/** What the page where papers are taken over says, in the page's language. */
import { t } from '$lib/i18n/index.svelte';
import { nameOf } from '../../parts/cases';
import type { Said } from '../../receive/reception.svelte';

/** A few words to read from afar. */
export function headline(said: Said): string {
  switch (said.what) {
    case 'opened': return nameOf(said.transfer?.department);
    case 'closed': return t('receive.big_closed', { no: said.transfer?.no ?? 0 });
    case 'taken': case 'homeless': return said.card?.missing.length ? t('receive.big_taken_gaps', { n: said.card.missing.length }) : t('receive.big_taken');
    default: return t(`receive.big_${said.what}`);
  }
}

/** What it means and what to do next. */
export function sentence(said: Said): string {
  const text = said.text ?? '';
  switch (said.what) {
    case 'opened': return said.transfer?.cases ? t('receive.say_on', { n: said.transfer.cases }) : t('receive.say_opened');
    case 'taken': return t('receive.say_taken');
    case 'homeless': return t('receive.say_homeless');
    case 'waits': return t('receive.say_waits');
    case 'noted': return said.card?.missing.length ? '' : t('receive.say_noted');
    case 'unchanged': return t('receive.say_unchanged');
    case 'turned_away': return t('receive.say_turned_away');
    case 'closed': return t('receive.say_closed', { n: said.transfer?.cases ?? 0, gaps: said.transfer?.gaps ?? 0 });
    case 'aside': return t('receive.say_aside', { text });
    case 'cancelled': return t('receive.say_cancelled');
    case 'need_department': return t('receive.say_need_department');
    case 'no_department': return t('receive.say_no_department', { name: text });
    case 'not_here': return t('receive.say_not_here', { text });
    case 'other_department': return t('receive.say_other_department', { name: nameOf(said.card?.department) });
    case 'no_badge': return t('receive.say_no_badge', { text });
    case 'foreign': return t('desk.say_foreign', { host: text });
    case 'already': case 'refused': return text;
  }
}
