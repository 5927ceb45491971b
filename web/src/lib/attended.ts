/** Whether somebody is at the page: what is pressed, typed, scanned or turned tells. */

/** Somebody reads for so long without touching anything. */
const READS_MS = 5 * 60_000;

let touched = Date.now();

export const isAttended = (now = Date.now()): boolean => now - touched < READS_MS;

/** Listens until the page is closed. */
export function attend(target: Pick<Window, 'addEventListener'>): void {
  for (const kind of ['keydown', 'pointerdown', 'pointermove', 'wheel', 'touchstart']) target.addEventListener(kind, () => (touched = Date.now()), { capture: true, passive: true });
}
