/**
 * What is scanned while a shelf is counted, sent one after the other. A scan stays in the queue until the server has answered it:
 * a folder whose scan is lost is declared missing when the count is closed. Closing is no business of this queue.
 */
import { api, type ApiProblem, type CountedScan } from '$lib/api';
import { newKey } from '$lib/api/client';
import { asProblem } from '$lib/resource.svelte';

const RETRY_MS = 1500;
/** A server that stumbles over one scan must not stop the others for ever. */
const STUMBLES_MAX = 3;
/** More than anyone scans ahead of a server; past it the page says stop instead of forgetting. */
const QUEUE_LENGTH = 500;
/** So many refusals stand there at most, the latest first. */
const REFUSED_SHOWN = 20;

export interface Scan {
  text: string;
  /** What is said of a folder that is damaged. */
  damaged?: string;
  /** The same scan sent again must not be counted twice. */
  key: string;
}

/** A scan that the server does not take, and why. */
export interface Refused extends Scan {
  problem: ApiProblem;
}

export class Scans {
  queue = $state.raw<Scan[]>([]);
  /** What the last one that was answered turned out to be. */
  last = $state.raw<CountedScan | null>(null);
  /** Why the queue waits, when it does. */
  held = $state.raw<ApiProblem | null>(null);
  refused = $state.raw<Refused[]>([]);
  /** Hears what was found by each scan; nothing by one that was refused. */
  onAnswer: (found: string | null) => void = () => {};
  /** All that was scanned has been answered. */
  onDone: () => unknown = () => {};
  private readonly no: string;
  private working = false;
  private stopped = false;

  constructor(no: string) {
    this.no = no;
  }

  stop(): void {
    this.stopped = true;
  }

  /** Answers false when too many wait already. */
  take(text: string, damaged?: string): boolean {
    if (this.queue.length >= QUEUE_LENGTH) return false;
    this.queue = [...this.queue, { text, key: newKey(), ...(damaged === undefined ? {} : { damaged }) }];
    void this.work();
    return true;
  }

  /** Whoever has read a refusal puts it away. */
  forget(one: Refused): void {
    this.refused = this.refused.filter((other) => other !== one);
  }

  private async work(): Promise<void> {
    if (this.working) return;
    this.working = true;
    let stumbles = 0;
    for (let next = this.queue[0]; next && !this.stopped; next = this.queue[0]) {
      const problem = await this.send(next);
      if (problem && !passes(problem)) stumbles += 1;
      if (problem && (passes(problem) || (!isRefusal(problem) && stumbles < STUMBLES_MAX))) {
        // The same reason found again is no news.
        if (this.held?.code !== problem.code) this.held = problem;
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
        continue;
      }
      this.held = null;
      stumbles = 0;
      if (problem) {
        this.refused = [{ ...next, problem }, ...this.refused].slice(0, REFUSED_SHOWN);
        this.onAnswer(null);
      }
      this.queue = this.queue.slice(1);
    }
    this.working = false;
    if (!this.stopped) this.onDone();
  }

  /** Answers why it was not taken, if so. */
  private async send({ text, damaged, key }: Scan): Promise<ApiProblem | undefined> {
    try {
      this.last = (await api.scanInCount(this.no, text, damaged, key)).results[0] ?? null;
      this.onAnswer(this.last?.found ?? 'unknown');
      return undefined;
    } catch (error) {
      return asProblem(error);
    }
  }
}

/** Whether it passes by itself: nobody answers, nobody is signed in, too much at once. */
const passes = ({ unreachable, status }: ApiProblem): boolean => unreachable || status === 401 || status === 429;
/** Whether it would be answered the same if it were sent again. */
const isRefusal = ({ status }: ApiProblem): boolean => status >= 400 && status < 500;
