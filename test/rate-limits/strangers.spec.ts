import request from 'supertest';

import { TestApi, type TestWorkspace } from '../support/test-api';
import { limits } from './support/limits';

/** Next to nothing comes back while a test runs. */
const few = { perSecond: 0.01, burst: 5 };

async function statuses(count: number, call: () => request.Test): Promise<number[]> {
  const seen: number[] = [];
  for (let at = 0; at < count; at += 1) seen.push((await call()).status);
  return seen;
}

describe('an address without a valid token', () => {
  let api: TestApi;
  let home: TestWorkspace;

  beforeAll(async () => {
    api = await TestApi.start([], { rateLimits: limits({ failedAuthentication: few }) });
    home = await api.workspace();
  });
  afterAll(() => api.stop());

  it('is refused after a few failures, while callers with a token are served', async () => {
    const seen = await statuses(8, () => api.as('dw_pak_wrong').get('/v1/me'));
    expect(seen.slice(0, 5)).toEqual([401, 401, 401, 401, 401]);
    const refused = await api.as(null).get('/v1/me').expect(429);
    expect(refused.body).toMatchObject({ violated_policies: ['failed_authentication'] });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThanOrEqual(1);
    await home.get('/v1/me').expect(200);
  });

  it('reads what is public as often as it likes', async () => {
    const seen = await statuses(20, () => api.as(null).get('/v1/openapi.json'));
    expect(new Set(seen)).toEqual(new Set([200]));
  });
});

describe('the token endpoint', () => {
  const tokens = (api: TestApi, workspace: TestWorkspace) => () =>
    request(api.server)
      .post('/oauth/token')
      .auth(workspace.client_id, workspace.client_secret)
      .type('form')
      .send({ grant_type: 'client_credentials', scope: 'leads:read' });

  it('limits each client, however it says who it is', async () => {
    const api = await TestApi.start([], { rateLimits: limits({ tokenClient: few }) });
    try {
      const [home, other] = [await api.workspace(), await api.workspace()];
      const passed = (await statuses(8, tokens(api, home))).filter((status) => status === 200).length;
      // One more on a slow machine: what came back in a second lets it pass.
      expect([5, 6]).toContain(passed);
      const refused = await request(api.server)
        .post('/oauth/token')
        .type('form')
        .send({ grant_type: 'client_credentials', client_id: home.client_id, client_secret: 'wrong' })
        .expect(429);
      expect(refused.body).toMatchObject({ error: 'rate_limited' });
      expect(refused.headers['retry-after']).toMatch(/^[1-9]\d*$/);
      await tokens(api, other)().expect(200);
    } finally {
      await api.stop();
    }
  });

  it('limits each address', async () => {
    const api = await TestApi.start([], { rateLimits: limits({ tokenAddress: few }) });
    try {
      const [home, other] = [await api.workspace(), await api.workspace()];
      await statuses(8, tokens(api, home));
      const refused = await tokens(api, other)().expect(429);
      expect(refused.body).toMatchObject({ code: 'rate_limited', violated_policies: ['token_address'] });
    } finally {
      await api.stop();
    }
  });
});
