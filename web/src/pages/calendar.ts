/** A calendar's year as days: what a person edits is a day, what is kept is spans with a name. Pure. */
import type { CalendarYear } from '$lib/api';
import { addDays } from '$lib/format';
import { CALENDAR_FIRST_YEAR, CALENDAR_LAST_YEAR, WORKING_DAYS_MAX } from '../parts/limits';

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

/** More days off than this in a year are no calendar but a slip of the hand. */
const DAYS_OFF_MAX = 120;

/** What is wrong with a year before it is sent; the server looks again. */
export function faultOf(year: CalendarYear): 'span' | 'other_year' | 'twice' | 'whole' | null {
  const inYear = (date: string): boolean => date.startsWith(`${year.year}-`);
  if (year.holidays.some((one) => !one.from || !one.until || one.until < one.from)) return 'span';
  if (year.holidays.some((one) => !inYear(one.from) || !inYear(one.until)) || year.make_up_days.some((date) => !inYear(date))) return 'other_year';
  const days = year.holidays.flatMap((one) => {
    const all: string[] = [];
    for (let date = one.from; date <= one.until && all.length < 366; date = addDays(date, 1)) all.push(date);
    return all;
  });
  const said = [...days, ...year.make_up_days];
  if (new Set(said).size !== said.length) return 'twice';
  return days.length > DAYS_OFF_MAX ? 'whole' : null;
}

/** Whether a year says nothing: it may be meant, but seldom is. */
export const isEmpty = (year: CalendarYear): boolean => year.holidays.length === 0 && year.make_up_days.length === 0;

/** The years to choose from, in order; those that nobody can speak of are left out. */
export function yearsToShow(published: readonly number[], more: readonly number[]): number[] {
  const all = [...new Set([...published, ...more])].sort((a, b) => a - b);
  return all.filter((year) => year >= CALENDAR_FIRST_YEAR && year <= CALENDAR_LAST_YEAR);
}

/** Whether working days can be counted from a day. */
export function isCountable(from: string, days: number): boolean {
  const year = Number(/^(\d{4})-\d{2}-\d{2}$/.exec(from)?.[1] ?? 0);
  return year >= CALENDAR_FIRST_YEAR && year <= CALENDAR_LAST_YEAR && Number.isInteger(days) && days >= 0 && days <= WORKING_DAYS_MAX;
}

/** A calendar's years with one put in, or taken out. */
export function withYear(years: CalendarYear[], no: number, year: CalendarYear | null): CalendarYear[] {
  const others = years.filter((one) => one.year !== no);
  return [...others, ...(year ? [year] : [])].sort((a, b) => a.year - b.year);
}

/** What somebody else changed meanwhile: the very year that is edited, or others, of which nothing is overwritten. */
export function overtakenIn(before: CalendarYear[], after: CalendarYear[], no: number): 'year' | 'others' {
  const said = (years: CalendarYear[]): string => JSON.stringify(years.find((one) => one.year === no) ?? null);
  return said(before) === said(after) ? 'others' : 'year';
}
