/** Short words at the edge of the page after something was done. Problems stand where they arose, not here. */
import { isUnderWay, settled } from './underway';

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
  /** Whether it tells of what was done last: only that can be taken back by a key. */
  isLast: boolean;
}

const OK_MS = 4_000;
const BAD_MS = 9_000;
/** Long enough to read it, think again and reach for the mouse. */
const ACTS_MS = 60_000;

let next = 0;
let list = $state.raw<Toast[]>([]);

export const toasts = (): Toast[] => list;

/** Says what came of what somebody did. */
export function toast(text: string, tone: Toast['tone'] = 'ok', acts: ToastAct[] = []): void {
  const isDone = tone === 'ok';
  const others = list.filter((old) => acts.length === 0 || old.acts.length === 0);
  show(isDone ? others.map((old) => ({ ...old, isLast: false })) : others, { text, tone, acts, isLast: isDone });
}

/** Says what ended by itself: what the person did last can be taken back all the same. */
export function tell(text: string, tone: Toast['tone'], acts: ToastAct[]): void {
  show(list, { text, tone, acts, isLast: false });
}

function show(others: Toast[], one: Omit<Toast, 'id'>): void {
  const item = { id: (next += 1), ...one };
  list = [...others.slice(-2), item];
  window.setTimeout(() => dismiss(item.id), one.acts.length > 0 ? ACTS_MS : one.tone === 'ok' ? OK_MS : BAD_MS);
}

/** What is pressed of what is said. */
export function press(item: Toast, act: ToastAct): void {
  // What was printed may still be taken back; what was taken back may not.
  if (act.undoes) dismiss(item.id);
  act.run?.();
}

/**
 * Takes back what was done last, and answers whether there is such a thing. What is on its way was done last: it is waited for,
 * and where it fails, nothing before it is taken back in its stead.
 */
export function takeBackLast(): boolean {
  if (!isUnderWay()) return takeBack();
  void settled().then((well) => well && takeBack());
  return true;
}

function takeBack(): boolean {
  const item = list.find((one) => one.isLast);
  const act = item?.acts.find((one) => one.undoes);
  if (!item || !act) return false;
  press(item, act);
  return true;
}

export function dismiss(id: number): void {
  list = list.filter((item) => item.id !== id);
}
