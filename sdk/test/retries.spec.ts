import {
  ConflictProblem,
  ConnectionError,
  Dealwright,
  RateLimitProblem,
  type RetryNotice,
} from '../src/index.ts';
import { backOffMs } from '../src/retries.ts';
import { type Answer, type FakeServer, problem, startFakeServer } from './support/fake-server.ts';

const AT_ONCE = { 'retry-after': '0' };
const lead = { id: 'lead_1' };

let server: FakeServer;
afterEach(() => server.close());

const clientFor = async (
  answers: readonly Answer[],
  options: { maxRetries?: number; maxRetryDelayMs?: number; onRetry?: (notice: RetryNotice) => void } = {},
) => {
  server = await startFakeServer((_, index) => answers[index] ?? { body: lead });
  return new Dealwright({ baseUrl: server.url, key: 'k', ...options });
};

describe('a request that fails for a passing reason', () => {
  it.each([429, 502, 503, 504])('is sent again after a %d', async (status) => {
    const client = await clientFor([{ status, headers: AT_ONCE }]);
    await expect(client.leads.get('lead_1')).resolves.toEqual(lead);
    expect(server.received).toHaveLength(2);
  });

  it('is sent again after a broken connection, with the same Idempotency-Key and body', async () => {
    const client = await clientFor(['reset', { status: 503, headers: AT_ONCE }]);
    await client.leads.create({ first_name: 'Zoë' });
    const keys = server.received.map(({ headers }) => headers['idempotency-key']);
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(new Set(keys).size).toBe(1);
    expect(server.received.map(({ body }) => body)).toEqual(Array(3).fill('{"first_name":"Zoë"}'));
  });

  it('keeps the key that the caller chose', async () => {
    const client = await clientFor([{ status: 502, headers: AT_ONCE }]);
    await client.leads.delete('lead_1', { idempotencyKey: 'mine' });
    expect(server.received.map(({ headers }) => headers['idempotency-key'])).toEqual(['mine', 'mine']);
  });

  it('waits for the same write that is still running', async () => {
    const client = await clientFor([problem(409, 'write_in_progress')]);
    await expect(client.leads.create({ title: 'x' })).resolves.toEqual(lead);
  });

  it('gives up after maxRetries', async () => {
    const client = await clientFor(Array(9).fill({ status: 429, headers: AT_ONCE }), { maxRetries: 2 });
    await expect(client.leads.get('lead_1')).rejects.toBeInstanceOf(RateLimitProblem);
    expect(server.received).toHaveLength(3);
  });

  it('tells onRetry what happened', async () => {
    const notices: RetryNotice[] = [];
    const client = await clientFor(['reset', { status: 503, headers: AT_ONCE }], {
      onRetry: (notice) => notices.push(notice),
    });
    await client.leads.get('lead_1');
    expect(notices).toMatchObject([
      { retry: 1, status: null, method: 'GET', error: { name: 'ConnectionError' } },
      { retry: 2, status: 503, delayMs: 0, error: null },
    ]);
  });
});

describe('Retry-After', () => {
  const delayFor = async (retryAfter: string) => {
    const stop = new AbortController();
    let delayMs = -1;
    const client = await clientFor([{ status: 429, headers: { 'retry-after': retryAfter } }], {
      onRetry: (notice) => {
        delayMs = notice.delayMs;
        stop.abort();
      },
    });
    await expect(client.leads.get('lead_1', {}, { signal: stop.signal })).rejects.toThrow('aborted');
    return delayMs;
  };

  it('is honoured in seconds', async () => expect(await delayFor('7')).toBe(7000));

  it('is honoured as a date', async () => {
    const delayMs = await delayFor(new Date(Date.now() + 20_000).toUTCString());
    expect(delayMs).toBeGreaterThan(10_000);
    expect(delayMs).toBeLessThanOrEqual(20_000);
  });

  it('is waited for as the rate limits send it', async () => {
    const notices: RetryNotice[] = [];
    const headers = {
      'retry-after': '1',
      'ratelimit-policy': '"principal";q=1000;w=2',
      ratelimit: '"principal";r=0;t=2',
    };
    const refused = problem(429, 'rate_limited', { violated_policies: ['principal'] });
    if (typeof refused === 'string') throw new Error(refused);
    const client = await clientFor([{ ...refused, headers: { ...refused.headers, ...headers } }], {
      onRetry: (notice) => notices.push(notice),
    });
    await expect(client.leads.get('lead_1')).resolves.toEqual(lead);
    expect(notices).toMatchObject([{ status: 429, delayMs: 1000 }]);
  });

  it('ends the call when it asks for longer than maxRetryDelayMs', async () => {
    const client = await clientFor([{ status: 429, headers: { 'retry-after': '3600' } }]);
    await expect(client.leads.get('lead_1')).rejects.toMatchObject({ retryAfterMs: 3_600_000 });
    expect(server.received).toHaveLength(1);
  });
});

describe('a request that fails for good', () => {
  it.each([400, 401, 403, 404, 410, 412, 422, 500])('is not sent again after a %d', async (status) => {
    const client = await clientFor([problem(status, 'x')]);
    await expect(client.leads.create({ title: 'x' })).rejects.toMatchObject({ status });
    expect(server.received).toHaveLength(1);
  });

  it('is not sent again after a conflict with another record', async () => {
    const client = await clientFor([problem(409, 'already_exists', { existing_id: 'lead_9' })]);
    const error = await client.leads.create({ title: 'x' }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ConflictProblem);
    expect(error).toMatchObject({ code: 'already_exists', existingId: 'lead_9' });
    expect(server.received).toHaveLength(1);
  });

  it('says where the server sends it instead of following a redirect', async () => {
    const client = await clientFor([{ status: 301, headers: { location: 'https://elsewhere.example/' } }]);
    const call = client.leads.create({ title: 'x' });
    await expect(call).rejects.toBeInstanceOf(ConnectionError);
    await expect(call).rejects.toThrow('redirects to https://elsewhere.example/');
    expect(server.received).toHaveLength(1);
  });
});

it('pauses longer each time, never more than 30 s, never less than half of it', () => {
  expect([1, 2, 3, 4].map((retry) => backOffMs(retry, 1))).toEqual([500, 1000, 2000, 4000]);
  expect(backOffMs(1, 0)).toBe(250);
  expect(backOffMs(5000, 1)).toBe(30_000);
});
