/** A cell as the server says it, as people read it. Pure. */
import type { CellShown } from '$lib/api';
import { count, day } from '$lib/format';
import { dates, numbers } from '$lib/intl';

/** `2026-03-09T14:05:00`, by the archive's own clocks already: no zone may move it. */
function time(local: string, locale: string): string {
  const at = Date.parse(`${local.replace(/Z$/, '')}Z`);
  return Number.isNaN(at) ? local : dates(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' }).format(at);
}

export function cellText(cell: CellShown | undefined, locale: string): string {
  if (!cell) return '';
  if (cell.text != null) return cell.text;
  if (cell.number != null) return count(cell.number, locale);
  if (cell.share != null) return numbers(locale, { style: 'percent', maximumFractionDigits: 1 }).format(cell.share);
  if (cell.date != null) return day(cell.date, locale);
  return cell.time != null ? time(cell.time, locale) : '';
}
