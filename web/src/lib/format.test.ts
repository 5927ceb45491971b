import { describe, expect, it } from 'vitest';
import { addDays, coded, datesIn, day, dayIn, daysBetween, length, list, moment, percent, period, bytes } from './format';

describe('a date', () => {
  it('is the same day whatever the time zone of the machine', () => {
    expect(day('2026-03-01', 'en')).toBe('Mar 1, 2026');
    expect(day('2026-03-01', 'zh-CN')).toBe('2026年3月1日');
  });

  it('that is none is shown as it came', () => {
    expect(day('soon', 'en')).toBe('soon');
    expect(day(null, 'en')).toBe('');
  });
});

it('a code and a name are said once each', () => {
  expect([coded('A', 'Storeroom A'), coded('A', '一号库房'), coded('A', 'Annex'), coded('A', '')]).toEqual(['Storeroom A', 'A 一号库房', 'A Annex', 'A']);
});

it('a day begins where the archive is', () => {
  expect(dayIn(Date.UTC(2026, 2, 1, 15, 59), 'Asia/Shanghai')).toBe('2026-03-01');
  expect(dayIn(Date.UTC(2026, 2, 1, 16, 0), 'Asia/Shanghai')).toBe('2026-03-02');
  expect(dayIn(Date.UTC(2026, 2, 1, 16, 0), 'UTC')).toBe('2026-03-01');
});

it('a moment is told in the time zone of the archive', () => {
  expect(moment('2026-03-01T20:00:00Z', 'en', 'Asia/Shanghai')).toContain('Mar 2, 2026');
  expect(moment('2026-03-01T20:00:00Z', 'en', 'No/Such')).toContain('Mar 1, 2026');
});

it('shelf length turns to metres above one', () => {
  expect(length(999, 'en')).toBe('999 mm');
  expect(length(1250, 'en')).toBe('1.3 m');
  expect(length(12, 'zh-CN')).toBe('12 毫米');
  expect(length(1250, 'zh-CN')).toBe('1.3 米');
});

it('several names are joined as the language does', () => {
  expect(list(['甲', '乙'], 'zh-CN')).toBe('甲、乙');
  expect(list(['a', 'b'], 'en')).toBe('a, b');
});

it('a share of nothing is nothing', () => {
  expect(percent(5, 0, 'en')).toBe('0%');
  expect(percent(1, 3, 'en')).toBe('33%');
});

it('a period is read as a month, else as it stands', () => {
  expect(period('2026-03', 'en')).toBe('Mar 2026');
  expect(period('2026-Q1', 'en')).toBe('2026-Q1');
});

it('days are counted over a leap day', () => {
  expect(daysBetween('2028-02-28', '2028-03-01')).toBe(2);
  expect(addDays('2028-02-28', 2)).toBe('2028-03-01');
});

it('says how much stands on a disk in the unit that people would choose', () => {
  expect(bytes(0, 'en')).toBe('0 bytes');
  expect(bytes(1_530_000, 'en')).toBe('1.5 MB');
  expect(bytes(2_000_000_000_000, 'en')).toBe('2 TB');
});

it('a day in a sentence is written as the reader writes it, and a code that looks like one is left', () => {
  expect(datesIn('on loan to A, due 2026-12-01.', 'en')).toBe('on loan to A, due Dec 1, 2026.');
  expect(datesIn('应还日期 2026-12-01。', 'zh-CN')).toBe('应还日期 2026年12月1日。');
  expect(datesIn('DA2026-11-000768 and X-2026-11-01, 2026-11-01-7', 'en')).toBe('DA2026-11-000768 and X-2026-11-01, 2026-11-01-7');
});
