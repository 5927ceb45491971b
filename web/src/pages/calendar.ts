/** A calendar's year as days: what a person edits is a day, what is kept is spans with a name. Pure. */
import type { Calendar } from '$lib/api';
import { addDays } from '$lib/format';

export interface CalendarYear {
  year: number;
  holidays: { from: string; until: string; name: { zh: string; en: string } }[];
  make_up_days: string[];
}
export type DayKind = 'work' | 'weekend' | 'holiday' | 'make_up';
export interface Day {
  date: string;
  kind: DayKind;
  name: string;
}

const isWeekend = (date: string): boolean => [0, 6].includes(new Date(`${date}T00:00:00Z`).getUTCDay());
/** Monday is the first day of a week. */
export const weekday = (date: string): number => (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7;

/** The days of a month, with what each of them is. */
export function month(year: number, of: number, known: CalendarYear | undefined, nameOf: (name: { zh: string; en: string }) => string): Day[] {
  const days: Day[] = [];
  for (let date = `${year}-${String(of).padStart(2, '0')}-01`; Number(date.slice(5, 7)) === of; date = addDays(date, 1)) {
    const holiday = known?.holidays.find((one) => one.from <= date && date <= one.until);
    const kind = holiday ? 'holiday' : known?.make_up_days.includes(date) ? 'make_up' : isWeekend(date) ? 'weekend' : 'work';
    days.push({ date, kind, name: holiday ? nameOf(holiday.name) : '' });
  }
  return days;
}

/** What is wrong with a year before it is sent; the server looks again. */
export function faultOf(year: CalendarYear): 'span' | 'other_year' | 'twice' | null {
  const inYear = (date: string): boolean => date.startsWith(`${year.year}-`);
  if (year.holidays.some((one) => !one.from || !one.until || one.until < one.from)) return 'span';
  if (year.holidays.some((one) => !inYear(one.from) || !inYear(one.until)) || year.make_up_days.some((date) => !inYear(date))) return 'other_year';
  const days = year.holidays.flatMap((one) => {
    const all: string[] = [];
    for (let date = one.from; date <= one.until && all.length < 366; date = addDays(date, 1)) all.push(date);
    return all;
  });
  const said = [...days, ...year.make_up_days];
  return new Set(said).size === said.length ? null : 'twice';
}

/** The years of a calendar: days off of one name in a row are one span. */
export function yearsOf(calendar: Calendar): CalendarYear[] {
  const years = new Map(calendar.published_years.map((year): [number, CalendarYear] => [year, { year, holidays: [], make_up_days: [] }]));
  for (const { date, kind, name_zh = '', name_en = '' } of calendar.days) {
    const year = years.get(Number(date.slice(0, 4)));
    const last = year?.holidays.at(-1);
    if (kind === 'workday') year?.make_up_days.push(date);
    else if (last && last.name.zh === name_zh && last.name.en === name_en && addDays(last.until, 1) === date) last.until = date;
    else year?.holidays.push({ from: date, until: date, name: { zh: name_zh, en: name_en } });
  }
  return [...years.values()];
}

/** A calendar with one year put in, or taken out. */
export function withYear(calendar: Calendar, no: number, year: CalendarYear | null): Calendar {
  const days = calendar.days.filter((one) => !one.date.startsWith(`${no}-`));
  for (const { from, until, name } of year?.holidays ?? []) {
    for (let date = from; date <= until; date = addDays(date, 1)) days.push({ date, kind: 'holiday', name_zh: name.zh, name_en: name.en });
  }
  for (const date of year?.make_up_days ?? []) days.push({ date, kind: 'workday' });
  const published = calendar.published_years.filter((one) => one !== no);
  return { ...calendar, published_years: [...published, ...(year ? [no] : [])].sort((a, b) => a - b), days: days.sort((a, b) => a.date.localeCompare(b.date)) };
}
