import { expect, it } from 'vitest';
import { changed } from './changed';

it('only what was changed is sent, so that nothing is set back that somebody else has set', () => {
  const before = { name: 'LI', department: 'SALES', active: true, blocked: null as string | null, shelves: ['A'] };
  expect(changed(before, { ...before, shelves: ['A'] })).toEqual({});
  expect(changed(before, { ...before, department: 'ARCHIVE', blocked: 'left', shelves: ['A', 'B'] })).toEqual({ department: 'ARCHIVE', blocked: 'left', shelves: ['A', 'B'] });
  expect(changed({ ...before, blocked: 'left' }, before)).toEqual({ blocked: null });
});
