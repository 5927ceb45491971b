/** What stands on a folder's line in a list, and how much room it takes. Pure. */
import type { FolderHit } from '$lib/api';

export const BETWEEN = ' · ';

export const others = (hit: FolderHit): string[] => (hit.subtitle ? hit.subtitle.split(BETWEEN) : []);

/** Where else it was found than in what stands on its line anyway. */
export function elsewhere(hit: FolderHit): NonNullable<FolderHit['highlights']> {
  const onLine = [hit.title, hit.code, ...others(hit)];
  return (hit.highlights ?? []).filter((one) => one.field !== 'date' && (one.text === '' || !onLine.includes(one.text)));
}

/** In heights of a letter: no line is lower, whatever its width. */
const LINE = 3.5;
const FOUND = 1.2;

/** How many of the first folders fill so much room, in heights of a letter; rather one too many. */
export function filling(hits: FolderHit[], room: number): number {
  let left = room;
  const over = hits.findIndex((hit) => (left -= LINE + FOUND * elsewhere(hit).length) <= 0);
  return over < 0 ? hits.length : over + 1;
}
