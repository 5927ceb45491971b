/** Scans, their pages, what waits to be put where it belongs, and what goes out of a folder's pages. */
import { address, requestFile, sendForm, type Sending } from './client';
import type * as T from './index';
import { get, post, seg } from './verbs';

export type ScanState = 'received' | 'filed' | 'needs_review' | 'failed';
export type PageState = 'filed' | 'waits' | 'aside';
type Why = 'no_code' | 'unknown_code' | 'foreign_only' | 'codes_disagree' | 'count_differs' | 'not_allowed' | 'unreadable' | 'put_back';
interface PagesOn {
  code: string;
  title: string;
  pages?: number | null;
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
  received_by: string;
  /** How many sheets were announced. */
  sheets?: number | null;
  into?: { folder: string; case?: string | null } | null;
  /** How many pages were read so far. */
  pages: number;
  waiting: number;
  /** Why it could not be read. */
  fault?: { code: string; detail: string } | null;
  damage?: 'missing' | 'altered' | null;
  folders: PagesOn[];
}
/** One side of a paper. */
export interface ScanPage {
  no: number;
  scan: number;
  /** Its place in the file, from 0. */
  index: number;
  state: PageState;
  why?: { code: Why; detail: string } | null;
  folder?: PagesOn | null;
  case?: { code: string; title: string } | null;
  paper?: { no: number; id?: string | null; name_zh: string; name_en: string } | null;
  found_by?: string | null;
  side: 'front' | 'back' | 'unknown';
  is_blank: boolean;
  is_hidden: boolean;
  quarters: number;
  width_px: number;
  height_px: number;
  dpi: number;
}
/** All that is known of a page. */
export interface PageCard extends ScanPage, Pick<Scan, 'media_type' | 'bytes' | 'sha256' | 'received_at' | 'received_by' | 'source'> {
  scan_name: string;
  fixity: { state: 'whole' | 'altered' | 'missing' | 'unchecked'; at?: string | null };
}
export interface WaitingScan {
  scan: Scan;
  pages: ScanPage[];
}
/** `reasons` says how many wait for each. */
export interface WaitingPages extends T.Page<WaitingScan> {
  reasons: Record<string, number>;
}
export interface ScanFigures {
  waiting: number;
  /** How reading the text of pages goes; `off` where no command is given. */
  text: { state: string; read: number; waiting: number; failed: number };
  seq: number;
}
export type PictureWidth = 240 | 1200 | 'full';
export interface PageTarget {
  folder: string;
  case?: string;
  paper?: string | number;
}

/** As many as the server gives at once. */
const AT_ONCE = 2_000;

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

export const scanFigures = (signal?: AbortSignal) => get<ScanFigures>('/scans/figures', undefined, signal);

export const waitingPages = (query: { state?: 'aside' | ''; scan?: string; reason?: string; cursor?: string | null }, signal?: AbortSignal) =>
  get<WaitingPages>('/pages/waiting', query, signal);
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
/** A part of a page, in thousandths of it as its picture is turned. */
export interface PageWord {
  x: number;
  y: number;
  width: number;
  height: number;
  text: string;
}
/** What a machine read off a page. */
export interface PageText {
  state: 'read' | 'waiting' | 'failed' | 'passed' | 'off';
  text: string;
  words: PageWord[];
  /** What the search means. */
  found: PageWord[];
}
export const pageText = (no: number, q: string, signal?: AbortSignal) => get<PageText>(`/pages/${no}/text`, { q: q || undefined }, signal);
export const pageCard = (no: number, signal?: AbortSignal) => get<PageCard>(`/pages/${no}`, undefined, signal);
/** An address that says the turn is kept by the browser for ever. `again` asks anew for one that was being made. */
export const pictureAddress = (page: Pick<ScanPage, 'no' | 'quarters'>, width: PictureWidth, again = 0): string =>
  address(`/pages/${page.no}/picture`, { width, turn: page.quarters, again: again || undefined });

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
