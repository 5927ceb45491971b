import { expect, it } from 'vitest';
import { candidatesIn, departmentFor } from './read';

const departments = [
  { code: 'SALES', name: { zh: '销售部', en: 'Sales' } },
  { code: 'SERVICE', name: { zh: '售后服务部', en: 'Service' } },
];

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
