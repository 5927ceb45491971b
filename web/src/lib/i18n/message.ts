/**
 * Message templates: `{name}` is replaced, `{n:folder|folders}` picks a word by the number `n`. Pure; knows no language
 * but the one it is handed.
 */
import { numbers, plurals } from '$lib/intl';

export type Catalogue = Record<string, string>;

/** The parameter names a template needs, worked out by the type checker. */
export type ParamNames<S extends string> = S extends `${string}{${infer P}}${infer Rest}`
  ? (P extends `${infer N}:${string}` ? N : P) | ParamNames<Rest>
  : never;

const PLACE = /\{(\w+)(?::([^|}]*)\|([^}]*))?\}/g;

export function format(template: string, params: Record<string, string | number>, locale: string): string {
  return template.replace(PLACE, (whole, name: string, one?: string, many?: string) => {
    const value = params[name];
    if (value === undefined) return whole;
    if (one !== undefined && many !== undefined) {
      return plurals(locale).select(Number(value)) === 'one' ? one : many;
    }
    return typeof value === 'number' ? numbers(locale).format(value) : value;
  });
}

export function paramNames(template: string): string[] {
  return [...new Set([...template.matchAll(PLACE)].map((match) => match[1] as string))].sort();
}
