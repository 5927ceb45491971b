/** Cases, papers and transfers of the stand-in: enough for the pages of "papers in". No case in it exists. */
import type { BusinessType, Calendar, CaseCard, CaseLine, FolderCard, Gap, GapKind, GapLine, NewCase, PaperLine, PaperNote, PapersSaid, Transfer, TransferLine } from '../src/lib/api/index.ts';
import { addDays, two, type World } from './world.ts';

export interface PapersAsk {
  method: string;
  parts: string[];
  query: URLSearchParams;
  body: any;
  zh: boolean;
  who: { no: number; display_name: string; department?: string | null; role: string };
}
/** What the stand-in lends: its refusals, its world, how a folder is made. */
export interface Lent {
  world: World;
  refuse: (status: number, code: string, en: string, zh: string, params?: Record<string, string>) => Error;
  register: (body: any) => FolderCard;
  page: <T>(items: T[], extra?: object) => object;
}

interface Kept {
  cases: CaseCard[];
  transfers: Transfer[];
  history: Map<string, { at: string; who: string; zh: string; en: string }[]>;
  calendar: Calendar;
}

const kept = new WeakMap<World, Kept>();
const holiday = (from: string, until: string, zh: string, en: string) => ({ from, until, name: { zh, en } });
const CALENDAR: Calendar = {
  name: { zh: '中国大陆', en: 'Mainland China' }, version: 1, seq: 1, published_years: [2026],
  years: [{
    year: 2026, make_up_days: ['2026-01-04', '2026-02-14', '2026-02-28', '2026-09-20', '2026-10-10'],
    holidays: [holiday('2026-01-01', '2026-01-03', '元旦', 'New Year’s Day'), holiday('2026-02-15', '2026-02-23', '春节', 'Spring Festival'), holiday('2026-10-01', '2026-10-07', '国庆节', 'National Day')],
  }],
};
const now = (): string => new Date().toISOString();

function linesOf(type: BusinessType, called: string[] = []): PaperLine[] {
  return (type.documents ?? []).map((wanted, no) => ({
    no, id: wanted.id, name_zh: wanted.name.zh, name_en: wanted.name.en, wanted: true, conditional: wanted.conditional ?? false, one_of: wanted.one_of ?? null, form: wanted.form ?? 'either',
    wants_signatures: wanted.signatures ?? [], state: called.includes(wanted.id) ? 'missing' : null, originals: 0, copies: 0, pages: 0, signatures: [], remark: '', gap: null,
  }));
}

function faults(line: PaperLine): GapKind[] {
  if (line.state === 'missing' || line.state === 'wrong' || line.state === 'unfit') return [line.state];
  if (line.state === null) return line.conditional || !line.wanted ? [] : ['missing'];
  if (line.state !== 'there') return [];
  const fits = line.form === 'original' ? line.originals > 0 : line.form === 'both' ? line.originals > 0 && line.copies > 0 : line.originals + line.copies > 0;
  return [...(fits ? [] : (['form'] as const)), ...line.wants_signatures.filter((who) => !line.signatures.includes(who)).map((who): GapKind => (who === 'customer' ? 'unsigned_by_customer' : 'unsigned_by_staff'))];
}

const WHY: Record<GapKind, string> = { missing: '缺少', wrong: '错误', unfit: '不合格', form: '形式不符', unsigned_by_customer: '缺客户签字', unsigned_by_staff: '缺员工签字' };

function reckon(card: CaseCard): void {
  const missing: Gap[] = [];
  const groups = new Set<string>();
  for (const line of card.papers) {
    line.gap = null;
    const group = card.papers.filter((other) => line.one_of && other.one_of === line.one_of);
    if (line.one_of) {
      if (groups.has(line.one_of)) continue;
      groups.add(line.one_of);
      if (group.some((other) => other.state === 'there' && faults(other).length === 0)) continue;
    }
    const about = line.one_of ? group : [line];
    for (const why of faults(line)) missing.push({ papers: about.map((other) => other.no), why, text: `${about.map((other) => other.name_zh).join('或')}：${WHY[why]}` });
    line.gap = faults(line)[0] ?? null;
  }
  card.missing = missing;
  card.gaps = missing.length;
  card.completeness = missing.length > 0 ? 'incomplete' : 'complete';
}

function note(type: BusinessType | undefined, card: CaseCard, said: PapersSaid): void {
  const notes: PaperNote[] = 'all_except' in said ? said.all_except : said.only;
  const wanted = (line: PaperLine): void => {
    Object.assign(line, { state: 'there', originals: line.form === 'copy' ? 0 : 1, copies: line.form === 'copy' || line.form === 'both' ? 1 : 0, signatures: [...line.wants_signatures] });
  };
  for (const one of notes) {
    let line = card.papers.find((paper) => paper.id === one.paper || String(paper.no) === one.paper);
    if (!line) {
      line = { no: card.papers.length, id: null, name_zh: one.name ?? '', name_en: one.name ?? '', wanted: false, conditional: false, one_of: null, form: 'either', wants_signatures: [], state: null, originals: 0, copies: 0, pages: 0, signatures: [], remark: '', gap: null };
      card.papers.push(line);
    }
    if (one.state === 'there') wanted(line);
    else Object.assign(line, { originals: 0, copies: 0, signatures: [] });
    Object.assign(line, { state: one.state, ...(one.originals === undefined ? {} : { originals: one.originals }), ...(one.copies === undefined ? {} : { copies: one.copies }), ...(one.signatures ? { signatures: one.signatures } : {}), pages: one.pages ?? 0, remark: one.remark ?? line.remark });
  }
  if ('all_except' in said) {
    const spoken = (line: PaperLine) => notes.some((one) => one.paper === line.id || one.paper === String(line.no));
    const settled = new Set(card.papers.filter((line) => line.one_of && (spoken(line) || line.state === 'there')).map((line) => line.one_of));
    for (const line of card.papers) {
      if (!line.wanted || spoken(line) || line.state === 'there' || (line.conditional && line.state !== 'missing') || (line.one_of && settled.has(line.one_of))) continue;
      if (line.one_of) settled.add(line.one_of);
      wanted(line);
    }
  }
  reckon(card);
  void type;
}

const named = (code: string, name: { zh: string; en: string } | undefined) => ({ code, name_zh: name?.zh ?? code, name_en: name?.en ?? code });

/** Its type and number, or why it cannot be announced. */
function checked(lent: Lent, data: Kept, made: NewCase): { type: BusinessType; reference: string } {
  const { world } = lent;
  const type = world.types.find((one) => one.code === made.business_type);
  if (!type) throw lent.refuse(404, 'TypeUnknown', `There is no business type ${made.business_type}.`, `没有业务类型 ${made.business_type}。`);
  const reference = (made.reference ?? '').toUpperCase();
  const twice = reference && data.cases.find((one) => one.reference === reference && one.business_type.code === type.code && one.phase !== 'cancelled');
  if (twice) throw lent.refuse(409, 'CaseAnnounced', `This case was announced before, as ${twice.code}.`, `该业务单此前已登记为 ${twice.code}。`, { case: twice.code });
  return { type, reference };
}

function open(lent: Lent, data: Kept, made: NewCase, who: string): CaseCard {
  const { world } = lent;
  const { type, reference } = checked(lent, data, made);
  const known = world.folders.find((one) => one.code === made.folder);
  const folder = known ?? lent.register({ business_type: type.code, business_date: made.business_date, department: made.department, subjects: made.subjects, expected: true, placement: { kind: 'assign' } });
  const department = world.departments.find((one) => one.code === made.department);
  const no = data.cases.length;
  const from = made.deadline_from ?? made.business_date ?? null;
  const card: CaseCard = {
    no, code: `C${world.settings.today.slice(0, 4)}-${String(no + 1).padStart(6, '0')}${'0123456789ACEFHK'[no % 16]}`, reference, phase: 'announced', phase_label: '', business_type: { ...named(type.code, type.name), version: type.version },
    folder: { code: folder.code, place: folder.where.place, home: folder.where.home ?? null, state: folder.where.state, title: folder.title }, department: department ? named(department.code, department.name) : null,
    responsible: made.responsible_name ? { no: null, name: made.responsible_name } : null, business_date: made.business_date ?? null, deadline_from: from,
    due: from ? { date: addDays(from, type.code === 'NEW' ? 3 : 1), is_provisional: from.slice(0, 4) > '2026', is_extended: false } : null, due_moved: false, is_late: false, reassigned: false, asked_until: null, in_time: null, received_at: null, transfer: null,
    gaps: null, completeness: 'not_checked', is_reviewed: false, needs_review: type.code === 'CLM', certificate: null, needs_certificate: type.code === 'OVH', incomplete_is: type.code === 'CLM' ? 'refuse' : 'accept', received_by: null, reason: '', changed_seq: 1, seq: 1,
    flags: from ? [] : [{ code: 'no_date', detail: '未填业务日期' }],
    note: made.note ?? '', title: folder.title, version: 1, papers: linesOf(type, made.called_for), missing: [],
  };
  data.cases.push(card);
  tell(data, card, who, '登记业务单', 'Announced');
  return card;
}

function tell(data: Kept, card: CaseCard, who: string, zh: string, en: string): void {
  card.version += 1;
  const list = data.history.get(card.code) ?? [];
  data.history.set(card.code, [{ at: now(), who, zh, en }, ...list]);
}

function dataOf(lent: Lent): Kept {
  const { world } = lent;
  const old = kept.get(world);
  if (old) return old;
  const data: Kept = {
    cases: [], transfers: [], history: new Map(),
    calendar: CALENDAR,
  };
  kept.set(world, data);
  const { today } = world.settings;
  if (world.types.length === 0 || world.folders.length === 0) return data;
  for (let n = 0; n < 26; n += 1) {
    const type = ['NEW', 'REP', 'SRV', 'NEW', 'FST', 'CLM', 'OVH'][n % 7] as string;
    const known = n % 9 === 4 ? world.folders.find((one) => one.business_type === type && one.where.state === 'on_loan') : undefined;
    const card = open(lent, data, {
      business_type: type, reference: `${type === 'NEW' ? 'HT' : 'WO'}${today.replaceAll('-', '')}${two(n + 1)}`, department: type === 'NEW' ? 'SALES1' : 'SERVICE', responsible_name: ['王建国', '刘敏', '赵磊'][n % 3] as string,
      ...(n % 11 === 10 ? {} : { business_date: addDays(today, -1 - (n % 6)) }), subjects: [{ kind: 'person', role: 'customer', name: ['陈晓燕', '周志强', '吴丽', '郑海涛', '钱雪梅'][n % 5] as string }, { kind: 'vehicle', role: 'vehicle', name: `苏A·${10_200 + n * 37}` }],
      ...(known ? { folder: known.code } : {}), note: n % 8 === 3 ? '客户次日补交行驶证复印件。' : '',
    }, '王建国');
    card.is_late = !!card.due && card.due.date < today;
    if (n < 12) continue;
    const transfer = transferFor(data, world, card.department?.code ?? 'SERVICE', 'reception', { no: 2, name: '李娜' }, true);
    note(undefined, card, { all_except: n % 4 === 1 ? [{ paper: card.papers[1]?.id ?? '0', state: 'missing' }, { paper: card.papers[2]?.id ?? '1', state: 'unfit', remark: '铅笔填写，无法长期保存' }] : [] });
    receive(data, transfer, card, known !== undefined);
    tell(data, card, '李娜', '文件已移交', 'Papers received');
  }
  for (const transfer of data.transfers) Object.assign(transfer, { closed_at: now(), giver: { no: 3, name: '张伟' }, by: 'badge' });
  return data;
}

function transferFor(data: Kept, world: World, department: string, desk: string, taker: Transfer['taker'], any = false): Transfer {
  const found = data.transfers.find((one) => one.department.code === department && one.desk === desk && (any || !one.closed_at));
  if (found) return found;
  const name = world.departments.find((one) => one.code === department)?.name;
  const transfer: Transfer = { no: data.transfers.length + 1, department: named(department, name), desk, desk_label: desk, opened_at: now(), taker, cases: 0, gaps: 0, closed_at: null, giver: null, by: null, turned_away: 0, entries: [], seq: 1 };
  data.transfers.push(transfer);
  return transfer;
}

function openIn(data: Kept, world: World, body: any, who: PapersAsk['who']): object {
  const transfer = transferFor(data, world, body.department, body.desk, { no: who.no, name: who.display_name });
  return { transfer: transfer.no, line: lineTransfer(transfer), seq: 1 };
}

function receive(data: Kept, transfer: Transfer, card: CaseCard, waits: boolean): void {
  Object.assign(card, { phase: waits ? 'waiting' : 'filed', transfer: transfer.no, received_at: now(), in_time: card.due ? !card.is_late : null });
  if (!waits && card.folder) card.folder = { ...card.folder, state: 'at_desk', place: { kind: 'desk', code: 'reception', label: '接待台' } };
  transfer.entries.push(entryOf(transfer, card, 'taken', null));
  transfer.cases += 1;
  transfer.gaps += card.gaps ?? 0;
  void data;
}

const lineOf = ({ papers: _papers, reason: _reason, seq: _seq, ...line }: CaseCard): CaseLine => line;
const entryOf = (transfer: Transfer, card: CaseCard, outcome: 'taken' | 'turned_away', reason: string | null) => ({ case: lineOf(card), outcome, at: now(), by: transfer.taker, due: card.due, in_time: card.in_time, gaps: card.missing.map((gap) => gap.text), reason, later: [] });
const lineTransfer = ({ entries: _entries, ...line }: Transfer): TransferLine => line;

/** What `/scan` and `/folders` need to know. */
export function caseByCode(lent: Lent, code: string): CaseCard[] {
  const wanted = code.trim().toUpperCase();
  const all = dataOf(lent).cases;
  const own = all.filter((one) => one.code === wanted);
  if (own.length > 0) return own;
  const referred = all.filter((one) => one.reference !== '' && one.reference === wanted);
  return referred.length > 0 ? referred : all.filter((one) => one.folder?.code.toUpperCase() === wanted);
}

const FILTERS: Record<string, (one: CaseCard) => boolean> = {
  announced: (one) => one.phase === 'announced', late: (one) => one.is_late, waiting: (one) => one.phase === 'waiting', filed: (one) => one.phase === 'filed', cancelled: (one) => one.phase === 'cancelled',
  incomplete: (one) => one.completeness === 'incomplete', unreviewed: (one) => one.needs_review && !one.is_reviewed && one.received_at !== null,
};

export function papersRoute(ask: PapersAsk, lent: Lent): unknown {
  const { method, parts, query, body, who } = ask;
  const [a, b, c] = parts;
  const data = dataOf(lent);
  const { world, page } = lent;
  if (a === 'cases' && b) return caseRoute(ask, lent, data, b, c);
  if (a === 'cases' && method === 'POST') return { results: (body.cases as NewCase[]).map((made) => each(ask, () => (body.dry_run ? (checked(lent, data, made), {}) : { case: lineOf(open(lent, data, made, who.display_name)) }))) };
  if (a === 'cases') {
    const q = (query.get('q') ?? '').toLowerCase();
    const list = data.cases.filter(FILTERS[query.get('state') ?? ''] ?? (() => true)).filter((one) => !query.get('department') || one.department?.code === query.get('department')).filter((one) => !query.get('type') || one.business_type.code === query.get('type'))
      .filter((one) => !q || `${one.code} ${one.reference} ${one.title}`.toLowerCase().includes(q));
    return page(list.map(lineOf));
  }
  if (a === 'folders') {
    const own = data.cases.filter((one) => one.folder?.code === b);
    const items = contentsOf(own);
    return c === 'cases' ? page(own) : { folder: b, items, count: items.length, pages: 0, seq: 1 };
  }
  if (a === 'transfers' && b) return transferRoute(ask, lent, data, Number(b), c);
  if (a === 'transfers' && method === 'POST') return openIn(data, world, body, who);
  if (a === 'transfers') return page(data.transfers.filter((one) => query.get('open') !== 'true' || !one.closed_at).map(lineTransfer).reverse());
  if (a === 'receive') {
    const some = <T>(items: T[]) => ({ items, total: items.length });
    return { expected: some(data.cases.filter((one) => one.phase === 'announced' && !one.is_late).map(lineOf)), late: some(data.cases.filter((one) => one.phase === 'announced' && one.is_late).map(lineOf)), waiting: some(data.cases.filter(FILTERS['waiting'] as never).map((one) => lineOf(one as CaseCard))), coming: some([]), today: world.settings.today, open_transfers: some(data.transfers.filter((one) => !one.closed_at).map(lineTransfer)), seq: world.seq };
  }
  if (a === 'calendar' && b === 'due') return { date: addDays(query.get('from') ?? world.settings.today, Number(query.get('working_days') ?? 1) + 2), is_provisional: false };
  if (a === 'calendar' && method === 'PUT') return (data.calendar = { ...body, version: (data.calendar.version ?? 0) + 1 });
  if (a === 'calendar') return data.calendar;
  const gaps = data.cases.filter((one) => (one.gaps ?? 0) > 0 && (!query.get('department') || one.department?.code === query.get('department')));
  return page(gaps.map((one): GapLine => ({ case: lineOf(one), gaps: one.missing, since: one.received_at ?? null })));
}

function contentsOf(cases: CaseCard[]): object[] {
  const there = cases.filter((one) => one.phase === 'filed').flatMap((one) => one.papers.filter((line) => line.state === 'there').map((line) => ({ one, line })));
  return there.map(({ one, line }, at) => ({ n: at + 1, case: one.code, paper: line.no, name_zh: line.name_zh, name_en: line.name_en, date: one.business_date, pages: line.pages, originals: line.originals, copies: line.copies, form: line.copies > 0 && line.originals === 0 ? 'copy' : 'original', lies: 'here', lies_label: '' }));
}

function each(ask: PapersAsk, work: () => object): object {
  try {
    return work();
  } catch (error) {
    const refusal = error as { code?: string; zh: string; en: string; params: object };
    if (!refusal.code) throw error;
    return { refusal: { code: refusal.code, status: 409, detail: ask.zh ? refusal.zh : refusal.en, params: refusal.params } };
  }
}

function theCase(lent: Lent, code: string): CaseCard {
  const found = caseByCode(lent, code);
  if (found.length > 1) throw lent.refuse(409, 'CaseAmbiguous', `${found.length} cases answer to ${code}; choose one by its own number.`, `有 ${found.length} 个业务单使用 ${code}，请用其本身编号选择。`, { candidates: JSON.stringify(found.map((one) => one.code)) });
  if (!found[0]) throw lent.refuse(404, 'CaseUnknown', `There is no case ${code}.`, `没有业务单 ${code}。`);
  return found[0];
}

function caseRoute(ask: PapersAsk, lent: Lent, data: Kept, code: string, verb: string | undefined): unknown {
  const { body, method, who } = ask;
  const card = theCase(lent, code);
  const name = who.display_name;
  if (verb === 'history') return lent.page((data.history.get(card.code) ?? []).map((item, n) => ({ id: `${card.code}-${n}`, seq: n, at: item.at, occurred_at: item.at, actor: { no: 1, display_name: item.who }, kind: 'Case', sentence: ask.zh ? item.zh : item.en, detail: {} })));
  if (verb === 'extend') return (card.due = { date: body.due, is_provisional: false, is_extended: true }), tell(data, card, name, `延期至 ${body.due}：${body.reason}`, `More time until ${body.due}: ${body.reason}`), card;
  if (verb === 'cancel') return (card.phase = 'cancelled'), tell(data, card, name, `取消：${body.reason}`, `Called off: ${body.reason}`), card;
  if (verb === 'papers') {
    const before = card.missing;
    note(undefined, card, { only: body.papers });
    const closed = before.filter((gap) => !card.missing.some((now) => now.text === gap.text));
    data.transfers.flatMap((one) => one.entries).find((entry) => entry.case.code === card.code)?.later.push({ date: now().slice(0, 10), at: now(), by: { no: who.no, name }, what: closed.map((gap) => gap.text).join('、') });
    return tell(data, card, name, '补记文件', 'Papers noted later'), card;
  }
  if (verb === 'file') {
    if (card.folder?.code !== body.folder) throw lent.refuse(409, 'CaseOfOtherFolder', `Case ${card.code} belongs in folder ${card.folder?.code}, not in ${body.folder}.`, `业务单 ${card.code} 应归入档案袋 ${card.folder?.code}，而不是 ${body.folder}。`, { belongs: card.folder?.code ?? '' });
    return (card.phase = 'filed'), tell(data, card, name, '已归卷', 'Put into its folder'), card;
  }
  if (verb === 'review') return (card.is_reviewed = body.right), tell(data, card, name, body.right ? '复核无误' : `复核有误：${body.note}`, body.right ? 'Reviewed: right' : `Reviewed: ${body.note}`), card;
  if (verb === 'certify') return (card.certificate = 1 + data.cases.filter((one) => one.certificate).length), tell(data, card, name, '出具齐全证明', 'Certified'), card;
  if (method === 'PATCH') return Object.assign(card, body.reference === undefined ? {} : { reference: body.reference }, body.note === undefined ? {} : { note: body.note }, body.business_date === undefined ? {} : { business_date: body.business_date }, body.responsible_name === undefined ? {} : { responsible: { no: null, name: body.responsible_name } }), tell(data, card, name, '修改资料', 'Details changed'), card;
  const folder = lent.world.folders.find((one) => one.code === card.folder?.code);
  if (folder && card.folder) card.folder = { ...card.folder, place: folder.where.place, state: folder.where.state };
  return card;
}

function transferRoute(ask: PapersAsk, lent: Lent, data: Kept, no: number, verb: string | undefined): unknown {
  const { body, who } = ask;
  const transfer = data.transfers.find((one) => one.no === no);
  if (!transfer) throw lent.refuse(404, 'TransferUnknown', `There is no transfer ${no}.`, `没有移交 ${no}。`);
  if (verb === undefined) return transfer;
  if (transfer.closed_at) throw lent.refuse(409, 'TransferClosed', `Transfer ${no} is closed.`, `移交 ${no} 已结束。`);
  if (verb === 'close') {
    const wanted = String(body.badge ?? body.giver).toUpperCase();
    const giver = lent.world.people.find((one) => one.badge_code === wanted || one.name.toUpperCase() === wanted || one.display_name === wanted);
    if (!giver || (body.password !== undefined && body.password !== 'strongroom')) throw lent.refuse(401, 'SignInFailed', 'Name or password is wrong.', '用户名或密码错误。');
    if (giver.no === who.no) throw lent.refuse(409, 'GiverIsTaker', 'Who takes over cannot hand over too.', '接收人不能同时是移交人。');
    return lineTransfer(Object.assign(transfer, { closed_at: now(), giver: { no: giver.no, name: giver.display_name }, by: body.badge ? 'badge' : 'password' }));
  }
  const card = body.new ? open(lent, data, body.new, who.display_name) : theCase(lent, body.case);
  if (card.phase !== 'announced') throw lent.refuse(409, 'CaseReceived', `The papers of case ${card.code} were handed over already.`, `业务单 ${card.code} 的文件已移交。`);
  note(undefined, card, body.papers);
  if (verb === 'turn-away') return transfer.entries.push(entryOf(transfer, card, 'turned_away', body.reason)), tell(data, card, who.display_name, `退回：${body.reason}`, `Turned away: ${body.reason}`), card;
  if ((card.gaps ?? 0) > 0 && card.incomplete_is === 'refuse') throw lent.refuse(409, 'CaseIncomplete', `Case ${card.code} has ${card.gaps} gaps, and its type takes none.`, `业务单 ${card.code} 有 ${card.gaps} 处缺项，该业务类型不接收不完整的文件。`);
  receive(data, transfer, card, lent.world.folders.find((one) => one.code === card.folder?.code)?.where.state === 'on_loan');
  tell(data, card, who.display_name, '文件已移交', 'Papers received');
  return { ...card, waits: (card.phase as string) === 'waiting' };
}
