/**
 * Runs the desk: a queue of scans worked off one after another, the requests the machine asks for, and the log. A scan
 * stays in the queue (and in the browser's session storage) until the server has answered it, so that neither a slow
 * network nor a reload loses one.
 */
import { api, ApiProblem } from '$lib/api';
import { newKey } from '$lib/api/client';
import { asProblem } from '$lib/resource.svelte';
import { LookAhead } from './lookahead';
import { type Answer, choose, type DeskState, dropChoice, finish, IDLE, type Outcome, type Request, settle, type Step, takeBack, tellWaiting, understand } from './machine';
import { type Entry, find, keep, type Waiting } from './queue';

export type { Entry } from './queue';

const LOG_LENGTH = 20;
/** More than anyone scans ahead of a server; past it the desk says stop instead of forgetting. */
const QUEUE_LENGTH = 500;
const RETRY_MS = 1500;
/** A server that stumbles over one scan must not stop the others for ever. */
const STUMBLES_MAX = 3;
/** A badge left on the desk must not lend the next person's folders. */
const IDLE_MS = 120_000;

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

type Held = 'offline' | 'signed_out' | 'busy';

export class Desk {
  state = $state.raw<DeskState>(IDLE);
  log = $state.raw<Entry[]>([]);
  queue = $state.raw<Waiting[]>([]);
  /** Why the queue waits, when it does, and since when. */
  held = $state.raw<{ why: Held; since: number } | null>(null);
  /** How many scans are there from long ago: whether they are still meant, somebody has to say. */
  old = $state(0);
  /** The browser keeps nothing: a reload would lose what waits. */
  forgets = $state(false);
  /** Whether who stands here may know of cases. */
  asksForCases = false;
  due = $state('');
  purpose = $state('');
  onAnswer: (answer: Answer) => void = () => {};
  private readonly who: number;
  private readonly today: () => string;
  private readonly looks = new LookAhead((text) => api.scan(text));
  private next = 0;
  private working = false;
  private stopped = false;
  private idle = 0;

  constructor(who: number, today: () => string) {
    this.who = who;
    this.today = today;
  }

  get latest(): Entry | undefined {
    return this.log[0];
  }

  /** Takes up what a reload left behind. */
  start(): void {
    const kept = find(this.who);
    if (kept) {
      this.log = kept.log;
      this.next = Math.max(0, ...kept.log.map((entry) => entry.id));
      this.queue = kept.queue;
      const isOld = Date.now() - kept.at >= IDLE_MS;
      // What waits belongs to what was open; without anything waiting, an open badge is not left open.
      if (!isOld || kept.queue.length > 0) ({ state: this.state, due: this.due, purpose: this.purpose } = kept);
      this.old = isOld ? kept.queue.length : (kept.old ?? 0);
    }
    this.touch();
    void this.work();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.idle);
  }

  /** What was scanned long ago is still meant, or it is not. What was scanned since stands behind it, and is meant. */
  goOn(isMeant: boolean): void {
    const { old } = this;
    this.old = 0;
    if (!isMeant) {
      this.queue = this.queue.slice(old);
      this.take(finish(this.state));
    }
    this.touch();
    void this.work();
  }

  scan(text: string): boolean {
    return this.wish({ text, key: newKey() });
  }

  /** Takes back what the log says was done. */
  undo(entry: Entry): boolean {
    const { code, title = '', seq } = entry;
    if (seq === undefined || !code || entry.undone) return false;
    this.mark(seq, 'soon');
    return this.wish({ undo: { code, title, seq }, key: newKey() });
  }

  /** One of several folders is meant. Nothing else is looked at before. */
  pick(index: number): void {
    if (!this.state.choice?.[index] || this.old > 0) return;
    const step = choose(this.state, index);
    this.state = step.state;
    if (step.request) this.queue = [{ key: newKey(), request: this.onTerms(step.request) }, ...this.queue];
    else this.take(step);
    this.touch();
    void this.work();
  }

  /** Ends what is open, behind all that was scanned before. */
  end(): void {
    if (this.state.choice) {
      this.take(dropChoice(this.state));
      void this.work();
    } else if (this.queue.length > 0) this.wish({ end: true, key: newKey() });
    else this.take(finish(this.state));
  }

  private wish(waiting: Waiting): boolean {
    if (this.queue.length >= QUEUE_LENGTH) return false;
    this.queue = [...this.queue, waiting];
    this.touch();
    void this.work();
    return true;
  }

  private async work(): Promise<void> {
    if (this.working || this.old > 0) return;
    this.working = true;
    try {
      // While a choice is open nothing else is looked at: what comes next would take its place.
      for (let waiting = this.queue[0]; waiting && !this.stopped && !this.state.choice; waiting = this.queue[0]) {
        this.looks.prepare(this.queue);
        if (!(await this.carryOut(waiting))) return;
        this.queue = this.queue.filter((one) => one.key !== waiting.key);
        this.touch();
      }
    } finally {
      this.working = false;
    }
  }

  /** Answers false if the desk was left before the server had answered. */
  private async carryOut(waiting: Waiting): Promise<boolean> {
    const before = this.state.inHand?.code;
    let request = waiting.request;
    if (!request) {
      const step = await this.meaning(waiting);
      if (!step || this.stopped) return false;
      request = step.request ? this.onTerms(step.request) : undefined;
      const asked = request;
      // What is asked is remembered before it is asked: after a reload the same is asked again, not something else.
      if (asked) this.queue = this.queue.map((one) => (one.key === waiting.key ? { ...one, request: asked } : one));
      this.take(step);
    }
    if (request) {
      const asked = request;
      const settled = await this.insist(async () => settle(this.state, asked, await this.send(asked, waiting.key)), asked);
      if (!settled || this.stopped) return false;
      this.looks.touch(asked.code, asked.kind === 'file' ? asked.folder : undefined, ...settled.answers.map((answer) => answer.code));
      if (asked.kind === 'undo') this.mark(asked.seq, settled.answers[0]?.what === 'undone' ? 'done' : undefined);
      this.take(settled);
    }
    this.lookForWaiting(before);
    return true;
  }

  private async meaning(waiting: Waiting): Promise<Step | null> {
    if (waiting.end) return finish(this.state);
    if (waiting.undo) return takeBack(this.state, waiting.undo);
    const text = waiting.text ?? '';
    return this.insist(async () => understand(this.state, await this.looks.of(waiting, text), { no: this.who, today: this.today() }));
  }

  /** A folder that is here now may be waited for. That it is not known does no harm: the list of what waits says so too. */
  private lookForWaiting(before: string | undefined): void {
    const folder = this.state.inHand?.code;
    if (!folder || folder === before || !this.asksForCases) return;
    const tell = (n: number): void => {
      if (this.state.inHand?.code === folder) this.take(tellWaiting(this.state, n));
    };
    api.folderCases(folder).then((cases) => tell(cases.filter((one) => one.phase === 'waiting').length), () => {});
  }

  private async send(request: Request, key: string): Promise<Outcome> {
    const codes = [request.code];
    if (request.kind === 'file') return this.file(request.code, request.folder, key);
    if (request.kind === 'undo') return this.takeBack(request, key);
    const answer = await (request.kind === 'lend'
      ? api.checkOuts({ borrower: request.borrower, codes, ...(request.due ? { due: request.due } : {}), ...(request.purpose ? { purpose: request.purpose } : {}) }, key)
      : request.kind === 'return'
        ? api.returns(codes, key)
        : api.putAways({ slot: request.slot, codes, confirm_move: request.confirm }, key));
    const result = answer.results[0] ?? { code: request.code };
    return { ...result, ...(result.folder ? { seq: result.folder.changed_seq } : {}) };
  }

  private async file(code: string, folder: string, key: string): Promise<Outcome> {
    const { phase, changed_seq } = await api.fileCase(code, folder, key);
    return phase === 'waiting' ? { code, waits: true } : { code, seq: changed_seq };
  }

  private async takeBack(request: Request & { kind: 'undo' }, key: string): Promise<Outcome> {
    await api.undo(request.seq, key);
    return { code: request.code };
  }

  private onTerms(request: Request): Request {
    return request.kind === 'lend' ? { ...request, due: this.due, purpose: this.purpose } : request;
  }

  /** Tries until the server has answered, one way or the other. */
  private async insist(work: () => Promise<Step>, request?: Request): Promise<Step | null> {
    for (let stumbles = 0; !this.stopped; ) {
      try {
        const step = await work();
        this.held = null;
        return step;
      } catch (error) {
        const problem = asProblem(error);
        const why = heldBy(problem);
        if (problem.status >= 500 && !why) stumbles += 1;
        if (why || (problem.status >= 500 && stumbles < STUMBLES_MAX)) {
          if (this.held?.why !== (why ?? 'busy')) this.held = { why: why ?? 'busy', since: Date.now() };
          await sleep(RETRY_MS);
          continue;
        }
        this.held = null;
        return this.failed(problem, request);
      }
    }
    return null;
  }

  private failed(problem: ApiProblem, request: Request | undefined): Step {
    const detail = problem.detail || problem.code;
    const about = request ? { code: request.code, title: request.title } : { code: this.queue[0]?.text ?? '' };
    return { state: this.state, request: null, answers: [{ what: request?.kind === 'undo' ? 'not_undone' : 'refused', tone: 'bad', detail, ...about }] };
  }

  /** Says of what was done by a frame that it was taken back. */
  private mark(seq: number, undone: Entry['undone']): void {
    this.log = this.log.map((entry) => {
      if (entry.seq !== seq) return entry;
      const { undone: _, ...plain } = entry;
      return undone ? { ...plain, undone } : plain;
    });
  }

  private take(step: Step): void {
    // Until when and why is said of one borrower, and not of the next.
    if (borrowerOf(step.state) !== borrowerOf(this.state)) {
      this.due = '';
      this.purpose = '';
    }
    this.state = step.state;
    for (const answer of step.answers) {
      const entry: Entry = { ...answer, id: (this.next += 1), at: Date.now() };
      this.log = [entry, ...this.log].slice(0, LOG_LENGTH);
      this.onAnswer(answer);
    }
    this.touch();
  }

  /** Remembers, and starts the wait after which an open badge or slot is closed. */
  private touch(): void {
    if (this.stopped) return;
    const { who, state, queue, old, log, due, purpose } = this;
    this.forgets = !keep({ who, at: Date.now(), state, queue, old, log, due, purpose });
    clearTimeout(this.idle);
    if (this.state.mode.kind !== 'idle' && this.queue.length === 0) {
      this.idle = window.setTimeout(() => this.end(), IDLE_MS);
    }
  }
}

const borrowerOf = ({ mode }: DeskState): string => (mode.kind === 'lending' ? mode.badge : '');

/** Why a request is sent again, if that helps. */
function heldBy(problem: ApiProblem): Held | null {
  if (problem.unreachable) return 'offline';
  if (problem.status === 401) return 'signed_out';
  return problem.status === 429 ? 'busy' : null;
}
