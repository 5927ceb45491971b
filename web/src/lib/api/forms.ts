/** Forms and labels as the archive draws them. */
import { address } from './client';
import type * as T from './index';
import { get, seg } from './verbs';

/** What a form is about: `of` a folder, a case, a person …, and what else narrows it. */
export type FormQuery = Record<string, string | number | boolean | null | undefined>;

export const formPages = (form: string, query: FormQuery, signal?: AbortSignal) =>
  get<T.FormPages>(`/forms/${seg(form)}`, { ...query, format: 'pages' }, signal);
/** Where the document is, whole and of exact size. */
export const formAddress = (form: string, query: FormQuery): string => address(`/forms/${seg(form)}`, { ...query, format: 'pdf' });
