/**
 * One way to the server. Adds what every request needs (language, CSRF, idempotency key), turns every failure into an
 * `ApiProblem`, and, when a session has ended, waits for a new sign-in and sends the same request again, so that
 * whatever a person has typed stays where it is. Knows nothing of pages.
 */
import { isAttended } from '$lib/attended';
import { ApiProblem } from './problem';

export interface Hooks {
  language(): string;
  csrf(): string;
  /** Asks for a new sign-in; resolves true when the same person is back. */
  signInAgain(why: 'ended' | 'confirm'): Promise<boolean>;
  /** Reads the session anew, for a CSRF value that has changed; resolves true when it is the same person's. */
  refresh(): Promise<boolean>;
  /** Whether the server answered, whatever it said. */
  answered(did: boolean): void;
}

let hooks: Hooks = { language: () => 'en', csrf: () => '', signInAgain: async () => false, refresh: async () => false, answered: () => {} };

export function installHooks(next: Hooks): void {
  hooks = next;
}

type QueryValue = string | number | boolean | undefined | null;

export interface RequestOptions {
  query?: Record<string, QueryValue>;
  body?: unknown;
  signal?: AbortSignal;
  ifMatch?: string;
  /** Adds, and changes nothing that is there already. */
  onlyNew?: boolean;
  /** The same key for a request that is sent again; a fresh one by default. */
  idempotencyKey?: string;
  /** Sign-in itself and the first look at the session answer 401 as it is. */
  anonymous?: boolean;
}

export interface Answer<T> {
  data: T;
  etag: string | null;
}

export function address(path: string, query: RequestOptions['query'] = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value));
  }
  const text = search.toString();
  return `/api/v1${path}${text ? `?${text}` : ''}`;
}

/** A random key; `crypto.randomUUID` is missing on plain http pages other than localhost. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** A parameter that comes once for each language, as `detail_en` and `detail_zh`, stands under its own name in the page's. */
function inOurs(params: Record<string, string>): Record<string, string> {
  const suffix = hooks.language().startsWith('zh') ? '_zh' : '_en';
  const own = Object.entries(params).filter(([name]) => name.endsWith(suffix));
  return { ...params, ...Object.fromEntries(own.map(([name, value]) => [name.slice(0, -suffix.length), value])) };
}

async function problemOf(response: Response): Promise<ApiProblem> {
  try {
    const details = await response.json();
    if (typeof details?.code === 'string') return new ApiProblem({ ...details, params: inOurs(details.params ?? {}), status: response.status });
  } catch {
    // Not ours: a proxy's page, or nothing at all. The status says enough.
  }
  return new ApiProblem({ code: `Http${response.status}`, status: response.status, detail: response.statusText });
}

export async function request<T>(method: string, path: string, options: RequestOptions = {}): Promise<Answer<T>> {
  const response = await ask(method, path, options);
  const text = await whole(options, () => response.text());
  return { data: (text === '' ? undefined : JSON.parse(text)) as T, etag: response.headers.get('etag') };
}

/** The same for an answer that is a file. */
export async function requestFile(method: string, path: string, options: RequestOptions = {}): Promise<{ file: Blob; headers: Headers }> {
  const response = await ask(method, path, options);
  return { file: await whole(options, () => response.blob()), headers: response.headers };
}

/** The whole of an answer. Cut off on its way it is none: whether the request arrived is as unknown as before. */
async function whole<T>(options: RequestOptions, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw lost(error, options);
  }
}

/** Why there is no answer: the page did not want it any more, or the server cannot be reached. */
function lost(error: unknown, options: RequestOptions): unknown {
  if (options.signal?.aborted) return error;
  hooks.answered(false);
  return ApiProblem.unreachable();
}

/** Hears how much of a file has gone, from 0 to 1. */
export interface Sending {
  signal?: AbortSignal;
  told?: (share: number) => void;
  idempotencyKey?: string;
}

/** Sends a form with a file in it, and tells how far it is: `fetch` cannot. */
export async function sendForm<T>(path: string, form: FormData, query: RequestOptions['query'], sending: Sending = {}): Promise<T> {
  const options: RequestOptions = { ...(query ? { query } : {}), ...(sending.idempotencyKey ? { idempotencyKey: sending.idempotencyKey } : {}) };
  const response = await ask('POST', path, options, (key) => transmit(address(path, query), form, key, sending));
  return (await response.json()) as T;
}

/** Sends until there is an answer that is no refusal, asking for a new sign-in where that is what is wanting. */
export async function ask(method: string, path: string, options: RequestOptions, by = (key: string): Promise<Response> => send(method, path, options, key)): Promise<Response> {
  const key = options.idempotencyKey ?? newKey();
  for (let attempt = 0; ; attempt += 1) {
    const response = await by(key);
    if (response.ok) return response;
    const problem = await problemOf(response);
    const again = attempt === 0 && !options.anonymous;
    // Any other 401 is about a password or a code that was sent, and not about the session.
    if (again && problem.code === 'SignInRequired' && (await hooks.signInAgain('ended'))) continue;
    if (again && problem.code === 'ConfirmationRequired' && (await hooks.signInAgain('confirm'))) continue;
    if (attempt === 0 && problem.code === 'CsrfRefused' && (await hooks.refresh())) continue;
    throw problem;
  }
}

async function send(method: string, path: string, options: RequestOptions, key: string): Promise<Response> {
  const headers = new Headers({ accept: 'application/json', 'accept-language': hooks.language() });
  let body: BodyInit | undefined;
  if (options.body instanceof FormData) body = options.body;
  else if (options.body !== undefined) {
    headers.set('content-type', 'application/json');
    body = JSON.stringify(options.body);
  }
  // What a page reads by itself while nobody is at it must not keep the session alive.
  if (method === 'GET' && !isAttended()) headers.set('x-unattended', '1');
  if (method !== 'GET') {
    headers.set('idempotency-key', key);
    headers.set('x-csrf-token', hooks.csrf());
  }
  if (options.ifMatch) headers.set('if-match', options.ifMatch);
  if (options.onlyNew) headers.set('if-none-match', '*');
  try {
    const response = await fetch(address(path, options.query), {
      method,
      headers,
      credentials: 'same-origin',
      cache: 'no-store',
      ...(body === undefined ? {} : { body }),
      ...(options.signal ? { signal: options.signal } : {}),
    });
    // What stands before a server answers for it while it is away.
    hooks.answered(![502, 503, 504].includes(response.status));
    return response;
  } catch (error) {
    throw lost(error, options);
  }
}

function transmit(to: string, form: FormData, key: string, { signal, told }: Sending): Promise<Response> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', to);
    for (const [name, value] of Object.entries({ accept: 'application/json', 'accept-language': hooks.language(), 'idempotency-key': key, 'x-csrf-token': hooks.csrf() })) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => event.lengthComputable && told?.(event.loaded / Math.max(1, event.total));
    request.onload = () => {
      hooks.answered(![502, 503, 504].includes(request.status));
      resolve(new Response(request.responseText, { status: request.status, statusText: request.statusText }));
    };
    request.onerror = () => {
      hooks.answered(false);
      reject(ApiProblem.unreachable());
    };
    request.onabort = () => reject(new DOMException('', 'AbortError'));
    signal?.addEventListener('abort', () => request.abort(), { once: true });
    request.send(form);
  });
}

export const isAbort = (error: unknown): boolean => error instanceof DOMException && error.name === 'AbortError';
