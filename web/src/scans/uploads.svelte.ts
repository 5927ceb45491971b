/**
 * Files on their way to the archive, two at once. They go on while somebody looks at another page; only leaving the app
 * would stop them, and the browser asks first.
 */
import { api, ApiProblem, type Scan } from '$lib/api';
import { isAbort, newKey } from '$lib/api/client';
import { connection } from '$lib/connection.svelte';
import { t } from '$lib/i18n/index.svelte';
import { asProblem } from '$lib/resource.svelte';

const AT_ONCE = 2;
/** What the archive takes: more is not even begun. */
export const FILE_BYTES_MAX = 1_073_741_824;
/** So often a file is sent anew whose way was cut while the server answers everything else. */
const CUT_MAX = 4;
/** No answer, or that of whatever stands before a server that gave none. */
const CUT: readonly number[] = [0, 502, 504];

export interface Told {
  sheets?: number;
  into?: string;
}
/** `away`: the server does not answer; it goes on by itself once it does. */
export type UploadState = 'waits' | 'goes' | 'away' | 'came' | 'known' | 'failed';
const UNDER_WAY: readonly UploadState[] = ['waits', 'goes', 'away'];
export interface Upload {
  id: number;
  name: string;
  bytes: number;
  state: UploadState;
  /** How much of it has gone, from 0 to 1. */
  share: number;
  /** What it became, or the scan that came first with the same bytes. */
  scan: number | null;
  problem: ApiProblem | null;
}
interface Sent {
  file: File;
  told: Told;
  /** The same for as long as the file is tried: one that arrived unanswered is not taken twice. */
  key: string;
  stop: AbortController;
}

class Uploads {
  list = $state.raw<Upload[]>([]);
  private readonly sent = new Map<number, Sent>();
  private last = 0;
  /** Called with each file that has come. */
  oncame: ((scan: Scan) => void) | null = null;

  add(files: Iterable<File>, told: Told): void {
    const fresh = [...files].map((file): Upload => {
      this.last += 1;
      this.sent.set(this.last, { file, told, key: newKey(), stop: new AbortController() });
      const problem = refusedHere(file);
      return { id: this.last, name: file.name, bytes: file.size, state: problem ? 'failed' : 'waits', share: 0, scan: null, problem };
    });
    this.list = [...this.list, ...fresh];
    this.next();
  }

  /** What is refused before it is sent would be so again. */
  mayAgain(id: number): boolean {
    const sent = this.sent.get(id);
    return sent !== undefined && refusedHere(sent.file) === null;
  }

  again(id: number): void {
    const sent = this.sent.get(id);
    if (!sent) return;
    sent.stop = new AbortController();
    this.change(id, { state: 'waits', share: 0, problem: null });
    this.next();
  }

  drop(id: number): void {
    this.sent.get(id)?.stop.abort();
    this.sent.delete(id);
    this.list = this.list.filter((one) => one.id !== id);
    this.guard();
    this.next();
  }

  /** What has come is found among the scans. */
  clear(): void {
    this.list = this.list.filter((one) => UNDER_WAY.includes(one.state) || one.state === 'failed');
  }

  private change(id: number, change: Partial<Upload>): void {
    this.list = this.list.map((one) => (one.id === id ? { ...one, ...change } : one));
    this.guard();
  }

  /** Whoever closes the window is asked as long as a file is on its way. */
  private guard(): void {
    const under = this.list.some((one) => UNDER_WAY.includes(one.state));
    window.onbeforeunload = under ? (event) => event.preventDefault() : null;
  }

  private next(): void {
    const going = this.list.filter((one) => one.state === 'goes' || one.state === 'away').length;
    for (const one of this.list.filter((line) => line.state === 'waits').slice(0, Math.max(0, AT_ONCE - going))) void this.send(one.id);
  }

  private async send(id: number): Promise<void> {
    const sent = this.sent.get(id);
    if (!sent) return;
    try {
      const scan = await this.bring(id, sent);
      this.change(id, { state: 'came', share: 1, scan: scan.no });
      this.sent.delete(id);
      this.oncame?.(scan);
    } catch (error) {
      if (isAbort(error)) return;
      const problem = asProblem(error);
      const known = problem.code === 'ScanKnown' ? Number(problem.params['scan']) : null;
      this.change(id, { state: known === null ? 'failed' : 'known', scan: known, problem });
    } finally {
      this.next();
    }
  }

  /** Sends a file until there is an answer: a server that is away is waited for, and the file goes again with the same key. */
  private async bring(id: number, { file, told, key, stop }: Sent): Promise<Scan> {
    for (let cut = 1; ; cut += 1) {
      this.change(id, { state: 'goes', share: 0 });
      try {
        return await api.sendScan(file, told, { signal: stop.signal, idempotencyKey: key, told: (share) => this.change(id, { share }) });
      } catch (error) {
        if (!CUT.includes(asProblem(error).status) || stop.signal.aborted || cut >= CUT_MAX) throw error;
        this.change(id, { state: 'away' });
        await connection.back();
        if (stop.signal.aborted) throw error;
        // A session that is over may cut a long file off before it is said.
        await api.stillSignedIn();
      }
    }
  }
}

/** What need not be sent to be refused: most would wait long for that. */
function refusedHere(file: File): ApiProblem | null {
  if (file.size === 0) return new ApiProblem({ code: 'ScanEmpty', status: 422, detail: t('scans.up_empty') });
  if (file.size > FILE_BYTES_MAX) return new ApiProblem({ code: 'LimitExceeded', status: 413, detail: t('scans.up_large') });
  return null;
}

export const uploads = new Uploads();
