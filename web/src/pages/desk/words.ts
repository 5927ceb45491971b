/** The desk's answers in the page's language. */
import { day, datesIn } from '$lib/format';
import { locale, t } from '$lib/i18n/index.svelte';
import type { Answer } from '$desk/machine';

/** A few words to read from afar. */
export function headline(answer: Answer): string {
  const name = answer.name ?? '';
  const n = answer.n ?? 0;
  switch (answer.what) {
    case 'badge': return name;
    case 'badge_own': return name;
    case 'blocked': return t('desk.big_blocked');
    case 'inactive': return t('desk.big_blocked');
    case 'lend_done': return n > 0 ? t('desk.big_lend_done', { n }) : t('desk.big_lend_none');
    case 'lent': return t('desk.big_lent');
    case 'lent_already': return t('desk.big_lent_already');
    case 'returned': return t('desk.big_returned');
    case 'returned_homeless': return t('desk.big_returned');
    case 'received':
    case 'received_homeless': return t('desk.big_received');
    case 'found':
    case 'found_homeless': return t('desk.big_found');
    case 'waiting': return t('desk.big_waiting');
    case 'waiting_homeless': return t('desk.big_waiting');
    case 'on_shelf': return t('desk.big_on_shelf');
    case 'withdrawn': return t('desk.big_withdrawn');
    case 'destroyed': return t('desk.big_destroyed');
    case 'slot': return t('desk.big_slot');
    case 'slot_blocked': return t('desk.big_slot_blocked');
    case 'not_slot': return t('desk.big_not_slot');
    case 'put_away': return t('desk.big_put_away');
    case 'moved': return t('desk.big_moved');
    case 'wrong_slot': return t('desk.big_wrong_slot');
    case 'move_dropped': return t('desk.big_move_dropped');
    case 'put_away_done': return n > 0 ? t('desk.big_put_away_done', { n }) : t('desk.big_put_away_none');
    case 'cases_wait': return t('desk.big_cases_wait', { n });
    case 'filed': return t('desk.big_filed');
    case 'waits_on': return t('waiting.not_filed');
    case 'filed_before': return t('desk.big_filed_before');
    case 'folder_first': return t('desk.big_folder_first');
    case 'not_received': return t('desk.big_not_received');
    case 'choose': return t('desk.big_choose');
    case 'unknown': return t('desk.big_unknown');
    case 'foreign': return t('desk.big_foreign');
    case 'choice_dropped': return t('desk.big_choice_dropped');
    case 'undone': return t('ui.undone');
    case 'not_undone': return t('desk.big_not_undone');
    case 'refused': return t('desk.big_refused');
  }
}

/** What it means and what to do next. */
export function sentence(answer: Answer): string {
  const name = answer.name ?? '';
  const n = answer.n ?? 0;
  switch (answer.what) {
    case 'badge': return t('desk.say_badge');
    case 'badge_own': return t('desk.say_badge_own');
    case 'blocked': return answer.detail ? `${name}: ${answer.detail}` : name;
    case 'inactive': return t('desk.say_inactive', { name });
    case 'lend_done': return n > 0 ? t('desk.say_lend_done', { name }) : t('desk.say_lend_none', { name });
    case 'lent': return t('desk.say_lent', { name, due: day(answer.due, locale()) });
    case 'lent_already': return t('desk.say_lent_already', { name });
    case 'returned': return t('desk.say_returned');
    case 'returned_homeless': return t('desk.say_homeless');
    case 'received': return t('desk.say_received');
    case 'received_homeless': return t('desk.say_received_homeless');
    case 'found': return t('desk.say_found');
    case 'found_homeless': return t('desk.say_found_homeless');
    case 'waiting': return t('desk.say_waiting');
    case 'waiting_homeless': return t('desk.say_homeless');
    case 'on_shelf': return t('desk.say_on_shelf');
    case 'withdrawn': return t('desk.say_withdrawn');
    case 'destroyed': return t('desk.say_destroyed');
    case 'slot': return t('desk.say_slot');
    case 'slot_blocked': return t('desk.say_slot_blocked');
    case 'not_slot': return t('desk.say_not_slot');
    case 'put_away': return t('desk.say_put_away');
    case 'moved': return t('desk.say_moved');
    case 'wrong_slot': return t('desk.say_wrong_slot', { slot: name });
    case 'move_dropped': return t('desk.say_move_dropped', { code: answer.code ?? '' });
    case 'put_away_done': return n > 0 ? '' : t('desk.say_put_away_none');
    case 'cases_wait': return t('desk.say_cases_wait');
    case 'filed': return t('desk.say_filed');
    case 'waits_on': return t('case.waits_on');
    case 'filed_before': return t('desk.say_filed_before');
    case 'folder_first': return t('desk.say_folder_first');
    case 'not_received': return t('desk.say_not_received');
    case 'choose': return t('desk.say_choose', { n });
    case 'unknown': return t('desk.say_unknown', { text: answer.code ?? '' });
    case 'foreign': return t('desk.say_foreign', { host: name });
    case 'choice_dropped': return t('desk.say_choice_dropped');
    case 'undone': return t('desk.say_undone');
    case 'not_undone':
    case 'refused': return datesIn(answer.detail ?? '', locale());
  }
}
