import {
  BadRequestProblem,
  ConflictProblem,
  DealwrightError,
  DealwrightProblem,
  ForbiddenProblem,
  hasCode,
  isProblem,
  NotFoundProblem,
  RateLimitProblem,
  ServerProblem,
  StaleProblem,
  UnauthorizedProblem,
  UnprocessableProblem,
} from '../src/index.ts';
import { problemFrom } from '../src/problem-from.ts';

const answer = (status: number, body: string, headers: Record<string, string> = {}) =>
  problemFrom(
    new Response(body, { status, headers: { 'content-type': 'application/problem+json', ...headers } }),
    0,
  );

describe('an error answer', () => {
  it('keeps everything that the problem document says', async () => {
    const faults = [{ pointer: '/phones/0/value', code: 'required', detail: 'value is required' }];
    const body = {
      title: 'T',
      detail: 'D',
      code: 'invalid_request',
      request_id: 'req_1',
      errors: faults,
      extra: 1,
    };
    const error = await answer(400, JSON.stringify(body));
    expect(error).toMatchObject({ title: 'T', detail: 'D', code: 'invalid_request', requestId: 'req_1' });
    expect(error.errors).toEqual(faults);
    expect(error.body.extra).toBe(1);
    expect(error.message).toBe('400 invalid_request: D (req_1)');
  });

  it.each([
    [400, BadRequestProblem],
    [401, UnauthorizedProblem],
    [403, ForbiddenProblem],
    [404, NotFoundProblem],
    [409, ConflictProblem],
    [410, DealwrightProblem],
    [412, StaleProblem],
    [422, UnprocessableProblem],
    [429, RateLimitProblem],
    [500, ServerProblem],
    [503, ServerProblem],
  ] as const)('with %d is of its own class', async (status, Problem) => {
    const error = await answer(status, '{}');
    expect(error).toBeInstanceOf(Problem);
    expect(error).toBeInstanceOf(DealwrightError);
    expect(error.name).toBe(Problem.name);
  });

  it('of a proxy is still an error with a code', async () => {
    const html = '<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>';
    const error = await answer(502, html, { 'content-type': 'text/html', 'request-id': 'req_2' });
    expect(error).toMatchObject({ code: 'http_502', requestId: 'req_2', errors: [] });
    expect(error.detail).toContain('text/html');
    expect(error.detail).toContain('502 Bad Gateway nginx');
  });

  it.each(['', 'null', '[1]', '{"code":1,"errors":[{"pointer":1}]}', '{"errors":"x"}'])(
    'with the body %s is still an error',
    async (body) => expect(await answer(418, body)).toMatchObject({ code: 'http_418', errors: [] }),
  );

  it('says in milliseconds how long to wait', async () => {
    expect((await answer(429, '{}', { 'retry-after': '3' })).retryAfterMs).toBe(3000);
    expect((await answer(429, '{}', { 'retry-after': 'Thu, 01 Jan 1970 00:01:00 GMT' })).retryAfterMs).toBe(
      60_000,
    );
    expect((await answer(429, '{}', { 'retry-after': 'soon' })).retryAfterMs).toBeNull();
  });
});

describe('the code of a problem', () => {
  it('is told of errors', async () => {
    const error: unknown = await answer(409, '{"code":"already_exists","existing_id":"lead_9"}');
    expect(isProblem(error, 'already_exists') && error.body.existing_id).toBe('lead_9');
    expect(isProblem(error, 'not_found')).toBe(false);
    expect(isProblem(new Error('already_exists'), 'already_exists')).toBe(false);
  });

  it('is told of the results of a batch', () => {
    const problem = {
      ...{
        type: 'T',
        title: 'T',
        status: 409,
        detail: 'D',
        code: 'already_exists',
        request_id: 'r',
        errors: [],
      },
      existing_id: 'lead_9',
    };
    expect(hasCode(problem, 'already_exists') && problem.existing_id).toBe('lead_9');
    expect(hasCode(undefined, 'already_exists')).toBe(false);
  });
});
