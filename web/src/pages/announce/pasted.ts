/** A table out of a spreadsheet, pasted as text: its cells, what its columns mean, and the cases it announces. Pure. */
import type { BusinessType, Department, NewCase } from '$lib/api';
import { rolesOf, subjectOf, tidy } from '../../parts/newcase';

export const MEANINGS = ['reference', 'business_type', 'department', 'business_date', 'deadline_from', 'name', 'vehicle', 'responsible', 'note'] as const;
export type Meaning = (typeof MEANINGS)[number] | '';

export const LINES_MAX = 500;

export interface Known {
  types: BusinessType[];
  departments: Department[];
  /** Where no column says: the type and department that were chosen. */
  type: string;
  department: string;
  today: string;
}

export type FaultKind = 'type' | 'department' | 'date' | 'future' | 'twice' | 'empty';
export interface Fault {
  kind: FaultKind;
  /** What was written there, or the line that says the same. */
  text: string;
}
export interface Line {
  /** As the spreadsheet counts, with its headings. */
  no: number;
  cells: string[];
  made: NewCase;
  faults: Fault[];
}

/** The rows of a text whose cells are parted by tabs, commas or semicolons; quotes keep a cell together. */
export function rowsOf(text: string): string[][] {
  const first = text.split(/\r?\n/, 1)[0] ?? '';
  const mark = ['\t', ',', ';', '，'].find((one) => first.includes(one)) ?? '\t';
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  const end = (): void => {
    row.push(cell.trim());
    cell = '';
  };
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at] as string;
    if (quoted) {
      if (sign !== '"') cell += sign;
      else if (text[at + 1] === '"') (cell += '"'), (at += 1);
      else quoted = false;
    } else if (sign === '"' && cell.trim() === '') (quoted = true), (cell = '');
    else if (sign === mark) end();
    else if (sign === '\n') end(), rows.push(row), (row = []);
    else if (sign !== '\r') cell += sign;
  }
  if (cell !== '' || row.length > 0) end(), rows.push(row);
  return rows.filter((one) => one.some((value) => value !== ''));
}

const HEADINGS: Record<Exclude<Meaning, ''>, RegExp> = {
  reference: /^(合同\/工单号|合同号|工单号|合同编号|工单编号|部门编号|单号|编号|reference|ref|contract( no)?|work ?order( no)?|order( no)?)$/,
  business_type: /^(业务类型|类型|业务|business ?type|type)$/,
  department: /^(部门|移交部门|department|dept)$/,
  business_date: /^(业务日期|日期|交车日期|交付日期|开单日期|business ?date|date)$/,
  deadline_from: /^(期限起算日|起算日|deadline( runs)?( from)?)$/,
  name: /^(客户|客户姓名|客户名称|姓名|名称|车主|业主|customer|client|owner|name)$/,
  vehicle: /^(车牌|车牌号|车架号|车辆|车牌或车架号|房号|plate|vin|vehicle|plate or vin|unit)$/,
  responsible: /^(经办人|责任人|负责人|销售顾问|服务顾问|responsible|advisor|adviser|sales(person)?)$/,
  note: /^(备注|说明|note|notes|remark|remarks)$/,
};
const bare = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/[*:.\s]+$/, '').trim();

const meant = (heading: string): Meaning => MEANINGS.find((one) => HEADINGS[one].test(bare(heading))) ?? '';

/** What the first row says of the columns; nothing if it is a row like the others. */
export function headingsOf(row: string[]): Meaning[] | null {
  const found = row.map(meant).map((one, at, all) => (all.indexOf(one) === at ? one : ''));
  return found.filter(Boolean).length >= Math.min(2, row.length) ? found : null;
}

/**
 * What somebody said of the columns holds as long as there are as many: one cell typed otherwise changes nothing of it. Else
 * what the first row says, or what the cells look like.
 */
export const meaningsOf = (said: Meaning[] | null, rows: string[][], known: Known): Meaning[] =>
  said?.length === widthOf(rows) ? said : (headingsOf(rows[0] ?? []) ?? guess(rows, known));

/** How many columns there are. */
export const widthOf = (rows: string[][]): number => Math.max(0, ...rows.map((row) => row.length));

const same = (wanted: string, names: (string | undefined)[]): boolean => names.some((name) => name !== undefined && name !== '' && bare(name) === wanted);
const typeOf = (text: string, known: Known): BusinessType | undefined => known.types.find((one) => same(bare(text), [one.code, one.name.zh, one.name.en]));
const departmentOf = (text: string, known: Known): Department | undefined =>
  known.departments.find((one) => same(bare(text), [one.code, one.name.zh, one.name.en]));

/** A day as spreadsheets write it, year first; nothing if it is none. */
export function dayOf(text: string): string | null {
  const found = /^(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))(?:[ T].*)?$/.exec(text.normalize('NFKC').trim());
  if (!found) return null;
  const [year, month, day] = [found[1], found[2] ?? found[4], found[3] ?? found[5]].map(Number) as [number, number, number];
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.toISOString().slice(0, 10) : null;
}

const VEHICLE = /^(?:[A-HJ-NPR-Z0-9]{17}|\p{Script=Han}[A-Z][A-Z0-9·]{4,7})$/u;

/** What columns without headings hold, as far as their cells say; what is left over is a number, a name and who answers. */
export function guess(rows: string[][], known: Known): Meaning[] {
  const width = widthOf(rows);
  const column = (at: number): string[] => rows.map((row) => row[at] ?? '').filter(Boolean);
  const told = (test: (text: string) => boolean, at: number): boolean => column(at).length > 0 && column(at).every(test);
  const tests: [Meaning, (text: string) => boolean][] = [
    ['business_date', (text) => dayOf(text) !== null],
    ['business_type', (text) => typeOf(text, known) !== undefined],
    ['department', (text) => departmentOf(text, known) !== undefined],
    ['vehicle', (text) => VEHICLE.test(text.toUpperCase())],
  ];
  const meanings: Meaning[] = Array.from({ length: width }, () => '');
  for (const [meaning, test] of tests) {
    const at = meanings.findIndex((taken, index) => taken === '' && told(test, index));
    if (at >= 0) meanings[at] = meaning;
  }
  for (const meaning of ['reference', 'name', 'responsible', 'note'] as const) {
    const at = meanings.findIndex((taken, index) => taken === '' && column(index).length > 0 && (meaning !== 'reference' || column(index).some((text) => /\d/.test(text))));
    if (at >= 0) meanings[at] = meaning;
  }
  return meanings;
}

function day(text: string, known: Known, faults: Fault[], past: boolean): string | undefined {
  if (text === '') return undefined;
  const found = dayOf(text);
  if (found === null) return void faults.push({ kind: 'date', text });
  if (past && found > known.today) return void faults.push({ kind: 'future', text });
  return found;
}

function lineOf(cells: string[], no: number, meanings: Meaning[], known: Known): Line {
  const faults: Fault[] = [];
  const said = (meaning: Meaning): string => cells[meanings.indexOf(meaning)] ?? '';
  const type = said('business_type') === '' ? known.types.find((one) => one.code === known.type) : typeOf(said('business_type'), known);
  if (!type) faults.push({ kind: 'type', text: said('business_type') });
  const department = said('department') === '' ? known.department : (departmentOf(said('department'), known)?.code ?? '');
  if (said('department') !== '' && department === '') faults.push({ kind: 'department', text: said('department') });
  const { person, thing } = rolesOf(type);
  const subjects = [...(person ? subjectOf(person, said('name')) : []), ...(thing ? subjectOf(thing, said('vehicle')) : [])];
  const [business_date, deadline_from] = [day(said('business_date'), known, faults, true), day(said('deadline_from'), known, faults, false)];
  if (!said('reference') && subjects.length === 0) faults.push({ kind: 'empty', text: '' });
  const made = tidy({
    business_type: type?.code ?? '', reference: said('reference'), department, responsible_name: said('responsible'), note: said('note'), subjects,
    ...(business_date ? { business_date } : {}),
    ...(deadline_from ? { deadline_from } : {}),
  });
  return { no, cells, made, faults };
}

/** The cases of a table, each with what is wrong with it. */
export function linesOf(rows: string[][], headed: boolean, meanings: Meaning[], known: Known): Line[] {
  const lines = rows.slice(headed ? 1 : 0).map((cells, at) => lineOf(cells, at + (headed ? 2 : 1), meanings, known));
  const seen = new Map<string, number>();
  for (const line of lines) {
    const { reference, business_type, department } = line.made;
    if (!reference) continue;
    const key = [bare(reference), business_type, department].join('\n');
    const first = seen.get(key);
    if (first === undefined) seen.set(key, line.no);
    else line.faults.push({ kind: 'twice', text: String(first) });
  }
  return lines;
}

/** The same table without some of its lines. */
export function without(rows: string[][], headed: boolean, left: (no: number) => boolean): string {
  const quoted = (cell: string): string => (/["\t\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  const kept = rows.filter((_, at) => (headed && at === 0) || !left(at + 1));
  return kept.map((row) => row.map(quoted).join('\t')).join('\n');
}
