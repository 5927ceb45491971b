/** Dates, times, numbers and sizes as people read them. Pure: the language and the archive's time zone are handed in. */
import { dates, numbers } from '$lib/intl';

/** `2026-03-09` as a day of the calendar; a day has no time zone and must not shift with one. */
export function day(iso: string | null | undefined, locale: string): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})/.exec(iso ?? '');
  if (!match) return iso ?? '';
  const at = Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3]));
  return dates(locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(at);
}

/** The days in a sentence of the server's, which writes them as programs do. */
export const datesIn = (sentence: string, locale: string): string => sentence.replace(/(?<![\w-])\d{4}-\d{2}-\d{2}(?![\w-])/g, (iso) => day(iso, locale));

/** A moment in the archive's own time zone, whatever the browser's is. */
export function moment(iso: string | null | undefined, locale: string, timeZone = 'UTC'): string {
  const at = Date.parse(iso ?? '');
  if (Number.isNaN(at)) return iso ?? '';
  return inZone(locale, { dateStyle: 'medium', timeStyle: 'short' }, timeZone).format(at);
}

/** A browser need not know every time zone that the server knows. */
function inZone(locale: string, style: Intl.DateTimeFormatOptions, timeZone: string): Intl.DateTimeFormat {
  try {
    return dates(locale, { ...style, timeZone });
  } catch {
    return dates(locale, { ...style, timeZone: 'UTC' });
  }
}

/** The time of day of a moment, as on a clock. */
export function clock(at: number, locale: string): string {
  return dates(locale, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }).format(at);
}

export const count = (n: number, locale: string): string => numbers(locale).format(n);

export function percent(part: number, whole: number, locale: string): string {
  const share = whole > 0 ? part / whole : 0;
  return numbers(locale, { style: 'percent', maximumFractionDigits: 0 }).format(share);
}

/** A code and a name in one line. Many a name says the code already, as *Storeroom A* does. */
export const coded = (code: string, name: string): string => (name === '' ? code : name.split(/\s+/).includes(code) ? name : `${code} ${name}`);

/** Several names in one line. */
export const list = (items: string[], locale: string): string => items.join(locale.startsWith('zh') ? '、' : ', ');

/** Shelf length: millimetres below a metre, metres above it. */
export function length(mm: number, locale: string): string {
  const [small, large] = locale.startsWith('zh') ? ['毫米', '米'] : ['mm', 'm'];
  if (Math.abs(mm) < 1000) return `${count(mm, locale)} ${small}`;
  return `${numbers(locale, { maximumFractionDigits: 1 }).format(mm / 1000)} ${large}`;
}

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** How much stands on a disk. */
export function bytes(n: number, locale: string): string {
  const power = Math.min(UNITS.length - 1, n < 1 ? 0 : Math.floor(Math.log10(n) / 3));
  return numbers(locale, { style: 'unit', unit: UNITS[power] ?? 'byte', unitDisplay: power === 0 ? 'long' : 'short', maximumFractionDigits: power === 0 ? 0 : 1 }).format(n / 1000 ** power);
}

/** `2026-03`, `2026-Q1`, `2026`, as they are read. */
export function period(text: string | null | undefined, locale: string): string {
  const month = /^(\d{4})-(\d{2})$/.exec(text ?? '');
  if (!month) return text ?? '';
  const at = Date.UTC(Number(month[1]), Number(month[2]) - 1, 1);
  return dates(locale, { year: 'numeric', month: 'short', timeZone: 'UTC' }).format(at);
}

/** Days from one calendar day to another; negative when it lies before. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to.slice(0, 10)}T00:00:00Z`) - Date.parse(`${from.slice(0, 10)}T00:00:00Z`)) / 86_400_000);
}

/** The calendar's day of a moment in a time zone, as programs write it. */
export function dayIn(at: number, timeZone: string): string {
  const style = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
  const [month, date, year] = inZone('en-US', style, timeZone).format(at).split('/');
  return `${year}-${month}-${date}`;
}

export function addDays(iso: string, days: number): string {
  const at = Date.parse(`${iso.slice(0, 10)}T00:00:00Z`) + days * 86_400_000;
  return new Date(at).toISOString().slice(0, 10);
}
