/** The five ways to ask the server, as the calls are written. */
import { request, type RequestOptions } from './client';

export const get = async <R>(path: string, query?: RequestOptions['query'], signal?: AbortSignal): Promise<R> =>
  (await request<R>('GET', path, { ...(query ? { query } : {}), ...(signal ? { signal } : {}) })).data;
export const post = async <R>(path: string, body: unknown = {}, options: RequestOptions = {}): Promise<R> =>
  (await request<R>('POST', path, { ...options, body })).data;
export const put = async <R>(path: string, body: unknown, options: RequestOptions = {}): Promise<R> =>
  (await request<R>('PUT', path, { ...options, body })).data;
export const patch = async <R>(path: string, body: unknown): Promise<R> => (await request<R>('PATCH', path, { body })).data;
export const del = async (path: string): Promise<void> => void (await request('DELETE', path));
export const seg = encodeURIComponent;
