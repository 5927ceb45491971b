/** The map's colours and choices in words. */
import type { RoomMap } from '$lib/api';
import { count, day, list, percent, period } from '$lib/format';
import { plurals } from '$lib/intl';
import { locale, named, t } from '$lib/i18n/index.svelte';
import { classOf, keysOf, LANES_COLOURED, lanesByUse, MARKS, type Mode, yearOf, YEARS_TOLD } from './colours';

export interface Entry {
  key: string;
  /** The colour's class. */
  ink: string;
  label: string;
  /** How many shelves have it. */
  shelves: number;
  /** What choosing it means. */
  show: string;
}

const FILL = ['f0', 'f1', 'f2', 'f3', 'f4', 'full', 'shut'] as const;
const AGES = ['a0', 'a1', 'a2', 'a3', 'a4', 'a5'] as const;

/** What each colour means, those on the map only, in order. */
export function legend(map: RoomMap, mode: Mode, keys: readonly string[] = keysOf(map, mode)): Entry[] {
  const shelves = new Map<string, number>();
  for (const key of keys) shelves.set(key, (shelves.get(key) ?? 0) + 1);
  const entry = (key: string, label: string, show = `${mode}:${key}`): Entry => ({ key, ink: classOf(key), label, show, shelves: shelves.get(key) ?? 0 });
  const rest = (['mix', 'f0', 'shut'] as const).map((key) => entry(key, t(`map.key.${key}`)));
  const all = { fill: () => FILL.map((key) => entry(key, t(`map.key.${key}`))), lane: () => [...lanes(map, entry), ...rest], period: () => [...years(map, entry), ...rest], age: () => [...AGES.map((key) => entry(key, t(`map.key.${key}`))), ...rest.slice(1)] };
  return all[mode]().filter((one) => one.shelves > 0);
}

type Make = (key: string, label: string, show?: string) => Entry;

function lanes(map: RoomMap, entry: Make): Entry[] {
  const named_ = lanesByUse(map).slice(0, LANES_COLOURED).map((lane, rank) => {
    const one = map.lanes[lane];
    return entry(`c${rank}`, one ? `${one.code} ${named(one.name)}` : '', `lane:${one?.code ?? ''}`);
  });
  return [...named_, entry(`c${LANES_COLOURED}`, t('map.key.other_lanes'))];
}

function years(map: RoomMap, entry: Make): Entry[] {
  const now = Number(yearOf(map.today));
  return Array.from({ length: YEARS_TOLD }, (_, back) => {
    const last = back === YEARS_TOLD - 1;
    const label = last ? t('map.key.year_until', { year: String(now - back) }) : String(now - back);
    return last || back === 0 ? entry(`y${back}`, label) : entry(`y${back}`, label, `year:${now - back}`);
  });
}

/** Everything that can be shown alone, with whatever is shown now. */
export function choices(map: RoomMap, show: string): { value: string; label: string }[] {
  const all = [
    ...MARKS.map((mark) => ({ value: `mark:${mark}`, label: t(`map.mark.${mark}`) })),
    ...map.zones.map((zone) => ({ value: `zone:${zone.code}`, label: t('map.of_zone', { name: `${zone.code} ${named(zone.name)}` }) })),
    ...map.lanes.map((lane) => ({ value: `lane:${lane.code}`, label: t('map.of_lane', { name: `${lane.code} ${named(lane.name)}` }) })),
    ...[...new Set(map.periods.map(yearOf))].sort().reverse().map((year) => ({ value: `year:${year}`, label: t('map.of_period', { name: year }) })),
  ];
  if (show === '' || all.some((one) => one.value === show)) return all;
  const [kind, what = ''] = [show.slice(0, show.indexOf(':')), show.slice(show.indexOf(':') + 1)];
  if (kind === 'period') return [{ value: show, label: t('map.of_period', { name: period(what, locale()) }) }, ...all];
  return [{ value: show, label: t('map.of_colour') }, ...all];
}

/** A shelf in one line, as it is read out. */
export function words(map: RoomMap, index: number): string {
  const shelf = map.shelves;
  const [lane, zone, when] = [map.lanes[shelf.lane[index] ?? -1], map.zones[shelf.zone[index] ?? -1], map.periods[shelf.period[index] ?? -1]];
  const some = (n: number | undefined, key: 'map.n_blocked' | 'map.n_discrepancies' | 'map.n_overdue' | 'map.n_missing'): string => (n ? t(key, { n }) : '');
  const parts = [
    shelf.code[index] ?? '',
    (shelf.capacity_mm[index] ?? 0) > 0 ? percent(shelf.used_mm[index] ?? 0, shelf.capacity_mm[index] ?? 0, locale()) : '',
    t('room.folders', { n: shelf.folders[index] ?? 0 }),
    lane ? named(lane.name) || lane.code : '',
    period(when, locale()),
    shelf.mixed[index] ? t('map.key.mix') : '',
    zone ? t('map.in_zone', { code: zone.code }) : '',
    some(shelf.blocked[index], 'map.n_blocked'),
    some(shelf.discrepancies[index], 'map.n_discrepancies'),
    some(shelf.overdue[index], 'map.n_overdue'),
    some(shelf.missing[index], 'map.n_missing'),
    shelf.moved_on[index] ? t('map.moved_on', { date: day(shelf.moved_on[index], locale()) }) : '',
    shelf.oldest[index] ? t('map.oldest', { date: day(shelf.oldest[index], locale()) }) : '',
  ];
  return parts.filter(Boolean).join(' · ');
}

/** What stands on a cell drawn large. */
export function short(map: RoomMap, mode: Mode, index: number): string {
  const shelf = map.shelves;
  if (mode === 'lane') return map.lanes[shelf.lane[index] ?? -1]?.code ?? (shelf.mixed[index] ? t('map.mixed_short') : '');
  if (mode === 'period') return map.periods[shelf.period[index] ?? -1] ?? (shelf.mixed[index] ? t('map.mixed_short') : '');
  if (mode === 'age') return (shelf.moved_on[index] ?? '').slice(0, 7);
  return (shelf.capacity_mm[index] ?? 0) > 0 ? percent(shelf.used_mm[index] ?? 0, shelf.capacity_mm[index] ?? 0, locale()) : '—';
}

/** A number as one counts by it: 3rd in English, 3 where the words around it say so. */
export function nth(n: number): string {
  if (!locale().startsWith('en')) return String(n);
  const endings: Partial<Record<Intl.LDMLPluralRule, string>> = { one: 'st', two: 'nd', few: 'rd' };
  return `${n}${endings[plurals('en', { type: 'ordinal' }).select(n)] ?? 'th'}`;
}

export const modeName = (mode: Mode): string => t(`map.by.${mode}`);

/** How many shelves are shown of how many. */
export const shownOf = (n: number, total: number): string => t('map.shown', { n: count(n, locale()), total: count(total, locale()) });

export const codes = (all: readonly string[], most = 3): string => {
  const named_ = list(all.slice(0, most) as string[], locale());
  return all.length > most ? t('map.and_more', { codes: named_, n: all.length - most }) : named_;
};
