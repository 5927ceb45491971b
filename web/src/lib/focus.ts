/**
 * Whoever works by keys is never left nowhere. Where what has the focus goes away (a row that was dealt with, a button in whose
 * place there is another, a dialog whose opener is gone), the focus goes to what took its place, else to what was around it.
 * So it is where what has the focus stands elsewhere in a list that came anew: the browser takes the focus away from what is moved.
 * A button never gets it so: whoever presses Enter twice must not do what he has not read.
 */

/** From what has the focus outwards: what is around it, and the how-manieth in that it is. */
interface Around {
  parent: Element;
  at: number;
}

/** The way for each layer: the page itself under `null`, and every dialog over it. */
let ways = new Map<Element | null, Around[]>();
let pressing = false;
const HOLDS = 'data-holds-focus';
const TAKES = 'tr[tabindex], a[href], input:not(:disabled), select:not(:disabled), textarea:not(:disabled), [role=option], [role=listbox][tabindex="0"]';

const main = (): HTMLElement | null => document.getElementById('main');
const topDialog = (): HTMLElement | null => [...document.querySelectorAll<HTMLElement>('dialog[open]')].at(-1) ?? null;

/** Whether nobody is at any control: the page as a whole has the focus, or something that only holds it. */
export function isNowhere(): boolean {
  const at = document.activeElement;
  return at === null || at === document.body || at === main() || at.hasAttribute(HOLDS);
}

/** A page that one has come to by keys goes on at its beginning, unless it has taken the focus itself. */
export function toPage(): void {
  if (topDialog() === null && !main()?.contains(document.activeElement)) main()?.focus({ preventScroll: true });
}

function note(event: FocusEvent): void {
  if (!(event.target instanceof Element) || event.target.hasAttribute(HOLDS)) return;
  const way: Around[] = [];
  for (let one: Element = event.target; one.parentElement; one = one.parentElement) way.push({ parent: one.parentElement, at: [...one.parentElement.children].indexOf(one) });
  ways = new Map([...ways].filter(([dialog]) => dialog === null || dialog.isConnected)).set(event.target.closest('dialog'), way);
}

/** What has no place among what Tab reaches takes the focus as long as it has it. */
function hold(element: HTMLElement): void {
  if (element.matches('[tabindex]')) return element.focus({ preventScroll: true });
  element.setAttribute('tabindex', '-1');
  element.setAttribute(HOLDS, '');
  const free = (): void => {
    element.removeAttribute('tabindex');
    element.removeAttribute(HOLDS);
  };
  element.addEventListener('blur', free, { once: true });
  element.focus({ preventScroll: true });
}

/** Gives the focus to what is around where it was, outside of what has gone elsewhere. */
function mend(gone: Element | null = null): void {
  if (document.activeElement !== null && document.activeElement !== document.body) return;
  const dialog = topDialog();
  const page = dialog ?? main();
  for (const { parent, at } of ways.get(dialog) ?? []) {
    if (!parent.isConnected || gone?.contains(parent)) continue;
    if (!page?.contains(parent) || parent === page) break;
    const near = parent.children[at] ?? parent.lastElementChild;
    const taker = near?.matches(TAKES) ? near : near?.querySelector(TAKES);
    if (taker instanceof HTMLElement) taker.focus({ preventScroll: true });
    else if (parent instanceof HTMLElement) hold(parent);
    if (document.activeElement !== document.body) return;
  }
  page?.focus({ preventScroll: true });
}

/** Its row, if that stands in another place of the list than when it got the focus. */
function movedRow(element: HTMLElement): Element | null {
  const row = element.closest('tr, li');
  const before = ways.get(element.closest('dialog'))?.find(({ parent }) => parent === row?.parentElement);
  return before !== undefined && before.parent.children[before.at] !== row ? row : null;
}

/** Something lost the focus to nothing: it was taken away, disabled or hidden, or left on purpose and is there still. */
function lost(event: FocusEvent): void {
  if (event.relatedTarget !== null || !(event.target instanceof HTMLElement)) return;
  const from = event.target;
  // Whoever presses beside everything means to leave it.
  const isPressed = pressing;
  requestAnimationFrame(() => {
    const isThere = from.isConnected && !from.matches(':disabled') && from.getClientRects().length > 0;
    const moved = isThere && !isPressed ? movedRow(from) : null;
    if (!isThere || moved) mend(moved);
  });
}

export function keepFocus(): void {
  // The focus moves with this, of a finger too: what belongs to touching alone comes before it, by more than a frame.
  document.addEventListener('mousedown', () => {
    pressing = true;
    requestAnimationFrame(() => (pressing = false));
  }, true);
  document.addEventListener('focusin', note);
  document.addEventListener('focusout', lost);
}

/** What has the focus, as it is found again on a page made anew: a row, or a link. */
export function markOfFocus(): string {
  const at = document.activeElement;
  if (!at || !main()?.contains(at)) return '';
  const row = at.getAttribute('data-row');
  if (row !== null) return `[data-row="${CSS.escape(row)}"]`;
  const link = at.getAttribute('href');
  return link === null ? '' : `a[href="${CSS.escape(link)}"]`;
}

/** Gives the focus back to what had it, as soon as it is there; answers whether it is. */
export function focusMarked(mark: string): boolean {
  if (mark === '') return true;
  const found = main()?.querySelector<HTMLElement>(mark);
  if (found && isNowhere()) found.focus({ preventScroll: true });
  return found != null;
}
