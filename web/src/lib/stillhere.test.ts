import { expect, it, vi } from 'vitest';

const at = vi.hoisted(() => ({ path: '/import' }));
vi.mock('$lib/router/router.svelte', () => ({ location: () => ({ ...at }) }));
import { stillHere } from './stillhere';

it('knows whoever has gone elsewhere, and whoever has come back', () => {
  const isHere = stillHere();
  expect(isHere()).toBe(true);
  at.path = '/find';
  expect(isHere()).toBe(false);
  at.path = '/import';
  expect(isHere()).toBe(true);
});
