/** A list as a file, as it comes: how much of it is there, and of how much. A part of a list is no list: what breaks off is nothing. */
import { ask, type RequestOptions } from './client';

/** How much has come. */
export interface Come {
  bytes: number;
  /** Of how many, where the server says so. */
  of: number | null;
  rows: number | null;
  ofRows: number | null;
}

export interface Receiving {
  signal?: AbortSignal;
  told?: (come: Come) => void;
}

/** It broke off: what had come by then. */
export class BrokenOff extends Error {
  constructor(readonly come: Come) {
    super('broken off');
  }
}

const QUOTE = 0x22;
const NEWLINE = 0x0a;

/** Counts the lines of a CSV that comes in pieces; a line break between quotes ends none. */
export class LineCount {
  lines = 0;
  private quoted = false;

  add(piece: Uint8Array): void {
    for (const byte of piece) {
      if (byte === QUOTE) this.quoted = !this.quoted;
      else if (byte === NEWLINE && !this.quoted) this.lines += 1;
    }
  }
}

function number(text: string | null): number | null {
  return text !== null && /^\d+$/.test(text) ? Number(text) : null;
}

/** Reads an answer to its end; a list of rows that is shorter than was said is none. */
export async function receive(response: Response, told: (come: Come) => void): Promise<Blob> {
  const { headers } = response;
  const kind = headers.get('content-type') ?? '';
  const count = kind.startsWith('text/csv') ? new LineCount() : null;
  const come: Come = { bytes: 0, of: headers.has('content-encoding') ? null : number(headers.get('content-length')), rows: count ? 0 : null, ofRows: number(headers.get('x-rows')) };
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  const reader = response.body?.getReader();
  try {
    for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) {
      pieces.push(next.value);
      come.bytes += next.value.length;
      count?.add(next.value);
      // The first line says what the columns are.
      if (count) come.rows = Math.max(0, count.lines - 1);
      told({ ...come });
    }
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new BrokenOff(come);
  }
  if (come.rows !== null && come.ofRows !== null && come.rows < come.ofRows) throw new BrokenOff(come);
  return new Blob(pieces, { type: kind });
}

/** In the page's language: a link would ask in the browser's, and a refusal would take the page's place. */
export async function listFile(path: string, query: NonNullable<RequestOptions['query']>, { signal, told = () => {} }: Receiving = {}): Promise<{ name: string; content: Blob }> {
  const response = await ask('GET', path, { query, ...(signal ? { signal } : {}) });
  const said = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1];
  return { name: said ?? `${path.split('/').at(-1) ?? 'list'}.${query['format'] ?? 'csv'}`, content: await receive(response, told) };
}
