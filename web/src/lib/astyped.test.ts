import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { AsTyped, PATIENCE_MS } from './astyped';

/** A server that answers when it is told to. */
function asked() {
  let text = '';
  const questions: string[] = [];
  const answers: (() => void)[] = [];
  const asking = new AsTyped(() => {
    questions.push(text);
    return new Promise<void>((resolve) => answers.push(resolve));
  });
  const type = (typed: string): void => {
    text = typed;
    asking.typed();
  };
  const answer = async (at: number): Promise<void> => {
    answers[at]?.();
    await vi.advanceTimersByTimeAsync(0);
  };
  return { asking, questions, type, answer };
}

describe('asking as somebody types', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('a key is asked for at once', () => {
    const { questions, type } = asked();
    type('a');
    expect(questions).toEqual(['a']);
  });

  test('keys that come meanwhile are asked for together, as soon as the answer is there', async () => {
    const { asking, questions, type, answer } = asked();
    for (const typed of ['a', 'ab', 'abc', 'abcd']) type(typed);
    expect(questions).toEqual(['a']);
    expect(asking.waits).toBe(true);
    await answer(0);
    expect(questions).toEqual(['a', 'abcd']);
    expect(asking.waits).toBe(false);
    await answer(1);
    expect(questions).toHaveLength(2);
  });

  test('a slow answer is given up for what was typed since', async () => {
    const { questions, type, answer } = asked();
    type('a');
    type('ab');
    await vi.advanceTimersByTimeAsync(PATIENCE_MS);
    expect(questions).toEqual(['a', 'ab']);
    // The answer given up does not end the wait for the other one.
    type('abc');
    await answer(0);
    expect(questions).toEqual(['a', 'ab']);
    await answer(1);
    expect(questions).toEqual(['a', 'ab', 'abc']);
  });

  test('what is left is asked for no more', async () => {
    const { asking, questions, type, answer } = asked();
    type('a');
    type('ab');
    asking.stop();
    await answer(0);
    await vi.advanceTimersByTimeAsync(PATIENCE_MS);
    expect(questions).toEqual(['a']);
  });
});
