import { newUuid } from '@platform/ids';
import { Webhook } from 'standardwebhooks';

import { caller, type TestApp } from '../events/support/test-app';
import { EVERY_SCOPE } from '../events/support/test-events';
import { cloneTemplate, type TestDatabase } from '../support/test-database';
import { startApiApp } from './support/delivery-app';
import { Receiver } from './support/receiver';

let clone: TestDatabase;
let process: TestApp;
let workspace: string;

beforeAll(async () => {
  clone = await cloneTemplate();
  process = await startApiApp(clone.url);
});

afterAll(async () => {
  await process.close();
  await clone.drop();
});

beforeEach(() => {
  workspace = newUuid();
});

const api = (scopes = EVERY_SCOPE) => caller(process, { workspace, scopes });
const valid = { url: 'https://example.com/hooks', types: ['note.*'] };
const create = (given: object = {}) => api().post('/v1/webhook-endpoints', { ...valid, ...given });
const path = ({ body }: { body: { id: string } }) => `/v1/webhook-endpoints/${body.id}`;

const events = async () =>
  (
    await process.database.sql<{ type: string; data: { changes: object } }>(
      'test.events_of',
      'SELECT type, data::jsonb AS data FROM events WHERE workspace_id = $1 ORDER BY id',
      [workspace],
    )
  ).map(({ type, data }) => [type, data.changes]);

describe('a webhook endpoint', () => {
  it('is created with defaults, and its secret is shown once', async () => {
    const created = await create();
    expect(created).toMatchObject({ status: 201, headers: { etag: '"1"', location: path(created) } });
    const { secret, ...shown } = created.body;
    expect(secret).toMatch(/^whsec_/);
    expect(shown).toMatchObject({
      ...valid,
      description: null,
      skip_own: false,
      headers: {},
      max_concurrency: 8,
      state: 'active',
      health: { state: 'healthy', failing_since: null, last_status: null },
    });
    expect((await api().get(path(created))).body).toEqual(shown);
    expect((await api().get('/v1/webhook-endpoints')).body.data).toEqual([shown]);
    expect(await events()).toEqual([['webhook_endpoint.created', {}]]);
  });

  it('is created once for one Idempotency-Key', async () => {
    const headers = { 'idempotency-key': newUuid() };
    const first = await api().post('/v1/webhook-endpoints', valid, headers);
    const second = await api().post('/v1/webhook-endpoints', valid, headers);
    expect(second.body).toEqual(first.body);
    expect(second.headers).toMatchObject({ 'idempotent-replayed': 'true', etag: '"1"' });
    expect((await api().get('/v1/webhook-endpoints')).body.data).toHaveLength(1);
  });

  it('is only checked with validate_only', async () => {
    expect((await api().post('/v1/webhook-endpoints?validate_only=true', valid)).status).toBe(201);
    expect((await api().get('/v1/webhook-endpoints')).body.data).toEqual([]);
    expect(await events()).toEqual([]);
  });

  it.each([
    ['a private address', { url: 'https://10.0.0.1/' }, '/url', 'host_not_allowed'],
    ['plain http', { url: 'http://example.com/' }, '/url', 'scheme_not_allowed'],
    ['no URL at all', { url: 'hooks' }, '/url', 'url_invalid'],
    ['an unknown type', { types: ['note.created', 'nonsense.*'] }, '/types/1', 'unknown_event_type'],
    ['no type', { types: [] }, '/types', 'required'],
    ['a header of ours', { headers: { 'webhook-id': 'x' } }, '/headers/webhook-id', 'header_not_allowed'],
    ['a header with a line break', { headers: { 'x-a': 'a\r\nb: c' } }, '/headers/x-a', 'header_invalid'],
    ['headers that are no texts', { headers: { 'x-a': 1 } }, '/headers', 'invalid'],
    ['too many requests at once', { max_concurrency: 65 }, '/max_concurrency', 'too_large'],
    ['an order that is none', { ordering: 'team' }, '/ordering', 'not_a_choice'],
    ['an unknown field', { order: 'record' }, '/order', 'unknown_field'],
    ['a state', { state: 'paused' }, '/state', 'unknown_field'],
  ])('is refused with %s', async (_, given, pointer, code) => {
    const { status, body } = await create(given);
    expect(status).toBe(400);
    expect(body.errors).toMatchObject([{ pointer, code }]);
  });

  it('is changed in the fields that are sent, and tells what changed', async () => {
    const created = await create({ description: 'Old', headers: { Authorization: 'Bearer 1', 'x-a': '1' } });
    expect(created.body.headers).toEqual({ authorization: '***', 'x-a': '***' });
    const changed = await api().patch(path(created), {
      description: null,
      headers: { authorization: '***', 'x-a': null, 'x-b': '2' },
    });
    expect(changed).toMatchObject({
      status: 200,
      headers: { etag: '"2"' },
      body: { description: null, headers: { authorization: '***', 'x-b': '***' }, url: valid.url },
    });
    expect((await events()).at(-1)).toEqual([
      'webhook_endpoint.updated',
      {
        description: { from: 'Old', to: null },
        headers: {
          from: { authorization: '***', 'x-a': '***' },
          to: { authorization: '***', 'x-b': '***' },
        },
      },
    ]);
  });

  it('is not changed on an old version', async () => {
    const created = await create();
    await api().patch(path(created), { description: 'New' });
    const stale = await api().patch(path(created), { description: 'Late' }, { 'if-match': '"1"' });
    expect(stale).toMatchObject({
      status: 412,
      body: { code: 'version_mismatch', current_etag: '"2"', changed: ['description'] },
    });
    expect((await api().delete(path(created), undefined, { 'if-match': '"1"' })).status).toBe(412);
  });

  it('pauses, resumes and disappears', async () => {
    const created = await create();
    expect((await api().post(`${path(created)}/pause`)).body.state).toBe('paused');
    expect((await api().post(`${path(created)}/pause`)).status).toBe(200);
    expect((await api().post(`${path(created)}/resume`)).body.state).toBe('active');
    expect((await api().delete(path(created))).status).toBe(200);
    expect((await api().get(path(created))).status).toBe(404);
    expect((await events()).map(([type]) => type)).toEqual([
      'webhook_endpoint.created',
      'webhook_endpoint.updated',
      'webhook_endpoint.updated',
      'webhook_endpoint.deleted',
    ]);
  });

  it('cannot be changed by a token that sees less than it', async () => {
    const created = await create();
    const lesser = api(['webhooks:manage']);
    expect((await lesser.patch(path(created), { url: 'https://evil.example.com/' })).status).toBe(403);
    expect((await lesser.post(`${path(created)}/rotate-secret`)).status).toBe(403);
    expect((await lesser.post(`${path(created)}/pause`)).status).toBe(200);
  });

  it('keeps its secrets and headers sealed in the database', async () => {
    const created = await create({ headers: { authorization: 'Bearer confidential' } });
    const rows = await process.database.sql(
      'test.dump',
      "SELECT webhook_endpoints::text || (SELECT coalesce(string_agg(events::text, ' '), '') FROM events) AS text FROM webhook_endpoints",
    );
    expect(JSON.stringify(rows)).not.toContain('confidential');
    expect(JSON.stringify(rows)).not.toContain(created.body.secret);
  });

  it('is hidden from another workspace on every route', async () => {
    const created = await create();
    workspace = newUuid();
    const hook = path(created);
    const answers = await Promise.all([
      api().get(hook),
      api().patch(hook, { description: 'x' }),
      api().delete(hook),
      ...['pause', 'resume', 'rotate-secret'].map((action) => api().post(`${hook}/${action}`)),
      api().post(`${hook}/test`, {}),
      api().get(`${hook}/deliveries`),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 404));
    expect((await api().get('/v1/webhook-endpoints')).body.data).toEqual([]);
  });

  it('is listed page by page, newest first', async () => {
    const made = [await create(), await create(), await create()].map(({ body }) => body.id);
    const first = (await api().get('/v1/webhook-endpoints?limit=2')).body;
    const second = (await api().get(`/v1/webhook-endpoints?limit=2&cursor=${first.next_cursor}`)).body;
    expect([...first.data, ...second.data].map(({ id }) => id)).toEqual(made.reverse());
    expect(second).toMatchObject({ has_more: false, next_cursor: null });
  });

  it('can be tried out with a signed event that is marked as a test', async () => {
    const receiver = await Receiver.start();
    receiver.answer = (response) => response.writeHead(202).end('thanks');
    const created = await create({ url: receiver.url });
    const { body } = await api().post(`${path(created)}/test`, { type: 'memo.created' });
    expect(body).toMatchObject({ delivered: true, status: 202, error: null, response: 'thanks' });
    const [request] = receiver.requests;
    const headers = request?.headers as Record<string, string>;
    expect(headers['webhook-test']).toBe('true');
    expect(new Webhook(created.body.secret).verify(request?.body ?? '', headers)).toMatchObject({
      type: 'memo.created',
    });
    await receiver.stop();
    expect((await api().post(`${path(created)}/test`, {})).body).toMatchObject({
      delivered: false,
      status: null,
      error: 'connect_failed',
    });
  });
});
