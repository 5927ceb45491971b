import { expect, it } from 'vitest';
import type { PaperLine } from '$lib/api';
import { actsFor } from './paperacts';

const paper = (state: PaperLine['state'], how?: string): Pick<PaperLine, 'state' | 'absent'> => ({
  state,
  ...(how ? { absent: { how, text: '', since: '2026-01-01T00:00:00Z' } } : {}),
});

it('offers to lend what is at hand first, and to take back what is not', () => {
  expect(actsFor(paper('there'))[0]).toBe('lend');
  expect(actsFor(paper('there', 'lent'))[0]).toBe('back');
  expect(actsFor(paper('missing', 'short'))[0]).toBe('back');
  expect(actsFor(paper('missing'))[0]).toBe('back');
  expect(actsFor(paper('taken_out'))[0]).toBe('back');
});

it('offers neither to lend nor to move what somebody has, nor what is not there', () => {
  for (const one of [paper('there', 'lent'), paper('missing'), paper('missing', 'short'), paper('withdrawn')]) {
    expect(actsFor(one)).not.toContain('lend');
    expect(actsFor(one)).not.toContain('move');
  }
});

it('offers nothing for what nobody looked at, what nobody wants, and what is another case’s now', () => {
  expect([paper(null), paper('not_called_for'), paper('moved', 'moved')].flatMap(actsFor)).toEqual([]);
});
