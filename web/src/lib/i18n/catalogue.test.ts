import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { en } from './en';
import { format, paramNames } from './message';
import { zhCN } from './zh-CN';

const SRC = join(import.meta.dirname, '..', '..');
const CATALOGUES = ['en', 'zh-CN'].map((language) => join(import.meta.dirname, language));

function sources(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) return CATALOGUES.includes(path) ? [] : sources(path);
    return /\.(svelte|ts)$/.test(entry.name) && !/\.test\.ts$/.test(entry.name) ? [path] : [];
  });
}

const sourcesIn = (dir: string): string[] => readdirSync(dir).map((name) => readFileSync(join(dir, name), 'utf8'));

const text = sources(SRC).map((path) => readFileSync(path, 'utf8')).join('\n');
/** A key stands as a string, or its beginning stands in a template: `state.${name}`. */
const quoted = new Set([...text.matchAll(/['"`]([a-z_]+\.[A-Za-z0-9_.-]+)['"`]/g)].map((match) => match[1] as string));
const prefixes = [...new Set([...text.matchAll(/`([a-z_]+\.[a-z_.]*)\$\{/g)].map((match) => match[1] as string))];
const keys = Object.keys(en) as (keyof typeof en)[];

describe('every message', () => {
  it('stands in both languages, with the same parameters', () => {
    expect(Object.keys(zhCN).sort()).toEqual([...keys].sort());
    for (const key of keys) expect(paramNames(zhCN[key]), key).toEqual(paramNames(en[key]));
  });

  it('stands in one area only', () => {
    for (const catalogue of CATALOGUES) {
      const all = sourcesIn(catalogue).flatMap((file) => [...file.matchAll(/^  '([^']+)':/gm)].map((match) => match[1] as string));
      expect(all.sort(), catalogue).toEqual([...keys].sort());
    }
  });

  it('says something', () => {
    for (const key of keys) expect(en[key].trim() && zhCN[key].trim(), key).toBeTruthy();
  });

  it('has one word for one thing, as docs/glossary.md has it', () => {
    const other = /经办人|部门编号|业务员|收文员|层架|架子|书架|代卷单|借阅证|副本|化身|声明|涉密|前台|映射/;
    expect(keys.filter((key) => other.test(zhCN[key]))).toEqual([]);
    const archaic = /\banew\b|\bwanting\b|\bmend(ing)?\b|\bgiven out\b|\btake back\b/i;
    expect(keys.filter((key) => archaic.test(en[key]))).toEqual([]);
  });

  it('is set as its language sets it', () => {
    // Chinese: full-width marks beside Chinese, a space between Chinese and Latin letters or numbers, no straight quotes.
    const han = '\\p{Script=Han}';
    const clumsy = new RegExp(`${han}[,;:!?()]|[,;:!?()]${han}|${han}[A-Za-z0-9{]|[A-Za-z0-9}]${han}|["']|[。，；：、？！）（]\\s|\\s[。，；：、？！）（]`, 'u');
    const known = new RegExp(`\\{${'role|form|who|identity|what|label'}\\}`);
    expect(keys.filter((key) => clumsy.test(zhCN[key].replace(/\s$/, '')) && !known.test(zhCN[key])).map((key) => `${key}: ${zhCN[key]}`)).toEqual([]);
    // English: no straight quotes, no space before a mark, no full-width marks.
    expect(keys.filter((key) => /["']|\s[,;:!?.](\s|$)|[，。；：（）？！]|\.\.\./.test(en[key])).map((key) => `${key}: ${en[key]}`)).toEqual([]);
  });

  it('is used somewhere', () => {
    const unused = keys.filter((key) => !quoted.has(key) && !prefixes.some((prefix) => key.startsWith(prefix)));
    expect(unused).toEqual([]);
  });
});

it('every key that is asked for exists', () => {
  const asked = [...text.matchAll(/\bt\(\s*'([^']+)'/g)].map((match) => match[1] as string);
  expect(asked.length).toBeGreaterThan(100);
  expect(asked.filter((key) => !(key in en))).toEqual([]);
});

describe('a message', () => {
  it('picks the word that fits the number', () => {
    expect(format('{n} {n:folder|folders}', { n: 1 }, 'en')).toBe('1 folder');
    expect(format('{n} {n:folder|folders}', { n: 1200 }, 'en')).toBe('1,200 folders');
  });

  it('leaves a parameter that is missing to be seen', () => {
    expect(format('Hello {name}', {}, 'en')).toBe('Hello {name}');
  });
});
