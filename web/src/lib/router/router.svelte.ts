/** Where the person is. History API only; links are plain `<a href>` and are caught here. */
import { focusMarked, markOfFocus } from '$lib/focus';
import { fillPath, matchPath } from './match';
import { type Pattern, ROUTES, type Route, type RouteParams } from './routes';

export interface Location {
  path: string;
  query: URLSearchParams;
  route: Route | null;
  params: Record<string, string>;
}

function read(): Location {
  const path = window.location.pathname;
  const query = new URLSearchParams(window.location.search);
  for (const route of ROUTES) {
    const params = matchPath(route.pattern, path);
    if (params) return { path, query, route, params };
  }
  return { path, query, route: null, params: {} };
}

let here = $state.raw<Location>(read());
/** Asked before leaving a page that holds unsaved typing, a dialog over it before the page; one that answers false stays. */
const guards: (() => boolean)[] = [];
const mayLeave = (): boolean => [...guards].reverse().every((ask) => ask());

/** Whether the page that is open goes: where one leaves it, and where its own address makes it begin anew. */
const begins = (leaving: boolean): boolean => leaving || !here.route?.keeps;

export const location = (): Location => here;

export function href<P extends Pattern>(pattern: P, params?: RouteParams<P>, query?: Record<string, string>): string {
  const path = fillPath(pattern, (params ?? {}) as Record<string, string>);
  const search = new URLSearchParams(query).toString();
  return search ? `${path}?${search}` : path;
}

export function go(to: string, options: { replace?: boolean } = {}): void {
  const leaving = new URL(to, window.location.href).pathname !== window.location.pathname;
  if (begins(leaving) && !mayLeave()) return;
  writeLater();
  if (options.replace) window.history.replaceState(null, '', to);
  else {
    // How far down one was, and at what, for whoever comes back.
    window.history.replaceState({ y: window.scrollY, mark: markOfFocus() }, '');
    window.history.pushState(null, '', to);
  }
  here = read();
  if (leaving) window.scrollTo(0, 0);
}

/** How long a page that one comes back to may take to be as long as it was. */
const COME_BACK_MS = 10_000;
/** How long it has to stay so. */
const HOLD_MS = 700;

/** Goes down to where one was, as soon as the page is long enough, and to what had the focus, unless one has moved by then. */
function comeBack(y: number, mark: string): void {
  const until = performance.now() + COME_BACK_MS;
  let moved = false;
  const stop = (): void => void (moved = true);
  for (const kind of ['wheel', 'touchstart', 'pointerdown', 'keydown'] as const) window.addEventListener(kind, stop, { once: true, passive: true });
  const place = location();
  let held = performance.now();
  const step = (): void => {
    if (moved || location() !== place || performance.now() > until) return;
    const isLong = document.documentElement.scrollHeight >= y + window.innerHeight;
    // A page that begins anew is short again for a moment: it is held there until it has come to rest.
    if (!isLong || Math.abs(window.scrollY - y) > 1) held = performance.now();
    if (isLong && y > 0) window.scrollTo(0, y);
    if (!focusMarked(mark) || performance.now() - held < HOLD_MS) requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
}

/** Back or forward: whoever has typed is asked here too. */
function onPop(event: PopStateEvent): void {
  if (begins(window.location.pathname !== here.path) && !mayLeave()) {
    const search = here.query.toString();
    window.history.pushState(null, '', search ? `${here.path}?${search}` : here.path);
    return;
  }
  dropLater();
  here = read();
  const { y, mark }: { y?: number; mark?: string } = event.state ?? {};
  if (typeof y === 'number' && (y > 0 || mark)) comeBack(y, mark ?? '');
}

/**
 * Writes the query without a new page in the history: a search as it is typed. An effect that calls this does not come to
 * depend on where the person is: a page that is being left would write its filters into the next one's address.
 */
export function setQuery(query: Record<string, string>): void {
  dropLater();
  const filled = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ''));
  const search = new URLSearchParams(filled).toString();
  const { pathname } = window.location;
  window.history.replaceState(null, '', search ? `${pathname}?${search}` : pathname);
}

/** The query that the address gets when nobody has changed it for a while. */
let later: { query: Record<string, string>; timer: number } | null = null;
const LATER_MS = 300;

function dropLater(): void {
  window.clearTimeout(later?.timer);
  later = null;
}

/** What is to stand in the address stands there. */
function writeLater(): void {
  if (later) setQuery(later.query);
}

/**
 * The same, when it has not changed for a moment: the browser does much with each new address, and a search changes with every
 * key. Whoever leaves the page before leaves it with this address.
 */
export function setQueryLater(query: Record<string, string>): void {
  dropLater();
  later = { query, timer: window.setTimeout(writeLater, LATER_MS) };
}

/** Writes the address of what the page shows now, such as the next picture: the page itself goes on as it is. */
export function setPath(to: string): void {
  window.history.replaceState(window.history.state, '', to);
}

export function guardLeaving(ask: () => boolean): () => void {
  guards.push(ask);
  return () => {
    const at = guards.indexOf(ask);
    if (at >= 0) guards.splice(at, 1);
  };
}

function onClick(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (!link || link.target || link.hasAttribute('download') || link.origin !== window.location.origin) return;
  // A part of this very page is the browser's business.
  if (link.pathname.startsWith('/api/') || (link.hash && link.pathname === window.location.pathname)) return;
  event.preventDefault();
  go(link.pathname + link.search + link.hash);
}

export function startRouter(): void {
  document.addEventListener('click', onClick);
  window.addEventListener('popstate', onPop);
}
