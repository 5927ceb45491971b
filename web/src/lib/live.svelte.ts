/**
 * What others do, told while it happens: one stream a page, kept open while somebody looks at it, for a browser opens few
 * connections to one server. A page that comes back into view resumes where it was and is told what it missed. Without a
 * stream (a proxy in the way, too many pages) pages stay as they were loaded.
 */
import type { LiveEvent } from '$lib/api';
import { address } from '$lib/api/client';

type Listener = (event: LiveEvent) => void;

const KINDS: LiveEvent['kind'][] = ['folder', 'folders', 'count', 'counts', 'discrepancy', 'discrepancies', 'job', 'print', 'scan', 'scans', 'reading', 'scanning', 'settings', 'position', 'reset'];
/** The browser gives a stream up for good when the server refuses it; we ask again after so long. */
const AGAIN_MS = 30_000;
/** What happens in a row loads a page once … */
const SETTLE_MS = 800;
/** … and what goes on and on, such as an import, no more often than this. */
const APART_MS = 5_000;

class Live {
  /** Whether what is shown is kept up to date. */
  connected = $state(false);
  private readonly listeners = new Set<Listener>();
  private source: EventSource | null = null;
  private position = '';
  private again: ReturnType<typeof setTimeout> | undefined;

  /** Hears every event, and where the stream begins, until the answer is called. */
  listen(listener: Listener): () => void {
    if (this.listeners.size === 0) document.addEventListener('visibilitychange', this.look);
    this.listeners.add(listener);
    this.look();
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size > 0) return;
      document.removeEventListener('visibilitychange', this.look);
      this.close();
      this.position = '';
    };
  }

  private readonly look = (): void => {
    if (document.visibilityState === 'hidden') this.close();
    else if (!this.source && this.listeners.size > 0) this.open();
  };

  private open(): void {
    clearTimeout(this.again);
    const source = new EventSource(address('/live', { since: this.position }));
    this.source = source;
    for (const kind of KINDS) source.addEventListener(kind, (event) => this.take(event));
    source.onopen = () => (this.connected = true);
    source.onerror = () => {
      this.connected = false;
      if (source.readyState !== EventSource.CLOSED) return;
      this.close();
      this.again = setTimeout(this.look, AGAIN_MS);
    };
  }

  private close(): void {
    clearTimeout(this.again);
    this.source?.close();
    this.source = null;
    this.connected = false;
  }

  private take(message: MessageEvent<string>): void {
    const begins = this.position === '';
    this.position = message.lastEventId;
    const event = JSON.parse(message.data) as LiveEvent;
    if (event.kind === 'position' && !begins) return;
    for (const listener of [...this.listeners]) listener(event);
  }
}

export const live = new Live();

/**
 * Loads something anew when an event concerns it, once for events that come together. `known` is the frame that what is
 * shown knows of: what is in it already is not loaded again, and what came between it and the stream's beginning is.
 */
export function follow(concerns: (event: LiveEvent) => boolean, load: () => unknown, known: () => number | undefined): () => void {
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let next = 0;
  const isNews = (event: LiveEvent): boolean => {
    if (event.kind === 'reset') return true;
    const shown = known();
    if (event.kind === 'position') return shown !== undefined && event.seq > shown;
    return concerns(event) && (shown === undefined || event.seq > shown);
  };
  const stop = live.listen((event) => {
    if (!isNews(event)) return;
    waiting ??= setTimeout(
      () => {
        waiting = undefined;
        next = Date.now() + APART_MS;
        load();
      },
      Math.max(SETTLE_MS, next - Date.now()),
    );
  });
  return () => {
    stop();
    clearTimeout(waiting);
  };
}

export const aboutFolders = (event: LiveEvent): boolean => event.kind === 'folder' || event.kind === 'folders';
export const aboutDiscrepancies = (event: LiveEvent): boolean =>
  event.kind === 'discrepancy' || event.kind === 'discrepancies';
export const aboutPrints = (event: LiveEvent): boolean => event.kind === 'print';
export const aboutCounts = (event: LiveEvent): boolean => event.kind === 'count' || event.kind === 'counts';
/** Files that came, were read or failed, and pages that went somewhere else. */
export const aboutScans = (event: LiveEvent): boolean => /^scans?$/.test(event.kind);
/** Rooms, their ranges and slots, and the zones and lanes that share them. */
export const aboutPlaces = (event: LiveEvent): boolean =>
  event.kind === 'settings' && event.what.some((what) => /^(Room|Range|Slot|Zone|Lane)/.test(what));
export const either =
  (...concerns: ((event: LiveEvent) => boolean)[]) =>
  (event: LiveEvent): boolean =>
    concerns.some((concern) => concern(event));
