import {
  BadRequestProblem,
  ConflictProblem,
  DealwrightProblem,
  type Fault,
  ForbiddenProblem,
  NotFoundProblem,
  RateLimitProblem,
  ServerProblem,
  StaleProblem,
  UnauthorizedProblem,
  UnprocessableProblem,
} from './problems.ts';
import { retryAfterMs } from './retry-after.ts';

const BY_STATUS: Readonly<Record<number, typeof DealwrightProblem>> = {
  400: BadRequestProblem,
  401: UnauthorizedProblem,
  403: ForbiddenProblem,
  404: NotFoundProblem,
  409: ConflictProblem,
  412: StaleProblem,
  422: UnprocessableProblem,
  429: RateLimitProblem,
};

const EXCERPT_LENGTH = 200;

/** The problem that an answer with status 400 or more tells of, whatever its body is. */
export async function problemFrom(response: Response, now: number): Promise<DealwrightProblem> {
  const { status, headers } = response;
  const raw = await response.text();
  const body = jsonObject(raw);
  const Problem = BY_STATUS[status] ?? (status >= 500 ? ServerProblem : DealwrightProblem);
  return new Problem({
    status,
    // OAuth's own endpoints answer with `error` and `error_description` (RFC 6749, section 5.2).
    code: text(body.code) ?? text(body.error) ?? `http_${status}`,
    title: text(body.title) ?? (response.statusText || `HTTP ${status}`),
    detail: text(body.detail) ?? text(body.error_description) ?? strangerSays(headers, raw),
    errors: Array.isArray(body.errors) ? body.errors.filter(isFault) : [],
    requestId: text(body.request_id) ?? headers.get('request-id'),
    headers,
    body,
    retryAfterMs: retryAfterMs(headers, now),
  });
}

/** What can be said of an answer that is not a problem document, such as a proxy's page of HTML. */
function strangerSays(headers: Headers, raw: string): string {
  const type = headers.get('content-type') ?? 'no content type';
  const excerpt = raw
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, EXCERPT_LENGTH);
  return `The answer is not a problem document (${type})${excerpt && `: ${excerpt}`}`;
}

function jsonObject(raw: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(raw);
    return isObject(value) ? value : {};
  } catch {
    // Not JSON: whoever answered, it was not the API; the caller gets its words in `detail`.
    return {};
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isFault = (value: unknown): value is Fault =>
  isObject(value) && [value.pointer, value.code, value.detail].every((part) => text(part) !== null);

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
