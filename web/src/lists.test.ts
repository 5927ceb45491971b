/**
 * Every list of records is a `DataList`: narrowed, sorted, with columns to choose, taken along, walked by keyboard. What is drawn in
 * another way is no list of the archive's, or has one beside it; each says which here. A page that draws its own fails.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const here = import.meta.dirname;
const files = ['pages', 'parts', 'scans', 'shell'].flatMap((folder) => readdirSync(join(here, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`)).filter((name) => name.endsWith('.svelte') && !name.startsWith('pages/design/'));
const read = (name: string): string => readFileSync(join(here, name), 'utf8');

/** Rows that stand there as a table or as lines, and why they need no more. */
const NO_LISTS: Record<string, string> = {
  'pages/announce/Pasted.svelte': 'rows that were pasted and are not in the archive yet',
  'pages/ImportJob.svelte': 'the columns of a file, each with what it means; its bad rows are a list',
  'pages/case/PaperTable.svelte': 'the papers of one case in the order in which they are taken over; a folder’s contents are a list',
  'pages/storerooms/ForecastPanel.svelte': 'the numbers of a plot',
  'pages/storerooms/RangeView.svelte': 'shelves as they stand, a map; ranges are a list',
  'pages/Place.svelte': 'what stands on one place in its order there; a press opens the same in Find',
};

it('every list of records is one with all that lists have, or says why not', () => {
  const drawn = files.filter((name) => /<table\b|<Table\b|<LineList\b/.test(read(name)));
  expect(drawn.filter((name) => !(name in NO_LISTS))).toEqual([]);
  expect(Object.keys(NO_LISTS).filter((name) => !drawn.includes(name))).toEqual([]);
});

it('whatever can be taken along as a table is a list on its page, or stands in one', () => {
  /** What is taken along as it stands there: in its own order, which is what it is for. */
  const AS_IT_STANDS: Record<string, string> = {
    'pages/Desk.svelte': 'what is to be put away, in walking order, while the desk is worked; Find has it as a list',
    'pages/folder/HistoryList.svelte': 'what happened, in the order in which it happened',
    'pages/folder/surgery/SwapDialog.svelte': 'who handled two folders, to be compared',
    'pages/Find.svelte': 'hits in Find’s own orders, beside what they are narrowed by (ADR 30)',
    'pages/receive/Side.svelte': 'what came in today, beside the work; transfers are a list',
    'pages/storerooms/MapPanel.svelte': 'the shelves of a map; ranges are a list',
    'pages/system/Originals.svelte': 'a number, and those that are damaged',
  };
  const taken = files.filter((name) => /<TakeAlong\b/.test(read(name)) && !/<DataList\b/.test(read(name)));
  expect(taken.filter((name) => !(name in AS_IT_STANDS))).toEqual([]);
  expect(Object.keys(AS_IT_STANDS).filter((name) => !taken.includes(name))).toEqual([]);
});
