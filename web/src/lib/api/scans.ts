/** Scans, their pages, what waits to be put where it belongs, and what goes out of a folder's pages. */
import { address, requestFile, sendForm, type Sending } from './client';
import type * as T from './index';
import { get, post, seg } from './verbs';

export type ScanState = 'received' | 'filed' | 'needs_review' | 'failed';
export type PageState = 'filed' | 'waiting' | 'aside';
export type PictureWidth = 240 | 1200 | 'full';

/** Where a page belongs. */
export interface PlaceOfPage {
  folder: string;
  case?: string | null;
  /** The paper's number in its case. */
  paper?: number | null;
  paper_name?: string | null;
}
/** A file as it came. */
export interface Scan {
  no: number;
  state: ScanState;
  source: 'inbox' | 'upload' | 'command_line' | 'scanner';
  media_type: string;
  file_name: string;
  bytes: number;
  sha256: string;
  received_at: string;
  by: T.Somebody;
  /** How many sheets were announced. */
  sheets?: number | null;
  into?: PlaceOfPage | null;
  /** How many pages were read so far. */
  pages: number;
  waiting: number;
  /** Why it could not be read. */
  fault?: { code: string; sentence: string } | null;
  damage?: 'missing' | 'altered' | null;
  folders: { folder: string; pages: number }[];
}
/** One side of a paper. */
export interface ScanPage {
  no: number;
  scan: number;
  /** Its place in the file, from 1. */
  place: number;
  state: PageState;
  on?: PlaceOfPage | null;
  by?: string | null;
  /** Why it waits, by its word. */
  why?: string | null;
  /** What said where it belongs, or why it waits, in words. */
  because: string;
  side: 'front' | 'back' | 'unknown';
  blank: boolean;
  hidden: boolean;
  quarters: number;
  width_px: number;
  height_px: number;
  dpi: number;
}
export interface WaitingScan {
  scan: Scan;
  pages: ScanPage[];
}
export interface WaitingPages extends T.Page<WaitingScan> {
  /** How many wait for each reason. */
  reasons: Record<string, number>;
}
export interface PageTarget {
  folder: string;
  case?: string;
  paper?: string | number;
}
export interface ScanFigures {
  waiting: number;
  checked?: { ended_at: string } | null;
  seq: number;
}

/** As many as the server gives at once. */
const AT_ONCE = 200;

export const scans = (query: { state?: string; cursor?: string | null; limit?: number }, signal?: AbortSignal) =>
  get<T.Page<Scan>>('/scans', query, signal);
export const scanCard = (no: number, signal?: AbortSignal) => get<Scan>(`/scans/${no}`, undefined, signal);
export const retryScan = (no: number) => post<Scan>(`/scans/${no}/retry`);
export const originalAddress = (no: number): string => address(`/scans/${no}/original`);
export const sendScan = (file: File, query: { sheets?: number; into?: string }, sending: Sending): Promise<Scan> => {
  const form = new FormData();
  form.append('file', file);
  return sendForm<Scan>('/scans', form, query, sending);
};

export const scanFigures = (signal?: AbortSignal) => get<ScanFigures>('/scan-figures', undefined, signal);

export const waitingPages = (query: { aside?: boolean; reason?: string; cursor?: string | null }, signal?: AbortSignal) =>
  get<WaitingPages>('/waiting-pages', query, signal);
/** All of them: whoever leafs through a folder leafs from its first page to its last. */
export async function folderPages(code: string, signal?: AbortSignal): Promise<T.Page<ScanPage>> {
  let page = await get<T.Page<ScanPage>>(`/folders/${seg(code)}/pages`, { limit: AT_ONCE }, signal);
  let items = page.items;
  while (page.next_cursor) {
    page = await get<T.Page<ScanPage>>(`/folders/${seg(code)}/pages`, { limit: AT_ONCE, cursor: page.next_cursor }, signal);
    items = [...items, ...page.items];
  }
  return { ...page, items };
}
/** An address that says the turn is kept by the browser for ever. `again` asks anew for one that was being made. */
export const pictureAddress = (page: Pick<ScanPage, 'no' | 'quarters'>, width: PictureWidth, again = 0): string =>
  address(`/pages/${page.no}/picture`, { width, turned: page.quarters, again: again || undefined });

export const movePages = (pages: number[], to: PageTarget, before?: number) =>
  post<unknown>('/pages/move', { pages, ...to, ...(before === undefined ? {} : { before }) });
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
