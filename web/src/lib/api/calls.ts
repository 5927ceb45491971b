/** Every call the pages make, one line each. */
import { request } from './client';
import type * as T from './index';
import { del, get, patch, post, put, seg } from './verbs';

type Page<I> = T.Page<I>;

export * from './figures';
export * from './forms';
export * from './labels';
export * from './papers';
export * from './scans';

// Session
export const signIn = (name: string, password: string, totp?: string) =>
  post<T.Me>('/sign-in', { name, password, ...(totp ? { totp } : {}) }, { anonymous: true });
export const signOut = () => post<void>('/sign-out', {}, { anonymous: true });
export const me = async (): Promise<T.Me> => (await request<T.Me>('GET', '/me', { anonymous: true })).data;
/** Asks for a new sign-in, where that is what is wanting. */
export const stillSignedIn = async (): Promise<void> => void (await request<T.Me>('GET', '/me'));
export const changePassword = (old_password: string, new_password: string) =>
  post<T.Me>('/me/password', { old_password, new_password });
export const beginTotp = () => post<T.TotpKey>('/me/totp');
export const confirmTotp = (code: string) =>
  post<T.RecoveryCodes>('/me/totp/confirm', { code });
export const removeTotp = (code: string) => post<void>('/me/totp/remove', { code });
export const signOutEverywhere = () => post<void>('/me/sign-out-everywhere');
export const tokens = () => get<Page<T.Token>>('/me/tokens');
export const createToken = (name: string, expires_on: string | null) =>
  post<T.NewToken>('/me/tokens', { name, ...(expires_on ? { expires_on } : {}) });
export const deleteToken = (id: string) => del(`/me/tokens/${seg(id)}`);

// People
export const people = (query: { q?: string; role?: string; limit?: number; cursor?: string | null }, signal?: AbortSignal) =>
  get<Page<T.Person>>('/people', query, signal);
export const createPerson = (body: unknown) => post<T.CreatedPerson>('/people', body);
export const person = (no: number, signal?: AbortSignal) => get<T.Person>(`/people/${no}`, undefined, signal);
export const updatePerson = (no: number, body: unknown) => patch<T.Person>(`/people/${no}`, body);
/** The one before no longer counts. */
export const issueBadge = (no: number) => post<T.Person>(`/people/${no}/badge`);
export const resetPassword = (no: number) => post<{ one_time_password: string }>(`/people/${no}/reset-password`);
export const departments = () => get<Page<T.Department>>('/departments');
export const createDepartment = (body: T.Department) => post<T.Department>('/departments', body);
export const classes = () => get<Page<T.SecrecyClass>>('/classes');
export const settings = () => get<T.Settings>('/settings');
export const updateSettings = (body: unknown) => patch<T.Settings>('/settings', body);

// Business types
export const businessTypes = () => get<Page<T.BusinessType>>('/business-types');
export const putBusinessType = (code: string, body: T.BusinessTypeBody, onlyNew = false) =>
  put<T.BusinessType>(`/business-types/${seg(code)}`, body, { onlyNew });
export const presets = () => get<Page<T.Preset>>('/presets');
export const loadPreset = (name: string) => post<unknown>(`/presets/${seg(name)}`);

// Folders
export const search = (query: Record<string, string | number | undefined | null>, signal?: AbortSignal) =>
  get<T.SearchAnswer>('/search', query, signal);
export const suggest = (q: string, signal?: AbortSignal) => get<T.Suggestions>('/search/suggest', { q }, signal);
export const searches = (signal?: AbortSignal) => get<Page<T.SavedSearch>>('/searches', undefined, signal);
export const saveSearch = (body: T.NewSearch) => post<T.SavedSearch>('/searches', body);
export const changeSearch = (no: number, body: T.SavedPatch) => patch<T.SavedSearch>(`/searches/${no}`, body);
export const deleteSearch = (no: number) => del(`/searches/${no}`);
export const createFolder = (body: T.NewFolder, idempotencyKey: string) =>
  post<T.FolderCard>('/folders', body, { idempotencyKey });
export const folder = (code: string, signal?: AbortSignal) =>
  request<T.FolderCard>('GET', `/folders/${seg(code)}`, signal ? { signal } : {});
export const updateFolder = (code: string, body: T.FolderPatch, ifMatch: string) =>
  request<T.FolderCard>('PATCH', `/folders/${seg(code)}`, { body, ifMatch });
export const history = (code: string, cursor?: string | null) =>
  get<Page<T.HistoryItem>>(`/folders/${seg(code)}/history`, { cursor, limit: 50 });
export const addAlias = (code: string, alias: string) => post<unknown>(`/folders/${seg(code)}/aliases`, { code: alias });
export const assign = (code: string, body: { slot?: string; reason?: string }) =>
  post<T.FolderCard>(`/folders/${seg(code)}/assign`, body);
export const moveFolder = (code: string, slot: string, reason: string) =>
  post<unknown>(`/folders/${seg(code)}/move`, { slot, reason });
export const attach = (code: string, file: File, note: string) => {
  const form = new FormData();
  form.append('note', note);
  form.append('file', file);
  return post<T.Attachment>(`/folders/${seg(code)}/attachments`, form);
};
export const detach = (code: string, no: number, reason: string) =>
  post<Page<T.Attachment>>(`/folders/${seg(code)}/attachments/${no}/detach`, { reason });
export const attachmentAddress = (code: string, no: number) => `/api/v1/folders/${seg(code)}/attachments/${no}`;
export const checkOut = (code: string, body: { borrower: string; due?: string; purpose?: string; volumes?: 'all' }) =>
  post<T.FolderCard>(`/folders/${seg(code)}/checkout`, body);
export const giveBack = (code: string) => post<T.FolderCard>(`/folders/${seg(code)}/return`);
/** Nobody knows where it is. */
export const declareMissing = (code: string, note: string) => post<T.FolderCard>(`/folders/${seg(code)}/missing`, { note });
/** It turned up; it waits at the desk. */
export const declareFound = (code: string, note: string) => post<T.FolderCard>(`/folders/${seg(code)}/found`, { note });
/** It leaves the archive for good. */
export const withdrawFolder = (code: string, reason: string) => post<T.FolderCard>(`/folders/${seg(code)}/withdraw`, { reason });
export const renew = (code: string, due?: string) =>
  post<T.FolderCard>(`/folders/${seg(code)}/renew`, due ? { due } : {});
export const putAway = (code: string, slot: string, confirm_move = false) =>
  post<T.FolderCard>(`/folders/${seg(code)}/put-away`, { slot, confirm_move });
export const checkOuts = (
  body: { borrower: string; codes: string[]; due?: string; purpose?: string },
  idempotencyKey: string,
) => post<T.BatchAnswer>('/checkouts', body, { idempotencyKey });
export const returns = (codes: string[], idempotencyKey: string) =>
  post<T.BatchAnswer>('/returns', { codes }, { idempotencyKey });
export const putAways = (body: { slot: string; codes: string[]; confirm_move?: boolean }, idempotencyKey: string) =>
  post<T.BatchAnswer>('/put-aways', body, { idempotencyKey });
export const loans = (query: { borrower?: string; overdue?: boolean; due_from?: string; due_to?: string; cursor?: string | null; limit?: number }) =>
  get<Page<T.Loan>>('/loans', query);
export const atDesk = () => get<Page<T.FolderHit>>('/at-desk', { limit: 200 });
/** Takes an act back, named by the frame in which it happened. */
export const undo = (seq: number, idempotencyKey?: string) => post<unknown>('/undo', { seq }, idempotencyKey ? { idempotencyKey } : {});
export const scan = (text: string, signal?: AbortSignal) => get<T.Scanned>('/scan', { text }, signal);

// Folders as things of paper
export const measure = (code: string, thickness_mm: number) =>
  post<T.Measured>(`/folders/${seg(code)}/measure`, { thickness_mm });
export const addVolume = (code: string, body: T.Beside) => post<T.FolderCard>(`/folders/${seg(code)}/volumes`, body);
export const splitFolder = (code: string, body: T.Beside & { cases: string[]; as_volume: boolean; reason: string }) =>
  post<T.FolderCard>(`/folders/${seg(code)}/split`, body);
export const mergeFolder = (code: string, body: { into: string; thickness_mm?: number; reason: string }) =>
  post<T.FolderCard>(`/folders/${seg(code)}/merge`, body);
export const joinFile = (code: string, file: string) => post<T.FolderCard>(`/folders/${seg(code)}/join-file`, { file });
export const leaveFile = (code: string) => post<T.FolderCard>(`/folders/${seg(code)}/leave-file`);
export const swapLabels = (code: string, body: { other: string; since?: string; reason: string }) =>
  post<T.Swapped>(`/folders/${seg(code)}/swap-labels`, body);
export const askReprint = (code: string) => post<T.FolderCard>(`/folders/${seg(code)}/reprint`);
export const noteReprinted = (code: string) => post<T.FolderCard>(`/folders/${seg(code)}/reprinted`);

// Whoever leaves
export const outstanding = (no: number, signal?: AbortSignal) =>
  get<T.Outstanding>(`/people/${no}/outstanding`, undefined, signal);
export const takeOver = (code: string, from: number, to: number) =>
  post<T.FolderCard>(`/folders/${seg(code)}/take-over`, { from, to });

// Subjects
export const subject = (no: string) => get<T.Subject>(`/subjects/${seg(no)}`);
export const updateSubject = (no: number, body: unknown) => patch<T.Subject>(`/subjects/${no}`, body);
export const subjects = (q: string, signal?: AbortSignal) => get<Page<T.SubjectHit>>('/subjects', { q, limit: 8 }, signal);
export const mergeSubject = (no: number, into: number) => post<T.Subject>(`/subjects/${no}/merge`, { into });
export const splitSubject = (no: number, body: { folders: string[]; name: string }) =>
  post<T.Subject>(`/subjects/${no}/split`, body);
/** Changes nothing. Reads the whole record, so it takes its time. */
export const erasurePlan = (no: number) => post<T.ErasurePlan>(`/subjects/${no}/erasure-plan`);
/** A wrong password answers 401, which is about what was typed and not about the session. */
export const eraseSubject = (no: number, body: { plan: string; reason: string; confirm: string; password: string }) =>
  post<T.Erased>(`/subjects/${no}/erase`, body);

// Places
export const storerooms = () => get<Page<T.Storeroom>>('/storerooms');
export const storeroom = (code: string, signal?: AbortSignal) => get<T.Storeroom>(`/storerooms/${seg(code)}`, undefined, signal);
export const roomMap = (code: string, signal?: AbortSignal) => get<T.RoomMap>(`/storerooms/${seg(code)}/map`, undefined, signal);
export const roomForecast = (code: string, ahead: number, signal?: AbortSignal) =>
  get<T.RoomForecast>(`/storerooms/${seg(code)}/forecast`, { ahead }, signal);
export const createStoreroom = (body: T.NewStoreroom) => post<T.Storeroom>('/storerooms', body);
export const declareRanges = (code: string, body: T.NewRanges) => post<T.Storeroom>(`/storerooms/${seg(code)}/ranges`, body);
export const resizeRange = (room: string, range: string, body: T.RangeSize) =>
  patch<T.Storeroom>(`/storerooms/${seg(room)}/ranges/${seg(range)}`, body);
export const deleteRange = (room: string, range: string) => del(`/storerooms/${seg(room)}/ranges/${seg(range)}`);
export const shelves = (room: string, range: string, signal?: AbortSignal) =>
  get<Page<T.Shelf>>(`/storerooms/${seg(room)}/shelves`, { range }, signal);
export const place = (code: string, signal?: AbortSignal) => get<T.PlaceCard>(`/places/${seg(code)}`, undefined, signal);
export const blockPlace = (code: string, reason: string) => post<unknown>(`/places/${seg(code)}/block`, { reason });
export const openBox = (body: T.NewBox) => post<T.PlaceCard>('/boxes', body);
export const moveBox = (code: string, to: string, reason: string) => post<T.PlaceCard>(`/boxes/${seg(code)}/move`, { to, reason });
export const removeBox = (code: string) => del(`/boxes/${seg(code)}`);
export const unblockPlace = (code: string) => post<unknown>(`/places/${seg(code)}/unblock`);
export const zones = () => get<Page<T.Zone>>('/zones');
export const putZone = (code: string, body: T.ZoneBody, onlyNew = false) => put<T.Zone>(`/zones/${seg(code)}`, body, { onlyNew });
export const lanes = () => get<Page<T.Lane>>('/lanes');
export const putLane = (code: string, body: T.LaneBody, onlyNew = false) => put<T.Lane>(`/lanes/${seg(code)}`, body, { onlyNew });

// Counts
export const counts = () => get<Page<T.CountLine>>('/counts', { limit: 50 });
export const openCount = (shelf: string) => post<T.CountShown>('/counts', { shelf });
export const count = (no: string) => get<T.CountShown>(`/counts/${seg(no)}`);
export const scanInCount = (no: string, code: string, damaged: string | undefined, idempotencyKey: string) =>
  post<T.CountedScans>(`/counts/${seg(no)}/scans`, { codes: [code], ...(damaged === undefined ? {} : { damaged }) }, { idempotencyKey });
export const closeCount = (no: string) => post<T.CountShown>(`/counts/${seg(no)}/close`);
export const cancelCount = (no: string) => post<T.CountShown>(`/counts/${seg(no)}/cancel`);
export const list = (kind: string, cursor?: string | null, limit = 100) =>
  get<Page<T.ListRow>>(`/lists/${seg(kind)}`, { cursor, limit });

// Discrepancies
export const discrepancies = (
  query: { state?: string; kind?: string; folder?: string; limit?: number; cursor?: string | null },
  signal?: AbortSignal,
) => get<Page<T.Discrepancy>>('/discrepancies', query, signal);
export const settleDiscrepancy = (no: number, how: T.Settling, note: string) =>
  post<T.Discrepancy>(`/discrepancies/${no}/settle`, { how, note });

// Running it
export const waits = (signal?: AbortSignal) => get<T.Waits>('/today', undefined, signal);
export const system = () => get<T.System>('/system');
export const proof = () => get<T.Proof>('/system/proof');
export const prove = () => post<T.Proof>('/system/proof');
export const checkOriginals = () => post<T.System['originals']>('/system/originals');
export const rebuild = () => post<unknown>('/system/rebuild');

// Import
export const uploadImport = (file: File) => {
  const form = new FormData();
  form.append('file', file);
  return post<T.Import>('/imports', form);
};
export const imports = () => get<Page<T.Import>>('/imports');
export const importJob = (id: string) => get<T.Import>(`/imports/${seg(id)}`);
export const checkImport = (id: string, mapping: T.Mapping) => post<T.Import>(`/imports/${seg(id)}/check`, { mapping });
export const runImport = (id: string, body: T.ImportRun) => post<T.Import>(`/imports/${seg(id)}/run`, body);
export const importReport = (id: string, cursor?: string | null) =>
  get<Page<T.BadCell>>(`/imports/${seg(id)}/report`, { cursor, limit: 100 });
export const badRowsAddress = (id: string) => `/api/v1/imports/${seg(id)}/bad-rows.csv`;
export const mappings = () => get<Page<T.NamedMapping>>('/mappings');

// Jobs
export const jobs = (cursor?: string | null) => get<Page<T.Job>>('/jobs', { cursor, limit: 50 });
export const job = (id: string) => get<T.Job>(`/jobs/${seg(id)}`);
export const pauseJob = (id: string) => post<T.Job>(`/jobs/${seg(id)}/pause`);
export const resumeJob = (id: string) => post<T.Job>(`/jobs/${seg(id)}/resume`);
export const cancelJob = (id: string) => post<T.Job>(`/jobs/${seg(id)}/cancel`);
export const deleteJob = (id: string) => del(`/jobs/${seg(id)}`);
export const jobReport = (id: string, cursor?: string | null) =>
  get<Page<T.JobRow>>(`/jobs/${seg(id)}/report`, { cursor, limit: 100 });
export const startMove = (body: Partial<T.MoveBody>) => post<T.Job>('/jobs/moves', body);
export const startReslotting = (body: Partial<T.ReslottingBody>) => post<T.Job>('/jobs/reslottings', body);
