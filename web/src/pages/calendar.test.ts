import { expect, it } from 'vitest';
import { faultOf, isCountable, isEmpty, month, overtakenIn, weekday, withYear, yearsToShow } from './calendar';

const year = { year: 2026, holidays: [{ from: '2026-02-15', until: '2026-02-23', name: { zh: '春节', en: 'Spring Festival' } }], make_up_days: ['2026-02-14', '2026-02-28'] };

it('knows a holiday, a worked Saturday, a weekend and a working day', () => {
  const days = month(2026, 2, year, (name) => name.zh);
  expect(days.length).toBe(28);
  const kind = (date: string) => days.find((day) => day.date === date)?.kind;
  expect([kind('2026-02-13'), kind('2026-02-14'), kind('2026-02-15'), kind('2026-02-23'), kind('2026-02-07')]).toEqual(['work', 'make_up', 'holiday', 'holiday', 'weekend']);
  expect(days[14]?.name).toBe('春节');
  expect(weekday('2026-02-16')).toBe(0);
});

it('counts a year that was not given out by its weekends', () => {
  expect(month(2027, 10, undefined, () => '').filter((day) => day.kind === 'holiday')).toEqual([]);
});

it('sees what cannot be right before it is sent', () => {
  expect(faultOf(year)).toBeNull();
  expect(faultOf({ ...year, make_up_days: ['2026-02-16'] })).toBe('twice');
  expect(faultOf({ ...year, make_up_days: ['2025-12-31'] })).toBe('other_year');
  expect(faultOf({ ...year, holidays: [{ from: '2026-05-02', until: '2026-05-01', name: { zh: '', en: '' } }] })).toBe('span');
  expect(faultOf({ ...year, holidays: [{ from: '2026-01-01', until: '2026-12-31', name: { zh: '', en: '' } }], make_up_days: [] })).toBe('whole');
  expect([isEmpty(year), isEmpty({ ...year, holidays: [], make_up_days: [] })]).toEqual([false, true]);
});

it('counts only from days and so many days as a calendar can', () => {
  expect([isCountable('2026-11-22', 3), isCountable('2026-11-22', 0), isCountable('2026-11-22', 1000)]).toEqual([true, true, true]);
  expect([isCountable('9999-12-31', 3), isCountable('0026-11-22', 3), isCountable('', 3), isCountable('2026-11-22', 1001), isCountable('2026-11-22', 1.5), isCountable('2026-11-22', -1)]).toEqual(Array(6).fill(false));
});

it('offers the years that were given out, this one and those to come, once and in order', () => {
  expect(yearsToShow([2024, 2025, 2026], [2026, 2027, 2028, 9999])).toEqual([2024, 2025, 2026, 2027, 2028]);
});

it('puts a year where it belongs, and takes it out', () => {
  const [before, after] = [{ ...year, year: 2025 }, { ...year, year: 2027 }];
  expect(withYear([before, after], 2026, year).map((one) => one.year)).toEqual([2025, 2026, 2027]);
  expect(withYear([before, after], 2027, null)).toEqual([before]);
});

it('tells the very year that somebody changed meanwhile from others', () => {
  const next = { ...year, year: 2027 };
  expect(overtakenIn([year], [year, next], 2026)).toBe('others');
  expect(overtakenIn([year], [year, next], 2027)).toBe('year');
  expect(overtakenIn([year], [{ ...year, make_up_days: [] }], 2026)).toBe('year');
  expect(overtakenIn([year], [], 2026)).toBe('year');
});
