/** Short words at the edge of the page after something was done. Problems stand where they arose, not here. */

/** What can be done about what was just done. */
export interface ToastAct {
  label: string;
  run?: () => unknown;
  /** Opened beside this page, such as something to print. */
  href?: string;
  /** Takes it back: Ctrl+Z does it too. */
  undoes?: boolean;
}

export interface Toast {
  id: number;
  text: string;
  tone: 'ok' | 'warn' | 'bad';
  acts: ToastAct[];
}

const OK_MS = 4_000;
const BAD_MS = 9_000;
/** Long enough to read it, think again and reach for the mouse. */
const ACTS_MS = 60_000;

let next = 0;
let list = $state.raw<Toast[]>([]);

export const toasts = (): Toast[] => list;

export function toast(text: string, tone: Toast['tone'] = 'ok', acts: ToastAct[] = []): void {
  const item = { id: (next += 1), text, tone, acts };
  // Only what was done last can be taken back by a key.
  list = [...list.filter((old) => acts.length === 0 || old.acts.length === 0).slice(-2), item];
  window.setTimeout(() => dismiss(item.id), acts.length > 0 ? ACTS_MS : tone === 'ok' ? OK_MS : BAD_MS);
}

export function dismiss(id: number): void {
  list = list.filter((item) => item.id !== id);
}
