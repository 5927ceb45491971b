import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { BUDGET_BYTES, measure } from '../dev/size.mjs';

const SRC = import.meta.dirname;
const read = (...path: string[]): string => readFileSync(join(SRC, ...path), 'utf8');

describe('the first load', () => {
  let size: Awaited<ReturnType<typeof measure>>;
  beforeAll(async () => void (size = await measure()), 240_000);

  it('stays under its budget', () => {
    expect(size.parts.length).toBeGreaterThan(5);
    expect(size.total, JSON.stringify(size.parts.slice(0, 8))).toBeLessThan(BUDGET_BYTES);
  });

  it('brings no page with it: each is fetched when it is opened', () => {
    expect(size.early.length).toBeGreaterThan(20);
    expect(size.early.filter((id) => /\/src\/pages\//.test(id))).toEqual([]);
  });
});

it('fetches nothing from elsewhere, and no fonts', () => {
  const files = (dir: string): string[] => readdirSync(dir, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? files(join(dir, entry.name)) : [join(dir, entry.name)]));
  const styled = files(SRC).filter((path) => /\.(svelte|css)$/.test(path)).map((path) => readFileSync(path, 'utf8'));
  expect(styled.filter((text) => /@font-face|@import\s|url\(\s*['"]?(https?:)?\/\//.test(text))).toEqual([]);
  expect(read('..', 'index.html')).not.toMatch(/(src|href)="(https?:)?\/\//);
});

it('every component of the design system stands on the page that shows them', () => {
  const components = readdirSync(join(SRC, 'lib/ui')).filter((name) => name.endsWith('.svelte')).map((name) => name.replace('.svelte', ''));
  const shown = ['Design.svelte', ...readdirSync(join(SRC, 'pages/design')).map((name) => join('design', name))].map((name) => read('pages', name)).join('\n');
  expect(components.length).toBeGreaterThan(15);
  expect(components.filter((name) => !new RegExp(`<${name}[ />]`).test(shown))).toEqual([]);
});
