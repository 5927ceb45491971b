import { expect, it } from 'vitest';
import { CELL, RangeDrawing } from './drawing';
import type { PlanRange } from './plan';

const range = (change: Partial<PlanRange> = {}): PlanRange => ({ code: 'A-01', first: 100, column: 0, sides: ['L', 'R'], bays: 3, levels: 2, slots: 10, slotWidth: 40, ...change });
const count = (one: PlanRange): number => one.sides.length * one.bays * one.levels;

it.each([range(), range({ sides: ['-'] }), range({ bays: 40 })])('every cell lies inside, and is found where it is drawn', (one) => {
  const drawing = new RangeDrawing(one);
  for (let within = 0; within < count(one); within += 1) {
    const { x, y, width, height } = drawing.cell(within);
    expect(drawing.hit(x + width / 2, y + height / 2)).toBe(within);
    expect(x >= 0 && y >= 0 && x + width <= drawing.width && y + height <= drawing.height).toBe(true);
  }
  expect(drawing.stacked).toBe(one.bays === 40);
  expect([drawing.hit(-1, 1), drawing.hit(1, drawing.height + 20)]).toEqual([-1, -1]);
});

it('the lowest shelf is drawn at the bottom', () => {
  const drawing = new RangeDrawing(range());
  expect(drawing.cell(0).y).toBeGreaterThan(drawing.cell(1).y);
});

it('a rectangle touches what it covers, however little', () => {
  const drawing = new RangeDrawing(range());
  const [one, other] = [drawing.cell(1), drawing.cell(2)];
  expect(drawing.touched({ x: one.x + 1, y: one.y + 1, width: other.x - one.x, height: other.y - one.y })).toEqual([0, 1, 2, 3]);
  expect(drawing.touched({ x: one.x, y: one.y, width: 0.5, height: 0.5 })).toEqual([1]);
});

it('cells of one colour are one shape, and what is not meant another', () => {
  const keys = Array.from({ length: 112 }, (_, index) => (index % 2 ? 'f1' : 'f0'));
  const shapes = new RangeDrawing(range()).shapes(keys, keys.map((_, index) => index < 106));
  expect(shapes.map((shape) => [shape.key, shape.lit, shape.d.split('M').length - 1])).toEqual([['f0', true, 3], ['f1', true, 3], ['f0', false, 3], ['f1', false, 3]]);
});

it('an outline goes around shelves that belong together and not between them', () => {
  const drawing = new RangeDrawing(range({ sides: ['-'] }));
  const edges = (belongs: (index: number) => boolean): number => drawing.outline(belongs).split('M').length - 1;
  expect(edges(() => true)).toBe(2 * (3 + 2));
  expect(edges((index) => index === 100)).toBe(4);
  expect(edges((index) => index === 100 || index === 101)).toBe(6);
  expect(edges(() => false)).toBe(0);
  expect(drawing.some([100])).toContain(`h${CELL.width - CELL.gap}`);
});
