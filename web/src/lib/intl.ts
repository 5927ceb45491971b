/**
 * The browser's formatters, each made once for a language: making one takes a hundred times as long as using it, and a list
 * has some in every row.
 */
const made = new Map<string, unknown>();

function once<F>(kind: string, locale: string, options: object, make: () => F): F {
  const key = `${kind} ${locale} ${JSON.stringify(options)}`;
  let formatter = made.get(key) as F | undefined;
  if (!formatter) made.set(key, (formatter = make()));
  return formatter;
}

export const dates = (locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => once('date', locale, options, () => new Intl.DateTimeFormat(locale, options));
export const numbers = (locale: string, options: Intl.NumberFormatOptions = {}): Intl.NumberFormat => once('number', locale, options, () => new Intl.NumberFormat(locale, options));
export const plurals = (locale: string, options: Intl.PluralRulesOptions = {}): Intl.PluralRules => once('plural', locale, options, () => new Intl.PluralRules(locale, options));
