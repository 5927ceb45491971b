import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const css = readFileSync(join(import.meta.dirname, 'tokens.css'), 'utf8');

function colours(from: number): Map<string, string> {
  const block = css.slice(css.indexOf('{', from), css.indexOf('}', from));
  return new Map([...block.matchAll(/--([\w-]+):\s*([^;]+);/g)].map((match) => [match[1] as string, match[2] as string]));
}
const light = colours(css.indexOf(':root {'));
const before = colours(css.indexOf(':root:not([data-theme])'));
const chosen = colours(css.indexOf(":root[data-theme='dark']"));

it('the page is as dark before the app has begun as it is then', () => {
  expect([...before]).toEqual([['bg', chosen.get('bg')]]);
});

it('dark says every colour anew, and nothing that light does not know', () => {
  const fixed = ['font', 'font-code', 'on-loud', 'on-warn-loud', 'quick', ...['xs', 's', 'm', 'l', 'xl', '2xl'].map((size) => `text-${size}`), ...[1, 2, 3, 4, 5, 6, 7].map((n) => `s${n}`), 'radius-s', 'radius', 'radius-l', 'control', 'control-s'];
  expect([...light.keys()].filter((name) => !chosen.has(name)).sort()).toEqual(fixed.sort());
  expect([...chosen.keys()].filter((name) => !light.has(name))).toEqual([]);
});

function luminance(hex: string): number {
  const part = (at: number): number => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.040_45 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5);
}
function contrast(a: string, b: string): number {
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

const PAIRS: [string, string, number][] = [
  ...['bg', 'surface', 'surface-2', 'surface-3'].flatMap((ground): [string, string, number][] => [['text', ground, 7], ['text-2', ground, 4.5]]),
  ...['bg', 'surface', 'surface-2'].flatMap((ground): [string, string, number][] => [['accent', ground, 4.5], ['bad', ground, 4.5], ['line-strong', ground, 3]]),
  ['on-accent', 'accent', 4.5], ['on-accent', 'accent-hover', 4.5], ['on-accent-soft', 'accent-soft', 4.5],
  ['ok', 'ok-soft', 4.5], ['warn', 'warn-soft', 4.5], ['bad', 'bad-soft', 4.5], ['info', 'info-soft', 4.5], ['grey', 'grey-soft', 4.5],
  ['on-loud', 'ok-loud', 4.5], ['on-loud', 'bad-loud', 4.5], ['on-loud', 'info-loud', 4.5], ['on-warn-loud', 'warn-loud', 4.5], ['focus', 'surface', 3],
  ['text', 'mark', 7],
];

describe.each([['light', light], ['dark', new Map([...light, ...chosen])]] as const)('in the %s theme', (_, theme) => {
  it.each(PAIRS)('%s can be read on %s', (ink, ground, least) => {
    expect(contrast(theme.get(ink) ?? '', theme.get(ground) ?? '')).toBeGreaterThanOrEqual(least);
  });

  it('a lane on the map is told from the ground and from the one beside it', () => {
    const lanes = [0, 1, 2, 3, 4, 5, 6, 7].map((n) => theme.get(`cat-${n}`) ?? '');
    for (const lane of lanes) expect(contrast(lane, theme.get('surface') ?? '')).toBeGreaterThanOrEqual(3);
    expect(new Set(lanes).size).toBe(8);
  });

  it('older is told from newer by brightness alone', () => {
    const ages = [0, 1, 2, 3, 4, 5].map((n) => luminance(theme.get(`seq-${n}`) ?? ''));
    const steps = ages.slice(1).map((age, index) => (Math.max(age, ages[index] ?? 0) + 0.05) / (Math.min(age, ages[index] ?? 0) + 0.05));
    expect(Math.min(...steps)).toBeGreaterThan(1.25);
    expect(ages).toEqual([...ages].sort((a, b) => (ages[0] ?? 0) > (ages[5] ?? 0) ? b - a : a - b));
  });
});
