/** What pages say of scans and their pages, in the page's language. */
import type { Scan, ScanPage, ScanState } from '$lib/api';
import { locale, t, tOr } from '$lib/i18n/index.svelte';
import { numbers } from '$lib/intl';
import { nameOf } from '../parts/cases';

export const STATES: readonly ScanState[] = ['received', 'needs_review', 'failed', 'filed', 'settled'];
export const TONES: Record<ScanState, 'info' | 'ok' | 'warn' | 'bad' | 'grey'> = { received: 'info', filed: 'ok', needs_review: 'warn', failed: 'bad', settled: 'grey' };

const SORTS: Record<string, string> = { 'image/jpeg': 'JPEG', 'image/png': 'PNG', 'image/tiff': 'TIFF', 'application/pdf': 'PDF', 'image/webp': 'WebP' };
export const sortOf = (media: string): string => SORTS[media] ?? '';

/** As file managers say it. */
export function sizeOf(bytes: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
  const step = bytes < 1_000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1_000 ** step;
  return numbers(locale(), { style: 'unit', unit: units[step] ?? 'byte', unitDisplay: step === 0 ? 'long' : 'short', maximumFractionDigits: value < 10 && step > 0 ? 1 : 0 }).format(value);
}

export const nameOfScan = (scan: Pick<Scan, 'no' | 'file_name'>): string => scan.file_name || t('scans.no', { no: scan.no });
export const nameOfPage = (page: Pick<ScanPage, 'index' | 'scan' | 'is_hidden' | 'is_blank'>): string => {
  const name = t('scans.page_of', { n: page.index + 1, scan: page.scan });
  return page.is_hidden ? `${name} (${page.is_blank ? t('scans.blank') : t('scans.hidden')})` : name;
};
/** As which page of its folder it is known; the hidden ones have no number. */
export const pageInFolder = (page: Pick<ScanPage, 'no'>, numbers: ReadonlyMap<number, number>): string => {
  const n = numbers.get(page.no);
  return n === undefined ? t('viewer.page_hidden') : t('viewer.page_n', { n });
};
/** Why it waits, and for which codes. */
export function whyOf({ why }: Pick<ScanPage, 'why'>): string {
  if (!why) return '';
  const reason = tOr(`scans.why_${why.code}`, why.detail);
  return why.codes.length === 0 ? reason : t('scans.why_codes', { reason, codes: why.codes.join(t('scans.and')) });
}
/** Where its code says that it belongs: the folder's name, and the paper. */
export const wouldBe = ({ would }: Pick<ScanPage, 'would'>): string => (would ? [would.folder.title, nameOf(would.paper)].filter((word) => word !== '').join(' · ') : '');
export const paperOf = (page: Pick<ScanPage, 'paper'>): string => nameOf(page.paper);
