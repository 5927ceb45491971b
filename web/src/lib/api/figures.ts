/** Timeliness and completeness, the cases behind each number, and lists to take along as tables. */
import type { Page } from './index';
import type { CaseLine, CellShown } from './index';
import { listFile, type Receiving } from './file';
import { get, put, seg } from './verbs';

type Query = Record<string, string | number | boolean | null | undefined>;

export type FiguresBy = 'department' | 'person' | 'type' | 'month';
export type Which = 'due' | 'in_time' | 'late' | 'outstanding' | 'due_moved' | 'extended' | 'reassigned' | 'received' | 'complete' | 'incomplete';

export interface FigureLine {
  key: string;
  label: string;
  due: number;
  in_time: number;
  late: number;
  outstanding: number;
  /** Of those due, the ones whose day was moved after it was settled. */
  due_moved: number;
  /** Of those due, the ones that were granted more time before the day had passed. */
  extended: number;
  /** Of those due, the ones that were put on another department or person after they were settled. */
  reassigned: number;
  received: number;
  complete_at_first: number;
  incomplete: number;
  timeliness: number | null;
  completeness: number | null;
}
export interface ListColumns {
  list: string;
  all: { id: string; name: { zh: string; en: string } }[];
  chosen: string[];
}

export const evidence = (query: Query, signal?: AbortSignal) => get<Page<CaseLine>>('/figures/evidence', query, signal);
/** Any list, sorted and narrowed by its columns. */
export const rows = <T>(path: string, query: Query, signal?: AbortSignal) =>
  get<Page<T> & { cells?: CellShown[][] | null }>(path, query, signal);
export const listColumns = () => get<Page<ListColumns>>('/me/columns');
export const chooseColumns = (list: string, columns: string[]) => put<ListColumns>(`/me/columns/${seg(list)}`, { columns });
/** A list as a file: whole, whatever page of it is open. */
export const table = (path: string, query: Query, format: 'csv' | 'xlsx', receiving?: Receiving) => listFile(path, { ...query, format }, receiving);
/** Where that is, for whoever wants the address. */
export const tableAddress = (path: string, query: Query, format: 'csv' | 'xlsx'): string => {
  const all: Query = { ...query, format };
  const asked = Object.entries(all).filter(([, value]) => value !== '' && value != null);
  return `/api/v1${path}?${new URLSearchParams(asked.map(([name, value]) => [name, String(value)]))}`;
};
