/** Scans, their pages, what waits to be put where it belongs, and what goes out of a folder's pages. */
import { address, requestFile, sendForm, type Sending } from './client';
import type * as T from './index';
import { get, post, seg } from './verbs';

export type ScanState = 'received' | 'filed' | 'needs_review' | 'failed';
export type ScanSource = 'inbox' | 'upload' | 'command_line' | 'scanner';
export type PageState = 'filed' | 'waits' | 'aside';
export type PictureWidth = 240 | 1200 | 'full';

/** A folder on which pages hang. */
export interface PagesOn {
  code: string;
  title: string;
  pages?: number;
}
/** A file as it came. */
export interface Scan {
  no: number;
  state: ScanState;
  source: ScanSource;
  media_type: string;
  file_name: string;
  bytes: number;
  sha256: string;
  /** How many sheets were announced. */
  sheets?: number | null;
  into?: { folder: string; case?: string | null } | null;
  received_at: string;
  received_by: string;
  /** How many pages were read, and of how many, as far as that is known. */
  pages: number;
  pages_total?: number | null;
  waiting: number;
  /** Why it could not be read, in words. */
  fault?: { code: string; detail: string } | null;
  folders: PagesOn[];
}
/** One side of a paper. */
export interface ScanPage {
  no: number;
  scan: number;
  /** Its place in the file, from 0. */
  index: number;
  state: PageState;
  /** Why it waits, by its word and in words; or why it was set aside. */
  why?: { code: string; detail: string } | null;
  folder?: PagesOn | null;
  case?: { code: string; title: string } | null;
  paper?: { no: number; id?: string | null; name_zh: string; name_en: string } | null;
  width_px: number;
  height_px: number;
  dpi: number;
  side: 'front' | 'back' | 'unknown';
  quarters: number;
  is_blank: boolean;
  is_hidden: boolean;
}
/** All that is known of a page. */
export interface PageCard extends ScanPage {
  scan_name: string;
  media_type: string;
  bytes: number;
  sha256: string;
  received_at: string;
  received_by: string;
  source: ScanSource;
  found_by?: string | null;
  /** When its file was last found to be what came in, or that it is not. */
  fixity?: { state: 'whole' | 'altered' | 'missing' | 'unchecked'; at?: string | null } | null;
}
export interface WaitingScan {
  scan: Scan;
  pages: ScanPage[];
}
export interface PageTarget {
  folder: string;
  case?: string;
  paper?: string | number;
}

export const scans = (query: { state?: string; q?: string; cursor?: string | null; limit?: number }, signal?: AbortSignal) =>
  get<T.Page<Scan>>('/scans', query, signal);
export const scanCard = (no: number, signal?: AbortSignal) => get<Scan>(`/scans/${no}`, undefined, signal);
export const retryScan = (no: number) => post<Scan>(`/scans/${no}/retry`);
export const originalAddress = (no: number): string => address(`/scans/${no}/original`);
export const sendScan = (file: File, query: { sheets?: number; into?: string }, sending: Sending): Promise<Scan> => {
  const form = new FormData();
  form.append('file', file);
  return sendForm<Scan>('/scans', form, query, sending);
};

export const waitingPages = (query: { state?: string; scan?: string; reason?: string; cursor?: string | null; limit?: number }, signal?: AbortSignal) =>
  get<T.Page<WaitingScan>>('/pages/waiting', query, signal);
export const folderPages = (code: string, signal?: AbortSignal) => get<T.Page<ScanPage>>(`/folders/${seg(code)}/pages`, undefined, signal);
export const pageCard = (no: number, signal?: AbortSignal) => get<PageCard>(`/pages/${no}`, undefined, signal);
/** The turn stands in the address only: a picture is kept by the browser for ever under it. */
export const pictureAddress = (page: Pick<ScanPage, 'no' | 'quarters'>, width: PictureWidth): string =>
  address(`/pages/${page.no}/picture`, { width, turn: page.quarters });

export const movePages = (pages: number[], to: PageTarget, before?: number) =>
  post<unknown>('/pages/move', { pages, to, ...(before === undefined ? {} : { before }) });
export const turnPages = (pages: number[], quarters: number) => post<unknown>('/pages/turn', { pages, quarters });
export const hidePages = (pages: number[], hidden: boolean) => post<unknown>(hidden ? '/pages/hide' : '/pages/show', { pages });
export const setAsidePages = (pages: number[], reason: string) => post<unknown>('/pages/set-aside', { pages, reason });
export const putBackPages = (pages: number[]) => post<unknown>('/pages/put-back', { pages });
export const signPage = (body: { case: string; paper: string | number; signature: T.Signature; page: number }) =>
  post<unknown>('/pages/sign', body);

export const folderPdf = (code: string) => requestFile('GET', `/folders/${seg(code)}/pages.pdf`);
export const folderBag = (code: string) => requestFile('GET', `/folders/${seg(code)}/bag`);
export const issueCopy = (code: string, body: { for_whom: string; why: string; pages: number[] }) =>
  requestFile('POST', `/folders/${seg(code)}/copies`, { body });
