/** Scans of the stand-in: a few stacks, some filed, some to be sorted. Their pictures are drawn, not scanned. */
import type { CaseCard, FolderCard, PageTarget, PaperLine, Scan, ScanPage, WaitingScan } from '../src/lib/api/index.ts';
import type { World } from './world.ts';

export interface ScansAsk {
  method: string;
  parts: string[];
  query: URLSearchParams;
  body: any;
  zh: boolean;
}
export interface ScansLent {
  world: World;
  refuse: (status: number, code: string, en: string, zh: string, params?: Record<string, string>) => Error;
  page: <T>(items: T[], extra?: object) => object;
  card: (code: string) => FolderCard;
  cases: (code: string) => CaseCard[];
}

interface Kept {
  scans: Scan[];
  pages: ScanPage[];
}
const kept = new WeakMap<World, Kept>();
const WHY: NonNullable<ScanPage['why']>['code'][] = ['no_code', 'no_code', 'unknown_code', 'codes_disagree', 'count_differs', 'unreadable'];

function begin({ world, cases }: ScansLent): Kept {
  const found: Kept = { scans: [], pages: [] };
  const folders = world.folders.filter((folder) => cases(folder.code).length > 0).slice(0, 3);
  const stack = (state: Scan['state'], file_name: string, media_type: string, pages: number, extra: Partial<Scan> = {}): Scan => {
    const no = found.scans.length + 1;
    const scan: Scan = { no, state, source: no % 2 ? 'upload' : 'inbox', media_type, file_name, bytes: 180_000 * (pages + 1), sha256: String(no).repeat(64).slice(0, 64), received_at: new Date(Date.now() - (9 - no) * 3_600_000).toISOString(), received_by: '李档案', pages, waiting: 0, folders: [], erased: false, ...extra };
    found.scans.push(scan);
    return scan;
  };
  const add = (scan: Scan, count: number, of: (index: number) => Partial<ScanPage>): void => {
    for (let index = 0; index < count; index += 1) found.pages.push({ no: found.pages.length + 1, scan: scan.no, index, state: 'waits', width_px: 2480, height_px: 3508, dpi: 300, side: index % 2 ? 'back' : 'front', quarters: 0, is_blank: false, is_hidden: false, ...of(index) });
  };
  for (const folder of folders) {
    const [one] = cases(folder.code);
    const scan = stack('filed', `scan-${folder.code}.pdf`, 'application/pdf', 14, { folders: [{ code: folder.code, title: folder.title, pages: 14 }] });
    add(scan, 14, (index) => {
      const paper = one?.papers[Math.floor(index / 3)];
      return { state: 'filed', found_by: 'label', ...hung(folder, one, paper), is_blank: index % 5 === 1, is_hidden: index % 5 === 1, ...(index === 6 ? { width_px: 3508, height_px: 2480 } : {}) };
    });
  }
  const reviewed = stack('needs_review', '合同扫描 2026-03.tiff', 'image/tiff', 9, { waiting: 9, sheets: 5 });
  add(reviewed, 9, (index) => ({ why: { code: WHY[index % WHY.length] ?? 'no_code', detail: '', codes: WHY[index % WHY.length] === 'unknown_code' ? ['NEW2026-000123X'] : [] }, is_blank: index === 3, is_hidden: index === 3 }));
  const photo = stack('needs_review', 'IMG_20260311_091122.jpg', 'image/jpeg', 1, { waiting: 1 });
  add(photo, 1, () => ({ why: { code: 'no_code', detail: '', codes: [] }, width_px: 3000, height_px: 4000, dpi: 0, side: 'unknown' }));
  stack('failed', 'contract.heic', 'application/octet-stream', 0, { fault: { code: 'unsupported', detail: 'HEIC files cannot be read; use PDF, TIFF, JPEG, PNG or WebP.', again: false } });
  stack('received', 'batch-0412.pdf', 'application/pdf', 37);
  return found;
}

const hung = (folder: FolderCard, one: CaseCard | undefined, paper: PaperLine | undefined): Pick<ScanPage, 'folder' | 'case' | 'paper'> => ({
  folder: { code: folder.code, title: folder.title },
  case: one ? { code: one.code, title: one.title } : null,
  paper: paper ? { no: paper.no, id: paper.id ?? null, name_zh: paper.name_zh, name_en: paper.name_en } : null,
});

function place(lent: ScansLent, to: PageTarget): Pick<ScanPage, 'folder' | 'case' | 'paper'> {
  const folder = lent.card(to.folder);
  const one = lent.cases(folder.code).find((card) => card.code === to.case);
  const paper = one?.papers.find((line) => line.id === to.paper || line.no === to.paper);
  return hung(folder, one, paper);
}

export function scansRoute(ask: ScansAsk, lent: ScansLent): unknown {
  const all = kept.get(lent.world) ?? begin(lent);
  kept.set(lent.world, all);
  const [a, b, c] = ask.parts;
  if (a === 'scans' && b === 'figures') return { waiting: all.pages.filter((page) => page.state === 'waits').length, checked: { ended_at: new Date().toISOString() }, seq: lent.world.seq };
  if (a === 'scans' && c === 'retry') return Object.assign(all.scans[Number(b) - 1] as Scan, { state: 'received', fault: null });
  if (a === 'scans' && b !== undefined) {
    const scan = all.scans[Number(b) - 1];
    if (!scan) throw lent.refuse(404, 'ScanUnknown', 'There is no such scan.', '没有这份扫描件。');
    return scan;
  }
  if (a === 'scans' && ask.method === 'POST') {
    const size = (ask.body as Buffer).length;
    const first = all.scans.find((scan) => scan.bytes === size);
    if (first) throw lent.refuse(409, 'ScanKnown', `The same file came before, as scan ${first.no}.`, `同一文件此前已收到：扫描件 ${first.no}。`, { scan: String(first.no) });
    const name = /filename="([^"]*)"/.exec((ask.body as Buffer).toString('utf8', 0, 500))?.[1] ?? '';
    const scan: Scan = { ...(all.scans[0] as Scan), no: all.scans.length + 1, state: 'received', source: 'upload', file_name: name, bytes: size, pages: 0, folders: [], received_at: new Date().toISOString() };
    all.scans.push(scan);
    return scan;
  }
  if (a === 'scans') {
    const state = ask.query.get('state') ?? '';
    return lent.page([...all.scans].reverse().filter((scan) => !state || scan.state === state));
  }
  if (a === 'folders') return lent.page(all.pages.filter((page) => page.folder?.code === b && page.state === 'filed'));
  if (b === 'waiting') {
    const state = ask.query.get('state') === 'aside' ? 'aside' : 'waits';
    const reasons: Record<string, number> = {};
    for (const page of all.pages) if (page.why) reasons[page.why.code] = (reasons[page.why.code] ?? 0) + 1;
    const reason = ask.query.get('reason') ?? '';
    const pages = all.pages.filter((page) => page.state === state && (!reason || page.why?.code === reason));
    const items: WaitingScan[] = all.scans.map((scan) => ({ scan, pages: pages.filter((page) => page.scan === scan.no) })).filter((one) => one.pages.length > 0);
    return lent.page(items, { total: pages.length, reasons });
  }
  if (ask.method === 'GET') {
    const page = all.pages.find((one) => String(one.no) === b);
    const scan = all.scans[(page?.scan ?? 0) - 1];
    if (!page || !scan) throw lent.refuse(404, 'PageUnknown', 'There is no such page.', '没有这一页。');
    const { sha256, media_type, bytes, received_at, received_by, source } = scan;
    return { ...page, scan_name: scan.file_name, sha256, media_type, bytes, received_at, received_by, source, fixity: { state: 'whole', at: received_at } };
  }
  const pages: ScanPage[] = (ask.body.pages ?? []).map((no: number) => all.pages.find((page) => page.no === no));
  if (b === 'sign') {
    const paper = lent.world.folders.flatMap((folder) => lent.cases(folder.code)).find((one) => one.code === ask.body.case)?.papers.find((line) => line.id === ask.body.paper || line.no === ask.body.paper);
    if (paper) Object.assign(paper, { state: 'there', signatures: [...paper.signatures, ask.body.signature] });
    return {};
  }
  if (b === 'move') {
    for (const page of pages) all.pages.splice(all.pages.indexOf(page), 1);
    const at = all.pages.findIndex((page) => page.no === ask.body.before);
    all.pages.splice(at < 0 ? all.pages.length : at, 0, ...pages);
    for (const page of pages) Object.assign(page, { state: 'filed', why: null, found_by: 'hand', ...place(lent, ask.body.to) });
  }
  const change: Record<string, (page: ScanPage) => object> = {
    turn: (page) => ({ quarters: (page.quarters + ask.body.quarters) % 4 }),
    hide: () => ({ is_hidden: true }),
    show: () => ({ is_hidden: false }),
    'set-aside': () => ({ state: 'aside', why: null, folder: null }),
    'put-back': () => ({ state: 'waits', folder: null, case: null, paper: null, why: { code: 'put_back', detail: '' } }),
  };
  for (const page of pages) Object.assign(page, change[b ?? '']?.(page) ?? {});
  return {};
}

/** A page drawn: lines of text, its number, and the turn it is seen with. */
export function pictureOf(world: World, no: number, turn: number): string {
  const page = kept.get(world)?.pages.find((one) => one.no === no);
  const [w, h] = [page?.width_px ?? 2480, page?.height_px ?? 3508];
  const [sw, sh] = turn % 2 ? [h, w] : [w, h];
  const lines = Array.from({ length: page?.is_blank ? 0 : 42 }, (_, line) => `<rect x="240" y="${620 + line * 62}" width="${1100 + ((no * 37 + line * 211) % 900)}" height="20" fill="#333"/>`).join('');
  const moved = ['', `translate(${h} 0) rotate(90)`, `translate(${w} ${h}) rotate(180)`, `translate(0 ${w}) rotate(270)`][turn % 4];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${sw}" height="${sh}" viewBox="0 0 ${sw} ${sh}"><rect width="100%" height="100%" fill="#fdfdfb"/><g transform="${moved}"><text x="240" y="420" font-size="220" font-family="serif">${page?.is_blank ? '' : `${page?.paper?.name_zh ?? '页'} ${no}`}</text>${lines}</g></svg>`;
}
