/** Cases, their papers, and the transfers they come in. */
import { request } from './client';
import type * as T from './index';
import { get, patch, post, put, seg } from './verbs';

type Query = Record<string, string | number | boolean | null | undefined>;

// Cases
export const announce = (cases: T.NewCase[], idempotencyKey: string) =>
  post<{ results: T.CaseResult[] }>('/cases', { cases }, { idempotencyKey });
/** What would become of each; nothing is opened. */
export const tryAnnounce = (cases: T.NewCase[], signal?: AbortSignal) =>
  request<{ results: T.CaseResult[] }>('POST', '/cases', { body: { cases, dry_run: true }, ...(signal ? { signal } : {}) }).then((answer) => answer.data);
/** Who may answer for a case. */
export const colleagues = (q: string, limit: number, signal?: AbortSignal) =>
  get<T.Page<T.Somebody>>('/colleagues', { q, limit }, signal);
export const cases = (query: Query, signal?: AbortSignal) => get<T.Page<T.CaseLine>>('/cases', query, signal);
export const caseCard = (code: string, signal?: AbortSignal) => get<T.CaseCard>(`/cases/${seg(code)}`, undefined, signal);
export const updateCase = (code: string, body: T.CasePatch) => patch<T.CaseCard>(`/cases/${seg(code)}`, body);
export const caseHistory = (code: string, cursor?: string | null) =>
  get<T.Page<T.HistoryItem>>(`/cases/${seg(code)}/history`, { cursor, limit: 50 });
export const extendCase = (code: string, due: string, reason: string) =>
  post<T.CaseCard>(`/cases/${seg(code)}/extend`, { due, reason });
/** The time that was asked for is not granted: the day stays. */
export const refuseExtension = (code: string, reason: string) => post<T.CaseCard>(`/cases/${seg(code)}/refuse-extension`, { reason });
export const cancelCase = (code: string, reason: string) => post<T.CaseCard>(`/cases/${seg(code)}/cancel`, { reason });
export const notePapers = (code: string, papers: T.PaperNote[]) =>
  post<T.CaseCard>(`/cases/${seg(code)}/papers`, { papers });
export const fileCase = (code: string, folder: string, idempotencyKey?: string) =>
  post<T.CaseCard>(`/cases/${seg(code)}/file`, { folder }, idempotencyKey ? { idempotencyKey } : {});
export const reviewCase = (code: string, right: boolean, note: string) =>
  post<T.CaseCard>(`/cases/${seg(code)}/review`, { right, ...(note ? { note } : {}) });
export const certifyCase = (code: string) => post<T.CaseCard>(`/cases/${seg(code)}/certify`);
export const folderCases = async (code: string, signal?: AbortSignal): Promise<T.CaseCard[]> => {
  const answer = await get<T.CaseCard[] | T.Page<T.CaseCard>>(`/folders/${seg(code)}/cases`, undefined, signal);
  return Array.isArray(answer) ? answer : answer.items;
};
export const lendPaper = (code: string, paper: number, terms: { borrower: number; due?: string; purpose?: string }) =>
  post<T.CaseCard>(`/cases/${seg(code)}/lend-paper`, { paper, ...terms });
export const movePaper = (code: string, paper: number, to: { to_case: string; to_paper?: string; reason?: string }) =>
  post<T.CaseCard>(`/cases/${seg(code)}/move-paper`, { paper, ...to });
export const withdrawPaper = (code: string, paper: number, reason: string) =>
  post<T.CaseCard>(`/cases/${seg(code)}/withdraw-paper`, { paper, reason });
export const sightPaper = (code: string, paper: number, folder: string, note: string) =>
  post<T.CaseCard>(`/cases/${seg(code)}/sight-paper`, { paper, folder, ...(note ? { note } : {}) });
export const returnPaper = (code: string, paper: number) => post<T.CaseCard>(`/cases/${seg(code)}/return-paper`, { paper });

// Handing over
export const today = (query: { department?: string; desk: string }) => get<T.Today>('/receive/today', query);
export const transfers = (query: Query) => get<T.Page<T.TransferLine>>('/transfers', query);
export const transfer = (no: number | string) => get<T.Transfer>(`/transfers/${no}`);
export const openTransfer = (department: string, desk: string) =>
  post<T.OpenTransfer>('/transfers', { department, desk });
type Brought = { case: string } | { new: T.NewCase };
export const receiveCase = (no: number, what: Brought, papers: T.PapersSaid, idempotencyKey: string) =>
  post<T.ReceivedCase>(`/transfers/${no}/receive`, { ...what, papers }, { idempotencyKey });
export const turnAway = (no: number, code: string, papers: T.PapersSaid, reason: string, idempotencyKey: string) =>
  post<T.CaseCard>(`/transfers/${no}/turn-away`, { case: code, papers, reason }, { idempotencyKey });
/** A wrong password answers 401, which is about the giver and not about the session. */
export const closeTransfer = (no: number, by: { badge: string } | { giver: string; password: string }) =>
  post<T.TransferLine>(`/transfers/${no}/close`, by);

// Working days, and what is wanting
export const calendar = () => get<T.Calendar>('/calendar');
export const putCalendar = (body: Pick<T.Calendar, 'name' | 'version' | 'years'>) => put<T.Calendar>('/calendar', body);
/** Open cases that the calendar as it is now would have due on another day. */
export const dueChanges = (cursor: string | null, signal?: AbortSignal) => get<T.Page<T.DueChange>>('/calendar/changes', { cursor, limit: 50 }, signal);
export const recountDue = (version: number, reason: string) => post<{ cases: number }>('/calendar/changes', { version, reason });
export const workingDaysFrom = (from: string, working_days: number, signal?: AbortSignal) =>
  get<{ date: string; is_provisional: boolean }>('/calendar/due', { from, working_days }, signal);
export const gaps = (query: Query, signal?: AbortSignal) => get<T.Page<T.GapLine>>('/gaps', query, signal);
