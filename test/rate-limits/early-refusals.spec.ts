import type { ApiClient, Method } from '../support/api-client';
import { TestApi, type TestWorkspace } from '../support/test-api';
import { limits, oneTooMany, readLimits } from './support/limits';

/** Next to nothing comes back while a test runs. */
const few = { perSecond: 0.01, burst: 8 };

let api: TestApi;
let home: TestWorkspace;
let address: string;
let addresses = 0;

beforeAll(async () => {
  const rateLimits = limits({ principal: few, failedAuthentication: few });
  api = await TestApi.start([], { rateLimits, trustProxy: true });
});
beforeEach(async () => {
  home = await api.workspace();
  addresses += 1;
  address = `203.0.113.${addresses}`;
});
afterAll(() => api.stop());

interface Refusal {
  readonly status: number;
  readonly what: string;
  readonly method: Method;
  readonly path: string;
  readonly body?: string;
  readonly type?: string;
  /** What it costs: a failure is not cheaper than the operation. */
  readonly cost: number;
  /** What a stranger is answered, who is asked for a token before a body is read. */
  readonly toStrangers: number;
}

const LEADS = { method: 'post', path: '/v1/leads', cost: 5, toStrangers: 401 } as const;

/** What is refused before the guard sees it. */
const REFUSALS: readonly Refusal[] = [
  { ...LEADS, status: 400, what: 'a body that is no JSON', body: '{"title":' },
  {
    ...LEADS,
    status: 413,
    what: 'a body that is too large',
    body: JSON.stringify({ title: 'x'.repeat(1_100_000) }),
  },
  { ...LEADS, status: 415, what: 'a body of another kind', body: 'title=x', type: 'text/plain' },
  {
    status: 400,
    what: 'a batch that is no JSON',
    method: 'post',
    path: '/v1/leads/batch',
    body: '{"operations":',
    cost: 1,
    toStrangers: 401,
  },
  { status: 404, what: 'no such address', method: 'get', path: '/v1/nonsense', cost: 1, toStrangers: 404 },
  {
    status: 405,
    what: 'no such method',
    method: 'put',
    path: '/v1/leads',
    body: '{}',
    cost: 1,
    toStrangers: 405,
  },
];

const send = (client: ApiClient, { method, path, body, type }: Refusal) =>
  (body === undefined ? client.call(method, path) : client.raw(method, path, body, type)).set(
    'x-forwarded-for',
    address,
  );

describe.each(REFUSALS)('a request answered $status for $what', (refusal) => {
  const { status, cost, toStrangers } = refusal;

  it('costs a caller with a good token what it would have cost, and tells what is left', async () => {
    const { headers } = await send(home, refusal).expect(status);
    expect(readLimits(headers['ratelimit-policy']).principal).toEqual({ q: 8, w: 800 });
    expect(readLimits(headers.ratelimit).principal).toEqual({
      r: Math.floor(8 - cost),
      t: 100 * Math.ceil(cost),
    });
  });

  it('is answered 429 when the budget of the token is used up', async () => {
    // What is dearer than a second's worth may leave a debt.
    for (let left = 8; left > 0; left -= cost) await send(home, refusal).expect(status);
    const { status: answered, body, headers } = await oneTooMany(() => send(home, refusal));
    expect(answered).toBe(429);
    expect(body).toMatchObject({ violated_policies: ['principal'] });
    expect(headers['retry-after']).toMatch(/^[1-9]\d*$/);
  });

  it.each([
    ['no token', null],
    ['a token that nobody was given', 'dw_pak_nobody'],
  ])('costs the address of who has %s, until that has nothing left', async (_, token) => {
    const stranger = api.as(token);
    const { headers } = await send(stranger, refusal).expect(toStrangers);
    expect(readLimits(headers.ratelimit)).toEqual({ failed_authentication: { r: 7, t: 100 } });
    expect(readLimits(headers['ratelimit-policy'])).toEqual({ failed_authentication: { q: 8, w: 800 } });
    for (let left = 7; left > 0; left -= 1) await send(stranger, refusal).expect(toStrangers);
    const { status: answered, body } = await oneTooMany(() => send(stranger, refusal));
    expect(answered).toBe(429);
    expect(body).toMatchObject({ violated_policies: ['failed_authentication'] });
    await home.get('/v1/me').set('x-forwarded-for', address).expect(200);
  });
});

it('a token that is refused costs the address, and tells it', async () => {
  const refused = await api.as('dw_pak_nobody').get('/v1/me').set('x-forwarded-for', address).expect(401);
  expect(readLimits(refused.headers.ratelimit)).toEqual({ failed_authentication: { r: 7, t: 100 } });
});

it('a fault in what is public costs nothing', async () => {
  for (let at = 0; at < 12; at += 1) {
    const path = '/v1/openapi.json?colour=red';
    const { headers } = await api.as(null).get(path).set('x-forwarded-for', address).expect(400);
    expect(headers.ratelimit).toBeUndefined();
  }
});
