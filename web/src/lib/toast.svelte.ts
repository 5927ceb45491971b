/** Short words at the edge of the page after something was done. Problems stand where they arose, not here. */
export interface Toast {
  id: number;
  text: string;
  tone: 'ok' | 'warn' | 'bad';
}

let next = 0;
let list = $state.raw<Toast[]>([]);

export const toasts = (): Toast[] => list;

export function toast(text: string, tone: Toast['tone'] = 'ok'): void {
  const item = { id: (next += 1), text, tone };
  list = [...list.slice(-2), item];
  window.setTimeout(() => dismiss(item.id), tone === 'ok' ? 4000 : 9000);
}

export function dismiss(id: number): void {
  list = list.filter((item) => item.id !== id);
}
