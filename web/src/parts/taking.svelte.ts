/** Lists on their way to becoming files: each goes on while one is elsewhere, is seen from every page, and may be called off. */
import { ApiProblem, api } from '$lib/api';
import { BrokenOff, type Come } from '$lib/api/file';
import { isAbort } from '$lib/api/client';
import { count, bytes } from '$lib/format';
import { locale, t } from '$lib/i18n/index.svelte';
import { asProblem } from '$lib/resource.svelte';
import { save } from '$lib/save';
import { toast } from '$lib/toast.svelte';

export type TableFormat = 'csv' | 'xlsx';
type Query = Record<string, string | number | boolean | null | undefined>;

export interface Taken {
  /** Which list, how it is filtered, and as what. */
  key: string;
  title: string;
  /** Nothing before the first of it is there: the server is reading. */
  come: Come | null;
  cancel: () => void;
}

/** How much of it has come, from 0 to 1; nothing while nobody knows. */
export function share({ come }: Taken): number | null {
  if (!come) return null;
  if (come.rows !== null && come.ofRows !== null && come.ofRows > 0) return come.rows / come.ofRows;
  return come.of ? come.bytes / come.of : null;
}

/** The same in words. */
export function soFar(come: Come | null): string {
  if (!come) return t('take.reading');
  if (come.rows === null) return come.of ? t('take.bytes_of', { n: bytes(come.bytes, locale()), of: bytes(come.of, locale()) }) : bytes(come.bytes, locale());
  return come.ofRows === null ? t('take.rows', { n: come.rows }) : t('take.rows_of', { n: count(come.rows, locale()), of: count(come.ofRows, locale()) });
}

function problemOf(error: unknown): ApiProblem {
  if (error instanceof BrokenOff) return new ApiProblem({ code: 'BrokenOff', status: 0, detail: t('take.broken_off', { come: soFar(error.come) }) });
  return asProblem(error);
}

class Takings {
  pieces = $state.raw<Taken[]>([]);

  of = (key: string): Taken | undefined => this.pieces.find((one) => one.key === key);

  /** Answers what went wrong, if anything did. Once more while it is on its way is nothing. */
  take = async (path: string, query: Query, format: TableFormat, title: string): Promise<ApiProblem | null> => {
    const key = api.tableAddress(path, query, format);
    if (this.of(key)) return null;
    const stop = new AbortController();
    const from = window.location.pathname;
    const isElsewhere = (): boolean => window.location.pathname !== from;
    this.begin({ key, title, come: null, cancel: () => stop.abort() });
    try {
      const file = await api.table(path, query, format, { signal: stop.signal, told: (come) => this.tell(key, come) });
      save(file);
      if (isElsewhere()) toast(t('take.done', { file: file.name }));
      return null;
    } catch (error) {
      if (isAbort(error)) return null;
      const problem = problemOf(error);
      if (isElsewhere()) toast(t('take.failed', { title, why: problem.detail || t('problem.Unreachable') }), 'bad');
      return problem;
    } finally {
      this.end(key);
    }
  };

  private begin(piece: Taken): void {
    if (this.pieces.length === 0) window.addEventListener('beforeunload', ask);
    this.pieces = [...this.pieces, piece];
  }
  private tell(key: string, come: Come): void {
    this.pieces = this.pieces.map((one) => (one.key === key ? { ...one, come } : one));
  }
  private end(key: string): void {
    this.pieces = this.pieces.filter((one) => one.key !== key);
    if (this.pieces.length === 0) window.removeEventListener('beforeunload', ask);
  }
}

/** A window that is closed takes it along unfinished. */
function ask(event: BeforeUnloadEvent): void {
  event.preventDefault();
}

export const takings = new Takings();
