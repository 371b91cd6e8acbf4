import { DealwrightError } from './errors.ts';
import type { KnownFaultCode, ProblemMembers } from './generated/problem-codes.ts';

/** What newer servers may send beside the words that this package knows; with `{}` those do not dissolve into `string`. */
type Newer = string & {};

/** What is wrong with one place of a request. */
export type FaultCode = KnownFaultCode | Newer;

/** One thing that is wrong with a request, and where. */
export interface Fault {
  /** A JSON Pointer (RFC 6901) into the body, or `?name` for a query parameter. */
  readonly pointer: string;
  /** Stable and for programs, such as `required`. */
  readonly code: FaultCode;
  /** A sentence that says what to do. */
  readonly detail: string;
}

/** What a problem is made of. */
export interface ProblemInit {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly errors: readonly Fault[];
  readonly requestId: string | null;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
  readonly retryAfterMs: number | null;
}

/** The server refused the request or failed on it: problem details (RFC 9457) as an error. */
export class DealwrightProblem extends DealwrightError {
  override readonly name: string = 'DealwrightProblem';
  /** The HTTP status, 400 to 599. */
  readonly status: number;
  /** Stable and for programs, such as `invalid_request`; `http_502` when the answer was not ours. */
  readonly code: keyof ProblemMembers | Newer;
  readonly title: string;
  readonly detail: string;
  /** All faults of the request at once; empty when none has a place of its own. */
  readonly errors: readonly Fault[];
  /** Name it when you ask for help; null when the answer did not come from the server itself. */
  readonly requestId: string | null;
  readonly headers: Headers;
  /** The problem document as it came, with the members that only this kind of problem has. */
  readonly body: Readonly<Record<string, unknown>>;
  /** How long the server asks to wait (`Retry-After`), in milliseconds. */
  readonly retryAfterMs: number | null;

  constructor(init: ProblemInit) {
    super(`${init.status} ${init.code}: ${init.detail}${init.requestId ? ` (${init.requestId})` : ''}`);
    this.status = init.status;
    this.code = init.code;
    this.title = init.title;
    this.detail = init.detail;
    this.errors = init.errors;
    this.requestId = init.requestId;
    this.headers = init.headers;
    this.body = init.body;
    this.retryAfterMs = init.retryAfterMs;
  }
}

/** 400: the request breaks the contract; `errors` says where. */
export class BadRequestProblem extends DealwrightProblem {
  override readonly name = 'BadRequestProblem';
}

/** 401: the credential is missing, wrong, expired or revoked. */
export class UnauthorizedProblem extends DealwrightProblem {
  override readonly name = 'UnauthorizedProblem';
}

/** 403: the credential is good but lacks a scope or a right. */
export class ForbiddenProblem extends DealwrightProblem {
  override readonly name = 'ForbiddenProblem';
}

/** 404: there is no such thing, or the caller may not read it. */
export class NotFoundProblem extends DealwrightProblem {
  override readonly name = 'NotFoundProblem';
}

/** 409: what is asked for collides with what is there. */
export class ConflictProblem extends DealwrightProblem {
  override readonly name = 'ConflictProblem';

  /** With code `already_exists`: the id of the record that is in the way. */
  get existingId(): string | null {
    return text(this.body.existing_id);
  }
}

/** 412: the record has changed since it was read; read it again, then decide. */
export class StaleProblem extends DealwrightProblem {
  override readonly name = 'StaleProblem';

  /** The version that the server has now, usable as `ifMatch`. */
  get currentEtag(): string | null {
    return text(this.body.current_etag);
  }
}

/** 422: the request is well formed but cannot be carried out as things are. */
export class UnprocessableProblem extends DealwrightProblem {
  override readonly name = 'UnprocessableProblem';
}

/** 429: too many requests, also after the retries; `retryAfterMs` says how long to wait. */
export class RateLimitProblem extends DealwrightProblem {
  override readonly name = 'RateLimitProblem';
}

/** 500 to 599: the server or something before it failed. */
export class ServerProblem extends DealwrightProblem {
  override readonly name = 'ServerProblem';
}

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
