/** Finds the route a path belongs to. Pure. */

/** The parameter names in a pattern such as `/folders/:code`. */
export type Params<P extends string> = P extends `${string}:${infer Name}/${infer Rest}`
  ? { [K in Name | keyof Params<`/${Rest}`>]: string }
  : P extends `${string}:${infer Name}`
    ? { [K in Name]: string }
    : Record<never, string>;

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A literal part in capitals (`/F/:code`) matches in any case, since labels are printed in capitals. */
export function matchPath(pattern: string, path: string): Record<string, string> | null {
  const wanted = pattern.split('/').filter(Boolean);
  const given = path.split('/').filter(Boolean);
  if (wanted.length !== given.length) return null;
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const actual = decode(given[index] ?? '');
    if (part.startsWith(':')) params[part.slice(1)] = actual;
    else if (/^[A-Z]$/.test(part) ? part !== actual.toUpperCase() : part !== actual) return null;
  }
  return params;
}

export function fillPath(pattern: string, params: Record<string, string>): string {
  return pattern.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
}
