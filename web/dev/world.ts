/** An invented archive for `npm run dev` without a server: data only. No person in it exists. */
import type { BusinessType, Department, FolderCard, Lane, Person, SecrecyClass, Storeroom, Zone, Import, Token } from '../src/lib/api/index.ts';
import { DOCUMENTS } from './documents.ts';

export interface World {
  settings: { archive_name: string; base_url: string; today: string; time_zone: string; default_loan_days: number; max_loan_days: number };
  passwords: Map<string, string>;
  mustChange: Set<string>;
  people: Person[];
  departments: Department[];
  classes: SecrecyClass[];
  types: BusinessType[];
  rooms: Storeroom[];
  zones: Zone[];
  lanes: Lane[];
  folders: FolderCard[];
  history: Map<string, { kind: string; at: string; who: number; zh: string; en: string }[]>;
  blocked: Map<string, string>;
  imports: Import[];
  tokens: Token[];
  seq: number;
}

const TODAY = new Date().toISOString().slice(0, 10);
export const addDays = (iso: string, days: number): string =>
  new Date(Date.parse(`${iso}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

let seed = 7;
const random = (n: number): number => {
  seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
  return Math.floor((seed / 2_147_483_648) * n);
};
const pick = <T>(list: readonly T[]): T => list[random(list.length)] as T;

const person = (no: number, name: string, display_name: string, role: Person['role'], department: string | null): Person => ({
  no, name, display_name, role, department, expires_on: null, active: true,
  badge_code: `U${String(no).padStart(4, '0')}`, may_sign_in: role !== 'borrower', loans: 0, blocked_reason: null,
});

export function emptyWorld(): World {
  return {
    settings: { archive_name: '星河汽车档案室', base_url: 'https://archive.example', today: TODAY, time_zone: 'Asia/Shanghai', default_loan_days: 14, max_loan_days: 60 },
    passwords: new Map([['admin', 'strongroom']]),
    mustChange: new Set(),
    people: [person(1, 'admin', '管理员', 'administrator', null)],
    departments: [], classes: [], types: [], rooms: [], zones: [], lanes: [], folders: [],
    history: new Map(), blocked: new Map(), imports: [], tokens: [], seq: 1,
  };
}

export const DEPARTMENTS: Department[] = [
  { code: 'SALES1', name: { zh: '销售一部', en: 'Sales 1' } },
  { code: 'SERVICE', name: { zh: '售后服务部', en: 'Service' } },
  { code: 'INSURANCE', name: { zh: '保险部', en: 'Insurance' } },
];
export const CLASSES: SecrecyClass[] = [
  { code: 'public', name: { zh: '公开', en: 'Public' }, confidential: false, rank: 0 },
  { code: 'internal', name: { zh: '内部', en: 'Internal' }, confidential: false, rank: 1 },
  { code: 'business', name: { zh: '商业秘密', en: 'Business secret' }, confidential: true, rank: 2 },
  { code: 'personal', name: { zh: '敏感个人信息', en: 'Sensitive personal' }, confidential: true, rank: 3 },
];
const type = (code: string, zh: string, en: string, thickness_mm: number, period: BusinessType['period'] = 'month'): BusinessType => ({
  code, version: 1, name: { zh, en }, scope: 'case', period, retention: { kind: 'years', years: 10 }, class: 'internal', thickness_mm, loan_days: 14,
  fields: [
    { id: 'contract_no', name: { zh: '合同号', en: 'Contract number' }, kind: 'text', required: code === 'NEW' },
    { id: 'amount', name: { zh: '金额', en: 'Amount' }, kind: 'money', required: false },
    { id: 'payment', name: { zh: '付款方式', en: 'Payment' }, kind: 'choice', required: false, choices: [{ value: 'cash', name: { zh: '全款', en: 'In full' } }, { value: 'loan', name: { zh: '按揭', en: 'Financed' } }] },
  ],
  roles: [
    { role: 'customer', name: { zh: '客户', en: 'Customer' }, kind: 'person' },
    { role: 'vehicle', name: { zh: '车辆', en: 'Vehicle' }, kind: 'vehicle' },
  ],
  documents: DOCUMENTS[code] ?? [],
});
export const TYPES: BusinessType[] = [
  type('NEW', '新车销售', 'New-car sale', 14), type('REP', '小修', 'Small repair', 6), type('FST', '首保', 'First service', 4),
  type('SRV', '保养', 'Service', 5), type('OVH', '大修', 'Overhaul', 12), type('CLM', '索赔', 'Warranty claim', 8),
];

const SURNAMES = [...'王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高'];
const GIVEN = ['伟', '芳', '秀英', '敏', '静', '丽', '强', '磊', '军', '洋', '艳', '勇', '杰', '娟', '涛', '明', '超', '霞', '平', '建国'];
export const two = (n: number): string => String(n).padStart(2, '0');
export const slotCode = (room: string, range: number, side: string, bay: number, shelf: number, slot: number): string =>
  `${room}-${two(range)}${side}-${two(bay)}-${shelf}-${two(slot)}`;

export function makeRanges(from: number, to: number, sides: string[], bays: number, shelves: number, slots: number, slot_width_mm: number): Storeroom['ranges'] {
  const ranges: Storeroom['ranges'] = [];
  for (let n = from; n <= to; n += 1) {
    const shelf_count = sides.length * bays * shelves;
    ranges.push({ code: two(n), sides, bays, shelves, slots, slot_width_mm, shelf_count, used_mm: 0, capacity_mm: shelf_count * slots * slot_width_mm, folders: 0 });
  }
  return ranges;
}

export function demoWorld(): World {
  const world = emptyWorld();
  world.departments = DEPARTMENTS;
  world.classes = CLASSES;
  world.types = TYPES;
  world.passwords.set('li.na', 'strongroom');
  world.people.push(
    person(2, 'li.na', '李娜', 'archivist', null),
    person(3, 'zhang.wei', '张伟', 'borrower', 'SALES1'),
    person(4, 'chen.jing', '陈静', 'borrower', 'SERVICE'),
    { ...person(5, 'sun.qiang', '孙强', 'borrower', 'INSURANCE'), blocked_reason: '三次逾期未还，请联系部门经理' },
    person(6, 'he.audit', '何敏', 'auditor', null),
    { ...person(7, 'temp01', '暑期临时人员一', 'temporary', null), expires_on: addDays(TODAY, 20) },
  );
  world.rooms = [
    { code: 'A', name: { zh: '一号库房', en: 'Storeroom 1' }, template: '{room}-{range}{side}-{bay}-{shelf}-{slot}', ranges: makeRanges(1, 6, ['L', 'R'], 8, 6, 30, 40), folders: 0, used_mm: 0, capacity_mm: 0 },
    { code: 'B', name: { zh: '二号库房', en: 'Storeroom 2' }, template: '{room}-{range}-{bay}-{shelf}-{slot}', ranges: makeRanges(1, 2, ['-'], 5, 6, 20, 40), folders: 0, used_mm: 0, capacity_mm: 0 },
  ];
  world.zones = [
    { code: 'SALE', name: { zh: '销售区', en: 'Sales' }, storeroom: 'A', shelves: [{ from: 'A-01L-01-1', to: 'A-03R-08-6' }], accepts: { types: ['NEW'], classes: [] }, priority: 10, overflow: false, capacity_mm: 345_600, used_mm: 301_000, shelves_total: 288, shelves_free: 31, full_on: addDays(TODAY, 74) },
    { code: 'SERV', name: { zh: '售后区', en: 'Service' }, storeroom: 'A', shelves: [{ from: 'A-04L-01-1', to: 'A-06L-08-6' }], accepts: { types: ['REP', 'FST', 'SRV', 'OVH', 'CLM'], classes: [] }, priority: 10, overflow: false, capacity_mm: 288_000, used_mm: 88_000, shelves_total: 240, shelves_free: 150, full_on: null },
    { code: 'OVER', name: { zh: '溢出区', en: 'Overflow' }, storeroom: 'A', shelves: [{ from: 'A-06R-01-1', to: 'A-06R-08-6' }], accepts: { types: [], classes: [] }, priority: 1, overflow: true, capacity_mm: 57_600, used_mm: 0, shelves_total: 48, shelves_free: 48, full_on: null },
  ];
  world.lanes = [
    { code: 'NEW', name: { zh: '新车销售', en: 'New cars' }, types: ['NEW'], period: 'month', boxed: false, reserve_per_mille: 20, flags: [] },
    { code: 'SHOP', name: { zh: '维修保养', en: 'Workshop' }, types: ['REP', 'FST', 'SRV', 'OVH'], period: 'quarter', boxed: false, reserve_per_mille: 20, flags: [{ code: 'PeriodTooFine', detail: '每季不足半层，建议改为按年。' }] },
    { code: 'CLM', name: { zh: '索赔', en: 'Claims' }, types: ['CLM'], period: 'year', boxed: true, reserve_per_mille: 20, flags: [] },
  ];
  for (let n = 0; n < 260; n += 1) demoFolder(world, n);
  return world;
}

function demoFolder(world: World, n: number): void {
  const kind = pick(world.types);
  const date = addDays(TODAY, -20 - random(700));
  const name = pick(SURNAMES) + pick(GIVEN);
  const vin = `LSV${String(100_000 + random(900_000))}${kind.code}K2${String(10_000 + random(90_000))}`.slice(0, 17);
  const plate = `苏${pick([...'ABEK'])}·${pick([...'ABCDEFGH'])}${10_000 + random(89_999)}`;
  const code = `${kind.code}${date.slice(0, 4)}-${String(n + 1).padStart(6, '0')}${pick([...'0123456789ACEFHKMX'])}`;
  const slot = slotCode('A', 1 + random(6), pick(['L', 'R']), 1 + random(8), 1 + random(6), 1 + random(30));
  const state = n % 23 === 5 ? 'on_loan' : n % 31 === 7 ? 'at_desk' : n === 40 ? 'missing' : 'on_shelf';
  const borrower = world.people[n % 2 ? 2 : 3] as Person;
  const due = addDays(TODAY, n % 3 === 0 ? -5 - random(20) : random(14));
  const card: FolderCard = {
    code, folder_no: n, business_type: kind.code, type_version: 1, type_name: kind.name, class: n % 9 === 0 ? 'personal' : 'internal', department: pick(world.departments).code,
    business_date: date, opened_on: date, period: date.slice(0, 7), thickness_mm: kind.thickness_mm, title: name,
    subjects: [
      { no: 1000 + (n % 180), kind: 'person', role: 'customer', name, erased: false, identities: [{ kind: 'identity_number', value: `32010219${70 + random(30)}0${1 + random(9)}${10 + random(18)}${1000 + random(9000)}` }], address: '', phones: [`13${random(10)}${10_000_000 + random(89_999_999)}`] },
      { no: 5000 + n, kind: 'vehicle', role: 'vehicle', name: plate, erased: false, identities: [{ kind: 'vin', value: vin }, { kind: 'plate', value: plate }], address: '', phones: [] },
    ],
    fields: { contract_no: `HT${date.replaceAll('-', '')}${two(random(99))}`, amount: `${60_000 + random(300_000)}`, payment: pick(['cash', 'loan']) },
    note: n % 5 === 0 ? '客户要求加急处理，转移登记完成。' : '', aliases: [], foreign_codes: n < 6 ? ['DA-2015-0007'] : [`DA${date.slice(0, 7)}-${String(n).padStart(6, '0')}`], condition: n % 37 === 3 ? 'damaged' : 'good',
    where: {
      state, wrong_place: false, home: { slot, label: slot },
      place: state === 'on_loan' ? { kind: 'person', code: borrower.badge_code, label: borrower.display_name } : state === 'at_desk' ? { kind: 'desk', code: 'reception', label: '接待台' } : state === 'missing' ? { kind: 'nowhere', code: '', label: '' } : { kind: 'slot', code: slot, label: slot },
    },
    loan: state === 'on_loan' ? { borrower: { no: borrower.no, display_name: borrower.display_name }, since: `${addDays(due, -14)}T02:00:00Z`, due, purpose: '客户投诉核查', renewals: n % 2, overdue_days: Math.max(0, Math.round((Date.parse(TODAY) - Date.parse(due)) / 86_400_000)) } : null,
    assignment: { reason: { zh: `${kind.name.zh} ${date.slice(0, 7)} 的架段，最合适的空隙（剩余 ${kind.thickness_mm + 3} 毫米）`, en: `Run of ${kind.name.en} ${date.slice(0, 7)}: best-fitting gap (${kind.thickness_mm + 3} mm free)` }, at: `${date}T03:00:00Z` },
    flags: n % 37 === 3 ? [{ code: 'Damaged', detail: '袋口破损' }] : [], remark: '', version: n, changed_seq: n, discrepancies: [], last_seen: { at: `${addDays(TODAY, -random(90))}T06:30:00Z`, by: '李娜' }, registered_at: `${date}T03:00:00Z`, registered_by: '李娜', pages_erased: 0, seq: n,
  };
  world.folders.push(card);
  const history = [{ kind: 'Registered', at: card.registered_at, who: 2, zh: `登记，分配到 ${slot}`, en: `Registered and given slot ${slot}` }];
  if (card.loan) history.push({ kind: 'CheckedOut', at: card.loan.since, who: 2, zh: `借给 ${borrower.display_name}，应还 ${due}`, en: `Lent to ${borrower.display_name}, due ${due}` });
  world.history.set(code, history);
}
