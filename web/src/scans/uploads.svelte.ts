/**
 * Files on their way to the archive, two at once. They go on while somebody looks at another page; only leaving the app
 * would stop them, and the browser asks first.
 */
import { api, type ApiProblem, type Scan } from '$lib/api';
import { isAbort, newKey } from '$lib/api/client';
import { asProblem } from '$lib/resource.svelte';

const AT_ONCE = 2;

export interface Told {
  sheets?: number;
  into?: string;
}
export type UploadState = 'waits' | 'goes' | 'came' | 'known' | 'failed';
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
      return { id: this.last, name: file.name, bytes: file.size, state: 'waits', share: 0, scan: null, problem: null };
    });
    this.list = [...this.list, ...fresh];
    this.next();
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
    this.next();
  }

  /** What has come is found among the scans. */
  clear(): void {
    this.list = this.list.filter((one) => one.state === 'waits' || one.state === 'goes' || one.state === 'failed');
  }

  private change(id: number, change: Partial<Upload>): void {
    this.list = this.list.map((one) => (one.id === id ? { ...one, ...change } : one));
    const under = this.list.some((one) => one.state === 'waits' || one.state === 'goes');
    window.onbeforeunload = under ? (event) => event.preventDefault() : null;
  }

  private next(): void {
    const going = this.list.filter((one) => one.state === 'goes').length;
    for (const one of this.list.filter((line) => line.state === 'waits').slice(0, Math.max(0, AT_ONCE - going))) void this.send(one.id);
  }

  private async send(id: number): Promise<void> {
    const sent = this.sent.get(id);
    if (!sent) return;
    this.change(id, { state: 'goes' });
    try {
      const scan = await api.sendScan(sent.file, sent.told, { signal: sent.stop.signal, idempotencyKey: sent.key, told: (share) => this.change(id, { share }) });
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
}

export const uploads = new Uploads();
