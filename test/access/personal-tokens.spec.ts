import type { ApiClient } from '../support/api-client';
import { CREDENTIALS, key, stored } from '../support/credentials';
import { TestApi, type TestWorkspace } from '../support/test-api';
import { refusedAfterMs } from './support/refused-within';

let api: TestApi;
let workspace: TestWorkspace;
let ola: string;

beforeAll(async () => {
  api = await TestApi.start([], { trustProxy: true });
});
beforeEach(async () => {
  workspace = await api.workspace();
  ola = (await workspace.create('/v1/members', { name: 'Ola', email: 'ola@nordwind.example' })).id;
});
afterAll(() => api.stop());

const SCOPES = ['tokens:read', 'tokens:manage', 'leads:read', 'leads:write'];

const first = async (scopes: readonly string[] = SCOPES) =>
  (await workspace.post(`/v1/members/${ola}/tokens`, { name: 'First', scopes }).expect(201)).body;

const me = (token: string) => api.as(token).get('/v1/me');

describe('a personal token', () => {
  it('acts for its member: what is done with it was done by them', async () => {
    const { id, token, ...shown } = await first();
    expect(token).toMatch(/^dw_pat_[0-9A-Za-z]{49}$/);
    expect(shown).toMatchObject({ kind: 'personal', member_id: ola, installation_id: null });
    const { body } = await me(token).expect(200);
    expect(body).toMatchObject({
      principal: { kind: 'member', id: ola },
      member: { id: ola, name: 'Ola' },
      installation: null,
      key: { id, name: 'First' },
      scopes: SCOPES.toSorted(),
    });
    const lead = (await api.as(token).post('/v1/leads', { first_name: 'Ada' }).expect(201)).body;
    expect(lead.created_by).toEqual({ type: 'member', id: ola });
  });

  it('is made by a personal token of the same member, which hands on no more than it has', async () => {
    const client = api.as((await first()).token);
    const made = (await client.post('/v1/me/tokens', { name: 'Laptop', scopes: ['leads:read'] }).expect(201))
      .body;
    expect(made).toMatchObject({ kind: 'personal', member_id: ola });
    const { body } = await api.as(made.token).get('/v1/leads').expect(200);
    expect(body.data).toEqual([]);
    const more = await client.post('/v1/me/tokens', { name: 'x', scopes: ['deals:read'] }).expect(403);
    expect(more.body).toMatchObject({ code: 'missing_scope', required_scope: 'deals:read' });
    const longer = { name: 'x', scopes: ['leads:read'], expires_at: '2099-01-01T00:00:00Z' };
    expect((await client.post('/v1/me/tokens', longer).expect(422)).body.errors[0].code).toBe('wrong_expiry');
    expect((await client.get('/v1/me/tokens').expect(200)).body.data).toHaveLength(2);
  });

  it('is listed, changed, replaced with an overlap and revoked by its member', async () => {
    const client = api.as((await first()).token);
    const made = (await client.post('/v1/me/tokens', { name: 'Laptop', scopes: ['leads:read'] }).expect(201))
      .body;
    const path = `/v1/me/tokens/${made.id}`;
    await client.patch(path, { name: 'Desk', allowed_addresses: ['203.0.113.0/24'] }).expect(200);
    const from = (token: string, address: string) => me(token).set('x-forwarded-for', address);
    await from(made.token, '203.0.113.7').expect(200);
    expect((await from(made.token, '198.51.100.1').expect(403)).body.code).toBe('address_not_allowed');
    const { token } = (await client.post(`${path}/rotate`, { overlap_seconds: 3600 }).expect(200)).body;
    expect(token).toMatch(/^dw_pat_/);
    for (const each of [made.token, token]) await from(each, '203.0.113.7').expect(200);
    const { body: seen } = await client.get(path).expect(200);
    expect(seen).toMatchObject({ name: 'Desk', last_used_at: expect.any(String) });
    await client.delete(path).expect(200);
    for (const each of [made.token, token])
      expect(await refusedAfterMs(() => from(each, '203.0.113.7'))).toBeLessThan(2200);
  });

  it('is refused within two seconds once its member has left, with an event, and stays ended', async () => {
    const { id, token } = await first();
    await me(token).expect(200);
    await workspace.post(`/v1/members/${ola}/deactivate`).expect(200);
    expect(await refusedAfterMs(() => me(token))).toBeLessThan(2200);
    const [ended] = (await workspace.get(`/v1/members/${ola}/tokens?state=ended`).expect(200)).body.data;
    expect(ended).toMatchObject({ id, version: 2, revoked_at: expect.any(String) });
    const events = await api.sql<{ type: string }>(
      'SELECT type FROM events WHERE object_id = $1 ORDER BY object_version',
      [stored('key', id)],
    );
    expect(events.map(({ type }) => type)).toEqual(['key.created', 'key.updated']);
    const { body: refused } = await workspace
      .post(`/v1/members/${ola}/tokens`, { name: 'x', scopes: ['leads:read'] })
      .expect(409);
    expect(refused.code).toBe('member_left');
    await workspace.post(`/v1/members/${ola}/reactivate`).expect(200);
    await me(token).expect(401);
  });

  it('is nothing that another credential can make, take over or see', async () => {
    const { id, token } = await first();
    const uma = (await workspace.create('/v1/members', { name: 'Uma', email: 'uma@nordwind.example' })).id;
    const hers = (await workspace.create(`/v1/members/${uma}/tokens`, { name: 'U', scopes: SCOPES })).token;
    const others: ApiClient[] = [workspace, api.as(String(hers))];
    for (const other of others) {
      await other.get(`/v1/me/tokens/${id}`).expect(404);
      await other.post(`/v1/me/tokens/${id}/rotate`).expect(404);
      await other.delete(`/v1/me/tokens/${id}`).expect(404);
    }
    await workspace.get(`/v1/keys/${id}`).expect(404);
    await workspace.patch(`/v1/keys/${id}`, { name: 'x' }).expect(404);
    await workspace.post(`/v1/keys/${id}/rotate`).expect(404);
    await workspace.delete(`/v1/keys/${id}`).expect(404);
    const listed = (await workspace.get('/v1/keys').expect(200)).body.data.map(
      (one: { id: string }) => one.id,
    );
    expect(listed).not.toContain(id);
    expect((await workspace.post('/v1/me/tokens', { name: 'x', scopes: [] })).body.code).toBe(
      'own_credential_needed',
    );
    await me(token).expect(200);
  });
});

describe('the first personal token of a member', () => {
  const ask = async (client: ApiClient) =>
    client.post(`/v1/members/${ola}/tokens`, { name: 'x', scopes: ['leads:read'] });

  it('is made by a key of the workspace alone, which the audit log tells', async () => {
    const { id } = await first(['leads:read']);
    const { body } = await workspace.get(`/v1/audit-log?target=${id}`).expect(200);
    expect(body.data).toMatchObject([
      { action: 'key.created', after: { kind: 'personal', member_id: ola }, actor: { type: 'app' } },
    ]);
    const all = api.scopes();
    for (const kind of ["an installation's token", "a member's personal token"]) {
      const client = api.as((await CREDENTIALS[kind]?.(api, workspace, all)) ?? '');
      expect((await ask(client)).body.code).toBe('workspace_key_needed');
    }
  });

  it('takes the right to manage members and that to manage keys', async () => {
    for (const lacking of ['members:manage', 'keys:manage']) {
      const scopes = api.scopes().filter((scope) => scope !== lacking);
      const client = api.as(await key(api, workspace, { scopes }));
      expect((await ask(client)).body).toMatchObject({ status: 403, required_scope: lacking });
    }
  });

  it('can be revoked by those who administer the workspace', async () => {
    const { id, token } = await first();
    await workspace.delete(`/v1/members/${ola}/tokens/${id}`).expect(200);
    expect(await refusedAfterMs(() => me(token))).toBeLessThan(2200);
  });
});
