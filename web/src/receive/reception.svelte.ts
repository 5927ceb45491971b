/**
 * Taking papers over at a desk: what each scan means there, the case that lies open, the transfer it goes into. A scan that
 * comes while something lies open waits until that is taken or put aside; nothing is taken but by a key or by its own scan.
 */
import { SvelteMap } from 'svelte/reactivity';
import { api, type ApiProblem, type CaseCard, type CaseLine, type NewCase, type PapersSaid, type Today, type Transfer } from '$lib/api';
import { newKey } from '$lib/api/client';
import { reference } from '$lib/reference.svelte';
import { asProblem, Resource } from '$lib/resource.svelte';
import type { Tone } from '$desk/machine';
import { allCame, type Draft, draftOfType, unexplained } from './draft';
import { type Aside, find, type Kept } from './kept';
import { isOf, type Open, type Said, type Scan, scanOf, type What } from './open';
import { Scans } from './scans';
import { Taking } from './taking';

export type { Open, Said, What } from './open';

const QUEUE_MAX = 200;
const DESK = 'strongroom.receive.desk';
const LAST = 'strongroom.receive.transfer';
const RELOAD_MS = 300;
const RETRY_MS = 1500;
/** Within how long the same slip again is the same scan, and nobody has seen what was just shown. */
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
  queue = $state.raw<Scan[]>([]);
  /** Scans that wait until somebody hands over: what begins that comes behind them. */
  held = $state.raw<Scan[]>([]);
  said = $state.raw<Said | null>(null);
  /** The case that was answered about last: what is printed is about it. */
  last = $state.raw<CaseCard | null>(null);
  busy = $state(false);
  problem = $state.raw<ApiProblem | null>(null);
  readonly today = new Resource<Today>(() => api.today({ desk: this.desk }));
  onSaid: (tone: Tone) => void = () => {};
  /** What was said of cases that were put aside: what is kept changes with it. */
  readonly aside = new SvelteMap<string, Aside>();
  /** Whether what was left behind has come again: nothing is worked off before. */
  private started = false;
  private readonly scans = new Scans(this);
  private readonly taking = new Taking(this);
  private next = 0;
  /** Since when the list is shown that the giver confirms. */
  private shownAt = 0;
  /** When the case that lay open last was done with. */
  private doneAt = 0;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private reload: ReturnType<typeof setTimeout> | undefined;

  /** Begins, for somebody: what he left behind comes again. */
  async start(who: number): Promise<void> {
    await this.today.load();
    // Only once: what is kept by now is what waits here, and must not come twice.
    if (!this.started) {
      const open = this.today.data?.open_transfers.items ?? [];
      const last = Number(sessionStorage.getItem(LAST));
      const again = open.find((one) => one.no === last) ?? (open.length === 1 ? open[0] : undefined);
      const kept = find(who);
      // What was scanned meanwhile, or is come to from its own page, says itself into whose transfer it goes.
      const says = !kept && this.queue.length > 0;
      if (again && !this.transfer && !says) await this.run(() => this.enter(again.no));
      if (kept) this.takeUp(kept);
      this.started = true;
    }
    // What was scanned while the page came up has waited for this.
    void this.work();
  }

  /** What a reload would lose: it is to be kept whenever it changes. */
  whatWaits(who: number): Kept {
    const { open } = this;
    const drafts = new Map(this.aside);
    if (open?.card) drafts.set(open.card.code, this.asideOf(open));
    const made = open?.made ? { made: open.made, draft: open.draft, key: open.key, sent: open.sent ?? [] } : null;
    const queue = [...this.held, ...this.queue].map((scan) => scan.text);
    return { who, queue, open: open?.card?.code ?? null, made, drafts: [...drafts] };
  }

  /** What a reload left behind: the case that lay open lies open again. */
  private takeUp(kept: Kept): void {
    for (const [code, aside] of kept.drafts) this.aside.set(code, aside);
    this.queue = [...kept.queue.map(scanOf), ...this.queue];
    if (kept.made && this.transfer && this.isFree) this.layMade(kept.made.made, kept.made.draft, kept.made.key, kept.made.sent);
    else if (kept.open) this.queue = [scanOf(kept.open), ...this.queue];
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
    if (this.queue.length + this.held.length >= QUEUE_MAX) return false;
    this.queue = [...this.queue, scanOf(text)];
    void this.work();
    return true;
  }

  /** Works the queue off as long as nothing lies open. */
  private async work(): Promise<void> {
    while (this.started && this.isFree && !this.busy && this.queue.length > 0) {
      const scan = this.queue[0] as Scan;
      let goesOn = true;
      const done = await this.run(async () => void (goesOn = await this.scans.understand(scan)));
      if (!done && this.problem?.unreachable) return this.again();
      this.queue = this.queue.filter((one) => one !== scan);
      if (!goesOn) this.held = [...this.held, scan];
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

  private layMade(made: NewCase, draft: Draft, key: string, sent: PapersSaid[] = []): void {
    this.open = { what: 'new', card: null, made, draft, scanned: made.reference ?? '', key, sent, away: null, at: performance.now() };
  }

  /** What was just taken over, for what comes later. */
  async layLater(card: CaseCard): Promise<void> {
    await this.scans.lay(card);
  }

  pick(index: number): void {
    const line = this.choice?.[index];
    if (!line) return;
    this.choice = null;
    const scan = scanOf(line.code);
    const look = async (): Promise<void> => {
      if (!(await this.scans.onCase(line.code, scan))) this.held = [...this.held, scan];
    };
    void this.run(look).then(() => this.work());
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
      await this.scans.lay(await api.caseCard(card.code));
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
    this.queue = [...this.held, ...this.queue];
    this.held = [];
  }

  /** What lies open is being sent: until that is answered it takes no keys. */
  get isSending(): boolean {
    return this.busy && this.open !== null;
  }

  /** Changes what lies open, if it is still that. */
  change(open: Open, to: Partial<Open>): void {
    if (this.open?.key === open.key) this.open = { ...this.open, ...to };
  }

  setDraft(draft: Draft): void {
    if (this.open && !this.isSending) this.open = { ...this.open, draft };
  }

  allCame(): void {
    if (this.open) this.setDraft(allCame(this.open.draft));
  }

  /** The one key: takes what lies open, notes what came later, or asks why it goes back. */
  async confirm(): Promise<void> {
    const open = this.open;
    if (!open || this.busy) return;
    if (open.unseen && performance.now() - open.at <= TWICE_MS) return this.onSaid('warn');
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
    if (this.open && this.open.what !== 'later' && !this.isSending) this.open = { ...this.open, away: this.open.away ?? reason };
  }

  setReason(away: string | null): void {
    if (this.open && !this.isSending) this.open = { ...this.open, away };
  }

  done(open: Open): void {
    if (this.open?.key === open.key) this.open = null;
    this.doneAt = performance.now();
    if (open.card) this.aside.delete(open.card.code);
    this.later();
  }

  private asideOf({ what, card, draft }: Open): Aside {
    return { what, department: card?.department?.code ?? null, draft };
  }

  /** Puts aside what lies open; what was said of it is kept for when it comes again. */
  putAside(): void {
    const { open } = this;
    if (this.isSending) return;
    if (open?.away != null) return this.setReason(null);
    if (open?.card) this.aside.set(open.card.code, this.asideOf(open));
    const name = open?.card?.code ?? open?.made?.reference ?? '';
    const wasFree = this.isFree && !this.closing;
    this.open = this.coming = this.choice = null;
    if (open) {
      this.doneAt = performance.now();
      this.say('aside', 'info', { text: name });
    } else if (wasFree && this.held.length > 0) this.dropHeld();
    else this.closing = false;
    void this.work();
  }

  /** What waited for somebody who hands over is not meant any more. */
  private dropHeld(): void {
    this.say('aside', 'info', { text: this.held.map((scan) => scan.text).join('、') });
    this.held = [];
  }

  dropWaiting(): void {
    this.queue = [];
  }

  async askToClose(): Promise<void> {
    const { transfer } = this;
    if (!transfer || !this.isFree) return;
    if (await this.run(() => this.enter(transfer.no))) this.showList();
    void this.work();
  }

  /** What was taken over is read to the giver. */
  showList(): void {
    if (!this.closing) this.shownAt = performance.now();
    this.closing = true;
  }

  /** Whether another case lay open since this was scanned: a key that was meant for that one may come only now. */
  hasWaited(scan: Scan): boolean {
    return scan.at < this.doneAt;
  }

  /** Whether the list stood there long enough to be seen before this was scanned. */
  wasShown(scan: Scan): boolean {
    return scan.at - this.shownAt > TWICE_MS;
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
    for (const [code, { department }] of this.aside) if (department === transfer.department.code) this.aside.delete(code);
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
