/** Who is signed in, and what happens when that ends in the middle of something. */
import { api, ApiProblem, type Me } from '$lib/api';
import { installHooks } from '$lib/api/client';
import { connection } from '$lib/connection.svelte';
import { dayIn } from '$lib/format';
import { locale, t } from '$lib/i18n/index.svelte';
import { asProblem } from '$lib/resource.svelte';
import { opens } from '$lib/router/access';
import { toast } from '$lib/toast.svelte';

/** How often it is looked at whether a new day has begun. */
const LOOK_MS = 30_000;

type Status = 'starting' | 'anonymous' | 'signed-in' | 'unreachable';

class Session {
  me = $state.raw<Me | null>(null);
  status = $state<Status>('starting');
  /** The session ended while a page was open: the sign-in dialog stands above it. */
  interrupted = $state<false | 'ended' | 'confirm'>(false);
  /** A later day than the server said when it was asked last, by a clock of ours that agreed with it. */
  private later = $state('');
  private agrees = false;
  private waiting: ((again: boolean) => void)[] = [];

  get today(): string {
    return this.later || (this.me?.settings.today ?? new Date().toISOString().slice(0, 10));
  }

  get timeZone(): string {
    return this.me?.settings.time_zone ?? 'UTC';
  }

  may(permission: string): boolean {
    return this.me?.permissions.includes(permission) ?? false;
  }

  /** Whether a page is for this person. */
  opens(pattern: string): boolean {
    return opens(pattern, (permission) => this.may(permission));
  }

  async start(): Promise<void> {
    installHooks({
      language: () => locale(),
      csrf: () => this.me?.csrf ?? '',
      signInAgain: (why) => this.signInAgain(why),
      refresh: () => this.refresh(),
      answered: (did) => connection.note(did),
    });
    window.setInterval(() => this.turnDay(), LOOK_MS);
    document.addEventListener('visibilitychange', () => this.turnDay());
    try {
      this.accept(await api.me());
    } catch (error) {
      this.status = error instanceof ApiProblem && error.status === 401 ? 'anonymous' : 'unreachable';
    }
  }

  /** Whether it is the same person's: in another tab of this browser somebody else may have signed in. */
  async refresh(): Promise<boolean> {
    const me = await api.me();
    if (this.me && this.me.person.no !== me.person.no) {
      // Another person must not send what the first one typed.
      window.location.assign('/');
      return false;
    }
    this.accept(me);
    return true;
  }

  /**
   * A page may stand open overnight, and asking the server for the day would keep its session alive. A clock that names the
   * server's day is believed when it names the next; one that is wrong by days is not.
   */
  turnDay(now = Date.now()): void {
    const said = this.me?.settings.today;
    if (said === undefined) return;
    const ours = dayIn(now, this.timeZone);
    this.agrees ||= ours === said;
    this.later = this.agrees && ours > said ? ours : '';
  }

  accept(me: Me): void {
    this.me = me;
    this.agrees = false;
    this.turnDay();
    this.status = 'signed-in';
  }

  async signIn(name: string, password: string, totp?: string): Promise<void> {
    const before = this.me?.person.no;
    const me = await api.signIn(name, password, totp);
    this.accept(me);
    if (!this.interrupted) return;
    this.interrupted = false;
    const same = before === me.person.no;
    for (const answer of this.waiting.splice(0)) answer(same);
    // Another person must not send what the first one typed.
    if (!same) window.location.assign('/');
  }

  async signOut(): Promise<void> {
    try {
      await api.signOut();
    } catch (error) {
      // Whoever walked away in the belief would leave his session to the next.
      const problem = asProblem(error);
      if (problem.status !== 401) return toast(t('ui.still_in', { why: problem.detail || t('problem.Unreachable') }), 'bad');
    }
    window.location.assign('/');
  }

  async signOutEverywhere(): Promise<void> {
    await api.signOutEverywhere();
    window.location.assign('/');
  }

  giveUp(): void {
    this.interrupted = false;
    for (const answer of this.waiting.splice(0)) answer(false);
  }

  private signInAgain(why: 'ended' | 'confirm'): Promise<boolean> {
    if (this.status !== 'signed-in') return Promise.resolve(false);
    this.interrupted = why;
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}

export const session = new Session();
