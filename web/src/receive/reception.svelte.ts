/**
 * Taking papers over at a desk: what each scan means there, the case that lies open, the transfer it goes into. A scan that
 * comes while something lies open waits until that is taken or put aside; nothing is taken but by a key or by its own scan.
 */
import { api, type ApiProblem, type CaseCard, type CaseLine, type NewCase, type Today, type Transfer } from '$lib/api';
import { newKey } from '$lib/api/client';
import { reference } from '$lib/reference.svelte';
import { asProblem, Resource } from '$lib/resource.svelte';
import type { Tone } from '$desk/machine';
import { allCame, type Draft, draftOfType, unexplained } from './draft';
import { find, type Kept } from './kept';
import { isOf, type Open, type Said, type What } from './open';
import { Scans } from './scans';
import { Taking } from './taking';

export type { Open, Said, What } from './open';

const QUEUE_MAX = 200;
const DESK = 'strongroom.receive.desk';
const LAST = 'strongroom.receive.transfer';
const RELOAD_MS = 300;
const RETRY_MS = 1500;
/** Within how long the same slip again is the same scan. */
const TWICE_MS = 1000;

type Giver = { badge: string } | { giver: string; password: string };

export class Reception {
  desk = $state(localStorage.getItem(DESK) ?? 'reception');
  transfer = $state.raw<Transfer | null>(null);
  open = $state.raw<Open | null>(null);
  /** A case nobody announced, before its papers are looked at. */
  coming = $state.raw<NewCase | null>(null);
  choice = $state.raw<CaseLine[] | null>(null);
  closing = $state(false);
  queue = $state.raw<string[]>([]);
  said = $state.raw<Said | null>(null);
  /** The case that was answered about last: what is printed is about it. */
  last = $state.raw<CaseCard | null>(null);
  busy = $state(false);
  problem = $state.raw<ApiProblem | null>(null);
  readonly today = new Resource<Today>(() => api.today({ desk: this.desk }));
  onSaid: (tone: Tone) => void = () => {};
  readonly aside = new Map<string, Draft>();
  private kept: Kept | null = null;
  private readonly scans = new Scans(this);
  private readonly taking = new Taking(this);
  private next = 0;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private reload: ReturnType<typeof setTimeout> | undefined;

  /** Begins, for somebody: what he left behind comes again. */
  async start(who: number): Promise<void> {
    this.kept ??= find(who);
    await this.today.load();
    const open = this.today.data?.open_transfers.items ?? [];
    const last = Number(sessionStorage.getItem(LAST));
    const again = open.find((one) => one.no === last) ?? (open.length === 1 ? open[0] : undefined);
    if (again && !this.transfer) await this.run(() => this.enter(again.no));
    await this.takeUp();
    // What was scanned while the page came up has waited for this.
    void this.work();
  }

  /** What a reload would lose: it is to be kept whenever it changes. */
  whatWaits(who: number): Kept {
    const { open, queue } = this;
    const drafts = new Map(this.transfer || open ? this.aside : []);
    if (open?.card) drafts.set(open.card.code, open.draft);
    const made = open?.made ? { made: open.made, draft: open.draft, key: open.key } : null;
    return { who, queue, open: open?.card?.code ?? null, made, drafts: [...drafts] };
  }

  /** What a reload left behind: the case that lay open lies open again. */
  private async takeUp(): Promise<void> {
    const kept = this.kept;
    this.kept = null;
    if (!kept || !this.isFree) return;
    for (const [code, draft] of kept.drafts) this.aside.set(code, draft);
    this.queue = [...kept.queue, ...this.queue];
    if (kept.made && this.transfer) this.layMade(kept.made.made, kept.made.draft, kept.made.key);
    else if (kept.open) this.queue = [kept.open, ...this.queue];
  }

  stop(): void {
    clearTimeout(this.reload);
    clearTimeout(this.retry);
  }

  /** Nothing lies open: the next scan is looked at. */
  get isFree(): boolean {
    return !this.open && !this.coming && !this.choice;
  }

  setDesk(desk: string): void {
    this.desk = desk;
    localStorage.setItem(DESK, desk);
    this.transfer = null;
    void this.today.load();
  }

  take(text: string): boolean {
    const open = this.open;
    if (open && isOf(open, text)) {
      // A scanner that reads a slip twice at once is no hand that means it.
      if (performance.now() - open.at > TWICE_MS) void this.confirm();
      return true;
    }
    if (this.queue.length >= QUEUE_MAX) return false;
    this.queue = [...this.queue, text];
    void this.work();
    return true;
  }

  /** Works the queue off as long as nothing lies open. */
  private async work(): Promise<void> {
    while (this.isFree && !this.busy && this.queue.length > 0) {
      const text = this.queue[0] as string;
      let goesOn = true;
      const done = await this.run(async () => void (goesOn = await this.scans.understand(text)));
      if (!done && this.problem?.unreachable) return this.again();
      if (!goesOn) return;
      this.queue = this.queue.slice(1);
    }
  }

  /** The server does not answer: the scan stays, and is tried until it does. */
  private again(): void {
    clearTimeout(this.retry);
    this.retry = setTimeout(() => void this.work(), RETRY_MS);
  }

  /** Runs one act; a refusal is said, not thrown. Once nothing lies open any more, the next scan has its turn. */
  async run(work: () => Promise<unknown>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    try {
      await work();
      this.problem = null;
      return true;
    } catch (error) {
      const problem = asProblem(error);
      this.problem = problem;
      if (!problem.unreachable) this.say('refused', 'bad', { text: problem.detail || problem.code });
      return false;
    } finally {
      this.busy = false;
    }
  }

  say(what: What, tone: Tone, more: Partial<Said> = {}): void {
    this.said = { what, tone, id: (this.next += 1), ...more };
    if (more.card) this.last = more.card;
    this.onSaid(tone);
  }

  justComes(): void {
    if (this.isFree) this.scans.come({ business_type: '' });
  }

  /** What is known of it was typed; now its papers. */
  look(made: NewCase): void {
    const type = reference.type(made.business_type);
    if (!type) return;
    this.coming = null;
    this.layMade(made, draftOfType(type), newKey());
  }

  private layMade(made: NewCase, draft: Draft, key: string): void {
    this.open = { what: 'new', card: null, made, draft, scanned: made.reference ?? '', key, away: null, at: performance.now() };
  }

  pick(index: number): void {
    const line = this.choice?.[index];
    if (!line) return;
    this.choice = null;
    void this.run(() => this.scans.onCase(line.code, line.code)).then(() => this.work());
  }

  async begin(department: string): Promise<boolean> {
    const { transfer } = await api.openTransfer(department, this.desk);
    await this.enter(transfer);
    this.closing = false;
    if (this.transfer) this.say('opened', 'mode', { transfer: this.transfer });
    this.later();
    return true;
  }

  /** Goes over to the transfer of a case's own department, and lays the case open there. */
  goOver(card: CaseCard): void {
    const own = card.department?.code;
    if (!own || !this.isFree) return;
    void this.run(async () => {
      await this.begin(own);
      await this.scans.lay(await api.caseCard(card.code), card.code);
    }).then(() => this.work());
  }

  beginWith(department: string): void {
    void this.run(() => this.begin(department)).then(() => this.work());
  }

  enterInto(no: number): void {
    this.closing = false;
    void this.run(() => this.join(no)).then(() => this.work());
  }

  /** Goes over to a transfer that is open, and says so: what was said before was of another. */
  private async join(no: number): Promise<void> {
    await this.enter(no);
    if (this.transfer) this.say('opened', 'mode', { transfer: this.transfer });
  }

  async enter(no: number): Promise<void> {
    this.transfer = await api.transfer(no);
    sessionStorage.setItem(LAST, String(no));
  }

  setDraft(draft: Draft): void {
    if (this.open) this.open = { ...this.open, draft };
  }

  allCame(): void {
    if (this.open) this.setDraft(allCame(this.open.draft));
  }

  /** The one key: takes what lies open, notes what came later, or asks why it goes back. */
  async confirm(): Promise<void> {
    const open = this.open;
    if (!open || this.busy) return;
    const why = unexplained(open.draft);
    if (why >= 0) return this.askWhy(open, why);
    await this.taking.carryOut(open);
    void this.work();
  }

  /** Nobody can mend what is wrong with a paper unless he is told. */
  private askWhy(open: Open, at: number): void {
    this.open = { ...open, draft: { ...open.draft, cursor: at, digit: null }, asked: (open.asked ?? 0) + 1 };
    this.onSaid('warn');
  }

  askAway(reason = ''): void {
    if (this.open && this.open.what !== 'later') this.open = { ...this.open, away: this.open.away ?? reason };
  }

  setReason(away: string | null): void {
    if (this.open) this.open = { ...this.open, away };
  }

  done(open: Open): void {
    this.open = null;
    if (open.card) this.aside.delete(open.card.code);
    this.later();
  }

  /** Puts aside what lies open; what was said of it is kept for when it comes again. */
  putAside(): void {
    const open = this.open;
    if (open?.away != null) return this.setReason(null);
    if (open?.card) this.aside.set(open.card.code, open.draft);
    const name = open?.card?.code ?? open?.made?.reference ?? '';
    const was = open !== null;
    this.open = this.coming = this.choice = null;
    if (was) this.say('aside', 'info', { text: name });
    else this.closing = false;
    void this.work();
  }

  dropWaiting(): void {
    this.queue = [];
  }

  async askToClose(): Promise<void> {
    const { transfer } = this;
    if (!transfer || !this.isFree) return;
    await this.run(() => this.enter(transfer.no));
    this.closing = true;
    void this.work();
  }

  close(by: Giver): void {
    void this.run(() => this.closeBy(by)).then(() => this.work());
  }

  async closeBy(by: Giver): Promise<void> {
    const { transfer } = this;
    if (!transfer) return;
    const closed = await api.closeTransfer(transfer.no, by);
    this.transfer = null;
    this.closing = false;
    this.aside.clear();
    sessionStorage.removeItem(LAST);
    this.say('closed', 'ok', { transfer: { ...transfer, ...closed } });
    this.later();
  }

  /** What stands at the side is read again once the hands are still. */
  later(): void {
    clearTimeout(this.reload);
    this.reload = setTimeout(() => {
      void this.today.load();
      const no = this.transfer?.no;
      if (no !== undefined) void api.transfer(no).then((read) => void (this.transfer?.no === no && (this.transfer = read)), () => {});
    }, RELOAD_MS);
  }
}
