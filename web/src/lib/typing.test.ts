import { expect, it, vi } from 'vitest';

vi.mock('$lib/router/router.svelte', () => ({ guardLeaving: () => () => undefined }));
import { Typed } from './typing';

it('what a dialog itself knows to be changed is no less a loss than what stands in a field', () => {
  const typed = new Typed();
  expect([typed.any(false, false), typed.any(false, true)]).toEqual([false, true]);
});

it('what was sent is lost only if it was refused', () => {
  const typed = new Typed();
  typed.sent();
  expect([typed.any(false, true), typed.any(true, true)]).toEqual([false, true]);
});
