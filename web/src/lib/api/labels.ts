/** Labels: drawn as files, sent to printers, templates of one's own. */
import { requestFile } from './client';
import type * as T from './index';
import { get, post, put, seg } from './verbs';

export type Spoken = 'zh' | 'en' | 'both';
/** Lengths in tenths of a millimetre. */
export interface SheetPaper {
  page_width: number;
  page_height: number;
  width: number;
  height: number;
  left: number;
  top: number;
  across: number;
  down: number;
  columns: number;
  rows: number;
}
export type Paper = { named: string } | { roll: { width: number; height: number; gap: number } } | { sheet: SheetPaper };

/** What is printed: exactly one of these. */
export type Chosen =
  | { codes: string[] }
  | { list: string }
  | { import: string }
  | { transfer: number }
  | { search: string }
  | { within: string };

export interface Design {
  template: string;
  paper?: Paper;
  words: Spoken;
  start?: number;
  right_tenths?: number;
  down_tenths?: number;
  dpi?: number;
}

export interface PrintedFile {
  file: Blob;
  /** How many were chosen, of which 2,000 are printed at a time. */
  total: number;
  pages: number;
  /** Sentences for whoever prints. */
  warnings: string[];
}

async function printed(path: string, body: unknown, signal?: AbortSignal): Promise<PrintedFile> {
  const { file, headers } = await requestFile('POST', path, { body, ...(signal ? { signal } : {}) });
  const number = (name: string): number => Number(headers.get(name) ?? '0');
  const said = decodeURIComponent(headers.get('x-warnings') ?? '');
  return { file, total: number('x-total'), pages: number('x-pages'), warnings: said.split('\n').filter((line) => line !== '') };
}

type Labels = Design & { what: Chosen; skip?: number };

/** The first page, to look at; nothing is recorded but the look. */
export const lookAtLabels = (labels: Labels, at_most: number, signal?: AbortSignal) =>
  printed('/labels', { ...labels, at_most, format: 'svg' }, signal);
/** All pages, which is a print: recorded of every folder. */
export const printLabels = (labels: Labels, reason: string) =>
  printed('/labels', { ...labels, format: 'pdf', record: true, reason });
export const labelCounts = (signal?: AbortSignal) => get<T.LabelCounts>('/labels', undefined, signal);
export const labelsApplied = (codes: string[]) => post<void>('/labels/applied', { codes });

export const labelTemplates = (signal?: AbortSignal) => get<T.Page<T.LabelTemplate>>('/label-templates', undefined, signal);
export const labelTemplate = (code: string, version?: number, signal?: AbortSignal) =>
  get<T.LabelTemplateCard>(`/label-templates/${seg(code)}`, { version }, signal);
export const putLabelTemplate = (code: string, body: { svg?: string; retired?: boolean; if_version?: number }) =>
  put<T.LabelTemplateCard>(`/label-templates/${seg(code)}`, body);
export const previewTemplate = (body: { svg: string; words: Spoken; of?: string }, signal?: AbortSignal) =>
  printed('/label-templates/preview', body, signal);
export const labelPapers = (signal?: AbortSignal) => get<T.Page<T.LabelPaper>>('/label-papers', undefined, signal);

export const printers = (signal?: AbortSignal) => get<T.Page<T.Printer>>('/printers', undefined, signal);
export const putPrinter = (code: string, body: T.PrinterBody, onlyNew = false) => put<T.Printer>(`/printers/${seg(code)}`, body, { onlyNew });
export const addPrint = (body: { printer: string; what: Chosen; template: string; words: Spoken; start?: number; skip?: number; reason: string }) =>
  post<T.Print>('/prints', body);
export const cancelPrint = (id: string) => post<T.Print>(`/prints/${seg(id)}/cancel`);
export const printAgain = (id: string, printer?: string) =>
  post<T.Print>(`/prints/${seg(id)}/again`, printer ? { printer } : {});
