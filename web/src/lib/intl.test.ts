import { expect, it } from 'vitest';
import { dates, numbers, plurals } from './intl';

it('a formatter is made once for a language and what is wanted of it', () => {
  expect(dates('en', { dateStyle: 'medium' })).toBe(dates('en', { dateStyle: 'medium' }));
  expect(numbers('en')).toBe(numbers('en'));
  expect(plurals('en')).not.toBe(plurals('en', { type: 'ordinal' }));
  expect(numbers('en')).not.toBe(numbers('zh-CN'));
  expect(dates('en', { dateStyle: 'medium' })).not.toBe(dates('en', { dateStyle: 'long' }));
});

it('one that cannot be made is refused each time', () => {
  for (let time = 0; time < 2; time += 1) expect(() => dates('en', { timeZone: 'No/Such' })).toThrow();
});
