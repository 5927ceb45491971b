import { expect, it } from 'vitest';
import { candidatesIn, departmentFor, looksLikeBadge } from './read';

const departments = [
  { code: 'SALES', name: { zh: '销售部', en: 'Sales' } },
  { code: 'SERVICE', name: { zh: '售后服务部', en: 'Service' } },
];

it('knows a badge by how it is written', () => {
  expect(['P00012-1K', 'p00012-12*', ' P00001-1A '].map(looksLikeBadge)).toEqual([true, true, true]);
  expect(['P2026-000012K', 'HT-2026/7', 'P12-1K', ''].map(looksLikeBadge)).toEqual([false, false, false, false]);
});

it('finds a department by code, name, number, or what only one begins with', () => {
  expect(departmentFor('sales', departments)?.code).toBe('SALES');
  expect(departmentFor('售后', departments)?.code).toBe('SERVICE');
  expect(departmentFor('2', departments)?.code).toBe('SERVICE');
  expect(departmentFor('s', departments)).toBeNull();
  expect(departmentFor('3', departments)).toBeNull();
  expect(departmentFor('', departments)).toBeNull();
});

it('reads what a refusal offers, as a list or as words', () => {
  expect(candidatesIn('["A","B"]')).toEqual(['A', 'B']);
  expect(candidatesIn('C2026-1 C2026-2')).toEqual(['C2026-1', 'C2026-2']);
  expect(candidatesIn(undefined)).toEqual([]);
});
