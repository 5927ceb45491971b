/**
 * Long work that goes on while one does something else: jobs, a proof, a rebuilding. Looked at seldom while nothing is
 * under way and often while something is; what ends is told, wherever one is by then.
 */
import { api, type Job } from '$lib/api';
import { t } from '$lib/i18n/index.svelte';
import { href } from '$lib/router/router.svelte';
import { session } from '$lib/session.svelte';
import { tell } from '$lib/toast.svelte';
import { isOpen, title } from './jobs';

const IDLE_MS = 20_000;
const BUSY_MS = 2_000;

export interface Piece {
  id: string;
  title: string;
  /** From 0 to 1; nothing while nobody knows. */
  share: number | null;
  state: string;
  to: string;
}

class Work {
  pieces = $state.raw<Piece[]>([]);
  private jobs = new Map<string, Job>();
  private proving = false;
  private timer = 0;
  /** How many places show it. */
  private watchers = 0;

  /** Looks now and then until the returned function is called. */
  watch = (): (() => void) => {
    this.watchers += 1;
    if (this.watchers === 1) void this.look();
    return () => {
      this.watchers -= 1;
      if (this.watchers === 0) window.clearTimeout(this.timer);
    };
  };

  /** Something was begun just now. */
  begun = (): void => {
    if (this.watchers > 0) void this.look();
  };

  private look = async (): Promise<void> => {
    window.clearTimeout(this.timer);
    try {
      const seesJobs = session.opens('/jobs');
      const proves = session.may('settings.edit') || session.may('audit.read');
      const [jobs, proof] = await Promise.all([seesJobs ? api.jobs() : { items: [] }, proves ? api.proof() : null]);
      const open = jobs.items.filter(isOpen);
      this.tell(jobs.items, proof?.under_way != null, proof?.last?.fits);
      this.jobs = new Map(open.map((job) => [job.id, job]));
      this.proving = proof?.under_way != null;
      const pieces = open.map((job): Piece => ({ id: job.id, title: title(job), share: job.progress.total > 0 ? job.progress.done / job.progress.total : null, state: job.state, to: href('/jobs/:id', { id: job.id }) }));
      const walk = proof?.under_way;
      if (walk) pieces.push({ id: 'proof', title: t('system.proving'), share: walk.seq > 0 ? walk.come_to / walk.seq : null, state: 'running', to: href('/system') });
      this.pieces = pieces;
    } catch {
      // Whoever is signed out or offline is told so elsewhere.
    }
    if (this.watchers === 0) return;
    const calm = document.hidden || !this.pieces.some((piece) => piece.state === 'running' || piece.state === 'waiting');
    this.timer = window.setTimeout(this.look, calm ? IDLE_MS : BUSY_MS);
  };

  private tell(now: Job[], proving: boolean, fits: boolean | undefined): void {
    for (const job of now) {
      if (isOpen(job) || !this.jobs.has(job.id)) continue;
      const to = href('/jobs/:id', { id: job.id });
      if (window.location.pathname === to) continue;
      const well = job.state === 'done';
      tell(t(well ? 'work.done' : 'work.ended', { what: title(job) }), well ? 'ok' : 'warn', [{ label: t('work.look'), href: to }]);
    }
    if (this.proving && !proving && window.location.pathname !== '/system') tell(fits ? t('system.proof_fits') : t('system.proof_misfit'), fits ? 'ok' : 'bad', [{ label: t('work.look'), href: '/system' }]);
  }
}

export const work = new Work();
