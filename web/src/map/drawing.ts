/** Where the cells of a range are drawn, and cells of one colour as one path: ten thousand shelves are a few hundred shapes. Pure. */
import type { Plan, PlanRange } from './plan';

/** A cell and the gap behind it, in the drawing's own units. */
export const CELL = { width: 10, height: 8, gap: 1 };
const BETWEEN_SIDES = 6;
/** More columns than this stand one side under the other. */
const COLUMNS_MAX = 24;

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Shape {
  key: string;
  lit: boolean;
  d: string;
}

export class RangeDrawing {
  readonly range: PlanRange;
  readonly stacked: boolean;
  readonly width: number;
  readonly height: number;

  constructor(range: PlanRange) {
    this.range = range;
    const sides = range.sides.length;
    this.stacked = sides * range.bays > COLUMNS_MAX;
    const [across, down] = [range.bays * CELL.width, range.levels * CELL.height];
    this.width = (this.stacked ? across : across * sides + BETWEEN_SIDES * (sides - 1)) - CELL.gap;
    this.height = (this.stacked ? down * sides + BETWEEN_SIDES * (sides - 1) : down) - CELL.gap;
  }

  /** Where a side begins. */
  side(side: number): { x: number; y: number } {
    const { bays, levels } = this.range;
    return this.stacked ? { x: 0, y: side * (levels * CELL.height + BETWEEN_SIDES) } : { x: side * (bays * CELL.width + BETWEEN_SIDES), y: 0 };
  }

  /** The cell of the range's shelf with that number within it; the lowest shelf is at the bottom. */
  cell(within: number): Box {
    const { bays, levels } = this.range;
    const { x, y } = this.side(Math.floor(within / (bays * levels)));
    const [bay, level] = [Math.floor(within / levels) % bays, within % levels];
    return { x: x + bay * CELL.width, y: y + (levels - 1 - level) * CELL.height, width: CELL.width - CELL.gap, height: CELL.height - CELL.gap };
  }

  /** The shelf at a point, by its number within the range; -1 beside all. */
  hit(x: number, y: number): number {
    const { bays, levels, sides } = this.range;
    for (let side = 0; side < sides.length; side += 1) {
      const begin = this.side(side);
      const [bay, row] = [Math.floor((x - begin.x) / CELL.width), Math.floor((y - begin.y) / CELL.height)];
      if (bay >= 0 && bay < bays && row >= 0 && row < levels) return (side * bays + bay) * levels + (levels - 1 - row);
    }
    return -1;
  }

  /** The shelves that a rectangle touches. */
  touched(box: Box): number[] {
    const found: number[] = [];
    const count = this.range.sides.length * this.range.bays * this.range.levels;
    for (let within = 0; within < count; within += 1) {
      const cell = this.cell(within);
      if (cell.x < box.x + box.width && cell.x + cell.width > box.x && cell.y < box.y + box.height && cell.y + cell.height > box.y) found.push(within);
    }
    return found;
  }

  /** All cells, one path for each colour, lit or not. */
  shapes(keys: readonly string[], lit: readonly boolean[]): Shape[] {
    const shapes = new Map<string, Shape>();
    const count = this.range.sides.length * this.range.bays * this.range.levels;
    for (let within = 0; within < count; within += 1) {
      const index = this.range.first + within;
      const [key, on] = [keys[index] ?? 'f0', lit[index] ?? true];
      const name = `${key}/${on}`;
      const { x, y, width, height } = this.cell(within);
      const d = `M${x} ${y}h${width}v${height}h-${width}z`;
      const shape = shapes.get(name);
      if (shape) shape.d += d;
      else shapes.set(name, { key, lit: on, d });
    }
    return [...shapes.values()];
  }

  /** Some cells as one path: those chosen, those with something in a corner. */
  some(shelves: Iterable<number>): string {
    let d = '';
    for (const index of shelves) {
      const { x, y, width, height } = this.cell(index - this.range.first);
      d += `M${x} ${y}h${width}v${height}h-${width}z`;
    }
    return d;
  }

  /** A line around the shelves that belong together, and nothing between them. */
  outline(belongs: (index: number) => boolean): string {
    const { bays, levels, sides, first } = this.range;
    let d = '';
    for (let side = 0; side < sides.length; side += 1) {
      const here = (bay: number, level: number): boolean => bay >= 0 && bay < bays && level >= 0 && level < levels && belongs(first + (side * bays + bay) * levels + level);
      for (let bay = 0; bay < bays; bay += 1) {
        for (let level = 0; level < levels; level += 1) {
          if (!here(bay, level)) continue;
          const cell = this.cell((side * bays + bay) * levels + level);
          const [left, top, right, bottom] = [cell.x - 0.5, cell.y - 0.5, cell.x + CELL.width - 0.5, cell.y + CELL.height - 0.5];
          if (!here(bay, level + 1)) d += `M${left} ${top}H${right}`;
          if (!here(bay, level - 1)) d += `M${left} ${bottom}H${right}`;
          if (!here(bay - 1, level)) d += `M${left} ${top}V${bottom}`;
          if (!here(bay + 1, level)) d += `M${right} ${top}V${bottom}`;
        }
      }
    }
    return d;
  }
}

export const drawings = (plan: Plan): RangeDrawing[] => plan.ranges.map((range) => new RangeDrawing(range));
