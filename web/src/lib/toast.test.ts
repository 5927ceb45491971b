import { afterEach, expect, it, vi } from 'vitest';
import { dismiss, tell, toast, toasts } from './toast.svelte';

vi.stubGlobal('window', { setTimeout: () => 0 });
afterEach(() => toasts().forEach((one) => dismiss(one.id)));

const undo = [{ label: 'Undo', undoes: true }];
const byKey = (): string | undefined => toasts().find((one) => one.isLast && one.acts.some((act) => act.undoes))?.text;

it('a key takes back what was done last, and nothing before it', () => {
  toast('put away', 'ok', undo);
  expect(byKey()).toBe('put away');
  toast('saved');
  expect(byKey()).toBeUndefined();
  expect(toasts().map((one) => one.text)).toEqual(['put away', 'saved']);
});

it('what ends by itself takes no way back from anybody', () => {
  toast('put away', 'ok', undo);
  tell('the import has ended', 'ok', [{ label: 'Look', href: '/jobs/1' }]);
  expect(byKey()).toBe('put away');
  toast('refused', 'bad');
  expect(byKey()).toBe('put away');
});
