import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inHelp, sizeOf } from '../../dev/guide.ts';
import { type Chapter, render } from '../../dev/markdown.ts';
import { en } from '../lib/i18n/en';
import { zhCN } from '../lib/i18n/zh-CN';
import { ROUTES } from '../lib/router/routes';
import { CHAPTERS, helpOf, NEED_NONE } from './chapters';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const GUIDE = join(ROOT, 'docs', 'guide');
const LANGUAGES = { en, 'zh-CN': zhCN } as const;
type Language = keyof typeof LANGUAGES;
const LIST = Object.keys(LANGUAGES) as Language[];
const plainly = { link: (to: string) => to, picture: () => '' };

const read = (language: Language, name: string): Chapter => render(readFileSync(join(GUIDE, language, `${name}.md`), 'utf8'), plainly);
const chapters = Object.fromEntries(LIST.map((language) => [language, new Map(CHAPTERS.map(({ name }) => [name, read(language, name)]))])) as Record<Language, Map<string, Chapter>>;
const each = LIST.flatMap((language) => [...chapters[language]].map(([name, chapter]) => ({ language, name, chapter })));

describe('the help', () => {
  it('has a chapter for every page, or says that a page needs none', () => {
    const explained: string[] = [...CHAPTERS.flatMap((one) => Object.keys(one.pages)), ...NEED_NONE];
    const patterns = ROUTES.map((route) => route.pattern);
    expect(patterns.filter((pattern) => !explained.includes(pattern))).toEqual([]);
    expect(explained.filter((pattern) => !patterns.includes(pattern))).toEqual([]);
    expect(explained.length, 'each page has one chapter').toBe(new Set(explained).size);
    expect(helpOf('/desk')).toBe('/help/desk');
    expect(helpOf(undefined)).toBe('/help/start');
  });

  it('opens the part that explains a page, which every language has in the same place', () => {
    expect(helpOf('/loans')).toBe('/help/desk#overdue');
    expect(helpOf('/loans', false)).toBe('/help/borrow#keep-it-longer');
    for (const { pattern } of ROUTES)
      for (const lends of [true, false]) {
        const [name = '', part] = helpOf(pattern, lends).replace('/help/', '').split('#');
        const ids = chapters.en.get(name)?.sections.map((one) => one.id);
        expect(ids, pattern).toBeDefined();
        if (part) expect(ids, `${pattern} opens ${name}#${part}`).toContain(part);
      }
  });

  it('has the same chapters in both languages, and no others lie about', () => {
    for (const language of LIST) expect(readdirSync(join(GUIDE, language)).sort()).toEqual(CHAPTERS.map(({ name }) => `${name}.md`).sort());
  });

  it('says the same in both languages: as many parts, pictures and links', () => {
    const shape = (chapter: Chapter | undefined) => chapter && { parts: chapter.sections.map((one) => one.level), pictures: chapter.pictures.map((path) => path.replace(/(en|zh-CN)/, '*')), chapters: chapter.links.map((to) => to.replace(/#.*/, '')).sort() };
    for (const { name } of CHAPTERS) expect(shape(chapters['zh-CN'].get(name)), name).toEqual(shape(chapters.en.get(name)));
  });

  it('links only to chapters, and to parts, that there are', () => {
    for (const { language, name, chapter } of each)
      for (const to of chapter.links) {
        expect(inHelp(to), `${language}/${name}: ${to}`).not.toBeNull();
        const [file = '', id] = to.split('#');
        const target = chapters[language].get(file === '' ? name : file.replace('.md', ''));
        expect(target, `${language}/${name}: ${to}`).toBeDefined();
        if (id) expect(target?.sections.map((one) => one.id), `${language}/${name}: ${to}`).toContain(id);
      }
  });

  it('shows pictures that there are, of its own language, with words for those who do not see them', () => {
    for (const { language, name, chapter } of each)
      for (const path of chapter.pictures) {
        expect(path, `${language}/${name}`).toMatch(new RegExp(`^\\.\\./pictures/${language}/[a-z-]+\\.webp$`));
        const file = join(GUIDE, language, path);
        expect(existsSync(file), `${language}/${name}: ${path} (node e2e/guide.mjs makes it)`).toBe(true);
        expect(sizeOf(readFileSync(file))?.width, path).toBeGreaterThan(300);
      }
    for (const language of LIST) expect(readFileSync(join(GUIDE, language, 'desk.md'), 'utf8')).not.toMatch(/!\[\]/);
  });

  it('carries no picture that nobody shows, and few bytes in all', () => {
    let bytes = 0;
    for (const language of LIST) {
      const shown = new Set(each.filter((one) => one.language === language).flatMap((one) => one.chapter.pictures.map((path) => path.split('/').at(-1))));
      for (const file of readdirSync(join(GUIDE, 'pictures', language))) {
        expect(shown, `${language}/${file}`).toContain(file);
        bytes += statSync(join(GUIDE, 'pictures', language, file)).size;
      }
    }
    expect(bytes).toBeLessThan(4_000_000);
  });

  it('calls what stands on a screen exactly as the screen does', () => {
    // What is taken along as stands on the buttons in no language.
    const KNOWN = ['Excel', 'CSV', 'PDF', 'BagIt'];
    const escape = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    for (const language of LIST) {
      const messages = Object.values(LANGUAGES[language]);
      const exact = new Set<string>([...KNOWN, ...messages]);
      // `5 lent` is `{n} lent`, and `Print {n}` stands for itself.
      const filled = messages
        .filter((text) => text.includes('{'))
        .map((text) => new RegExp(`^${text.split(/\{[^}]*\}/).map(escape).join('(?:[\\p{L}\\p{N}]+|\\{\\w+\\})')}$`, 'u'));
      const unknown = each
        .filter((one) => one.language === language)
        .flatMap(({ name, chapter }) => chapter.words.filter((word) => !exact.has(word) && !filled.some((one) => one.test(word))).map((word) => `${name}: ${word}`));
      expect(unknown, language).toEqual([]);
    }
  });
});

describe('the README', () => {
  const both = ['README.md', 'README.zh-CN.md'].map((name) => ({ name, text: readFileSync(join(ROOT, name), 'utf8') }));
  const commands = (text: string): string[] =>
    [...text.matchAll(/^```sh\n([\s\S]*?)^```/gm)].flatMap((block) => (block[1] ?? '').split('\n')).map((line) => line.replace(/\s*#.*$/, '').trim()).filter(Boolean);

  it('says the same in Chinese: as many parts in the same order, and the same commands', () => {
    const [one, other] = both.map(({ text }) => ({ parts: [...text.replace(/^```[\s\S]*?^```/gm, '').matchAll(/^(#+) /gm)].map((found) => found[1]), commands: commands(text) }));
    expect(other).toEqual(one);
    expect(one?.commands.length).toBeGreaterThan(3);
  });

  it('links to files that there are', () => {
    for (const { name, text } of both)
      for (const [, to = ''] of text.matchAll(/\]\(([^)\s]+)\)/g))
        if (!/^https?:|^#/.test(to)) expect(existsSync(join(ROOT, to.replace(/#.*/, ''))), `${name}: ${to}`).toBe(true);
  });
});
