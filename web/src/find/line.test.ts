import { describe, expect, it } from 'vitest';
import type { FolderHit } from '$lib/api';
import { elsewhere, filling } from './line';

const found = (field: string, text: string) => ({ field, label: field, text, parts: [{ text, hit: true }] });
const hit = (...highlights: ReturnType<typeof found>[]) => ({ title: '张伟', code: 'NEW2024-000001X', subtitle: '湘A12345 · 上汽公司', highlights }) as unknown as FolderHit;

describe('what is told of where a folder was found', () => {
  it('is not told twice: name, code and plate stand on its line anyway', () => {
    const one = hit(found('name', '张伟'), found('code', 'NEW2024-000001X'), found('plate', '湘A12345'), found('date', '2024-01-01'), found('phone', '13812345678'));
    expect(elsewhere(one).map((other) => other.field)).toEqual(['phone']);
  });

  it('is told of another code, and of what may not be shown', () => {
    expect(elsewhere(hit(found('code', '旧2019-1'), found('note', '')))).toHaveLength(2);
  });
});

describe('what fills a window', () => {
  const low = hit();
  const high = hit(found('phone', '138'), found('vin', 'LSV'), found('identity', '110'));

  it('is as many folders as there is room for, and one that is seen in part', () => {
    expect(filling(Array(20).fill(low), 35)).toBe(10);
    expect(filling(Array(20).fill(low), 36)).toBe(11);
    expect(filling(Array(20).fill(high), 35)).toBe(5);
  });

  it('is all of a few, and one where there is no room at all', () => {
    expect(filling([low, low], 35)).toBe(2);
    expect(filling([low, low], -5)).toBe(1);
    expect(filling([], 35)).toBe(0);
  });
});
