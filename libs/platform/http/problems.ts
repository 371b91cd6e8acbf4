import { type Fault, ProblemError } from './problem-error';

/** 400: the request breaks the contract; all faults at once. */
export const invalidRequest = (errors: readonly Fault[]): ProblemError =>
  new ProblemError({
    status: 400,
    code: 'invalid_request',
    title: 'The request is not valid',
    detail: summary(errors),
    errors: errors.slice(0, MAX_FAULTS),
  });

/** 422: the request is well formed, but what it asks for cannot be done as things are; all faults at once. */
export const unprocessable = (errors: readonly Fault[]): ProblemError =>
  new ProblemError({
    status: 422,
    code: 'unprocessable',
    title: 'The request cannot be carried out',
    detail: summary(errors),
    errors: errors.slice(0, MAX_FAULTS),
  });

/** 404: there is no such thing in this workspace, or the caller may not read it. */
export const notFound = (what: string): ProblemError =>
  new ProblemError({
    status: 404,
    code: 'not_found',
    title: 'Not found',
    detail: `There is no such ${what}, or this token may not read it.`,
  });

/** 401: the request carries no usable credential (RFC 6750, section 3.1). */
export const unauthorized = (detail: string, code: keyof typeof CHALLENGES): ProblemError =>
  new ProblemError({
    status: 401,
    code,
    title: 'Not signed in',
    detail,
    headers: { 'WWW-Authenticate': CHALLENGES[code] },
  });

const CHALLENGES = {
  missing_token: 'Bearer',
  invalid_token: 'Bearer error="invalid_token"',
  invalid_dpop_proof: 'DPoP error="invalid_dpop_proof", algs="ES256 Ed25519 EdDSA"',
} as const;

/** 403: the token is good, but lacks a scope. */
export const missingScope = (scope: string): ProblemError =>
  new ProblemError({
    status: 403,
    code: 'missing_scope',
    title: 'Not allowed',
    detail: `This token lacks the scope "${scope}".`,
    headers: { 'WWW-Authenticate': `Bearer error="insufficient_scope", scope="${scope}"` },
    members: { required_scope: scope },
  });

/** 403: the member's role does not reach as far as this; says how far it does. */
export const missingRight = (
  { right, reach, role }: { readonly right: string; readonly reach: string; readonly role: string },
  detail: string,
  errors: readonly Fault[] = [],
): ProblemError =>
  new ProblemError({
    status: 403,
    code: 'missing_right',
    title: 'Not allowed',
    detail,
    errors,
    members: { required_right: right, granted: reach, role },
  });

/** 403: the token is good, and bound to other addresses than the one that the request comes from. */
export const addressNotAllowed = (address: string): ProblemError =>
  new ProblemError({
    status: 403,
    code: 'address_not_allowed',
    title: 'Not allowed',
    detail: `This key may not be used from the address ${address}.`,
  });

/** 409: what is asked for collides with what is there. */
export const conflict = (
  code: string,
  detail: string,
  { errors, members }: { errors?: readonly Fault[]; members?: Readonly<Record<string, unknown>> } = {},
): ProblemError => new ProblemError({ status: 409, code, title: 'Conflict', detail, errors, members });

/** 412: the record has changed since the caller read it; `changed` names the fields, unless nobody can tell any more. */
export const versionMismatch = (currentEtag: string, changed?: readonly string[]): ProblemError =>
  new ProblemError({
    status: 412,
    code: 'version_mismatch',
    title: 'Precondition failed',
    detail: 'The record has changed since you read it: read it again, then decide.',
    members: { current_etag: currentEtag, ...(changed && { changed }) },
  });

/** 412: a condition of the request does not hold. */
export const preconditionFailed = (detail: string, members: Readonly<Record<string, unknown>> = {}) =>
  new ProblemError({
    status: 412,
    code: 'precondition_failed',
    title: 'Precondition failed',
    detail,
    members,
  });

/** A body of nothing but mistakes must not be answered with one many times its size. */
const MAX_FAULTS = 1000;

function summary(errors: readonly Fault[]): string {
  const [first] = errors;
  if (!first) return 'Something in the request is wrong.';
  const told = first.pointer === '' ? first.detail : `${first.detail} (${first.pointer})`;
  return errors.length === 1 ? told : `${errors.length} things are wrong; the first: ${told}`;
}
