/** What was changed in a form, and nothing else: what somebody else changed meanwhile stays as he left it. */
export function changed<T extends object>(before: T, now: T): Partial<T> {
  const isOther = (key: keyof T): boolean => JSON.stringify(before[key]) !== JSON.stringify(now[key]);
  return Object.fromEntries(Object.entries(now).filter(([key]) => isOther(key as keyof T))) as Partial<T>;
}
