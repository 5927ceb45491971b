/** Jobs in words: what they are called, how they stand, how long they will still take. */
import type { Job } from '$lib/api';
import { t } from '$lib/i18n/index.svelte';

const MINUTE_S = 60;
const HOURS_FROM_S = 90 * MINUTE_S;

export const isOpen = (job: Pick<Job, 'state'>): boolean => ['waiting', 'running', 'paused'].includes(job.state);

export function title(job: Job): string {
  if (job.kind === 'move') return t('job.move', { from: job.from ?? '', to: job.to ?? '' });
  if (job.kind === 'import') return t('job.import', { file: job.file_name ?? '' });
  const chosen = job.chosen ?? {};
  if (chosen.lane) return t('job.reslot_lane', { code: chosen.lane });
  if (chosen.zone) return t('job.reslot_zone', { code: chosen.zone });
  if (chosen.type) return t('job.reslot_type', { code: chosen.type });
  return t('job.reslot_flagged');
}

/** As precise as a guess deserves: minutes, then hours. */
export function timeLeft(seconds: number): string {
  if (seconds < MINUTE_S) return t('job.left_seconds');
  if (seconds < HOURS_FROM_S) return t('job.left_minutes', { n: Math.ceil(seconds / MINUTE_S) });
  return t('job.left_hours', { n: Math.ceil(seconds / MINUTE_S / MINUTE_S) });
}

export function tone(job: Pick<Job, 'state'>): 'ok' | 'bad' | 'info' | 'warn' | 'grey' {
  const tones: Record<string, 'ok' | 'bad' | 'info' | 'warn'> = { done: 'ok', failed: 'bad', running: 'info', paused: 'warn' };
  return tones[job.state] ?? 'grey';
}
