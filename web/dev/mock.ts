/**
 * A stand-in for the server while pages are built: answers `/api/v1` from memory. A Vite plugin for `dev` and `preview`
 * only; nothing of it reaches the bundle. `STRONGROOM_MOCK=empty` starts with an archive before its first set-up.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Plugin } from 'vite';
import type { BatchResult, CaseCard, FolderCard, FolderHit, Import, Job, Loan, NewFolder, Person, PlaceCard, Shelf } from '../src/lib/api/index.ts';
import { caseByCode, type Lent, papersRoute } from './papers.ts';
import { pictureOf, scansRoute } from './scans.ts';
import { addDays, CLASSES, DEPARTMENTS, demoWorld, emptyWorld, makeRanges, slotCode, two, TYPES, type World } from './world.ts';

class Refuse extends Error {
  status: number;
  code: string;
  zh: string;
  en: string;
  params: Record<string, string>;
  constructor(status: number, code: string, en: string, zh: string, params: Record<string, string> = {}) {
    super(en);
    this.status = status;
    this.code = code;
    this.zh = zh;
    this.en = en;
    this.params = params;
  }
}

interface Ask {
  method: string;
  parts: string[];
  query: URLSearchParams;
  body: any;
  headers: IncomingMessage['headers'];
  zh: boolean;
  who: Person | undefined;
}

let world: World = emptyWorld();
const lent = (ask: Ask): Lent => ({
  world,
  refuse: (status, code, en, zh, params) => new Refuse(status, code, en, zh, params),
  register: (body) => register(ask, body),
  page,
});
const SCANS = new Set(['scans', 'pages']);
const PAPERS = new Set(['cases', 'transfers', 'receive', 'calendar', 'gaps']);
const sessions = new Map<string, number>();
const now = (): string => new Date().toISOString();
const page = <T>(items: T[], extra: object = {}) => ({ items, next_cursor: null, total: items.length, seq: world.seq, ...extra });
const folderCases = (ask: Ask, code: string): CaseCard[] => {
  const answer = papersRoute({ ...ask, method: 'GET', parts: ['folders', code, 'cases'], who: ask.who as Person }, lent(ask)) as CaseCard[] | { items: CaseCard[] };
  return Array.isArray(answer) ? answer : answer.items;
};
const missing = (what: string, name: string) => new Refuse(404, 'NotFound', `There is no ${what} ${name}.`, `没有这个对象：${name}。`, { name });

function cards(code: string): FolderCard[] {
  const wanted = code.trim().toUpperCase();
  const own = world.folders.filter((folder) => folder.code.toUpperCase() === wanted || folder.aliases.some((alias) => alias.toUpperCase() === wanted));
  return own.length > 0 ? own : world.folders.filter((folder) => folder.foreign_codes.some((foreign) => foreign.toUpperCase() === wanted));
}

function card(code: string): FolderCard {
  const found = cards(code);
  if (found.length > 1) {
    throw new Refuse(409, 'CodeAmbiguous', `${found.length} folders carry the code ${code}; choose one by its own code.`, `有 ${found.length} 个档案袋使用编号 ${code}，请用其本身编号选择。`, { count: String(found.length), code, candidates: JSON.stringify(found.map((item) => item.code)) });
  }
  const [only] = found;
  if (!only) throw new Refuse(404, 'CodeUnknown', `No folder carries the code ${code}.`, `没有档案袋使用编号 ${code}。`, { code });
  return only;
}

function hit(folder: FolderCard, q = ''): FolderHit {
  const vehicle = folder.subjects.find((subject) => subject.kind === 'vehicle');
  const found = q && folder.note?.includes(q) ? [{ field: 'note', label: 'note', text: folder.note, parts: folder.note.split(q).flatMap((text, at) => (at ? [{ text: q, hit: true }, { text, hit: false }] : [{ text, hit: false }])) }] : [];
  return {
    code: folder.code, business_type: folder.business_type, type_name: folder.type_name, title: folder.title, subtitle: vehicle?.name ?? '', business_date: folder.business_date,
    department: folder.department, class: folder.class, state: folder.where.state, place_label: folder.where.place.label, home_label: folder.where.home?.label ?? null,
    borrower: folder.loan?.borrower.display_name ?? null, due: folder.loan?.due ?? null, highlights: found,
  };
}

function note(folder: FolderCard, ask: Ask, kind: string, zh: string, en: string): void {
  world.seq += 1;
  folder.seq = world.seq;
  const list = world.history.get(folder.code) ?? [];
  list.push({ kind, at: now(), who: ask.who?.no ?? 1, zh, en });
  world.history.set(folder.code, list);
}

function borrowerOf(text: string): Person {
  const wanted = text.toUpperCase();
  const found = world.people.find((person) => String(person.no) === text || person.badge_code === wanted || person.name.toUpperCase() === wanted || person.display_name === text);
  if (!found) throw new Refuse(404, 'BorrowerUnknown', `There is no borrower ${text}.`, `没有借阅人 ${text}。`, { name: text });
  return found;
}

function lend(ask: Ask, code: string, body: any): FolderCard {
  const folder = card(code);
  const borrower = borrowerOf(String(body.borrower ?? ''));
  if (borrower.blocked_reason) throw new Refuse(409, 'BorrowerBlocked', `${borrower.display_name} may not borrow now: ${borrower.blocked_reason}`, `${borrower.display_name} 目前不能借阅：${borrower.blocked_reason}`);
  if (folder.loan) throw new Refuse(409, 'FolderOnLoan', `Folder ${folder.code} is already on loan to ${folder.loan.borrower.display_name}, due ${folder.loan.due}.`, `档案袋 ${folder.code} 已借给 ${folder.loan.borrower.display_name}，应还日期 ${folder.loan.due}。`);
  const due = body.due || addDays(world.settings.today, 14);
  if (due < world.settings.today) throw new Refuse(422, 'DueInPast', `The due date ${due} is before today.`, `应还日期 ${due} 早于今天。`);
  folder.loan = { borrower: { no: borrower.no, display_name: borrower.display_name }, since: now(), due, purpose: body.purpose ?? null, renewals: 0, overdue_days: 0 };
  folder.where = { ...folder.where, state: 'on_loan', place: { kind: 'person', code: borrower.badge_code, label: borrower.display_name } };
  note(folder, ask, 'CheckedOut', `借给 ${borrower.display_name}，应还 ${due}`, `Lent to ${borrower.display_name}, due ${due}`);
  return folder;
}

function takeBack(ask: Ask, code: string): FolderCard {
  const folder = card(code);
  if (!folder.loan) throw new Refuse(409, 'FolderNotOnLoan', `Folder ${folder.code} is not on loan.`, `档案袋 ${folder.code} 未被借出。`);
  folder.loan = null;
  folder.where = { ...folder.where, state: 'at_desk', place: { kind: 'desk', code: 'reception', label: ask.zh ? '接待台' : 'Reception' } };
  note(folder, ask, 'Returned', '归还到接待台', 'Returned to the desk');
  return folder;
}

function renew(ask: Ask, code: string, body: any): FolderCard {
  const folder = card(code);
  if (!folder.loan) throw new Refuse(409, 'FolderNotOnLoan', `Folder ${folder.code} is not on loan.`, `档案袋 ${folder.code} 未被借出。`);
  const due = body.due || addDays(world.settings.today, 14);
  folder.loan = { ...folder.loan, due, renewals: folder.loan.renewals + 1, overdue_days: 0 };
  note(folder, ask, 'Renewed', `续借至 ${due}`, `Renewed until ${due}`);
  return folder;
}

function shelve(ask: Ask, code: string, body: any): FolderCard {
  const folder = card(code);
  const slot = slotOf(String(body.slot ?? ''));
  if (!slot) throw new Refuse(404, 'SlotUnknown', `There is no slot ${body.slot}.`, `没有储位 ${body.slot}。`);
  const home = folder.where.home;
  if (home && home.slot !== slot && !body.confirm_move) {
    throw new Refuse(409, 'WrongSlot', `Folder ${folder.code} belongs in ${home.slot}, not in ${slot}. Confirm to move it.`, `档案袋 ${folder.code} 应放在 ${home.slot}，而不是 ${slot}。如需移动请确认。`, { code: folder.code, home: home.slot, slot });
  }
  folder.loan = null;
  folder.where = { state: 'on_shelf', wrong_place: false, home: { slot, label: slot }, place: { kind: 'slot', code: slot, label: slot } };
  note(folder, ask, 'PutAway', `上架到 ${slot}`, `Put away in ${slot}`);
  return folder;
}

function slotOf(text: string): string | null {
  const match = /^([A-Z]+)-(\d\d)([LR]?)-(\d{1,2})-(\d)-(\d{1,2})$/.exec(text.trim().toUpperCase());
  if (!match) return null;
  const room = world.rooms.find((item) => item.code === match[1]);
  const range = room?.ranges.find((item) => item.code === match[2]);
  if (!range || Number(match[4]) > range.bays || Number(match[5]) > range.shelves || Number(match[6]) > range.slots) return null;
  return slotCode(match[1] as string, Number(match[2]), match[3] ?? '', Number(match[4]), Number(match[5]), Number(match[6]));
}

function each(codes: string[], zh: boolean, work: (code: string) => FolderCard): { results: BatchResult[] } {
  return {
    results: codes.map((code) => {
      try {
        return { code, folder: work(code) };
      } catch (error) {
        if (!(error instanceof Refuse)) throw error;
        return { code, problem: problem(error, zh) };
      }
    }),
  };
}

const problem = (error: Refuse, zh: boolean) => ({ type: 'about:blank', title: error.code, status: error.status, code: error.code, detail: zh ? error.zh : error.en, params: error.params });

function search(ask: Ask): unknown {
  const q = (ask.query.get('q') ?? '').trim().toLowerCase();
  const words = q.split(/\s+/).filter(Boolean);
  const text = (folder: FolderCard) => JSON.stringify([folder.code, folder.foreign_codes, folder.subjects, folder.fields, folder.note, folder.type_name, folder.where.home?.slot]).toLowerCase();
  const matching = world.folders.filter((folder) => words.every((word) => text(folder).includes(word)));
  const keys = { type: (f: FolderCard) => f.business_type, state: (f: FolderCard) => f.where.state, department: (f: FolderCard) => f.department ?? '-' };
  const passes = (folder: FolderCard, except?: string) => Object.entries(keys).every(([name, of]) => name === except || !ask.query.get(name) || (ask.query.get(name) ?? '').split(',').includes(of(folder)));
  const facets = Object.fromEntries(
    Object.entries(keys).map(([name, of]) => {
      const counts = new Map<string, number>();
      for (const folder of matching) if (passes(folder, name)) counts.set(of(folder), (counts.get(of(folder)) ?? 0) + 1);
      return [name, [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count)];
    }),
  );
  const items = matching.filter((folder) => passes(folder));
  const from = Number(ask.query.get('cursor') ?? 0);
  const limit = Number(ask.query.get('limit') ?? 50);
  return { items: items.slice(from, from + limit).map((folder) => hit(folder, q)), total: items.length, next_cursor: from + limit < items.length ? String(from + limit) : null, facets, took_ms: 2, seq: world.seq };
}

function register(ask: Ask, body: NewFolder): FolderCard {
  const type = world.types.find((item) => item.code === body.business_type);
  if (!type) throw new Refuse(404, 'TypeUnknown', `There is no business type ${body.business_type}.`, `没有业务类型 ${body.business_type}。`);
  const date = body.business_date || world.settings.today;
  const no = world.folders.length;
  const home = body.placement?.kind === 'stated' ? slotOf(body.placement.slot) : body.placement?.kind === 'assign' ? slotCode('A', 1, 'L', 1 + (no % 8), 1, 1 + (no % 30)) : null;
  if (body.placement?.kind === 'stated' && !home) throw new Refuse(404, 'SlotUnknown', `There is no slot ${body.placement.slot}.`, `没有储位 ${body.placement.slot}。`);
  const code = body.code || `${type.code}${date.slice(0, 4)}-${String(no + 1).padStart(6, '0')}K`;
  if (cards(code).length > 0) throw new Refuse(409, 'CodeTaken', `The code ${code} already belongs to a folder.`, `编号 ${code} 已属于另一个档案袋。`);
  const subjects = (body.subjects ?? []).map((subject, index) => ({ no: 9000 + no * 3 + index, kind: subject.kind ?? 'person', address: subject.address ?? '', role: subject.role ?? '', name: subject.name || subject.identities?.[0]?.value || '', identities: subject.identities ?? [], phones: subject.phones ?? [], erased: false }));
  const folder: FolderCard = {
    code, folder_no: no, business_type: type.code, type_version: type.version, type_name: type.name, class: body.class ?? type.class, department: body.department ?? null, business_date: date, opened_on: world.settings.today,
    period: date.slice(0, 7), thickness_mm: body.thickness_mm ?? type.thickness_mm, title: subjects[0]?.name || code, subjects, fields: body.fields ?? {}, note: body.note ?? '', aliases: [], foreign_codes: body.foreign_codes ?? [], condition: 'good',
    where: { state: body.expected ? 'expected' : 'at_desk', place: { kind: 'desk', code: 'reception', label: ask.zh ? '接待台' : 'Reception' }, home: home ? { slot: home, label: home } : null, wrong_place: false },
    loan: null, assignment: home ? { reason: { zh: `${type.name.zh} ${date.slice(0, 7)} 的架段，最合适的空隙`, en: `Run of ${type.name.en} ${date.slice(0, 7)}: best-fitting gap` }, at: now() } : null,
    flags: [], remark: '', version: 0, changed_seq: 0, discrepancies: [], last_seen: null, registered_at: now(), registered_by: ask.who?.display_name ?? '', pages_erased: 0, seq: 0,
  };
  world.folders.push(folder);
  note(folder, ask, 'Registered', home ? `登记，分配到 ${home}` : '登记', home ? `Registered and given slot ${home}` : 'Registered');
  return folder;
}

function scan(ask: Ask, text: string): unknown {
  const link = /^https?:\/\/([^/]+)\/([FSBUC])\/(.+)$/i.exec(text);
  if (link && link[1]?.toLowerCase() !== 'archive.example') return { kind: 'foreign', host: link[1] };
  const code = decodeURIComponent(link?.[3] ?? text).trim();
  const person = world.people.find((item) => item.badge_code === code.toUpperCase());
  if (person) return { kind: 'person', person };
  const slot = slotOf(code);
  if (slot) return { kind: 'slot', code: slot, label: slot, capacity_mm: 40, used_mm: 14, blocked: world.blocked.has(slot) };
  if (link?.[2]?.toUpperCase() === 'C' || /^C\d{4}-/.test(code.toUpperCase())) {
    const [one] = caseByCode(lent(ask), code);
    if (one) return { kind: 'case', case: one };
  }
  const found = cards(code);
  if (found.length > 1) return { kind: 'folders', candidates: found.map((folder) => hit(folder)) };
  if (found[0]) return { kind: 'folder', folder: hit(found[0]) };
  return { kind: 'unknown', text: code, nearest: world.folders.filter((folder) => folder.code.startsWith(code.slice(0, 9).toUpperCase())).slice(0, 3).map((folder) => folder.code) };
}

function shelvesOf(roomCode: string, rangeCode: string): Shelf[] {
  const range = world.rooms.find((room) => room.code === roomCode)?.ranges.find((item) => item.code === rangeCode);
  if (!range) throw missing('range', rangeCode);
  const out: Shelf[] = [];
  for (const side of range.sides) {
    for (let bay = 1; bay <= range.bays; bay += 1) {
      for (let shelf = 1; shelf <= range.shelves; shelf += 1) {
        const code = `${roomCode}-${rangeCode}${side === '-' ? '' : side}-${two(bay)}-${shelf}`;
        const here = world.folders.filter((folder) => folder.where.home?.slot.startsWith(`${code}-`));
        const capacity_mm = range.slots * range.slot_width_mm;
        const fill = Math.max(0, Math.round(capacity_mm * (1.05 - bay * 0.09 - shelf * 0.05 - Number(rangeCode) * 0.06)));
        const used_mm = world.folders.length > 100 ? Math.min(capacity_mm, fill + here.length * 12) : here.length * 12;
        out.push({ code, side, bay, shelf, zone: Number(rangeCode) < 4 ? 'SALE' : 'SERV', lane: used_mm ? 'NEW' : null, period: used_mm ? `2026-0${1 + (bay % 8)}` : null, capacity_mm, used_mm, folders: here.length || Math.round(used_mm / 13), blocked: world.blocked.has(code), mixed: false });
      }
    }
  }
  return out;
}

function placeCard(code: string): PlaceCard {
  const slot = slotOf(code);
  const wanted = slot ?? code.toUpperCase();
  if (!slot && !/^[A-Z]+-\d\d[LR]?-\d\d-\d$/.test(wanted)) throw new Refuse(404, 'PlaceUnknown', `There is no place ${code}.`, `没有位置 ${code}。`);
  const contents = world.folders.filter((folder) => folder.where.home?.slot.startsWith(wanted)).map((folder) => hit(folder));
  return { kind: slot ? 'slot' : 'shelf', code: wanted, capacity_mm: slot ? 40 : 1200, used_mm: contents.length * 12, blocked_reason: world.blocked.get(wanted) ?? null, contents, boxes: [], zone: 'SALE', lane: 'NEW', period: '2026-03', slots: [] };
}

function me(person: Person, csrf: string) {
  const all = ['folder.see', 'folder.register', 'folder.edit', 'lend', 'put_away', 'places.edit', 'types.edit', 'import.run', 'people.edit', 'settings.edit', 'audit.read', 'subject.edit', 'loan.own', 'case.announce', 'case.receive', 'case.review', 'scan.intake', 'scan.review', 'copy.issue'];
  const archivist = all.filter((name) => !['people.edit', 'settings.edit', 'audit.read'].includes(name));
  const permissions = person.role === 'administrator' ? all : person.role === 'archivist' ? archivist : ['folder.see', 'loan.own'];
  return {
    person, csrf, must_set_up_totp: false, has_totp: false, recovery_codes_left: 0, must_change_password: world.mustChange.has(person.name), permissions, settings: world.settings,
    setup: { has_storeroom: world.rooms.some((room) => room.ranges.length > 0), has_types: world.types.length > 0, has_zones: world.zones.length > 0, has_lanes: world.lanes.length > 0, has_folders: world.folders.length > 0 },
  };
}

function loanOf(folder: FolderCard): Loan[] {
  const loan = folder.loan;
  if (!loan) return [];
  const who = world.people.find((person) => person.no === loan.borrower.no);
  return [{ folder: hit(folder), borrower: { ...loan.borrower, department: who?.department ?? null }, since: loan.since, due: loan.due, overdue_days: loan.overdue_days, renewals: loan.renewals, purpose: loan.purpose }];
}

function upload(body: Buffer): Import {
  const raw = body.toString('utf8');
  const file_name = /filename="([^"]*)"/.exec(raw)?.[1] ?? 'file.csv';
  const text = raw.slice(raw.indexOf('\r\n\r\n') + 4).split(/\r\n--/)[0] ?? '';
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/).filter(Boolean).map((line) => line.split(','));
  const headings = lines[0] ?? [];
  const known: Record<string, string> = { 旧档号: 'foreign_code', 客户名称: 'subject.name', 证件号码: 'subject.identity_number', 联系电话: 'subject.phone', '车架号(VIN)': 'subject.vin', 车牌: 'subject.plate', 业务类型: 'business_type', 移交部门: 'department', 业务日期: 'business_date', 厚度mm: 'thickness_mm', 密级: 'class', 备注: 'note' };
  const job: Import = {
    id: `imp-${world.imports.length + 1}`, file_name, created_at: now(), rows: lines.length - 1, encoding: 'UTF-8', headings, sample: lines.slice(1, 6), state: 'uploaded', job_state: 'uploaded', dry_run: false,
    mapping: { columns: headings.map((heading) => ({ heading, target: known[heading] ?? 'ignore' })) }, progress: { done: 0, total: lines.length - 1, good: 0, bad: 0, known: 0, seconds_left: null },
  };
  world.imports.unshift(job);
  return job;
}

function start(job: Import, state: 'checking' | 'running'): Import {
  Object.assign(job, { state, job_state: 'running', dry_run: state === 'checking' });
  job.progress = { ...job.progress, done: 0, good: 0, bad: 0, seconds_left: 4 };
  const timer = setInterval(() => {
    const done = Math.min(job.progress.total, job.progress.done + Math.ceil(job.progress.total / 8));
    const bad = Math.round(done * 0.04);
    job.progress = { ...job.progress, done, good: done - bad, bad, seconds_left: Math.ceil((job.progress.total - done) / 100) };
    if (done < job.progress.total) return;
    clearInterval(timer);
    Object.assign(job, { state: state === 'checking' ? 'checked' : 'done', job_state: 'done' });
  }, 250);
  return job;
}

/** An import as the job it is. */
function asJob(job: Import): Job {
  const { id, progress, created_at, file_name, dry_run, job_state: state } = job;
  return { id, kind: 'import', state, dry_run, progress, created_at, file_name, asked_by: { no: 1, display_name: 'admin', department: null }, at_work: state === 'running', goes_on_by_itself: false, yours: true };
}

function route(ask: Ask): unknown {
  const { method, parts, body, query } = ask;
  const [a, b, c, d] = parts;
  const is = (verb: string, pattern: string): boolean => {
    const wanted = pattern.split('/');
    return verb === method && wanted.length === parts.length && wanted.every((part, index) => part === '*' || part === parts[index]);
  };
  const who = ask.who as Person;
  if (SCANS.has(a ?? '') || (a === 'folders' && c === 'pages')) return scansRoute(ask, { world, refuse: lent(ask).refuse, page, card, cases: (code) => folderCases(ask, code) });
  if (PAPERS.has(a ?? '') || (a === 'folders' && (c === 'cases' || c === 'contents'))) return papersRoute({ ...ask, who }, lent(ask));
  if (is('GET', 'colleagues')) return page(world.people.filter((person) => person.display_name.includes(query.get('q') ?? '')).map(({ no, display_name, department }) => ({ no, display_name, department })));
  if (is('GET', 'people')) return page(world.people.filter((person) => `${person.name} ${person.display_name} ${person.badge_code}`.toLowerCase().includes((query.get('q') ?? '').toLowerCase())));
  if (is('POST', 'people')) {
    if (world.people.some((person) => person.name === body.name)) throw new Refuse(409, 'NameTaken', `The name ${body.name} is taken.`, `名称 ${body.name} 已被使用。`);
    const no = world.people.length + 1;
    const person: Person = { no, name: body.name, display_name: body.display_name, role: body.role, department: body.department ?? null, expires_on: body.expires_on ?? null, active: true, badge_code: `U${String(no).padStart(4, '0')}`, may_sign_in: true, loans: 0, blocked_reason: null };
    world.people.push(person);
    world.passwords.set(person.name, 'maple-river-42');
    world.mustChange.add(person.name);
    return { person, one_time_password: 'maple-river-42' };
  }
  if (a === 'people' && b) {
    const person = world.people.find((item) => item.no === Number(b));
    if (!person) throw missing('person', b);
    if (c === 'loans') return page(world.folders.filter((folder) => folder.loan?.borrower.no === person.no).flatMap(loanOf));
    if (c === 'reset-password') return { one_time_password: 'cedar-lamp-77' };
    return Object.assign(person, body);
  }
  if (is('GET', 'departments')) return page(world.departments);
  if (is('POST', 'departments')) return world.departments.push(body), body;
  if (is('GET', 'classes')) return page(world.classes);
  if (is('GET', 'settings')) return world.settings;
  if (is('PATCH', 'settings')) return Object.assign(world.settings, body);
  if (is('GET', 'business-types')) return page(world.types);
  if (is('PUT', 'business-types/*')) {
    const old = world.types.find((type) => type.code === b);
    const next = { ...body, code: b, version: (old?.version ?? 0) + 1 };
    world.types = [...world.types.filter((type) => type.code !== b), next];
    return next;
  }
  if (is('GET', 'presets')) return page([{ name: 'car-dealer', title: { zh: '汽车经销商', en: 'Car dealer' }, description: { zh: '新车销售、维修、保养、索赔；按月分架，一车一袋。', en: 'New-car sales, repairs, services, claims; shelved by month.' } }, { name: 'property-developer', title: { zh: '房地产开发', en: 'Property developer' }, description: { zh: '购房合同、按揭、交付、售后、退款；按户归档。', en: 'Purchase contracts, mortgages, hand-over, after-sales, refunds.' } }]);
  if (is('POST', 'presets/*')) {
    Object.assign(world, { departments: DEPARTMENTS, classes: CLASSES, types: TYPES });
    world.lanes = [{ code: 'NEW', name: { zh: '新车销售', en: 'New cars' }, types: ['NEW'], period: 'month', boxed: false, reserve_per_mille: 20, flags: [] }, { code: 'SHOP', name: { zh: '维修保养', en: 'Workshop' }, types: ['REP', 'FST', 'SRV', 'OVH', 'CLM'], period: 'quarter', boxed: false, reserve_per_mille: 20, flags: [] }];
    return {};
  }
  if (a === 'search' && b === 'suggest') return { items: [], seq: world.seq };
  if (is('GET', 'searches')) return { items: [], next_cursor: null, total: 0, seq: world.seq };
  if (is('GET', 'search')) return search(ask);
  if (is('POST', 'folders')) return register(ask, body);
  if (a === 'folders' && b) return folderRoute(ask, b, c);
  if (is('POST', 'checkouts')) return each(body.codes, ask.zh, (code) => lend(ask, code, body));
  if (is('POST', 'returns')) return each(body.codes, ask.zh, (code) => takeBack(ask, code));
  if (is('POST', 'renewals')) return each(body.codes, ask.zh, (code) => renew(ask, code, body));
  if (is('POST', 'put-aways')) return each(body.codes, ask.zh, (code) => shelve(ask, code, body));
  if (is('GET', 'loans')) {
    const list = world.folders.flatMap(loanOf).filter((loan) => query.get('overdue') !== 'true' || loan.overdue_days > 0);
    return page(list.sort((x, y) => x.due.localeCompare(y.due)).slice(0, Number(query.get('limit') ?? 50)), { total: list.length });
  }
  if (is('GET', 'at-desk')) return page(world.folders.filter((folder) => folder.where.state === 'at_desk').map((folder) => hit(folder)).sort((x, y) => (x.home_label ?? '').localeCompare(y.home_label ?? '')));
  if (is('GET', 'scan')) return scan(ask, query.get('text') ?? '');
  if (is('GET', 'subjects')) return page([...subjects().values()].filter((subject) => subject.name.includes(query.get('q') ?? '')).slice(0, 8).map((s) => ({ no: s.no, kind: s.kind, name: s.name, folder_count: 1 })));
  if (is('GET', 'subjects/*')) return subjectCard(Number(b));
  if (a === 'subjects') return subjectCard(Number(b));
  if (is('GET', 'storerooms')) return page(world.rooms.map(roomCard));
  if (is('POST', 'storerooms')) {
    const room = { code: String(body.code).toUpperCase(), name: body.name, template: body.code_template ?? '{room}-{range}{side}-{bay}-{shelf}-{slot}', ranges: [], folders: 0, used_mm: 0, capacity_mm: 0 };
    world.rooms.push(room);
    return room;
  }
  if (is('POST', 'storerooms/*/ranges')) {
    const room = world.rooms.find((item) => item.code === b);
    if (!room) throw missing('storeroom', b ?? '');
    room.ranges.push(...makeRanges(body.from, body.to, body.sides, body.bays, body.shelves, body.slots, body.slot_width_mm));
    return room;
  }
  if (is('DELETE', 'storerooms/*/ranges/*')) {
    const room = world.rooms.find((item) => item.code === b);
    if (room && world.folders.some((folder) => folder.where.home?.slot.startsWith(`${b}-${d}`))) throw new Refuse(409, 'PlaceOccupied', `${b}-${d} holds 12 folders; empty it first.`, `${b}-${d} 中有 12 个档案袋，请先清空。`);
    if (room) room.ranges = room.ranges.filter((range) => range.code !== d);
    return undefined;
  }
  if (is('GET', 'storerooms/*/shelves')) return page(shelvesOf(b ?? '', query.get('range') ?? ''));
  if (is('GET', 'places/*')) return placeCard(b ?? '');
  if (is('POST', 'places/*/block')) return world.blocked.set(placeCard(b ?? '').code, body.reason), {};
  if (is('POST', 'places/*/unblock')) return world.blocked.delete(placeCard(b ?? '').code), {};
  if (is('GET', 'zones')) return page(world.zones);
  if (is('PUT', 'zones/*')) {
    const zone = { capacity_mm: 100_000, used_mm: 0, shelves_total: 96, shelves_free: 96, full_on: null, ...body, code: b };
    world.zones = [...world.zones.filter((item) => item.code !== b), zone];
    return zone;
  }
  if (is('GET', 'lanes')) return page(world.lanes);
  if (is('PUT', 'lanes/*')) {
    const lane = { flags: [], ...body, code: b };
    world.lanes = [...world.lanes.filter((item) => item.code !== b), lane];
    return lane;
  }
  if (is('GET', 'imports')) return page(world.imports);
  if (is('POST', 'imports')) return upload(body);
  if (is('GET', 'jobs')) return page(world.imports.map(asJob));
  if (is('GET', 'jobs/*') || is('GET', 'jobs/*/report')) {
    const job = world.imports.find((item) => item.id === b);
    if (!job) throw new Refuse(404, 'JobUnknown', `There is no job ${b}.`, `没有任务 ${b}。`);
    return c === 'report' ? page([]) : asJob(job);
  }
  if (is('GET', 'mappings')) return page([]);
  if (a === 'imports' && b) {
    const job = world.imports.find((item) => item.id === b);
    if (!job) throw missing('import', b);
    if (c === 'check' || c === 'run') return start(Object.assign(job, { mapping: body.mapping }), c === 'check' ? 'checking' : 'running');
    if (c === 'report') return page([{ row: 14, column: '业务日期', code: 'BadValue', detail: ask.zh ? '不是日期' : 'not a date', value: '2015年2月30日', severity: 'error' }, { row: 37, column: '车架号(VIN)', code: 'BadValue', detail: ask.zh ? '应为 17 位' : 'must have 17 characters', value: 'LSV1VJZK8', severity: 'warning' }, { row: 90, column: '厚度mm', code: 'BadValue', detail: ask.zh ? '应在 1 到 200 之间' : 'must lie between 1 and 200', value: '-5', severity: 'error' }]);
    return job;
  }
  if (is('GET', 'me/tokens')) return page(world.tokens);
  if (is('POST', 'me/tokens')) {
    const token = { id: `t${world.tokens.length + 1}`, name: body.name, created_at: now(), expires_on: body.expires_on ?? null, last_used_at: null };
    world.tokens.push(token);
    return { id: token.id, name: token.name, secret: 'srt_4f0c1b7a9d3e5521' };
  }
  if (is('DELETE', 'me/tokens/*')) return void (world.tokens = world.tokens.filter((token) => token.id !== c));
  if (is('POST', 'me/password')) {
    if (world.passwords.get(who.name) !== body.old_password) throw new Refuse(403, 'SignInFailed', 'Name or password is wrong.', '用户名或密码错误。');
    if (String(body.new_password).length < 10) throw new Refuse(422, 'WeakPassword', 'A password needs 10 characters or more and must not be a common one.', '密码至少需要 10 个字符，且不能是常见密码。');
    world.passwords.set(who.name, body.new_password);
    world.mustChange.delete(who.name);
    return me(who, 'csrf');
  }
  throw missing('page', parts.join('/'));
}

function folderRoute(ask: Ask, code: string, verb: string | undefined): unknown {
  const { method, body, headers } = ask;
  if (method === 'POST' && verb === 'checkout') return lend(ask, code, body);
  if (method === 'POST' && verb === 'return') return takeBack(ask, code);
  if (method === 'POST' && verb === 'renew') return renew(ask, code, body);
  if (method === 'POST' && verb === 'put-away') return shelve(ask, code, body);
  const folder = card(code);
  if (verb === 'attachments') return page([]);
  if (verb === 'history') {
    const items = (world.history.get(folder.code) ?? []).map((item, seq) => ({ id: `${folder.code}-${seq}`, seq, at: item.at, occurred_at: item.at, actor: { no: item.who, display_name: world.people[item.who - 1]?.display_name ?? '' }, kind: item.kind, sentence: ask.zh ? item.zh : item.en, detail: {} }));
    return page(items.reverse());
  }
  if (verb === 'aliases') return folder.aliases.push(body.code), note(folder, ask, 'AliasAdded', `添加别号 ${body.code}`, `Alias ${body.code} added`), folder;
  if (verb === 'assign' || verb === 'move') {
    const slot = slotOf(body.slot ?? '') ?? 'A-01L-01-1-01';
    folder.where = { ...folder.where, home: { slot, label: slot } };
    note(folder, ask, 'Moved', `移到 ${slot}：${body.reason}`, `Moved to ${slot}: ${body.reason}`);
    return { folder, reason: { zh: '', en: '' } };
  }
  if (method === 'PATCH') {
    if (headers['if-match'] !== `"${folder.seq}"`) throw new Refuse(412, 'Stale', 'Somebody changed this in the meantime. Nothing was saved.', '期间已有他人修改，未保存任何内容。');
    Object.assign(folder, body);
    note(folder, ask, 'Edited', '修改资料', 'Details changed');
  }
  return folder;
}

function subjects() {
  return new Map(world.folders.flatMap((folder) => folder.subjects.map((subject) => [subject.no, subject] as const)));
}

function subjectCard(no: number): unknown {
  const subject = subjects().get(no);
  if (!subject) throw new Refuse(404, 'SubjectUnknown', 'There is no such subject.', '没有该归户对象。');
  const folders = world.folders.filter((folder) => folder.subjects.some((item) => item.no === no));
  return { ...subject, note: null, merged_into: null, folders: folders.map((folder) => ({ role: subject.role, from: folder.business_date, until: null, folder: hit(folder) })) };
}

function roomCard(room: World['rooms'][number]): World['rooms'][number] {
  const ranges = room.ranges.map((range) => {
    const list = shelvesOf(room.code, range.code);
    return { ...range, used_mm: list.reduce((sum, shelf) => sum + shelf.used_mm, 0), folders: list.reduce((sum, shelf) => sum + shelf.folders, 0) };
  });
  const sum = (of: (range: (typeof ranges)[number]) => number) => ranges.reduce((total, range) => total + of(range), 0);
  return { ...room, ranges, folders: sum((r) => r.folders), used_mm: sum((r) => r.used_mm), capacity_mm: sum((r) => r.capacity_mm) };
}

async function bodyOf(request: IncomingMessage): Promise<any> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const all = Buffer.concat(chunks);
  if (request.headers['content-type']?.startsWith('multipart/')) return all;
  return all.length > 0 ? JSON.parse(all.toString('utf8')) : {};
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const parts = url.pathname.replace('/api/v1/', '').split('/').map(decodeURIComponent);
  const zh = (request.headers['accept-language'] ?? '').startsWith('zh');
  const cookie = /session=(\w+)/.exec(request.headers.cookie ?? '')?.[1] ?? '';
  const who = world.people.find((person) => person.no === sessions.get(cookie));
  const ask: Ask = { method: request.method ?? 'GET', parts, query: url.searchParams, body: await bodyOf(request), headers: request.headers, zh, who };
  const send = (status: number, data: unknown, type = 'application/json'): void => {
    response.statusCode = data === undefined && status === 200 ? 204 : status;
    response.setHeader('content-type', type);
    response.end(data === undefined ? '' : JSON.stringify(data));
  };
  try {
    const path = parts.join('/');
    if (path === 'dev/reset') return (world = ask.query.get('world') === 'empty' ? emptyWorld() : demoWorld()), send(200, {});
    if (path === 'dev/expire') return sessions.clear(), send(200, {});
    if (path === 'sign-in') return signIn(ask, response, send);
    if (path === 'sign-out') return sessions.delete(cookie), send(200, undefined);
    if (!who) throw new Refuse(401, 'SignInRequired', 'Please sign in.', '请先登录。');
    // Nothing ever happens here but what the page does itself.
    if (path === 'live') return response.setHeader('content-type', 'text/event-stream'), void response.write(`event: position\nid: dev:${world.seq}\ndata: {"kind":"position","seq":${world.seq}}\n\n`);
    if (path === 'me') return send(200, me(who, 'csrf'));
    if (parts[0] === 'imports' && parts[2] === 'bad-rows.csv') return response.setHeader('content-disposition', 'attachment; filename="bad-rows.csv"'), void response.end('row\n');
    if (parts[0] === 'pages' && parts[2] === 'picture') return response.setHeader('content-type', 'image/svg+xml'), response.setHeader('cache-control', 'private, max-age=600, immutable'), void response.end(pictureOf(world, Number(parts[1]), Number(url.searchParams.get('turn') ?? 0)));
    const data = route(ask);
    if (parts[0] === 'folders' && parts.length === 2) response.setHeader('etag', `"${(data as FolderCard).seq}"`);
    send(request.method === 'POST' && path === 'folders' ? 201 : 200, data);
  } catch (error) {
    if (!(error instanceof Refuse)) throw error;
    send(error.status, problem(error, zh), 'application/problem+json');
  }
}

function signIn(ask: Ask, response: ServerResponse, send: (status: number, data: unknown) => void): void {
  const person = world.people.find((item) => item.name === ask.body.name);
  if (!person || world.passwords.get(person.name) !== ask.body.password) throw new Refuse(401, 'SignInFailed', 'Name or password is wrong.', '用户名或密码错误。');
  const token = Math.random().toString(36).slice(2);
  sessions.set(token, person.no);
  response.setHeader('set-cookie', `session=${token}; Path=/; HttpOnly; SameSite=Strict`);
  send(200, me(person, 'csrf'));
}

const POLICY = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

export function mockServer(): Plugin {
  const handle = (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void): void => {
    if (!request.url?.startsWith('/api/v1/')) return next();
    answer(request, response).catch(next);
  };
  return {
    name: 'strongroom-mock',
    configureServer(server) {
      world = process.env['STRONGROOM_MOCK'] === 'empty' ? emptyWorld() : demoWorld();
      server.middlewares.use(handle);
    },
    configurePreviewServer(server) {
      world = process.env['STRONGROOM_MOCK'] === 'empty' ? emptyWorld() : demoWorld();
      server.middlewares.use((_request, response, next) => {
        response.setHeader('content-security-policy', POLICY);
        next();
      });
      server.middlewares.use(handle);
    },
  };
}
