/**
 * Writes a text into an element, with what met the query marked: `<span {@attach marks(parts)}></span>`. By hand, and only
 * where it has changed: a list has some hundred of them, and each key writes them all.
 */
import type { HighlightPart } from '$lib/api';

const written = new WeakMap<Element, string>();

export const plain = (text: string): HighlightPart[] => [{ text, hit: false }];

function node({ text, hit }: HighlightPart): Node {
  if (!hit) return document.createTextNode(text);
  const mark = document.createElement('mark');
  mark.textContent = text;
  return mark;
}

export const marks = (parts: HighlightPart[]) => (element: Element): void => {
  const now = parts.map(({ text, hit }) => `${hit ? '\u0001' : '\u0000'}${text}`).join('');
  if (written.get(element) === now) return;
  written.set(element, now);
  element.replaceChildren(...parts.map(node));
};
