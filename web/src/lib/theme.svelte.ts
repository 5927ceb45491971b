/** Light, dark, or as the system says. The page itself is always told one of the two, so that each has one list of colours. */
export type Theme = 'system' | 'light' | 'dark';
const KEY = 'strongroom.theme';
const wish = window.matchMedia('(prefers-color-scheme: dark)');

function remembered(): Theme {
  const saved = localStorage.getItem(KEY);
  return saved === 'light' || saved === 'dark' ? saved : 'system';
}

let current = $state<Theme>(remembered());

function show(): void {
  const system = wish.matches ? 'dark' : 'light';
  document.documentElement.dataset['theme'] = current === 'system' ? system : current;
}

export const theme = (): Theme => current;

export function startTheme(): void {
  show();
  wish.addEventListener('change', show);
}

export function setTheme(next: Theme): void {
  current = next;
  localStorage.setItem(KEY, next);
  show();
}
