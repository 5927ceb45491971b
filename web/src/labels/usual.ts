/** How this browser printed last: the template of each kind, the paper, where on the sheet, which printer. Pure but for that memory. */
import type { Design, LabelPaper, LabelTemplate, Paper, Spoken } from '$lib/api';

const KEY = 'strongroom.labels';

/** Which kinds of label suit folders; the first is offered first. */
export const OF_FOLDERS = ['folder', 'volume', 'folder_spine'];

/** What is printed with it counts once for each kind of label. */
export interface Usual {
  templates: Record<string, string>;
  paper: Paper;
  words: Spoken;
  right_tenths: number;
  down_tenths: number;
  /** A printer's code; nothing where this browser prints. */
  printer: string;
}

const NONE: Usual = { templates: {}, paper: { named: 'a4-3x8' }, words: 'zh', right_tenths: 0, down_tenths: 0, printer: '' };

export function usual(): Usual {
  try {
    const saved: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    return saved && typeof saved === 'object' ? { ...NONE, ...saved } : { ...NONE };
  } catch {
    return { ...NONE };
  }
}

export function remember(next: Usual): void {
  localStorage.setItem(KEY, JSON.stringify(next));
}

/** The design of a print in this browser. */
export function designOf(how: Usual, template: string, start: number): Design {
  return { template, paper: how.paper, words: how.words, start, right_tenths: how.right_tenths, down_tenths: how.down_tenths, dpi: 300 };
}

/** How many labels go on one sheet, as far as that is known here. */
export function placesOf(paper: Paper, papers: readonly LabelPaper[]): number {
  if ('sheet' in paper) return Math.max(1, paper.sheet.columns * paper.sheet.rows);
  if ('roll' in paper) return 1;
  const known = papers.find((one) => one.id === paper.named);
  return known ? Math.max(1, known.columns * known.rows) : 1;
}

/** Whether a label has room on a paper; a little more than the place is sold as the same. */
export function fits(template: Pick<LabelTemplate, 'width_tenths' | 'height_tenths'>, paper: Pick<LabelPaper, 'width_tenths' | 'height_tenths'>): boolean {
  return template.width_tenths <= paper.width_tenths + 3 && template.height_tenths <= paper.height_tenths + 3;
}

/** The template to begin with: what was used last, else the first of the kind that fits the paper, else the first. */
export function templateFor(kind: string, how: Usual, templates: readonly LabelTemplate[], papers: readonly LabelPaper[]): string {
  const all = templates.filter((one) => one.kind === kind && !one.retired);
  const last = all.find((one) => one.code === how.templates[kind]);
  if (last) return last.code;
  const named = 'named' in how.paper ? how.paper.named : '';
  const paper = papers.find((one) => one.id === named);
  const largest = [...all].sort((one, other) => other.width_tenths * other.height_tenths - one.width_tenths * one.height_tenths);
  return (paper && largest.find((one) => fits(one, paper))?.code) ?? all[0]?.code ?? '';
}

/** The desk that this browser stands at, as it was chosen on the page that takes papers over. */
export const thisDesk = (): string => localStorage.getItem('strongroom.receive.desk') ?? 'reception';

/** Printers that are used, those at a desk first. */
export function atDesk<P extends { desks: readonly string[]; retired: boolean }>(printers: readonly P[], desk: string): P[] {
  const used = printers.filter((one) => !one.retired);
  const isHere = (one: P): boolean => one.desks.includes(desk);
  return [...used.filter(isHere), ...used.filter((one) => !isHere(one))];
}

/** Tenths of a millimetre as people read and type them: 70.5. */
export const mm = (tenths: number): string => String(Math.round(tenths) / 10);
export const tenths = (typed: string): number => Math.round(Number(typed.replace(',', '.')) * 10) || 0;
