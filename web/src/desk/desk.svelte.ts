/**
 * Runs the desk: a queue of scans worked off one after another, the requests the machine asks for, and the log. A scan
 * stays in the queue (and in the browser's session storage) until the server has answered it, so that neither a slow
 * network nor a reload loses one.
 */
import { api, ApiProblem } from '$lib/api';
import { newKey } from '$lib/api/client';
import { asProblem } from '$lib/resource.svelte';
import { type Answer, choose, type DeskState, finish, IDLE, type Outcome, type Request, settle, type Step, tellWaiting, understand } from './machine';

export interface Entry extends Answer {
  id: number;
  at: number;
}

interface Waiting {
  text: string;
  key: string;
}

const LOG_LENGTH = 20;
/** More than anyone scans ahead of a server; past it the desk says stop instead of forgetting. */
const QUEUE_LENGTH = 500;
const RETRY_MS = 1500;
/** A badge left on the desk must not lend the next person's folders. */
const IDLE_MS = 120_000;
const STORE = 'strongroom.desk';

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export class Desk {
  state = $state.raw<DeskState>(IDLE);
  log = $state.raw<Entry[]>([]);
  queue = $state.raw<Waiting[]>([]);
  /** Why the queue waits, when it does. */
  held = $state<'offline' | 'signed_out' | null>(null);
  /** Whether who stands here may know of cases. */
  asksForCases = false;
  due = $state('');
  purpose = $state('');
  onAnswer: (answer: Answer) => void = () => {};
  private next = 0;
  private working = false;
  private stopped = false;
  private idle = 0;

  get latest(): Entry | undefined {
    return this.log[0];
  }

  /** Takes up what a reload left behind. */
  start(): void {
    try {
      const saved = JSON.parse(sessionStorage.getItem(STORE) ?? 'null');
      if (saved && Date.now() - saved.at < IDLE_MS) {
        this.state = saved.state;
        this.queue = saved.queue;
      }
    } catch {
      sessionStorage.removeItem(STORE);
    }
    this.touch();
    void this.work();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.idle);
  }

  scan(text: string): boolean {
    if (this.queue.length >= QUEUE_LENGTH) return false;
    this.queue = [...this.queue, { text, key: newKey() }];
    this.touch();
    void this.work();
    return true;
  }

  pick(index: number): void {
    void this.carryOut(choose(this.state, index), newKey());
  }

  end(): void {
    void this.carryOut(finish(this.state), newKey());
  }

  private async work(): Promise<void> {
    if (this.working) return;
    this.working = true;
    try {
      for (let waiting = this.queue[0]; waiting && !this.stopped; waiting = this.queue[0]) {
        const step = await this.insist(() => this.look(waiting.text));
        if (!step) return;
        await this.carryOut(step, waiting.key);
        if (this.stopped) return;
        this.queue = this.queue.slice(1);
        this.touch();
      }
    } finally {
      this.working = false;
    }
  }

  private async look(text: string): Promise<Step> {
    const scanned = await api.scan(text);
    return understand(this.state, scanned);
  }

  private async carryOut(step: Step, key: string): Promise<void> {
    const before = this.state.inHand?.code;
    this.take(step);
    const request = step.request;
    if (!request) return this.lookForWaiting(before);
    const settled = await this.insist(async () => settle(this.state, request, await this.send(request, key)));
    if (settled) this.take(settled);
    this.lookForWaiting(before);
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
    const answer = await (request.kind === 'lend'
      ? api.checkOuts({ borrower: request.borrower, codes, ...this.terms() }, key)
      : request.kind === 'return'
        ? api.returns(codes, key)
        : api.putAways({ slot: request.slot, codes, confirm_move: request.confirm }, key));
    return answer.results[0] ?? { code: request.code };
  }

  private async file(code: string, folder: string, key: string): Promise<Outcome> {
    const { phase } = await api.fileCase(code, folder, key);
    return { code, waits: phase === 'waiting' };
  }

  private terms(): { due?: string; purpose?: string } {
    return { ...(this.due ? { due: this.due } : {}), ...(this.purpose ? { purpose: this.purpose } : {}) };
  }

  /** Tries until the server has answered, one way or the other. */
  private async insist(work: () => Promise<Step>): Promise<Step | null> {
    while (!this.stopped) {
      try {
        const step = await work();
        this.held = null;
        return step;
      } catch (error) {
        const problem = asProblem(error);
        if (problem.unreachable || problem.status === 401) {
          this.held = problem.unreachable ? 'offline' : 'signed_out';
          await sleep(RETRY_MS);
          continue;
        }
        this.held = null;
        return this.failed(problem);
      }
    }
    return null;
  }

  private failed(problem: ApiProblem): Step {
    const detail = problem.detail || problem.code;
    return { state: this.state, request: null, answers: [{ what: 'refused', tone: 'bad', detail }] };
  }

  private take(step: Step): void {
    if (step.state.mode.kind !== 'lending') {
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
    sessionStorage.setItem(STORE, JSON.stringify({ at: Date.now(), state: this.state, queue: this.queue }));
    clearTimeout(this.idle);
    if (this.state.mode.kind !== 'idle' && this.queue.length === 0) {
      this.idle = window.setTimeout(() => this.end(), IDLE_MS);
    }
  }
}
