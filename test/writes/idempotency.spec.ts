import { randomUUID } from 'node:crypto';

import { toUuid } from '@platform/ids';

import type { ApiClient } from '../support/api-client';
import { CREDENTIALS } from '../support/credentials';
import { TestApi, type TestWorkspace } from '../support/test-api';

let api: TestApi;
let workspace: TestWorkspace;

beforeAll(async () => {
  api = await TestApi.shared();
});
beforeEach(async () => {
  workspace = await api.workspace();
});
afterAll(() => api.stop());

const write = (key: string, body: object = { title: 'x' }, client: ApiClient = workspace) =>
  client.post('/v1/leads', body).set('idempotency-key', key);

const leads = async (client: ApiClient = workspace): Promise<unknown[]> =>
  (await client.get('/v1/leads').expect(200)).body.data;

const stored = () => toUuid('workspace', workspace.workspace_id);

const tokenOf = (kind: keyof typeof CREDENTIALS, of: TestWorkspace): Promise<string> => {
  const make = CREDENTIALS[kind];
  if (!make) throw new Error(`There is no credential "${kind}".`);
  return make(api, of, api.scopes());
};

describe('an Idempotency-Key', () => {
  it('lets one of 30 writes at once be done, and answers the same to all', async () => {
    const answers = await Promise.all(Array.from({ length: 30 }, () => write('one').expect(201)));
    expect(await leads()).toHaveLength(1);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(new Set(answers.map(({ headers }) => `${headers.location} ${headers.etag}`)).size).toBe(1);
    const replayed = answers.filter(({ headers }) => headers['idempotent-replayed'] === 'true');
    expect(replayed).toHaveLength(29);
    const events = await api.sql('SELECT 1 FROM events WHERE workspace_id = $1 AND type = $2', [
      stored(),
      'lead.created',
    ]);
    expect(events).toHaveLength(1);
  });

  it('answers what was answered then, also when the record has changed since', async () => {
    const { body } = await write('then').expect(201);
    await workspace.patch(`/v1/leads/${body.id}`, { title: 'y' }).expect(200);
    const again = await write('then').expect(201);
    expect(again.body).toEqual(body);
    expect(again.headers).toMatchObject({ 'idempotent-replayed': 'true', etag: '"1"' });
    expect((await workspace.get(`/v1/leads/${body.id}`)).body.title).toBe('y');
  });

  it.each([
    ['another body', '/v1/leads', { first_name: 'y' }],
    ['another address', '/v1/contacts', { first_name: 'x' }],
    ['another query', '/v1/leads?validate_only=false', { first_name: 'x' }],
  ])('is refused with %s', async (_, path, body) => {
    await write('used', { first_name: 'x' }).expect(201);
    const refused = await workspace.post(path, body).set('idempotency-key', 'used').expect(422);
    expect(refused.body.code).toBe('idempotency_key_reused');
    expect(await leads()).toHaveLength(1);
  });

  it('may be used again after a write that failed', async () => {
    await write('failed', {}).expect(422);
    await write('failed', { title: 1 }).expect(400);
    await write('failed', { title: 'x', owner_id: 'memb_01jc6nrygyfgx9y01bdgemwqv0' }).expect(422);
    const { headers } = await write('failed').expect(201);
    expect(headers['idempotent-replayed']).toBeUndefined();
  });

  it('works on changes, deletions and restorations', async () => {
    const { id } = await workspace.create('/v1/leads', { title: 'x' });
    const path = `/v1/leads/${id}`;
    const twice = async (send: () => ReturnType<ApiClient['call']>) => {
      const key = randomUUID();
      const first = await send().set('idempotency-key', key).expect(200);
      const second = await send().set('idempotency-key', key).expect(200);
      expect(second.body).toEqual(first.body);
      expect(second.headers['idempotent-replayed']).toBe('true');
    };
    await twice(() => workspace.patch(path, { title: 'y' }).set('if-match', '"1"'));
    await twice(() => workspace.delete(path));
    await twice(() => workspace.post(`${path}/restore`));
    expect((await workspace.get(path).expect(200)).body.version).toBe(4);
  });

  it("is each workspace's and each principal's own", async () => {
    const other = await api.workspace();
    const key = await tokenOf("a workspace's own key", workspace);
    const ids = await Promise.all(
      [workspace, other, api.as(key)].map(async (client) => (await write('mine', undefined, client)).body.id),
    );
    expect(new Set(ids).size).toBe(3);
  });

  it('is the same for every token of one installation', async () => {
    const tokens = await Promise.all([1, 2].map(() => tokenOf("an installation's token", workspace)));
    const answers = await Promise.all(tokens.map((token) => write('ours', undefined, api.as(token))));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
  });

  it('is forgotten after a day', async () => {
    const { body: first } = await write('old').expect(201);
    const [row] = await api.sql<{ hours: string }>(
      'SELECT extract(epoch FROM expires_at - now()) / 3600 AS hours FROM idempotency_keys WHERE workspace_id = $1',
      [stored()],
    );
    expect(Number(row?.hours)).toBeCloseTo(24, 1);
    await api.sql(
      "UPDATE idempotency_keys SET expires_at = now() - interval '1 second' WHERE workspace_id = $1",
      [stored()],
    );
    const answers = await Promise.all([1, 2, 3].map(() => write('old', { title: 'y' }).expect(201)));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(answers[0]?.body.id).not.toBe(first.id);
    expect(await leads()).toHaveLength(2);
  });

  it('keeps what it answers where nobody can read it', async () => {
    await write('sealed', { title: 'only the caller may read this' }).expect(201);
    const [row] = await api.sql<{ row: string; result: string }>(
      'SELECT k::text AS row, result FROM idempotency_keys k WHERE workspace_id = $1',
      [stored()],
    );
    expect(row?.result.length).toBeGreaterThan(100);
    expect(row?.row).not.toMatch(/only the caller|title|lead_/);
    const decoded = Buffer.from(row?.result.split(/[.:]/).at(-1) ?? '', 'base64').toString('latin1');
    expect(decoded).not.toMatch(/only the caller|title|lead_/);
  });

  it.each(['', ' ', 'two words', 'tab\there', 'é', 'x'.repeat(256)])('cannot be %j', async (key) => {
    const { body } = await write(key).expect(400);
    expect(body.errors).toMatchObject([{ code: 'invalid_idempotency_key' }]);
    expect(await leads()).toHaveLength(0);
  });

  it.each(['x', 'x'.repeat(255), '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~'])('can be %j', async (key) => {
    await write(key).expect(201);
    expect((await write(key).expect(201)).headers['idempotent-replayed']).toBe('true');
  });

  it('is told to wait when its write takes too long', async () => {
    await write('slow').expect(201);
    await api.sql('DELETE FROM idempotency_keys WHERE workspace_id = $1', [stored()]);
    await api.database.transaction(async (tx) => {
      await tx.sql(
        'test.claim',
        `INSERT INTO idempotency_keys (workspace_id, id, principal, key, fingerprint, expires_at)
         VALUES ($1, gen_random_uuid(), $2, 'slow', '', now() + interval '1 day')`,
        [stored(), await principal()],
      );
      const { body } = await write('slow').expect(409);
      expect(body.code).toBe('write_in_progress');
    });
  });

  it('does not hold up other writes of the record for ever', async () => {
    const { id } = await workspace.create('/v1/leads', { title: 'x' });
    await api.database.transaction(async (tx) => {
      await tx.sql('test.lock', 'SELECT 1 FROM leads WHERE workspace_id = $1 AND id = $2 FOR UPDATE', [
        stored(),
        toUuid('lead', id),
      ]);
      const { body } = await workspace
        .patch(`/v1/leads/${id}`, { title: 'y' })
        .set('idempotency-key', 'locked')
        .expect(409);
      expect(body.code).toBe('record_busy');
    });
    await workspace.patch(`/v1/leads/${id}`, { title: 'y' }).set('idempotency-key', 'locked').expect(200);
  });

  const principal = async (): Promise<string> =>
    (await workspace.get('/v1/me').expect(200)).body.principal.id;
});
