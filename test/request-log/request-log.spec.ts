import { randomBytes } from 'node:crypto';

import { RouteCatalog } from '@platform/http';
import { RequestLog } from '@platform/request-log';

import { until } from '../events/support/until';
import { appOf, startWithWorker } from '../isolation/support/residents';
import { employ } from '../rights/support/staff';
import type { ApiClient } from '../support/api-client';
import { CREDENTIALS, key } from '../support/credentials';
import { TestApi, type TestWorkspace } from '../support/test-api';
import { secretsIn, withSecrets } from './support/secret-operations';

let api: TestApi;
let workspace: TestWorkspace;
beforeAll(async () => {
  api = await startWithWorker();
});
afterAll(() => api.stop());
beforeEach(async () => {
  workspace = await api.workspace();
});

interface Logged {
  readonly id: string;
  readonly method: string;
  readonly route: string | null;
  readonly path: string;
  readonly status: number;
  readonly request_id: string;
  readonly problem: string | null;
}

/** What the log has, all of it written. */
async function logged(query = '', client: ApiClient = workspace): Promise<Logged[]> {
  await api.app.get(RequestLog).flush();
  const { body } = await client.get(`/v1/request-log?limit=500${query}`).expect(200);
  return body.data;
}

const lines = async (query = '', client: ApiClient = workspace): Promise<string[]> =>
  (await logged(query, client)).map(({ method, path, status }) => `${method} ${path} ${status}`);

describe('the log of requests', () => {
  it('tells what was asked and answered, the events of it and where these were sent', async () => {
    const { id: hook } = await workspace.create('/v1/webhook-endpoints', {
      url: 'http://127.0.0.1:60009/',
      types: ['lead.*'],
    });
    const { body: lead, headers } = await workspace
      .post('/v1/leads?validate_only=false', { title: 'Website enquiry' })
      .set('user-agent', 'shop/1.0');
    const [found] = await logged(`&request_id=${headers['request-id']}`);
    expect(found).toMatchObject({
      method: 'POST',
      route: '/v1/leads',
      path: '/v1/leads',
      query: 'validate_only=false',
      status: 201,
      problem: null,
      credential: { installation_id: workspace.installation_id, member_id: null },
      address: '127.0.0.1',
      user_agent: 'shop/1.0',
      sample_rate: 1,
    });
    const read = async () => (await workspace.get(`/v1/request-log/${found?.id}`).expect(200)).body;
    await until(async () => (await read()).events[0]?.deliveries.length === 1, { withinMs: 20_000 });
    const entry = await read();
    expect(JSON.parse(entry.request_body)).toEqual({ title: 'Website enquiry' });
    expect(JSON.parse(entry.response_body)).toMatchObject({ id: lead.id, title: 'Website enquiry' });
    expect(entry.duration_ms).toBeGreaterThan(0);
    expect(entry.events).toEqual([
      {
        id: expect.stringMatching(/^evt_/),
        type: 'lead.created',
        deliveries: [
          {
            id: expect.stringMatching(/^dlvr_/),
            endpoint_id: hook,
            state: expect.stringMatching(/^(pending|delivered|failed)$/),
            attempts: expect.any(Number),
          },
        ],
      },
    ]);
  });

  it('keeps failures with their problem, also of addresses and bodies that there are not', async () => {
    await workspace.post('/v1/leads', { emails: [{ value: 'nobody' }] }).expect(400);
    await workspace.get('/v1/leads/lead_01j4eds6gyfgx9y00b5gex2qv0').expect(404);
    await workspace.raw('post', '/v1/leads', '{"title":').expect(400);
    await workspace.call('get', '/v1/nothing?token=hush').expect(404);
    expect((await logged()).map(({ status, problem, route }) => [status, problem, route])).toEqual([
      [404, 'unknown_route', null],
      [400, 'malformed_request', '/v1/leads'],
      [404, 'not_found', '/v1/leads/{id}'],
      [400, 'invalid_request', '/v1/leads'],
    ]);
    const [entry] = await logged('&problem=invalid_request');
    const { body } = await workspace.get(`/v1/request-log/${entry?.id}`);
    expect(JSON.parse(body.response_body).errors[0]).toMatchObject({ pointer: '/emails/0/value' });
  });

  it('leaves out who brought no good credential, tokens, files and itself', async () => {
    await api.as(null).get('/v1/leads').expect(401);
    await api
      .as(`dw_key_${'x'.repeat(49)}`)
      .get('/v1/leads')
      .expect(401);
    await CREDENTIALS["an installation's token"]?.(api, workspace, ['leads:read']);
    await workspace.raw('post', '/v1/files?name=a.txt', 'what nobody reads', 'text/plain').expect(201);
    await lines();
    const all = await logged();
    expect(all.map(({ method, path }) => `${method} ${path}`)).toEqual(['POST /v1/files']);
    const { body } = await workspace.get(`/v1/request-log/${all[0]?.id}`);
    expect(body.request_body).toBeNull();
    expect(await lines()).toHaveLength(1);
  });

  it('is found by method, status, path, credential, request and time, page by page', async () => {
    const token = await key(api, workspace, { scopes: ['leads:read'] });
    const other = api.as(token);
    const { id: lead } = await workspace.create('/v1/leads', { title: 'x' });
    await other.get(`/v1/leads/${lead}`).expect(200);
    await other.get('/v1/deals').expect(403);
    await workspace.get(`/v1/leads/${lead}`).set('request-id', 'my-own-request').expect(200);
    await api.app.get(RequestLog).flush();
    const middle = await middleOf(workspace);
    await workspace.patch(`/v1/leads/${lead}`, { title: 'y' }).expect(200);
    const read = `GET /v1/leads/${lead} 200`;
    const [, , byKey] = (await workspace.get('/v1/request-log?limit=500').expect(200)).body.data.map(
      ({ credential }: { credential: { key_id: string | null } }) => credential.key_id,
    );
    for (const [query, found] of Object.entries({
      'method=PATCH': [`PATCH /v1/leads/${lead} 200`],
      'status=403': ['GET /v1/deals 403'],
      'status=4xx': ['GET /v1/deals 403'],
      'status=404': [],
      'path=/v1/leads/{id}&method=GET': [read, read],
      [`path=/v1/leads/${lead}&status=2xx`]: [`PATCH /v1/leads/${lead} 200`, read, read],
      'request_id=my-own-request': [read],
      [`credential=${byKey}`]: ['GET /v1/deals 403', read],
      [`credential=${workspace.installation_id}&method=POST`]: ['POST /v1/leads 201'],
      [`since=${middle}`]: [`PATCH /v1/leads/${lead} 200`],
      [`until=${middle}&method=POST`]: ['POST /v1/leads 201'],
    }))
      expect([query, await lines(`&${query.replaceAll('{', '%7B').replaceAll('}', '%7D')}`)]).toEqual([
        query,
        found,
      ]);
    const paged: string[] = [];
    for (let cursor = ''; ; ) {
      const { body } = await workspace.get(`/v1/request-log?limit=2${cursor}`).expect(200);
      paged.push(...body.data.map(({ method, path, status }: Logged) => `${method} ${path} ${status}`));
      if (body.next_cursor === null) break;
      cursor = `&cursor=${encodeURIComponent(body.next_cursor)}`;
    }
    expect(paged).toEqual(await lines());
    await workspace.get('/v1/request-log?credential=lead_01j4eds6gyfgx9y00b5gex2qv0').expect(400);
    await workspace.get('/v1/request-log?status=9xx').expect(400);
  });

  it('finds by every filter with an index', async () => {
    const plans = await api.sql<{ indexdef: string }>(
      `SELECT indexdef FROM pg_indexes WHERE tablename = 'request_log'`,
    );
    const indexed = plans.map(({ indexdef }) => /\(workspace_id, (\w+), /.exec(indexdef)?.[1]);
    const filters = 'method status_class route path request_id key_id member_id installation_id problem';
    expect(indexed.sort()).toEqual(['day', ...filters.split(' ')].sort());
  });
});

describe('who sees what', () => {
  it('admins and keys everything, members what is theirs, apps what they asked', async () => {
    const sales = await employ(api, workspace, 'Sally', 'sales');
    const boss = await employ(api, workspace, 'Bob', 'admin');
    const app = api.as(
      (await CREDENTIALS["an installation's token"]?.(api, workspace, ['leads:read', 'request-log:read'])) ??
        null,
    );
    await sales.client.get('/v1/leads?limit=1').expect(200);
    await boss.client.get('/v1/leads?limit=2').expect(200);
    await app.get('/v1/leads?limit=3').expect(200);
    await workspace.get('/v1/leads?limit=4').expect(200);
    const queries = async (client: ApiClient) =>
      (await logged('&path=/v1/leads', client)).map((entry) => Reflect.get(entry, 'query') as string);
    expect(await queries(workspace)).toEqual(['limit=4', 'limit=3', 'limit=2', 'limit=1']);
    expect(await queries(boss.client)).toEqual(['limit=4', 'limit=3', 'limit=2', 'limit=1']);
    expect(await queries(sales.client)).toEqual(['limit=1']);
    // The installation's own key belongs to it, too.
    expect(await queries(app)).toEqual(['limit=4', 'limit=3']);
    const [bosss] = await logged('&path=/v1/leads&credential='.concat(boss.id));
    await sales.client.get(`/v1/request-log/${bosss?.id}`).expect(404);
    await api
      .as(await key(api, workspace, { scopes: ['leads:read'] }))
      .get('/v1/request-log')
      .expect(403);
  });

  it('another workspace nothing', async () => {
    const other = await api.workspace();
    await workspace.create('/v1/leads', { title: 'x' });
    const [entry] = await logged();
    expect(await logged('', other)).toEqual([]);
    await other.get(`/v1/request-log/${entry?.id}`).expect(404);
    expect(await logged(`&request_id=${entry?.request_id}`, other)).toEqual([]);
  });

  it('events and deliveries as far as the scopes go', async () => {
    await workspace.create('/v1/leads', { title: 'x' });
    const [entry] = await logged();
    const seen = async (scopes: string[]) => {
      const client = api.as(await key(api, workspace, { scopes: ['request-log:read', ...scopes] }));
      return (await client.get(`/v1/request-log/${entry?.id}`).expect(200)).body.events;
    };
    expect(await seen([])).toEqual([]);
    expect(await seen(['leads:read'])).toEqual([expect.objectContaining({ deliveries: null })]);
    expect(await seen(['leads:read', 'webhooks:manage'])).toEqual([
      expect.objectContaining({ deliveries: [] }),
    ]);
  });

  it('fields that a member may not see are not in what they were answered', async () => {
    const role = await workspace.create('/v1/roles', {
      name: 'Blind',
      objects: { deal: { read: 'all' } },
      fields: [{ object: 'deal', field: 'comment', access: 'hidden' }],
    });
    const blind = await employ(api, workspace, 'Blind', String(role.key));
    const { id } = await workspace.create('/v1/deals', { title: 'x', comment: 'for others' });
    await blind.client.get(`/v1/deals/${id}`).expect(200);
    const [entry] = await logged('&method=GET', blind.client);
    const { body } = await blind.client.get(`/v1/request-log/${entry?.id}`).expect(200);
    expect(body.response_body).toContain(id);
    expect(body.response_body).not.toContain('for others');
  });
});

describe('secrets', () => {
  const word = () => `hush${randomBytes(12).toString('hex')}`;

  it('of every operation that takes or answers one are nowhere in the log', async () => {
    const app = await appOf(workspace, 'hushed-app', 'hushed');
    const { id: inst } = await workspace.create('/v1/installation-requests', { app_id: app, reason: 'x' });
    await workspace.post(`/v1/installation-requests/${inst}/approve`, {}).expect(200);
    const { id: deal } = await workspace.create('/v1/deals', { title: 'x' });
    const sent = [word(), word(), word(), word(), word(), word()];
    const answers: unknown[] = [];
    const call = async (method: 'get' | 'post' | 'patch' | 'put' | 'delete', path: string, body?: object) => {
      const request = workspace.call(method, path);
      const { status, body: answer } = body ? await request.send(body) : await request;
      if (status >= 400)
        throw new Error(`${method} ${path} answered ${status} ${answer.code}: ${answer.detail}`);
      answers.push(answer);
      return answer;
    };
    const boss = await employ(api, workspace, 'Boss', 'admin');
    const headers = { authorization: `Bearer ${sent[0]}`, 'x-any-name': sent[1] };
    await workspace.post('/v1/webhook-endpoints', { url: `http://user:${sent[2]}@127.0.0.1/`, headers });
    const hook = await call('post', '/v1/webhook-endpoints', {
      url: 'http://127.0.0.1:60009/',
      headers,
      types: ['lead.*'],
    });
    await call('get', `/v1/webhook-endpoints`);
    await call('get', `/v1/webhook-endpoints/${hook.id}`);
    await call('patch', `/v1/webhook-endpoints/${hook.id}`, { headers: { 'x-any-name': sent[1] } });
    await call('post', `/v1/webhook-endpoints/${hook.id}/rotate-secret`, {});
    await call('post', `/v1/webhook-endpoints/${hook.id}/pause`);
    await call('post', `/v1/webhook-endpoints/${hook.id}/resume`);
    const made = await call('post', '/v1/keys', { name: 'x', scopes: ['leads:read'] });
    await call('post', `/v1/keys/${made.id}/rotate`, {});
    await call('post', `/v1/members/${boss.id}/tokens`, { name: 'x', scopes: ['leads:read'] });
    const own = await boss.client.create('/v1/me/tokens', { name: 'x', scopes: ['leads:read'] });
    const next = await boss.client.post(`/v1/me/tokens/${own.id}/rotate`, {}).expect(200);
    answers.push(own, next.body);
    const incoming = await call('post', '/v1/incoming-urls', {
      name: 'x',
      object: 'lead',
      secret: sent[3],
      secret_pointer: '/secret',
    });
    await call('patch', `/v1/incoming-urls/${incoming.id}`, { secret: sent[4] });
    for (const secret of ['client', 'signing'])
      await call('post', `/v1/apps/${app}/rotate-secret`, { secret });
    await call('put', `/v1/installations/${inst}/settings`, { values: { prefix: sent[5] } });
    await call('get', `/v1/installations/${inst}/settings`);
    await call('get', `/v1/deals/${deal}/placements`);
    await call('delete', `/v1/webhook-endpoints/${hook.id}`);
    // Where nobody expects them.
    const note = { text: `The key is ${made.token}`, links: [{ id: deal }] };
    await workspace.post('/v1/notes?validate_only=true', note).expect(201);
    await workspace.post('/v1/leads', { password: sent[0], nested: { api_key: sent[1] } }).expect(400);
    await workspace.get(`/v1/leads?token=${sent[2]}&search=${made.token}`).expect(400);
    await workspace.get(`/v1/leads/${made.token}`);

    await api.app.get(RequestLog).flush();
    const told = answers.flatMap((answer) => [...secretsIn(answer)]);
    expect(told.length).toBeGreaterThan(8);
    const rows = await api.sql<{ row: string }>('SELECT r::text AS row FROM request_log AS r');
    const text = rows.map(({ row }) => row).join('\n');
    expect(text).toContain('[redacted]');
    for (const secret of [...sent, ...told]) expect(text).not.toContain(secret);

    const seen = new Set((await logged()).map(({ method, route }) => `${method} ${route}`));
    expect(withSecrets(api.app.get(RouteCatalog)).filter((operation) => !seen.has(operation))).toEqual([]);
  }, 120_000);
});

/** A time after everything that is in the log, and before everything that comes. */
async function middleOf(client: ApiClient): Promise<string> {
  const { body } = await client.get('/v1/request-log?limit=1').expect(200);
  const last = Date.parse(body.data[0].answered_at);
  await until(() => Date.now() > last + 1);
  return new Date(last + 1).toISOString();
}
