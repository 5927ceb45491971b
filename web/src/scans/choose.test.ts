import { describe, expect, it } from 'vitest';
import { all, type Chosen, inOrder, kept, laidBefore, NOTHING, press, rest, shifted, toggle, walk } from './choose';

const ORDER = [7, 3, 9, 1, 4];
const pages = (now: Chosen): number[] => [...now.chosen];

describe('choosing pages', () => {
  it('takes one by a press, and all up to another with Shift, whichever way', () => {
    const one = press(NOTHING, ORDER, 9);
    expect(pages(one)).toEqual([9]);
    expect(pages(press(one, ORDER, 4, { stretch: true }))).toEqual([9, 1, 4]);
    expect(pages(press(one, ORDER, 7, { stretch: true }))).toEqual([7, 3, 9]);
  });

  it('begins a stretch anew where the first press was, not where it ended', () => {
    const stretched = press(press(NOTHING, ORDER, 9), ORDER, 4, { stretch: true });
    expect(pages(press(stretched, ORDER, 3, { stretch: true }))).toEqual([3, 9]);
  });

  it('takes one more, or one less, with Ctrl or Space', () => {
    const two = press(press(NOTHING, ORDER, 7), ORDER, 9, { more: true });
    expect(pages(two)).toEqual([7, 9]);
    expect(pages(toggle(two, 7))).toEqual([9]);
  });

  it('walks by arrow keys without choosing, and never past an end', () => {
    const first = walk(NOTHING, ORDER, 1);
    expect(first.at).toBe(7);
    expect(walk(first, ORDER, 3).at).toBe(1);
    expect(walk(first, ORDER, 99).at).toBe(4);
    expect(pages(walk(first, ORDER, 3))).toEqual([]);
    expect(walk(NOTHING, [], 1)).toEqual(NOTHING);
  });

  it('takes what Shift and an arrow walk over', () => {
    const first = walk(NOTHING, ORDER, 1);
    expect(pages(walk(walk(first, ORDER, 1, true), ORDER, 1, true))).toEqual([7, 3, 9]);
  });

  it('takes all, and nothing when all are taken', () => {
    const whole = all(NOTHING, ORDER);
    expect(whole.chosen.size).toBe(5);
    expect(all(whole, ORDER).chosen.size).toBe(0);
  });

  it('splits a stack at a page: all from there', () => {
    expect(pages(rest({ ...NOTHING, at: 9 }, ORDER))).toEqual([9, 1, 4]);
    expect(rest({ ...NOTHING, at: 8 }, ORDER).chosen.size).toBe(0);
  });

  it('goes on at the page behind those that went', () => {
    const now = press(press(NOTHING, ORDER, 3), ORDER, 9, { stretch: true });
    const after = kept(now, ORDER, [7, 1, 4]);
    expect(after).toEqual({ chosen: new Set(), at: 1, from: 1 });
    expect(kept({ ...NOTHING, at: 4 }, ORDER, [7]).at).toBe(7);
    expect(kept({ ...NOTHING, at: 4 }, ORDER, []).at).toBeNull();
  });

  it('names pages in the order in which they lie, not in which they were pressed', () => {
    expect(inOrder(new Set([4, 7, 9]), ORDER)).toEqual([7, 9, 4]);
  });

  it('moves pages on and back together, and not past an end', () => {
    expect(shifted(ORDER, new Set([3, 9]), 1)).toEqual([7, 1, 3, 9, 4]);
    expect(shifted(ORDER, new Set([3, 9]), -1)).toEqual([3, 9, 7, 1, 4]);
    expect(shifted(ORDER, new Set([7]), -1)).toEqual(ORDER);
    expect(shifted(ORDER, new Set([4]), 1)).toEqual(ORDER);
  });

  it('lays pages before another, behind it, and behind the last', () => {
    expect(laidBefore(ORDER, new Set([4]), 7, false)).toBe(7);
    expect(laidBefore(ORDER, new Set([7]), 3, true)).toBe(9);
    expect(laidBefore(ORDER, new Set([7, 9]), 3, true), 'what is carried is not in the way').toBe(1);
    expect(laidBefore(ORDER, new Set([3]), 4, true)).toBeNull();
  });
});
