import { expect, it } from 'vitest';
import { countDialog } from './ui/dialogs.svelte';
import { Turns } from './turns';

const rest = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** Acts that end when they are told to, in the order in which they began. */
function acts() {
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  const act = (name: string) => (): Promise<void> => (begun.push(name), new Promise((resolve) => ends.push(resolve)));
  return { begun, act, end: async () => (ends.shift()?.(), await rest()) };
}

it('what comes while an act is on its way is done after it, one after the other', async () => {
  const { begun, act, end } = acts();
  const turns = new Turns();
  turns.press(act('drag'));
  turns.press(act('second drag'));
  turns.take(act('key'));
  await rest();
  expect([begun, turns.waiting]).toEqual([['drag'], 3]);
  await end();
  expect(begun).toEqual(['drag', 'second drag']);
  await end();
  await end();
  expect([begun, turns.waiting]).toEqual([['drag', 'second drag', 'key'], 0]);
});

it('a dialog that opens meanwhile takes the keys, and nothing that was pressed before it', async () => {
  const { begun, act, end } = acts();
  const turns = new Turns();
  turns.press(act('drag'));
  turns.take(act('key'));
  turns.press(act('turn'));
  await rest();
  const close = countDialog();
  await end();
  close();
  expect(begun).toEqual(['drag', 'turn']);
  await end();
});

it('what fails holds nothing up', async () => {
  const { begun, act } = acts();
  const turns = new Turns();
  turns.press(() => Promise.reject(new Error('refused')));
  turns.press(act('after'));
  await rest();
  expect(begun).toEqual(['after']);
});
