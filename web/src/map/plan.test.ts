import { describe, expect, it } from 'vitest';
import type { RoomMap } from '$lib/api';
import { ageOf, classOf, fillOf, keysOf, meant } from './colours';
import { Plan } from './plan';

/** Two ranges: the first with both sides, 2 bays of 3 shelves; the second with one side, 1 bay of 2. */
function room(): RoomMap {
  const code = ['L', 'R'].flatMap((side) => [1, 2].flatMap((bay) => [1, 2, 3].map((level) => `A-01${side}-0${bay}-${level}`)));
  code.push('A-02-01-1', 'A-02-01-2');
  const all = <T>(value: T): T[] => code.map(() => value);
  const shelves = { code, used_mm: all(0), capacity_mm: all(100), folders: all(0), blocked: all(0), zone: all(-1), lane: all(-1), period: all(-1), mixed: all(0), moved_on: all<string | null>(null), oldest: all<string | null>(null), discrepancies: all(0), overdue: all(0), missing: all(0) };
  const ranges = [
    { code: 'A-01', sides: ['L', 'R'], bays: 2, shelves: 3, slots: 10, slot_width_mm: 10 },
    { code: 'A-02', sides: ['-'], bays: 1, shelves: 2, slots: 10, slot_width_mm: 10 },
  ];
  const name = { zh: '', en: '' };
  return { code: 'A', name, today: '2026-11-22', ranges, zones: [{ code: 'Z', name }], lanes: [{ code: 'REP', name }, { code: 'NEW', name }], periods: ['2020', '2025-03', '2026-03'], shelves, seq: 1 };
}

describe('a plan', () => {
  const plan = new Plan(room());

  it('knows where each shelf is, and which shelf is where', () => {
    for (let index = 0; index < plan.size; index += 1) expect(plan.at(plan.spot(index))).toBe(index);
    expect(plan.spot(8)).toEqual({ range: 0, side: 1, bay: 0, level: 2 });
    expect(plan.spot(13)).toEqual({ range: 1, side: 0, bay: 0, level: 1 });
    expect([plan.find('A-01R-01-3'), plan.find('B-01'), plan.shelfOf('A-01R-01-3-07'), plan.shelfOf('A-02-01-2')]).toEqual([8, -1, 8, 13]);
  });

  it('is walked by arrow keys past the ends of sides and ranges', () => {
    expect(plan.step(0, 'ArrowUp')).toBe(1);
    expect(plan.step(2, 'ArrowUp')).toBe(2);
    expect(plan.step(0, 'ArrowLeft')).toBe(0);
    expect(plan.step(5, 'ArrowRight')).toBe(8);
    expect(plan.step(11, 'ArrowRight'), 'the next range is lower').toBe(13);
    expect(plan.step(13, 'ArrowRight')).toBe(13);
    expect([plan.step(4, 'PageDown'), plan.step(13, 'PageUp'), plan.step(3, 'Home'), plan.step(0, 'End')]).toEqual([13, 1, 0, 3]);
  });

  it('gives the rectangle between two shelves, and shelves as the fewest stretches', () => {
    expect(plan.rectangle(0, 4)).toEqual([0, 1, 3, 4]);
    expect(plan.rectangle(10, 12)).toEqual([9, 10, 12, 13]);
    expect(plan.spans([4, 0, 3, 5, 6, 12])).toEqual([{ from: 'A-01L-01-1', to: 'A-01L-01-1' }, { from: 'A-01L-02-1', to: 'A-01R-01-1' }, { from: 'A-02-01-1', to: 'A-02-01-1' }]);
    expect(plan.spans([])).toEqual([]);
  });

  it('tells what of a zone stands here and what elsewhere', () => {
    const spans = [{ from: 'A-01L-02-1', to: 'A-01R-01-1' }, { from: 'B-01L-01-1', to: 'B-01L-01-2' }];
    expect(plan.inside(spans)).toEqual({ shelves: [3, 4, 5, 6], elsewhere: [spans[1]] });
    expect(plan.inside(plan.spans([1, 2, 7, 13])).shelves).toEqual([1, 2, 7, 13]);
  });
});

describe('colours', () => {
  it('say how full a shelf is', () => {
    expect([0, 1, 30, 60, 80, 98, 120].map((used) => fillOf(used, 100, 0))).toEqual(['f0', 'f1', 'f2', 'f3', 'f4', 'full', 'full']);
    expect([fillOf(0, 0, 4), fillOf(0, 0, 0)]).toEqual(['shut', 'f0']);
  });

  it('say the lane, the year, and how long nothing moved', () => {
    const map = room();
    map.shelves.lane.splice(0, 3, 1, 1, 0);
    map.shelves.period.splice(0, 3, 2, 1, 0);
    map.shelves.mixed[3] = 1;
    map.shelves.moved_on.splice(0, 3, '2026-11-01', '2025-12-01', '2010-01-01');
    expect(keysOf(map, 'lane').slice(0, 5)).toEqual(['c0', 'c0', 'c1', 'mix', 'f0']);
    expect(keysOf(map, 'period').slice(0, 5)).toEqual(['y0', 'y1', 'y5', 'mix', 'f0']);
    expect(keysOf(map, 'age').slice(0, 4)).toEqual(['a0', 'a2', 'a5', 'f0']);
    expect([ageOf(30), ageOf(31), ageOf(99_999), classOf('y3'), classOf('a0'), classOf('full')]).toEqual([0, 1, 5, 's3', 's0', 'full']);
  });

  it('find the shelves that are meant', () => {
    const map = room();
    map.shelves.lane[4] = 1;
    map.shelves.period[4] = 1;
    map.shelves.zone[5] = 0;
    map.shelves.blocked[6] = 2;
    map.shelves.used_mm[7] = 95;
    const shown = (show: string): number[] => map.shelves.code.flatMap((_, index) => (meant(map, show)(index) ? [index] : []));
    expect(['lane:NEW', 'period:2025-03', 'year:2025', 'zone:Z', 'mark:blocked', 'mark:nearly', 'fill:f4', 'fill:full'].map(shown)).toEqual([[4], [4], [4], [5], [6], [7], [7], []]);
    expect([shown('lane:NONE'), shown('period:1999'), shown('').length, shown('mark:free').length]).toEqual([[], [], 14, 12]);
  });
});
