import type { components } from './types';

export interface FieldError {
  field: string;
  code: string;
  detail: string;
}
type Details = components['schemas']['Problem'] & { errors?: FieldError[] };

/** A request that did not succeed: the server's problem details, or our own words for a server that did not answer. */
export class ApiProblem extends Error {
  readonly code: string;
  readonly status: number;
  readonly detail: string;
  readonly params: Record<string, string>;
  readonly errors: FieldError[];

  constructor(details: Partial<Details> & { code: string; status: number }) {
    super(details.detail ?? details.title ?? details.code);
    this.name = 'ApiProblem';
    this.code = details.code;
    this.status = details.status;
    this.detail = details.detail ?? '';
    this.params = details.params ?? {};
    this.errors = details.errors ?? [];
  }

  /** The server could not be reached at all; the same request may be sent again. */
  get unreachable(): boolean {
    return this.status === 0 || this.status === 502 || this.status === 503 || this.status === 504;
  }

  /** What is wrong with one field of a form, if the server named it. */
  field(name: string): string | undefined {
    const named = this.errors.find((error) => error.field === name)?.detail;
    return named ?? (this.params['field'] === name ? (this.params['detail'] ?? this.detail) : undefined);
  }

  static unreachable(): ApiProblem {
    return new ApiProblem({ code: 'Unreachable', status: 0 });
  }
}
