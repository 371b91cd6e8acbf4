import { ApiClient } from '../support/api-client';
import { TestApi, type TestWorkspace } from '../support/test-api';
import { refusedAfterMs } from './support/refused-within';

let api: TestApi;
let workspace: TestWorkspace;

beforeAll(async () => {
  api = await TestApi.start([], { trustProxy: true });
});
beforeEach(async () => {
  workspace = await api.workspace();
});
afterAll(() => api.stop());

const SHOP = { name: 'Shop', scopes: ['leads:write', 'leads:read'] };

const made = async (more: object = {}, by: ApiClient = workspace) =>
  (await by.post('/v1/keys', { ...SHOP, ...more }).expect(201)).body;

const read = (token: string) => api.as(token).get('/v1/leads');

const eventsOf = (id: string) =>
  api.sql<{ type: string; changes: object; text: string }>(
    `SELECT type, (data::jsonb) -> 'changes' AS changes, data::text AS text FROM events
     WHERE (data::jsonb) -> 'object' ->> 'id' = $1 ORDER BY object_version`,
    [id],
  );

describe('a key', () => {
  it('works at once, and its token is told once and stored nowhere', async () => {
    const { token, ...key } = await made();
    expect(token).toMatch(/^dw_pak_[0-9A-Za-z]{49}$/);
    expect(key).toMatchObject({
      name: 'Shop',
      scopes: ['leads:read', 'leads:write'],
      allowed_addresses: [],
      revoked_at: null,
      version: 1,
      created_by: { type: 'app' },
    });
    await read(token).expect(200);
    await api.as(token).get('/v1/deals').expect(403);
    const { body } = await workspace.get(`/v1/keys/${key.id}`).expect(200);
    expect({ ...body, last_used_at: null }).toEqual(key);
    const { text } = await workspace.get('/v1/keys').expect(200);
    const [{ count } = { count: 1 }] = await api.sql<{ count: number }>(
      'SELECT count(*)::int AS count FROM access_keys WHERE (access_keys.*)::text LIKE $1',
      [`%${token}%`],
    );
    const events = await eventsOf(key.id);
    expect(events.map(({ type }) => type)).toEqual(['key.created']);
    expect([text.includes(token), count, events.some((event) => event.text.includes(token))]).toEqual([
      false,
      0,
      false,
    ]);
  });

  it('is made once per Idempotency-Key, with the same token', async () => {
    const send = () => workspace.post('/v1/keys', SHOP).set('idempotency-key', 'shop-key').expect(201);
    const [first, second] = [await send(), await send()];
    expect(second.body).toEqual(first.body);
    const tried = await workspace.post('/v1/keys?validate_only=true', SHOP).expect(201);
    await read(tried.body.token).expect(401);
  });

  it('may do no more than whoever makes it', async () => {
    const { token } = await made({ scopes: ['keys:manage', 'leads:read'] });
    const small = api.as(token);
    const { token: smaller } = await made({ scopes: ['leads:read'] }, small);
    await read(smaller).expect(200);
    const { body } = await small
      .post('/v1/keys', { name: 'x', scopes: ['leads:read', 'deals:read'] })
      .expect(403);
    expect(body).toMatchObject({ code: 'missing_scope', required_scope: 'deals:read' });
    const { body: unknown } = await small.post('/v1/keys', { name: 'x', scopes: ['leads:fly'] }).expect(422);
    expect(unknown.errors).toMatchObject([{ pointer: '/scopes/0', code: 'unknown_scope' }]);
    await api.as(smaller).get('/v1/keys').expect(403);
  });

  it('ends when it says, within a year', async () => {
    const at = (days: number) => new Date(Date.now() + days * 24 * 60 * 60 * 1000).toISOString();
    const { expires_at } = await made({ expires_at: at(30) });
    expect(expires_at.slice(0, 10)).toBe(at(30).slice(0, 10));
    for (const wrong of [at(-1), at(400)]) {
      const { body } = await workspace.post('/v1/keys', { ...SHOP, expires_at: wrong }).expect(422);
      expect(body.errors).toMatchObject([{ pointer: '/expires_at', code: 'wrong_expiry' }]);
    }
  });

  it('gets another token while the one before works on for a while', async () => {
    const { id, token: old } = await made();
    const { body } = await workspace.post(`/v1/keys/${id}/rotate`, { overlap_seconds: 3600 }).expect(200);
    const overlap = new Date(body.previous_expires_at).getTime() - new Date(body.rotated_at).getTime();
    expect([overlap, body.version]).toEqual([3_600_000, 2]);
    for (const token of [old, body.token]) {
      const me = (await api.as(token).get('/v1/me').expect(200)).body;
      expect(me.principal).toEqual({ kind: 'key', id });
    }
    const { body: latest } = await workspace
      .post(`/v1/keys/${id}/rotate`, { overlap_seconds: 0 })
      .expect(200);
    expect(await refusedAfterMs(() => read(old))).toBeLessThan(2200);
    expect(await refusedAfterMs(() => read(body.token))).toBeLessThan(2200);
    await read(latest.token).expect(200);
  });

  it('is refused within two seconds once it is revoked, with both its tokens, and stays listed', async () => {
    const { id, token: old } = await made();
    const { token } = (await workspace.post(`/v1/keys/${id}/rotate`).expect(200)).body;
    await read(old).expect(200);
    await read(token).expect(200);
    const { body } = await workspace.delete(`/v1/keys/${id}`).expect(200);
    expect(body.revoked_at).toEqual(expect.any(String));
    for (const one of [old, token]) expect(await refusedAfterMs(() => read(one))).toBeLessThan(2200);
    expect((await workspace.delete(`/v1/keys/${id}`).expect(200)).body).toEqual(body);
    expect((await workspace.post(`/v1/keys/${id}/rotate`).expect(409)).body.code).toBe('key_ended');
    const ids = async (state: string) =>
      (await workspace.get(`/v1/keys?state=${state}`).expect(200)).body.data.map(
        (key: { id: string }) => key.id,
      );
    expect(await ids('ended')).toEqual([id]);
    expect(await ids('live')).not.toContain(id);
    expect((await eventsOf(id)).map(({ type }) => type)).toEqual([
      'key.created',
      'key.updated',
      'key.updated',
    ]);
  });

  it('may be bound to addresses and networks', async () => {
    const { id, token } = await made({ allowed_addresses: ['203.0.113.0/24', '2001:db8::/32'] });
    const from = (address: string) => read(token).set('x-forwarded-for', address);
    for (const address of ['203.0.113.7', '::ffff:203.0.113.7', '2001:db8:1::5'])
      await from(address).expect(200);
    for (const address of ['203.0.114.7', '2001:db9::1', '127.0.0.1']) {
      expect((await from(address).expect(403)).body.code).toBe('address_not_allowed');
    }
    await workspace
      .patch(`/v1/keys/${id}`, { allowed_addresses: ['198.51.100.9'], name: 'Till' })
      .expect(200);
    const { body } = await workspace.get(`/v1/keys/${id}`).expect(200);
    expect(body).toMatchObject({ name: 'Till', allowed_addresses: ['198.51.100.9'], version: 2 });
    for (const wrong of [['203.0.113.300'], ['203.0.113.0/33'], ['shop.example'], ['10.0.0.0/8/8']]) {
      const { body: problem } = await workspace
        .patch(`/v1/keys/${id}`, { allowed_addresses: wrong })
        .expect(400);
      expect(problem.errors).toMatchObject([{ pointer: '/allowed_addresses' }]);
    }
  });

  it('is changed by whoever has read its version', async () => {
    const { id } = await made();
    await workspace.patch(`/v1/keys/${id}`, { name: 'Till' }).set('if-match', '"1"').expect(200);
    const stale = await workspace.patch(`/v1/keys/${id}`, { name: 'x' }).set('if-match', '"1"').expect(412);
    expect(stale.body).toMatchObject({ code: 'version_mismatch', changed: ['name'] });
    await workspace.patch(`/v1/keys/${id}`, { scopes: ['deals:read'] }).expect(400);
  });
});
