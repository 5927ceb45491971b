/** Choosing among pages that lie in rows: by press, Shift, Ctrl, arrow keys, Space. Pure. */

export interface Chosen {
  chosen: ReadonlySet<number>;
  /** The page the keyboard is at. */
  at: number | null;
  /** Where a stretch began. */
  from: number | null;
}

export const NOTHING: Chosen = { chosen: new Set(), at: null, from: null };

export interface How {
  /** All between where one began and here. */
  stretch?: boolean;
  /** This one more, or one less. */
  more?: boolean;
}

export function press(now: Chosen, order: readonly number[], page: number, { stretch = false, more = false }: How = {}): Chosen {
  if (stretch && now.from !== null) return { chosen: between(order, now.from, page), at: page, from: now.from };
  if (more) return { ...toggle(now, page), from: page };
  return { chosen: new Set([page]), at: page, from: page };
}

export function toggle(now: Chosen, page: number): Chosen {
  const chosen = new Set(now.chosen);
  if (!chosen.delete(page)) chosen.add(page);
  return { chosen, at: page, from: page };
}

/** One step on; with a stretch, what is walked over is chosen. Without one only the place changes. */
export function walk(now: Chosen, order: readonly number[], steps: number, stretch = false): Chosen {
  if (order.length === 0) return NOTHING;
  const here = now.at === null ? -1 : order.indexOf(now.at);
  const to = order[here < 0 ? 0 : Math.min(order.length - 1, Math.max(0, here + steps))] as number;
  if (!stretch) return { ...now, at: to, from: to };
  const from = now.from ?? now.at ?? to;
  return { chosen: between(order, from, to), at: to, from };
}

export function all(now: Chosen, pages: readonly number[]): Chosen {
  const whole = pages.length > 0 && pages.every((page) => now.chosen.has(page));
  return { ...now, chosen: new Set(whole ? [] : pages) };
}

/** From a page to the end of its stack: where one paper ends and the next begins. */
export function rest(now: Chosen, stack: readonly number[]): Chosen {
  if (now.at === null) return now;
  const here = stack.indexOf(now.at);
  return here < 0 ? now : { chosen: new Set(stack.slice(here)), at: now.at, from: now.at };
}

/** Pages that are gone are not chosen any more; the place is the page that came after the one that went. */
export function kept(now: Chosen, before: readonly number[], order: readonly number[]): Chosen {
  const there = new Set(order);
  const chosen = new Set([...now.chosen].filter((page) => there.has(page)));
  const next = (page: number | null): number | null => {
    if (page === null || there.has(page)) return page;
    const here = before.indexOf(page);
    return before.slice(here).find((one) => there.has(one)) ?? before.slice(0, Math.max(0, here)).findLast((one) => there.has(one)) ?? null;
  };
  return { chosen, at: next(now.at), from: next(now.from) };
}

/** The chosen pages, in the order in which they lie. */
export const inOrder = (chosen: ReadonlySet<number>, order: readonly number[]): number[] => order.filter((page) => chosen.has(page));

/** Before which page these lie when they are laid before, or behind, another of its stack; before none behind its last. */
export function laidBefore(order: readonly number[], pages: ReadonlySet<number>, page: number, behind: boolean): number | null {
  const others = order.filter((one) => !pages.has(one));
  return behind ? (others[others.indexOf(page) + 1] ?? null) : page;
}

/** The order with these pages one place further, or back; they stay together. */
export function shifted(order: readonly number[], pages: ReadonlySet<number>, step: 1 | -1): number[] {
  const moved = order.filter((page) => pages.has(page));
  const others = order.filter((page) => !pages.has(page));
  const first = order.findIndex((page) => pages.has(page));
  if (first < 0) return [...order];
  const before = order.slice(0, first).length;
  const at = Math.min(others.length, Math.max(0, before + step));
  return [...others.slice(0, at), ...moved, ...others.slice(at)];
}

function between(order: readonly number[], one: number, other: number): Set<number> {
  const [a, b] = [order.indexOf(one), order.indexOf(other)];
  if (a < 0 || b < 0) return new Set([other]);
  return new Set(order.slice(Math.min(a, b), Math.max(a, b) + 1));
}
