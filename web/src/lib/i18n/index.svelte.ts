/** The language of the page: `t(key, {…})`, names in two languages, and the switch. */
import type { Names } from '$lib/api';
import type { en } from './en';
import { type Catalogue, format, type ParamNames } from './message';

export type Locale = 'zh-CN' | 'en';
export type MessageKey = keyof typeof en;
/** The keys whose message needs no parameter; a key that is chosen at run time must be one of these. */
export type PlainKey = { [K in MessageKey]: [ParamNames<(typeof en)[K]>] extends [never] ? K : never }[MessageKey];
export type Messages = Record<MessageKey, string>;
type Args<K extends MessageKey> = [ParamNames<(typeof en)[K]>] extends [never]
  ? []
  : [params: Record<ParamNames<(typeof en)[K]>, string | number>];

const KEY = 'strongroom.language';
const loaders: Record<Locale, () => Promise<Catalogue>> = {
  en: async () => (await import('./en')).en,
  'zh-CN': async () => (await import('./zh-CN')).zhCN,
};

let current = $state<Locale>('en');
let catalogue = $state.raw<Catalogue>({});

function remembered(): Locale {
  const saved = localStorage.getItem(KEY);
  if (saved === 'en' || saved === 'zh-CN') return saved;
  return navigator.languages.some((language) => language.toLowerCase().startsWith('zh')) ? 'zh-CN' : 'en';
}

export function locale(): Locale {
  return current;
}

export async function setLocale(next: Locale, remember = true): Promise<void> {
  catalogue = await loaders[next]();
  current = next;
  document.documentElement.lang = next;
  if (remember) localStorage.setItem(KEY, next);
}

export const startLocale = (): Promise<void> => setLocale(remembered(), false);

export function t<K extends MessageKey>(key: K, ...args: Args<K>): string {
  return format(catalogue[key] ?? key, args[0] ?? {}, current);
}

/** A message whose key is put together at run time, with words of its own where the server knows more than we do. */
export function tOr(key: string, fallback: string): string {
  return catalogue[key] ?? fallback;
}

/** The name in the page's language, else the other one. */
export function named(names: Names | null | undefined): string {
  if (!names) return '';
  return current === 'en' ? names.en || names.zh : names.zh || names.en;
}
