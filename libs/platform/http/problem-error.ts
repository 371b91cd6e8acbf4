/** One thing that is wrong with a request, and where. */
export interface Fault {
  /** A JSON Pointer (RFC 6901) into the body, or `?name` for a query parameter. */
  readonly pointer: string;
  /** Stable and for programs. */
  readonly code: string;
  /** A sentence that says what to do. */
  readonly detail: string;
}

interface ProblemOptions {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly errors?: readonly Fault[];
  readonly headers?: Readonly<Record<string, string>>;
  /** Members of this kind of problem alone (RFC 9457, section 3.2). */
  readonly members?: Readonly<Record<string, unknown>>;
}

/** A mistake of the caller's, with a code that a program can read. Anything else thrown is our fault: 500. */
export class ProblemError extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly errors: readonly Fault[];
  readonly headers: Readonly<Record<string, string>>;
  readonly members: Readonly<Record<string, unknown>>;

  constructor({ status, code, title, detail, errors = [], headers = {}, members = {} }: ProblemOptions) {
    super(detail);
    this.status = status;
    this.code = code;
    this.title = title;
    this.errors = errors;
    this.headers = headers;
    this.members = members;
  }
}
