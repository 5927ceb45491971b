import { describe, expect, it } from 'vitest';
import type { BusinessType } from '$lib/api';
import { dayOf, guess, headingsOf, type Known, linesOf, type Meaning, meaningsOf, rowsOf, without } from './pasted';

const type = (code: string, zh: string, en: string): BusinessType =>
  ({
    code, name: { zh, en }, version: 1, fields: [],
    roles: [{ role: 'customer', name: { zh: '客户', en: 'Customer' }, kind: 'person' }, { role: 'vehicle', name: { zh: '车辆', en: 'Vehicle' }, kind: 'vehicle' }],
  }) as unknown as BusinessType;
const known: Known = {
  types: [type('NEW', '新车销售', 'New-car sale'), type('SRV', '保养', 'Service')],
  departments: [{ code: 'sales1', name: { zh: '销售一部', en: 'Sales 1' } }, { code: 'service', name: { zh: '售后服务部', en: 'After-sales' } }],
  type: 'NEW', department: 'sales1', today: '2026-11-22',
};
const linesIn = (text: string) => {
  const rows = rowsOf(text);
  const headings = headingsOf(rows[0] ?? []);
  return linesOf(rows, headings !== null, headings ?? guess(rows, known), known);
};

describe('a pasted text', () => {
  it('is parted by tabs, commas or semicolons, and quotes keep a cell together', () => {
    expect(rowsOf('a\tb\r\nc\td\r\n')).toEqual([['a', 'b'], ['c', 'd']]);
    expect(rowsOf('"a, b",c\n"says ""no""",\n\n')).toEqual([['a, b', 'c'], ['says "no"', '']]);
    expect(rowsOf('a;b\n1;"two\nlines"')).toEqual([['a', 'b'], ['1', 'two\nlines']]);
    expect(rowsOf(' \n\n')).toEqual([]);
  });

  it('says by its headings what its columns mean, in either language, and by its cells without them', () => {
    expect(headingsOf(['合同号', '客户姓名', '车牌号', '交车日期', '销售顾问', '颜色'])).toEqual(['reference', 'name', 'vehicle', 'business_date', 'responsible', '']);
    expect(headingsOf(['Contract no.', 'Customer:', 'Date'])).toEqual(['reference', 'name', 'business_date']);
    expect(headingsOf(['HZ-1', '王小明'])).toBeNull();
    expect(guess([['2026/11/20', 'HZ-1', '王小明', '沪A12345', '保养', '小李']], known)).toEqual(['business_date', 'reference', 'name', 'vehicle', 'business_type', 'responsible']);
  });
});

it('a day is read as spreadsheets write it, and what is no day is none', () => {
  for (const text of ['2026-11-02', '2026/11/2', '2026.11.02', '2026年11月2日', '20261102', '2026-11-02 00:00:00', '２０２６／１１／２']) expect(dayOf(text)).toBe('2026-11-02');
  for (const text of ['2026-02-30', '11/2/2026', 'yesterday', '', '2026-13-01']) expect(dayOf(text)).toBeNull();
});

it('a line becomes a case with its type’s people and vehicle', () => {
  const [line] = linesIn('合同号\t类型\t部门\t业务日期\t客户\t车牌\t经办人\t备注\nHZ-1\t保养\t售后服务部\t2026/11/20\t王小明\t沪A12345\t小李\t急\n');
  expect(line?.faults).toEqual([]);
  expect(line?.no).toBe(2);
  expect(line?.made).toEqual({
    business_type: 'SRV', reference: 'HZ-1', department: 'service', responsible_name: '小李', note: '急', business_date: '2026-11-20',
    subjects: [
      { role: 'customer', kind: 'person', name: '王小明' },
      { role: 'vehicle', kind: 'vehicle', name: '沪A12345', identities: [{ kind: 'plate', value: '沪A12345' }] },
    ],
  });
});

it('what is wrong is said of its line, and what no column says is as it was chosen', () => {
  const lines = linesIn('合同号\t类型\t部门\t日期\nHZ-1\t\t\t2026-11-20\nHZ-2\t修车\t火星部\t2026-11-31\nHZ-3\t\t\t2026-12-01\nhz-1\t新车销售\t\t2026-11-19\n\t\t\t2026-11-19');
  expect(lines.map((line) => line.faults.map((fault) => fault.kind))).toEqual([[], ['type', 'department', 'date'], ['future'], ['twice'], ['empty']]);
  expect(lines[3]?.faults[0]?.text).toBe('2');
  expect([lines[0]?.made.business_type, lines[0]?.made.department]).toEqual(['NEW', 'sales1']);
});

it('lines can be left out, and the rest reads as before', () => {
  const rows = rowsOf('合同号\t客户\nHZ-1\t"王\t明"\nHZ-2\t李');
  expect(without(rows, true, (no) => no === 3)).toBe('合同号\t客户\nHZ-1\t"王\t明"');
  expect(rowsOf(without(rows, true, () => false))).toEqual(rows);
});

it('what was said of the columns holds while cells are typed otherwise, and no longer than there are as many columns', () => {
  const said: Meaning[] = ['note', 'reference'];
  const guessed = guess(rowsOf('HZ-1\t王小明'), known);
  expect(meaningsOf(null, rowsOf('HZ-1\t王小明'), known)).toEqual(guessed);
  expect(meaningsOf(said, rowsOf('HZ-1\t王小明'), known)).toEqual(said);
  expect(meaningsOf(said, rowsOf('HZ-12\t王小明\nHZ-2\t李'), known)).toEqual(said);
  expect(meaningsOf(said, rowsOf('HZ-12\t王小明\t2026-11-20'), known)).toHaveLength(3);
  expect(meaningsOf(said, rowsOf('合同号\t客户\t备注'), known)).toEqual(['reference', 'name', 'note']);
});
