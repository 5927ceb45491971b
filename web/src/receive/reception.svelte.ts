/**
 * Taking papers over at a desk: what each scan means there, the case that lies open, the transfer it goes into. A scan that
 * comes while something lies open waits until that is taken or put aside; nothing is taken but by a key or by its own scan.
 */
import {
  api, ApiProblem, type CaseCard, type CaseLine, type FolderHit, type NewCase, type PapersSaid, type Today, type Transfer, type TransferLine,
} from '$lib/api';
import { newKey } from '$lib/api/client';
import { named } from '$lib/i18n/index.svelte';
import { reference } from '$lib/reference.svelte';
import { asProblem, Resource } from '$lib/resource.svelte';
import { codeIn } from '$lib/scan/read';
import type { Tone } from '$desk/machine';
import { allCame, changes, type Draft, draftOf, draftOfLater, draftOfType, foreseen, unexplained } from './draft';
import { candidatesIn, departmentFor, looksLikeBadge } from './read';

/** What lies on the desk. `later`: its papers came before, and more of them come now. */
export interface Open {
  what: 'case' | 'later' | 'new';
  card: CaseCard | null;
  made: NewCase | null;
  draft: Draft;
  scanned: string;
  /** The same request sent again must not take it twice. */
  key: string;
  /** Why it goes back, while somebody says so. */
  away: string | null;
  /** When it was laid open. */
  at: number;
  /** How often it was asked why a paper is wrong or unfit. */
  asked?: number;
}

export type What =
  | 'taken' | 'already' | 'waits' | 'homeless' | 'noted' | 'turned_away' | 'closed' | 'opened' | 'aside' | 'cancelled' | 'unchanged'
  | 'need_department' | 'no_department' | 'not_here' | 'other_department' | 'no_badge' | 'foreign' | 'refused';

export interface Said {
  what: What;
  tone: Tone;
  id: number;
  card?: CaseCard;
  transfer?: TransferLine;
  text?: string;
}

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
  private readonly aside = new Map<string, Draft>();
  private next = 0;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private reload: ReturnType<typeof setTimeout> | undefined;

  async start(): Promise<void> {
    await this.today.load();
    const open = this.today.data?.open_transfers.items ?? [];
    const last = Number(sessionStorage.getItem(LAST));
    const again = open.find((one) => one.no === last) ?? (open.length === 1 ? open[0] : undefined);
    if (again && !this.transfer) await this.run(() => this.enter(again.no));
    // What was scanned while the page came up has waited for this.
    void this.work();
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
    const own = open?.card ? [open.card.code, open.card.reference, open.card.folder?.code, open.scanned] : [open?.scanned];
    if (open && own.some((code) => code && code.toUpperCase() === codeIn(text).toUpperCase())) {
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
      const done = await this.run(async () => void (goesOn = await this.understand(text)));
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
  private async run(work: () => Promise<unknown>): Promise<boolean> {
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

  private say(what: What, tone: Tone, more: Partial<Said> = {}): void {
    this.said = { what, tone, id: (this.next += 1), ...more };
    if (more.card) this.last = more.card;
    this.onSaid(tone);
  }

  /** One scan. Answers false if it has to wait for something else first. */
  private async understand(text: string): Promise<boolean> {
    if (!this.transfer) {
      const department = departmentFor(text, reference.departments);
      if (department) return this.begin(department.code);
    }
    const found = await api.scan(text);
    if (found.kind === 'person') return this.onBadge(text, found.person);
    if (found.kind === 'foreign') return this.say('foreign', 'bad', { text: found.host }), true;
    if (found.kind === 'slot' || found.kind === 'box' || found.kind === 'place') return this.say('not_here', 'bad', { text }), true;
    if (found.kind === 'unknown' && looksLikeBadge(text)) return this.say('no_badge', 'bad', { text }), true;
    if (found.kind === 'folder') return this.onFolder(text, found.folder);
    return this.onCase(found.kind === 'case' ? found.case.code : codeIn(text), text);
  }

  private async onBadge(badge: string, person: { display_name: string; department?: string | null }): Promise<boolean> {
    if (this.closing) return await this.closeBy({ badge }), true;
    const own = person.department ?? null;
    if (!this.transfer || (own && own !== this.transfer.department.code)) {
      if (!own) return this.say('no_department', 'warn', { text: person.display_name }), true;
      return this.begin(own);
    }
    await this.enter(this.transfer.no);
    if (this.transfer.entries.length > 0) this.closing = true;
    else this.say('opened', 'mode', { transfer: this.transfer });
    return true;
  }

  private async onFolder(text: string, folder: FolderHit): Promise<boolean> {
    const all = await api.folderCases(folder.code);
    const announced = all.filter((one) => one.phase === 'announced');
    if (announced.length === 1 && announced[0]) return this.onCase(announced[0].code, text);
    if (announced.length > 1) return (this.choice = announced), true;
    // An old code of the folder may be the number of a case too.
    return this.onCase(text, text, { business_type: folder.business_type, folder: folder.code });
  }

  private async onCase(code: string, text: string, known?: NewCase): Promise<boolean> {
    let card: CaseCard;
    try {
      card = await api.caseCard(code);
    } catch (error) {
      const problem = asProblem(error);
      if (problem.code === 'CaseAmbiguous') return this.choose(problem);
      if (problem.status !== 404) throw problem;
      return this.come(known ?? { business_type: '', reference: text });
    }
    return this.lay(card, text);
  }

  private async choose(problem: ApiProblem): Promise<boolean> {
    const list = candidatesIn(problem.params['candidates']).slice(0, 9);
    if (list.length === 0) throw problem;
    this.choice = await Promise.all(list.map((code) => api.caseCard(code)));
    return true;
  }

  private async lay(card: CaseCard, scanned: string): Promise<boolean> {
    if (card.phase === 'cancelled') return this.say('cancelled', 'bad', { card }), true;
    if (card.phase === 'announced' && !this.transfer) {
      if (!card.department) return this.say('need_department', 'warn'), false;
      await this.begin(card.department.code);
    }
    const other = card.department && card.department.code !== this.transfer?.department.code;
    if (card.phase === 'announced' && other) return this.say('other_department', 'warn', { card }), true;
    const what = card.phase === 'announced' ? 'case' : 'later';
    const draft = this.aside.get(card.code) ?? (what === 'case' ? draftOf(card.papers) : draftOfLater(card.papers));
    this.closing = false;
    this.open = { what, card, made: null, draft, scanned, key: newKey(), away: null, at: performance.now() };
    this.onSaid('mode');
    return true;
  }

  /** It just comes: what is known is asked for, and nothing of it must be. */
  private come(known: NewCase): boolean {
    if (!this.transfer) return this.say('need_department', 'warn'), false;
    this.closing = false;
    this.coming = { ...known, department: this.transfer.department.code };
    this.onSaid('info');
    return true;
  }

  justComes(): void {
    if (this.isFree) this.come({ business_type: '' });
  }

  /** What is known of it was typed; now its papers. */
  look(made: NewCase): void {
    const type = reference.type(made.business_type);
    if (!type) return;
    this.coming = null;
    this.open = { what: 'new', card: null, made, draft: draftOfType(type), scanned: made.reference ?? '', key: newKey(), away: null, at: performance.now() };
  }

  pick(index: number): void {
    const line = this.choice?.[index];
    if (!line) return;
    this.choice = null;
    void this.run(() => this.onCase(line.code, line.code)).then(() => this.work());
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
      await this.lay(await api.caseCard(card.code), card.code);
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

  private async enter(no: number): Promise<void> {
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
    if (open.what === 'later') await this.run(() => this.noteLater(open));
    else if (open.away !== null) await this.run(() => this.turnAway(open));
    else if (this.mustGoBack(open)) this.askAway(this.reasons(open));
    else await this.run(() => this.receive(open));
    void this.work();
  }

  /** Nobody can mend what is wrong with a paper unless he is told. */
  private askWhy(open: Open, at: number): void {
    this.open = { ...open, draft: { ...open.draft, cursor: at, digit: null }, asked: (open.asked ?? 0) + 1 };
    this.onSaid('warn');
  }

  private mustGoBack(open: Open): boolean {
    const type = reference.type(open.made?.business_type ?? '');
    const rule = open.card?.incomplete_is ?? type?.incomplete;
    return rule === 'refuse' && foreseen(open.draft).length > 0;
  }

  private reasons(open: Open): string {
    const names = foreseen(open.draft).map(({ line }) => named({ zh: line.name_zh, en: line.name_en }));
    return [...new Set(names)].join('、');
  }

  askAway(reason = ''): void {
    if (this.open && this.open.what !== 'later') this.open = { ...this.open, away: this.open.away ?? reason };
  }

  setReason(away: string | null): void {
    if (this.open) this.open = { ...this.open, away };
  }

  private brought(open: Open): { case: string } | { new: NewCase } {
    return open.card ? { case: open.card.code } : { new: open.made as NewCase };
  }

  private async receive(open: Open): Promise<void> {
    const transfer = this.transfer;
    if (!transfer) return;
    const papers: PapersSaid = { all_except: changes(open.draft) };
    try {
      const card = await api.receiveCase(transfer.no, this.brought(open), papers, open.key);
      this.done(open);
      const what = card.waits ? 'waits' : card.folder?.home ? 'taken' : 'homeless';
      this.say(what, what === 'waits' ? 'warn' : 'ok', { card });
    } catch (error) {
      if (asProblem(error).code === 'CaseIncomplete') return this.askAway(this.reasons(open));
      if (asProblem(error).code === 'CaseReceived' && open.card) return this.tooLate(open, open.card.code, asProblem(error).detail);
      if (!asProblem(error).unreachable && this.open) this.open = { ...open, key: newKey() };
      throw error;
    }
  }

  /** Another desk was quicker: nothing lies open any more, and the next scan has its turn. */
  private async tooLate(open: Open, code: string, text: string): Promise<void> {
    this.done(open);
    this.say('already', 'warn', { card: await api.caseCard(code), text });
  }

  private async turnAway(open: Open): Promise<void> {
    if (!this.transfer || !open.away?.trim()) return;
    const code = open.card?.code ?? (await this.announced(open));
    const card = await api.turnAway(this.transfer.no, code, { all_except: changes(open.draft) }, open.away.trim(), open.key);
    this.done(open);
    this.say('turned_away', 'warn', { card });
  }

  /** One that nobody announced has to have a number before it can be said that it went back. */
  private async announced(open: Open): Promise<string> {
    const [answer] = (await api.announce([open.made as NewCase], `${open.key}a`)).results;
    if (!answer?.case) throw new ApiProblem(answer?.refusal ?? { code: 'Unexpected', status: -1 });
    return answer.case.code;
  }

  private async noteLater(open: Open): Promise<void> {
    const papers = changes(open.draft);
    const card = open.card as CaseCard;
    if (papers.length === 0) {
      this.open = null;
      return this.say('unchanged', 'info', { card });
    }
    const noted = await api.notePapers(card.code, papers);
    this.done(open);
    this.say('noted', 'ok', { card: noted });
  }

  private done(open: Open): void {
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

  private async closeBy(by: Giver): Promise<void> {
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
  private later(): void {
    clearTimeout(this.reload);
    this.reload = setTimeout(() => {
      void this.today.load();
      const no = this.transfer?.no;
      if (no !== undefined) void api.transfer(no).then((read) => void (this.transfer?.no === no && (this.transfer = read)), () => {});
    }, RELOAD_MS);
  }
}
