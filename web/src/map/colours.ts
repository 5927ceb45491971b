/** What a map's colours say, and which shelves are meant by a choice. Pure: words for them stand in legend.ts. */
import type { RoomMap } from '$lib/api';
import { daysBetween } from '$lib/format';

/** What shelves are coloured by. */
export const MODES = ['fill', 'lane', 'period', 'age'] as const;
export type Mode = (typeof MODES)[number];

/** Which shelves are meant whatever the colours say. */
export const MARKS = ['free', 'nearly', 'blocked', 'mixed', 'discrepancy', 'overdue', 'missing'] as const;
export type Mark = (typeof MARKS)[number];

export const isMode = (text: string | null): text is Mode => MODES.includes(text as Mode);

/** From this share on a shelf is nearly full, and from that one full. */
export const NEARLY = 0.9;
const FULL = 0.97;
/** So many lanes have a colour of their own, those with most shelves first. */
export const LANES_COLOURED = 8;
/** So many years are told apart; older ones share the last colour. */
export const YEARS_TOLD = 6;
/** Nothing moved for less than so many days. */
export const AGES_DAYS = [31, 92, 366, 3 * 366, 10 * 366] as const;

/** How full a shelf is. */
export function fillOf(used: number, capacity: number, blocked: number): string {
  if (capacity <= 0) return blocked > 0 ? 'shut' : 'f0';
  const share = used / capacity;
  if (share <= 0) return 'f0';
  if (share > FULL) return 'full';
  return share > 0.75 ? 'f4' : share > 0.5 ? 'f3' : share > 0.25 ? 'f2' : 'f1';
}

export const ageOf = (days: number): number => {
  const found = AGES_DAYS.findIndex((limit) => days < limit);
  return found < 0 ? AGES_DAYS.length : found;
};

/** The year of a period, whatever its length. */
export const yearOf = (period: string): string => period.slice(0, 4);

/** Lanes by number, those with most shelves first. */
export function lanesByUse(map: RoomMap): number[] {
  const shelves = map.lanes.map(() => 0);
  for (const lane of map.shelves.lane) if (lane >= 0) shelves[lane] = (shelves[lane] ?? 0) + 1;
  return shelves.map((_, lane) => lane).sort((a, b) => (shelves[b] ?? 0) - (shelves[a] ?? 0) || a - b);
}

/** The key of each shelf's colour: what its class and its line in the legend are called. */
export function keysOf(map: RoomMap, mode: Mode): string[] {
  const { used_mm, capacity_mm, blocked, lane, period, mixed, moved_on } = map.shelves;
  const rank = new Map(lanesByUse(map).map((number, index) => [number, index]));
  const year = Number(yearOf(map.today));
  const one = (index: number): string => {
    const fill = fillOf(used_mm[index] ?? 0, capacity_mm[index] ?? 0, blocked[index] ?? 0);
    if (mode === 'fill' || fill === 'shut') return fill;
    if (mode === 'age') return moved_on[index] ? `a${ageOf(daysBetween(moved_on[index] ?? '', map.today))}` : 'f0';
    if (mixed[index]) return 'mix';
    const number = (mode === 'lane' ? lane : period)[index] ?? -1;
    if (number < 0) return 'f0';
    if (mode === 'lane') return `c${Math.min(rank.get(number) ?? LANES_COLOURED, LANES_COLOURED)}`;
    const back = year - Number(yearOf(map.periods[number] ?? ''));
    return `y${Math.max(0, Math.min(YEARS_TOLD - 1, back))}`;
  };
  return map.shelves.code.map((_, index) => one(index));
}

/** The colour's own class: periods and ages share one scale, from new to old. */
export const classOf = (key: string): string => key.replace(/^[ay](\d)$/, 's$1');

export const shareOf = (map: RoomMap, index: number): number => {
  const capacity = map.shelves.capacity_mm[index] ?? 0;
  return capacity > 0 ? (map.shelves.used_mm[index] ?? 0) / capacity : 0;
};

function marked(map: RoomMap, mark: string): (index: number) => boolean {
  const { folders, blocked, mixed, discrepancies, overdue, missing, used_mm, lane } = map.shelves;
  const some = (column: readonly number[]) => (index: number) => (column[index] ?? 0) > 0;
  if (mark === 'free') return (index) => !used_mm[index] && !folders[index] && (lane[index] ?? -1) < 0;
  if (mark === 'nearly') return (index) => shareOf(map, index) >= NEARLY;
  const column = { blocked, mixed, discrepancy: discrepancies, overdue, missing }[mark];
  return column ? some(column) : () => true;
}

/**
 * Which shelves a choice means: `mark:blocked`, `lane:NEW`, `zone:SALES`, `year:2025`, `period:2025-03`, or a colour of a
 * mode, `age:a3`. Nothing chosen means all.
 */
export function meant(map: RoomMap, show: string): (index: number) => boolean {
  const [kind, ...rest] = show.split(':');
  const what = rest.join(':');
  const among = (codes: readonly { code: string }[]): number => codes.findIndex((one) => one.code === what);
  if (kind === 'mark') return marked(map, what);
  if (kind === 'lane') return ((lane) => (index: number) => lane >= 0 && map.shelves.lane[index] === lane)(among(map.lanes));
  if (kind === 'zone') return ((zone) => (index: number) => zone >= 0 && map.shelves.zone[index] === zone)(among(map.zones));
  if (kind === 'year' || kind === 'period') {
    const fits = (period: string): boolean => (kind === 'year' ? yearOf(period) : period) === what;
    const periods = new Set(map.periods.flatMap((period, number) => (fits(period) ? [number] : [])));
    return (index) => periods.has(map.shelves.period[index] ?? -1);
  }
  if (isMode(kind ?? null)) {
    const keys = keysOf(map, kind as Mode);
    return (index) => keys[index] === what;
  }
  return () => true;
}
