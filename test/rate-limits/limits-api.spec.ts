import { setTimeout as sleep } from 'node:timers/promises';

import { register } from 'prom-client';
import request from 'supertest';

import { key as keyOf, stored } from '../support/credentials';
import { TestApi, type TestWorkspace } from '../support/test-api';
import { limits, readLimits } from './support/limits';

/** So little comes back that a slow request finds what a quick one does. */
const principal = { perSecond: 0.5, burst: 10 };
const app = { perSecond: 0.5, burst: 40 };
const workspace = { perSecond: 1000, burst: 2000 };

let api: TestApi;
let home: TestWorkspace;

beforeAll(async () => {
  api = await TestApi.start([], { rateLimits: limits({ principal, app, workspace }) });
});
beforeEach(async () => {
  home = await api.workspace();
});
afterAll(() => api.stop());

/** Uses up the budget of a caller, and answers with the refusal. */
async function useUp(caller: { get(path: string): request.Test }): Promise<request.Response> {
  for (let at = 0; at < 100; at += 1) {
    const answer = await caller.get('/v1/me');
    if (answer.status === 429) return answer;
  }
  throw new Error('The limit was not reached.');
}

describe('every answer', () => {
  it('tells the policies and what is left of each', async () => {
    const { headers } = await home.get('/v1/me').expect(200);
    expect(headers['ratelimit-policy']).toBe(
      '"principal";q=10;w=20, "app";q=40;w=80, "workspace";q=2000;w=2',
    );
    expect(readLimits(headers.ratelimit)).toEqual({
      principal: { r: 9, t: 2 },
      app: { r: 39, t: 2 },
      workspace: { r: expect.any(Number), t: expect.any(Number) },
    });
  });

  it('tells them when it is an error, too', async () => {
    const { headers } = await home.get('/v1/leads/nonsense').expect(400);
    expect(readLimits(headers.ratelimit).principal).toEqual({ r: 9, t: 2 });
    expect(readLimits(headers['ratelimit-policy']).principal).toEqual({ q: 10, w: 20 });
  });

  it('names no app where there is none', async () => {
    const token = await keyOf(api, home, { scopes: ['leads:read'] });
    const { headers } = await api.as(token).get('/v1/me').expect(200);
    expect(Object.keys(readLimits(headers.ratelimit))).toEqual(['principal', 'workspace']);
  });

  it('costs what the document says', async () => {
    const { headers } = await home.post('/v1/leads', { title: 'A' }).expect(201);
    expect(readLimits(headers.ratelimit).app).toEqual({ r: 35, t: 10 });
    const { paths } = api.contract.document as unknown as {
      paths: Record<string, Record<string, Record<string, unknown>>>;
    };
    expect(paths['/v1/leads']?.post?.['x-cost']).toBe(5);
    expect(paths['/v1/leads']?.get?.['x-cost']).toBe(3);
    expect(paths['/v1/leads/{id}']?.get?.['x-cost']).toBe(1);
    expect(paths['/v1/openapi.json']?.get?.['x-cost']).toBe(0);
  });

  it('costs nothing when it says that nothing has changed', async () => {
    const { id } = await home.create('/v1/leads', { title: 'A' });
    const first = await home.get(`/v1/leads/${id}`).expect(200);
    const again = await home
      .get(`/v1/leads/${id}`)
      .set('if-none-match', String(first.headers.etag))
      .expect(304);
    const left = (answer: request.Response) => readLimits(answer.headers.ratelimit).app?.r ?? 0;
    expect(left(again)).toBeGreaterThanOrEqual(left(first));
  });
});

describe('a caller that asks too much', () => {
  it('is refused, told why and for how long, and served after that time', async () => {
    const before = await refusalsOf('principal');
    const refused = await useUp(home);
    expect(refused.headers['content-type']).toContain('application/problem+json');
    expect(refused.body).toMatchObject({ code: 'rate_limited', violated_policies: ['principal'] });
    expect(refused.headers['retry-after']).toMatch(/^[1-9]\d*$/);
    expect(readLimits(refused.headers.ratelimit).principal).toMatchObject({ r: 0 });
    expect(await refusalsOf('principal')).toBe(before + 1);
    await sleep(Number(refused.headers['retry-after']) * 1000);
    const again = await home.get('/v1/me');
    expect([again.status, again.headers.ratelimit]).toEqual([200, expect.any(String)]);
  });

  it('takes nothing from another app, another key or another workspace', async () => {
    const [other, stranger] = [await keyOf(api, home, { scopes: [] }), await api.workspace()];
    await useUp(home);
    await api.as(other).get('/v1/me').expect(200);
    await stranger.get('/v1/me').expect(200);
  });

  it('cannot help itself with more keys of the same app', async () => {
    const installationId = stored('installation', home.installation_id);
    const policies = new Set<unknown>();
    for (let at = 0; at < 6; at += 1) {
      const token = await keyOf(api, home, { scopes: [], installationId });
      const refused = await useUp(api.as(token));
      policies.add((refused.body as { violated_policies: string[] }).violated_policies[0]);
    }
    expect(policies).toContain('app');
  });
});

async function refusalsOf(policy: string): Promise<number> {
  const metric = await register.getSingleMetric('dealwright_rate_limited_total')?.get();
  return metric?.values.find(({ labels }) => labels.policy === policy)?.value ?? 0;
}
