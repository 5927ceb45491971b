/** A storeroom's shelves as numbers: which range, side, bay and level each is, how one walks, what a rectangle holds. Pure. */
import type { RoomMap } from '$lib/api';

export interface Spot {
  /** All counted from 0; level 0 is the lowest shelf. */
  range: number;
  side: number;
  bay: number;
  level: number;
}

export interface PlanRange {
  code: string;
  /** Its first shelf among all of the room, and its first column. */
  first: number;
  column: number;
  sides: string[];
  bays: number;
  levels: number;
  slots: number;
  slotWidth: number;
}

export interface Span {
  from: string;
  to: string;
}

export class Plan {
  readonly ranges: PlanRange[];
  readonly codes: string[];
  readonly size: number;
  private readonly byCode: Map<string, number>;

  constructor(map: Pick<RoomMap, 'ranges' | 'shelves'>) {
    let [first, column] = [0, 0];
    this.ranges = map.ranges.map((range) => {
      const one = { code: range.code, first, column, sides: range.sides, bays: range.bays, levels: range.shelves, slots: range.slots, slotWidth: range.slot_width_mm };
      first += range.sides.length * range.bays * range.shelves;
      column += range.sides.length * range.bays;
      return one;
    });
    this.size = first;
    this.codes = map.shelves.code;
    this.byCode = new Map(this.codes.map((code, index) => [code, index]));
  }

  /** The shelf with that code; -1 if it stands in another room. */
  find(code: string): number {
    return this.byCode.get(code) ?? -1;
  }

  /** The shelf that a shelf's or slot's code names. */
  shelfOf(code: string): number {
    const whole = this.find(code);
    return whole >= 0 ? whole : this.find(code.replace(/[-.][^-.]+$/, ''));
  }

  rangeOf(index: number): number {
    let [low, high] = [0, this.ranges.length];
    while (low + 1 < high) {
      const middle = (low + high) >> 1;
      if ((this.ranges[middle]?.first ?? 0) <= index) low = middle;
      else high = middle;
    }
    return low;
  }

  spot(index: number): Spot {
    const range = this.rangeOf(index);
    const { first, bays, levels } = this.ranges[range] as PlanRange;
    const within = index - first;
    return { range, side: Math.floor(within / (bays * levels)), bay: Math.floor(within / levels) % bays, level: within % levels };
  }

  at({ range, side, bay, level }: Spot): number {
    const one = this.ranges[range];
    return one ? one.first + (side * one.bays + bay) * one.levels + level : -1;
  }

  /** The shelves of a range. */
  within(range: number): number[] {
    const one = this.ranges[range];
    if (!one) return [];
    return Array.from({ length: one.sides.length * one.bays * one.levels }, (_, index) => one.first + index);
  }

  /** Where a key leads: bay by bay past the ends of sides and ranges, up and down within the bay. */
  step(index: number, key: string): number {
    const { range, side, bay, level } = this.spot(index);
    const one = this.ranges[range];
    if (!one) return index;
    if (key === 'ArrowUp') return level + 1 < one.levels ? index + 1 : index;
    if (key === 'ArrowDown') return level > 0 ? index - 1 : index;
    if (key === 'Home') return this.at({ range, side, bay: 0, level });
    if (key === 'End') return this.at({ range, side, bay: one.bays - 1, level });
    if (key === 'ArrowRight' || key === 'ArrowLeft') return this.atColumn(one.column + side * one.bays + bay + (key === 'ArrowRight' ? 1 : -1), level, index);
    if (key === 'PageDown' || key === 'PageUp') {
      const next = this.ranges[range + (key === 'PageDown' ? 1 : -1)];
      if (!next) return index;
      const same = { range: range + (key === 'PageDown' ? 1 : -1), side: Math.min(side, next.sides.length - 1), bay: Math.min(bay, next.bays - 1), level: Math.min(level, next.levels - 1) };
      return this.at(same);
    }
    return index;
  }

  column(index: number): number {
    const { range, side, bay } = this.spot(index);
    const one = this.ranges[range] as PlanRange;
    return one.column + side * one.bays + bay;
  }

  private atColumn(column: number, level: number, or: number): number {
    const range = this.ranges.findLastIndex((one) => one.column <= column);
    const one = this.ranges[range];
    if (!one || column >= one.column + one.sides.length * one.bays) return or;
    const within = column - one.column;
    return this.at({ range, side: Math.floor(within / one.bays), bay: within % one.bays, level: Math.min(level, one.levels - 1) });
  }

  /** All shelves between two corners: from one bay to another in walking order, and the levels between the two. */
  rectangle(one: number, other: number): number[] {
    const columns = [this.column(one), this.column(other)].sort((a, b) => a - b) as [number, number];
    const levels = [this.spot(one).level, this.spot(other).level].sort((a, b) => a - b) as [number, number];
    const found: number[] = [];
    for (let column = columns[0]; column <= columns[1]; column += 1) {
      const range = this.ranges[this.ranges.findLastIndex((item) => item.column <= column)];
      if (!range) continue;
      const base = range.first + (column - range.column) * range.levels;
      for (let level = levels[0]; level <= Math.min(levels[1], range.levels - 1); level += 1) found.push(base + level);
    }
    return found;
  }

  /** Shelves as the fewest stretches in walking order, as a zone keeps them. */
  spans(shelves: Iterable<number>): Span[] {
    const sorted = [...shelves].sort((a, b) => a - b);
    const spans: Span[] = [];
    let [from, last] = [-2, -2];
    const close = (): void => {
      if (from >= 0) spans.push({ from: this.codes[from] ?? '', to: this.codes[last] ?? '' });
    };
    for (const index of sorted) {
      if (index !== last + 1) {
        close();
        from = index;
      }
      last = index;
    }
    close();
    return spans;
  }

  /** The shelves of some stretches that stand in this room, and the stretches that do not. */
  inside(spans: readonly Span[]): { shelves: number[]; elsewhere: Span[] } {
    const shelves: number[] = [];
    const elsewhere: Span[] = [];
    for (const span of spans) {
      const [from, to] = [this.find(span.from), this.find(span.to)];
      if (from < 0 || to < from) elsewhere.push(span);
      else for (let index = from; index <= to; index += 1) shelves.push(index);
    }
    return { shelves, elsewhere };
  }
}
