/** What was opened by a press far down a page is brought into sight; what is in sight stays where it is. */
export function intoSight(element: HTMLElement): void {
  const { top } = element.getBoundingClientRect();
  if (top < 0 || top > window.innerHeight / 2) element.scrollIntoView({ block: 'start' });
}
