import { expect, it } from 'vitest';
import { faultOf, month, weekday, withYear, yearsOf } from './calendar';

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
});

it('makes days of a year and a year of its days', () => {
  const empty = { name: { zh: '', en: '' }, version: 4, seq: 9, published_years: [2025], days: [{ date: '2025-01-01', kind: 'holiday' as const, name_zh: '元旦', name_en: '' }] };
  const with2026 = withYear(empty, 2026, year);
  expect(with2026.published_years).toEqual([2025, 2026]);
  expect(with2026.days.length).toBe(1 + 9 + 2);
  expect(yearsOf(with2026).find((one) => one.year === 2026)).toEqual(year);
  expect(withYear(with2026, 2026, null)).toEqual(empty);
});
