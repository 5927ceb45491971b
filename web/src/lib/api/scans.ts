/** Scans, their pages, what waits to be put where it belongs, and what goes out of a folder's pages. */
import { address, requestFile, sendForm, type Sending } from './client';
import type * as T from './index';
import type { components } from './types';
import { get, post, put, seg } from './verbs';

type S = components['schemas'];
export type ScanState = S['ScanState'];
export type PageState = S['PageState'];
/** A file as it came. */
export type Scan = S['ScanShown'];
/** One side of a paper. */
export type ScanPage = S['PageShown'];
/** All that is known of a page. */
export type PageCard = S['PageCard'];
export type WaitingScan = S['WaitingScan'];
/** `reasons` says how many wait for each. */
export type WaitingPages = S['WaitingPages'];
export type ScanFigures = S['ScanFigures'];
export type PaperSource = S['PaperSource'];
export type Colours = S['Colours'];
/** A scanner on the network. */
export type Scanner = S['ScannerShown'];
/** What it can do, and how it stands. */
export type ScannerCard = S['ScannerCard'];
/** What a scanner shows over https. */
export type Certificate = S['CertificateShown'];
/** A stack that a scanner scans, or has. */
export type ScannerRun = S['RunShown'];
export type PictureWidth = 240 | 1200 | 'full';
export interface PageTarget {
  folder: string;
  case?: string;
  paper?: string | number;
}

/** As what a page waited. */
export interface Waited {
  why: S['Why'];
  would?: PageTarget;
}

/** As many as the server gives at once. */
const AT_ONCE = 2_000;

/** Originals that are gone or altered. */
export const damagedOriginals = (limit: number, signal?: AbortSignal) =>
  get<T.Page<S['OriginalShown']>>('/originals', { damaged: true, limit }, signal);
export const retryScan = (no: number) => post<Scan>(`/scans/${no}/retry`);
/** It could not be read, and was dealt with; and back. */
export const settleScan = (no: number, note: string) => post<Scan>(`/scans/${no}/settle`, { note });
export const reopenScan = (no: number) => post<Scan>(`/scans/${no}/reopen`);
export const originalAddress = (no: number): string => address(`/scans/${no}/original`);
export const sendScan = (file: File, query: { sheets?: number; into?: string }, sending: Sending): Promise<Scan> => {
  const form = new FormData();
  form.append('file', file);
  return sendForm<Scan>('/scans', form, query, sending);
};

export const scanFigures = (signal?: AbortSignal) => get<ScanFigures>('/scans/figures', undefined, signal);

export const scanners = (signal?: AbortSignal) => get<T.Page<Scanner>>('/scanners', undefined, signal);
export const askScanner = (code: string, signal?: AbortSignal) => get<ScannerCard>(`/scanners/${seg(code)}`, undefined, signal);
export const lookAtCertificate = (address: string) => post<Certificate>('/scanner-certificate', { address });
export const putScanner = (code: string, body: { name: T.Names; address: string; certificate: string | null; retired: boolean }, onlyNew = false) =>
  put<Scanner>(`/scanners/${seg(code)}`, body, { onlyNew });
export const scannerRuns = (signal?: AbortSignal) => get<T.Page<ScannerRun>>('/scans/runs', undefined, signal);
export const scanNow = (code: string, body: { source: PaperSource; duplex: boolean; dpi: number; colour: Colours; into?: string; sheets?: number }) =>
  post<ScannerRun>(`/scanners/${seg(code)}/scan`, body);
export const cancelScannerRun = (id: string) => post<ScannerRun>(`/scans/runs/${seg(id)}/cancel`);

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
export type PageWord = S['WordShown'];
/** What a machine read off a page. */
export type PageText = S['PageTextShown'];
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
/** `was`: as what they waited before, to take back what was done with them. */
export const putBackPages = (pages: number[], was?: Waited) => post<unknown>('/pages/put-back', { pages, ...(was ? { was } : {}) });
export const signPage = (body: { case: string; paper: string | number; signature: T.Signature; page: number }) =>
  post<unknown>('/pages/sign', body);

export const folderPdf = (code: string) => requestFile('GET', `/folders/${seg(code)}/pages.pdf`);
export const folderBag = (code: string) => requestFile('GET', `/folders/${seg(code)}/bag`);
export const issueCopy = (code: string, body: { for_whom: string; why: string; pages: number[] }) =>
  requestFile('POST', `/folders/${seg(code)}/copies`, { body });
