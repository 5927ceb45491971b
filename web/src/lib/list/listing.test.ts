import { afterEach, expect, it, vi } from 'vitest';

vi.mock('$lib/api', async () => ({ api: {}, ApiProblem: (await import('$lib/api/problem')).ApiProblem }));
vi.mock('./columns.svelte', () => ({ loadColumns: async () => {} }));
/** As the router does it: the browser's address is written, and nobody is told. */
vi.mock('$lib/router/router.svelte', () => ({ setQuery: (query: Record<string, string>) => void (window.location.search = new URLSearchParams(query).toString()) }));
import { Listing } from './listing.svelte';

afterEach(() => void vi.unstubAllGlobals());

it('a list is sorted and narrowed as the address says by then, and not as it said when the page was opened', () => {
  vi.stubGlobal('window', { location: { search: '?tab=rooms&order=-folders&contains=A' } });
  const rooms = new Listing({ path: () => '/storerooms', name: () => 'storerooms', address: () => ({ tab: 'rooms' }) });
  expect([rooms.order, rooms.contains]).toEqual(['-folders', 'A']);
  window.location.search = 'tab=zones';
  const zones = new Listing({ path: () => '/zones', name: () => 'zones', address: () => ({ tab: 'zones' }) });
  expect([zones.order, zones.contains]).toEqual(['', '']);
  zones.order = 'name';
  zones.note();
  expect(new Listing({ path: () => '/zones', name: () => 'zones' }).order).toBe('name');
});

it('a list that is not the first of its page asks nothing of the address', () => {
  vi.stubGlobal('window', { location: { search: '?order=name' } });
  expect(new Listing({ path: () => '/cases', name: () => 'cases', address: null }).order).toBe('');
});
