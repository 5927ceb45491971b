import { afterEach, expect, it, vi } from 'vitest';
import { Action } from './resource.svelte';
import { dismiss, takeBackLast, tell, toast, toasts } from './toast.svelte';
import { isUnderWay, settled } from './underway';

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

/** An act that ends when it is told to, and says so with a way back; `undone` holds what was taken back. */
function begin(words: string) {
  const undone: string[] = [];
  const action = new Action();
  let end!: (failed?: boolean) => void;
  const work = new Promise<void>((resolve, reject) => (end = (failed) => (failed ? reject(new Error('refused')) : resolve())));
  void action.run(() => work).then((worked) => worked && toast(words, 'ok', [{ label: 'Undo', undoes: true, run: () => undone.push(words) }]));
  return { undone, end };
}

it('the key takes back what is still on its way, as soon as it is done', async () => {
  const first = begin('turned');
  first.end();
  await settled();
  const second = begin('hidden');
  expect([takeBackLast(), isUnderWay()]).toEqual([true, true]);
  expect([first.undone, second.undone]).toEqual([[], []]);
  second.end();
  await settled();
  expect([first.undone, second.undone]).toEqual([[], ['hidden']]);
});

it('where nothing comes of what is on its way, nothing before it is taken back in its stead', async () => {
  const first = begin('turned');
  first.end();
  await settled();
  const second = begin('hidden');
  takeBackLast();
  second.end(true);
  await settled();
  expect([first.undone, second.undone]).toEqual([[], []]);
  expect(takeBackLast()).toBe(true);
  expect(first.undone).toEqual(['turned']);
});

it('of several acts on their way the last one is taken back', async () => {
  const [first, second] = [begin('turned'), begin('hidden')];
  takeBackLast();
  first.end();
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(first.undone).toEqual([]);
  second.end();
  await settled();
  expect([first.undone, second.undone]).toEqual([[], ['hidden']]);
});

it('what was said already is taken back, though its page is still being read anew', async () => {
  const undone: string[] = [];
  let end!: () => void;
  void new Action().run(async () => {
    toast('renewed', 'ok', [{ label: 'Undo', undoes: true, run: () => undone.push('renewed') }]);
    await new Promise<void>((resolve) => (end = resolve));
  });
  takeBackLast();
  end();
  await settled();
  expect(undone).toEqual(['renewed']);
});

it('what is begun after the key was pressed is not meant by it', async () => {
  const first = begin('turned');
  takeBackLast();
  const second = begin('hidden');
  first.end();
  await vi.waitFor(() => expect(first.undone).toEqual(['turned']));
  second.end();
  await settled();
  expect(second.undone).toEqual([]);
});

it('what is only fetched is not waited for', () => {
  const undone: string[] = [];
  toast('turned', 'ok', [{ label: 'Undo', undoes: true, run: () => undone.push('turned') }]);
  void new Action({ changes: false }).run(() => new Promise(() => {}));
  takeBackLast();
  expect(undone).toEqual(['turned']);
});
