import { describe, expect, it } from 'vitest';
import { bounds, fitted, inside, isSharp, panned, SCALE_MAX, seen, zoomed } from './zoom';

const A4 = { width: 2480, height: 3508 };
const FRAME = { width: 900, height: 800 };

describe('a picture in its frame', () => {
  it('fits as a whole, in the middle', () => {
    const view = fitted(A4, FRAME, 'page');
    expect(view.scale).toBeCloseTo(800 / 3508);
    expect(view.y).toBeCloseTo(0);
    expect(view.x).toBeCloseTo((900 - 2480 * view.scale) / 2);
  });

  it('fits by its width, from the top', () => {
    expect(fitted(A4, FRAME, 'width')).toEqual({ scale: 900 / 2480, x: 0, y: 0 });
  });

  it('keeps what is under the pointer there while it grows', () => {
    const before = fitted(A4, FRAME, 'width');
    const about = { x: 300, y: 200 };
    const dot = (view: typeof before) => ({ x: (about.x - view.x) / view.scale, y: (about.y - view.y) / view.scale });
    const after = zoomed(before, A4, FRAME, 1.7, about);
    expect(after.scale).toBeCloseTo(before.scale * 1.7);
    expect(dot(after).x).toBeCloseTo(dot(before).x);
    expect(dot(after).y).toBeCloseTo(dot(before).y);
  });

  it('grows no further than its dots bear, and shrinks no further than the whole page', () => {
    const view = fitted(A4, FRAME, 'page');
    expect(zoomed(view, A4, FRAME, 1000, { x: 0, y: 0 }).scale).toBe(SCALE_MAX);
    expect(zoomed(view, A4, FRAME, 0.01, { x: 0, y: 0 }).scale).toBeCloseTo(view.scale);
    expect(bounds({ width: 100, height: 100 }, FRAME).least).toBe(1);
  });

  it('is never pushed out of sight', () => {
    const view = fitted(A4, FRAME, 'width');
    expect(panned(view, A4, FRAME, { x: -5000, y: -5000 })).toEqual({ scale: view.scale, x: 0, y: 800 - 3508 * view.scale });
    expect(panned(view, A4, FRAME, { x: 5000, y: 5000 })).toEqual(view);
    expect(inside({ scale: 0.1, x: -50, y: 900 }, A4, FRAME)).toEqual({ scale: 0.1, x: (900 - 248) / 2, y: (800 - 350.8) / 2 });
  });

  it('turned by a quarter is as wide as it was high', () => {
    expect(seen(A4, 1)).toEqual({ width: 3508, height: 2480 });
    expect(seen(A4, 2)).toEqual(A4);
  });

  it('is sharp as long as there is a dot for each pixel of the screen, or no more to be had', () => {
    const page = fitted(A4, FRAME, 'page');
    expect(isSharp(1200, A4, page, 1)).toBe(true);
    expect(isSharp(1200, A4, fitted(A4, { width: 1300, height: 800 }, 'width'), 1)).toBe(false);
    expect(isSharp(240, A4, page, 1)).toBe(false);
    expect(isSharp(2480, A4, { ...page, scale: 4 }, 2)).toBe(true);
  });
});
