import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Looking } from './looking';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Something whose looks end when they are told to. */
function slow() {
  const ends: (() => void)[] = [];
  const looking = new Looking(() => new Promise<void>((resolve) => ends.push(resolve)), () => 1_000);
  const end = async (): Promise<void> => {
    ends.at(-1)?.();
    await vi.advanceTimersByTimeAsync(0);
  };
  return { ends, end, looking };
}

it('looks again when it is time, and at once when it is asked to', async () => {
  const { ends, end, looking } = slow();
  looking.start();
  await end();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(ends).toHaveLength(2);
  await end();
  void looking.now();
  expect(ends).toHaveLength(3);
  await end();
  await vi.advanceTimersByTimeAsync(999);
  expect(ends).toHaveLength(3);
});

it('a page that is left during a look begins no other', async () => {
  const { ends, end, looking } = slow();
  const stop = looking.start();
  stop();
  await end();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(ends).toHaveLength(1);
});

it('two looks at a time go on as one', async () => {
  const { ends, looking } = slow();
  looking.start();
  void looking.now();
  for (const each of ends) each();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(ends).toHaveLength(3);
});
