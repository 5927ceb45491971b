import { describe, expect, it } from 'vitest';
import { pagesFor } from './nav';

const names = (text: string, ...all: string[]): string[] => pagesFor(text, all.map((name) => ({ name })), 'en').map((page) => page.name);

describe('a page by its name', () => {
  it('is found by the beginning of any of its words', () => {
    expect(names('loa', 'Loans', 'Downloads', 'My loans')).toEqual(['Loans', 'My loans']);
  });

  it('is found by any part of it in Chinese', () => {
    expect(names('借出', '登记', '在借与借出')).toEqual(['在借与借出']);
  });

  it('is not offered to whoever has typed nothing, nor more than a few at once', () => {
    expect(names(' ', 'Loans')).toEqual([]);
    expect(names('a', 'a1', 'a2', 'a3', 'a4', 'a5')).toHaveLength(4);
  });
});
