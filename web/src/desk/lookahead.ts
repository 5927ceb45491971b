/**
 * Asks what the next scans are while the one before them is carried out, so that on a slow network each costs one round
 * trip and not two. An answer about a folder that something was done with meanwhile is not used: it is of before.
 */
import type { Scanned } from '$lib/api';
import type { Waiting } from './queue';

/** How many scans ahead are asked about. */
const AHEAD = 4;

interface Look {
  answer: Promise<Scanned | null>;
  /** How much had been done when it was asked. */
  since: number;
}

export class LookAhead {
  private readonly looks = new Map<string, Look>();
  /** What was done last with each code, counted. */
  private readonly touched = new Map<string, number>();
  private acts = 0;
  private readonly ask: (text: string) => Promise<Scanned>;

  constructor(ask: (text: string) => Promise<Scanned>) {
    this.ask = ask;
  }

  /** Begins to ask about what comes behind the first. */
  prepare(queue: Waiting[]): void {
    for (const next of queue.slice(1, 1 + AHEAD)) {
      if (next.text === undefined || this.looks.has(next.key)) continue;
      // Whatever went wrong is found out again when its turn comes.
      this.looks.set(next.key, { answer: this.ask(next.text).catch(() => null), since: this.acts });
    }
  }

  /** What a scan is, asked before or asked now. */
  async of(waiting: Waiting, text: string): Promise<Scanned> {
    const look = this.looks.get(waiting.key);
    this.looks.delete(waiting.key);
    const early = look && (await look.answer);
    return early && !this.isOld(early, look.since) ? early : this.ask(text);
  }

  /** Something was done with these. */
  touch(...codes: (string | undefined)[]): void {
    this.acts += 1;
    for (const code of codes) if (code) this.touched.set(code, this.acts);
  }

  private isOld(scanned: Scanned, since: number): boolean {
    const newer = (code: string | undefined): boolean => (this.touched.get(code ?? '') ?? 0) > since;
    switch (scanned.kind) {
      case 'folder':
        return newer(scanned.folder.code);
      case 'folders':
        return scanned.candidates.some((folder) => newer(folder.code));
      case 'case':
        return newer(scanned.case.code) || newer(scanned.case.folder?.code);
      default:
        return false;
    }
  }
}
