/** Pictures of pages that will be wanted next are fetched and decoded before, a few at a time. */
import { api, type ScanPage } from '$lib/api';

const KEPT_MAX = 8;
const kept = new Map<string, HTMLImageElement>();

export function preload(pages: (ScanPage | undefined)[]): void {
  for (const page of pages) {
    if (!page) continue;
    const address = api.pictureAddress(page, 1200);
    const picture = kept.get(address) ?? new Image();
    kept.delete(address);
    kept.set(address, picture);
    if (picture.src !== '') continue;
    picture.fetchPriority = 'low';
    picture.src = address;
    picture.decode().catch(() => kept.delete(address));
  }
  for (const address of [...kept.keys()].slice(0, Math.max(0, kept.size - KEPT_MAX))) kept.delete(address);
}
