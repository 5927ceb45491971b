/** Light, dark, or as the system says. */
export type Theme = 'system' | 'light' | 'dark';
const KEY = 'strongroom.theme';

function remembered(): Theme {
  const saved = localStorage.getItem(KEY);
  return saved === 'light' || saved === 'dark' ? saved : 'system';
}

let current = $state<Theme>(remembered());

function show(): void {
  if (current === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = current;
}

export const theme = (): Theme => current;
export const startTheme = show;

export function setTheme(next: Theme): void {
  current = next;
  localStorage.setItem(KEY, next);
  show();
}
