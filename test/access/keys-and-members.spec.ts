import { newUuid, toTypeId } from '@platform/ids';
import { newToken } from '@platform/secrets';

import { AccessApp } from './support/access-app';
import { refusedAfterMs } from './support/refused-within';

describe('private app keys', () => {
  let server: AccessApp;
  let north: Awaited<ReturnType<AccessApp['workspace']>>;

  beforeAll(async () => {
    server = await AccessApp.start();
    north = await server.workspace('north');
  });
  afterAll(() => server.stop());

  const get = (path: string, token: string) => server.http.get(path).set('authorization', `Bearer ${token}`);

  it('say who they are', async () => {
    const { key, token } = await server.key(north.ctx, ['members:read', 'b:c', 'a:b']);
    const { body } = await get('/v1/me', token).expect(200);
    const shown = { id: toTypeId('key', key.id), name: 'Shop', expires_at: key.expires_at.toISOString() };
    expect(body).toEqual({
      principal: { kind: 'key', id: shown.id },
      workspace: {
        id: toTypeId('workspace', north.workspace.id),
        name: 'north',
        locale: 'en',
        currency: 'EUR',
        time_zone: 'Europe/Paris',
        country: 'FR',
        contact_name_format: '{first_name} {middle_name} {last_name}',
        version: 1,
        created_at: north.workspace.created_at.toISOString(),
        updated_at: north.workspace.created_at.toISOString(),
      },
      member: null,
      installation: null,
      key: shown,
      scopes: ['a:b', 'b:c', 'members:read'],
      expires_at: shown.expires_at,
    });
    expect((await get('/v1/workspace', token).expect(200)).body).toEqual(body.workspace);
  });

  it('may do no more than the installation that they belong to', async () => {
    const { app } = await server.createApp();
    const installation = await server.install(north.ctx, app.id, ['tests:read']);
    const { token } = await server.key(north.ctx, ['members:read', 'tests:read'], {
      installationId: installation.id,
    });
    const { body } = await get('/v1/me', token).expect(200);
    expect(body).toMatchObject({
      principal: { kind: 'key' },
      installation: { id: toTypeId('installation', installation.id), app: { name: 'Quote builder' } },
      scopes: ['tests:read'],
    });
    await get('/v1/members', token).expect(403);
    await server.suspend(north.ctx, installation.id);
    expect(await refusedAfterMs(() => get('/v1/me', token))).toBeLessThan(2200);
  });

  it('are refused within two seconds after they were revoked', async () => {
    const { key, token } = await server.key(north.ctx, []);
    await get('/v1/me', token).expect(200);
    await server.revokeKey(north.ctx, key.id);
    expect(await refusedAfterMs(() => get('/v1/me', token))).toBeLessThan(2200);
    await expect(server.revokeKey(north.ctx, key.id)).rejects.toMatchObject({ status: 404 });
  });

  it('belong to their workspace alone', async () => {
    const other = await server.workspace('elsewhere');
    const { key, token } = await server.key(north.ctx, []);
    await expect(server.revokeKey(other.ctx, key.id)).rejects.toMatchObject({ status: 404 });
    await get('/v1/me', token).expect(200);
  });

  it('are refused when they are over, mistyped, unknown or not there', async () => {
    const over = await server.key(north.ctx, []);
    await server.sql(`UPDATE access_keys SET expires_at = now() WHERE id = '${over.key.id}'`);
    const { token } = await server.key(north.ctx, []);
    const mistyped = token.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a'));
    for (const wrong of [over.token, mistyped, newToken('pak'), newToken('at'), newToken('zz'), 'x']) {
      const { body, headers } = await get('/v1/me', wrong).expect(401);
      expect(body).toMatchObject({ status: 401, code: 'invalid_token' });
      expect(headers['www-authenticate']).toBe(
        'Bearer error="invalid_token", resource_metadata="https://crm.example.com/.well-known/oauth-protected-resource"',
      );
    }
    expect((await server.http.get('/v1/me').expect(401)).body.code).toBe('missing_token');
    await server.http.get('/v1/me').set('authorization', `Basic ${token}`).expect(401);
  });

  it('last at most a year', async () => {
    const expiresAt = new Date(north.ctx.now.getTime() + 367 * 24 * 60 * 60 * 1000);
    await expect(server.key(north.ctx, [], { expiresAt })).rejects.toMatchObject({ status: 422 });
    await expect(server.key(north.ctx, [], { expiresAt: north.ctx.now })).rejects.toMatchObject({
      status: 422,
    });
  });

  it('note when they were used', async () => {
    const { key, token } = await server.key(north.ctx, []);
    expect(key.last_used_at).toBeNull();
    await get('/v1/me', token).expect(200);
    const used = () => server.sql(`SELECT last_used_at FROM access_keys WHERE id = '${key.id}'`);
    let row = (await used())[0];
    for (let tries = 0; tries < 100 && row?.last_used_at === null; tries += 1) row = (await used())[0];
    expect(row?.last_used_at).toBeInstanceOf(Date);
  });
});

describe('members', () => {
  let server: AccessApp;
  let north: Awaited<ReturnType<AccessApp['workspace']>>;
  let token: string;

  beforeAll(async () => {
    server = await AccessApp.start();
    north = await server.workspace('north');
    ({ token } = await server.key(north.ctx, ['members:read']));
  });
  afterAll(() => server.stop());

  const get = (path: string, by = token) => server.http.get(path).set('authorization', `Bearer ${by}`);

  it('are read one by one', async () => {
    const { body } = await get(`/v1/members/${toTypeId('member', north.member.id)}`).expect(200);
    expect(body).toEqual({
      id: toTypeId('member', north.member.id),
      name: 'Admin of north',
      email: 'north@example.com',
      role: 'admin',
      state: 'active',
      version: 1,
      created_at: north.member.created_at.toISOString(),
      updated_at: north.member.created_at.toISOString(),
    });
  });

  it('are announced when they join', async () => {
    const rows = await server.sql(
      `SELECT type, object_id, data::jsonb AS data FROM events
       WHERE workspace_id = '${north.workspace.id}' AND type LIKE 'member.%'`,
    );
    expect(rows).toEqual([
      {
        type: 'member.created',
        object_id: north.member.id,
        data: { object: expect.objectContaining({ email: 'north@example.com' }), changes: {} },
      },
    ]);
  });

  it('of another workspace look like members who never were', async () => {
    const south = await server.workspace('south');
    const read = async (id: string) => {
      const { body } = await get(`/v1/members/${toTypeId('member', id)}`).expect(404);
      return { ...body, request_id: '' };
    };
    expect(await read(south.member.id)).toEqual(await read(newUuid()));
    const { body } = await get('/v1/members').expect(200);
    expect(JSON.stringify(body)).not.toContain('south@example.com');
  });

  it('are listed page by page, and a cursor works only for who got it', async () => {
    const many = await server.workspace('many');
    for (let at = 0; at < 4; at += 1) {
      const user = newUuid();
      await server.sql(
        `INSERT INTO users VALUES ('${user}', '${at}@many.example', 'User ${at}', 'x', now())`,
      );
      await server.sql(
        `INSERT INTO members VALUES ('${many.workspace.id}', '${newUuid()}', '${user}', 'User ${at}',
          '${at}@many.example', 'sales', 'active', 1, now(), now())`,
      );
    }
    const key = await server.key(many.ctx, ['members:read']);
    const names: string[] = [];
    let cursor = '';
    for (const size of [2, 2, 1]) {
      const { body } = await get(`/v1/members?limit=2${cursor}`, key.token).expect(200);
      expect(body.data).toHaveLength(size);
      expect(body.has_more).toBe(size === 2);
      names.push(...body.data.map((member: { name: string }) => member.name));
      if (size === 2) cursor = `&cursor=${encodeURIComponent(body.next_cursor)}`;
      else expect(body.next_cursor).toBeNull();
    }
    expect(names).toEqual(['Admin of many', 'User 0', 'User 1', 'User 2', 'User 3']);
    await get(`/v1/members?limit=2${cursor}`).expect(400);
    await get('/v1/members?limit=0').expect(400);
    await get('/v1/members?colour=blue').expect(400);
  });

  it('need the scope', async () => {
    const { token: weak } = await server.key(north.ctx, ['leads:read']);
    const { body } = await get('/v1/members', weak).expect(403);
    expect(body).toMatchObject({ code: 'missing_scope', required_scope: 'members:read' });
  });

  it('have an account once', async () => {
    const admin = { email: ' NORTH@Example.com', name: 'Twin', password: 'another long password' };
    await expect(server.workspace('twin', { admin })).rejects.toMatchObject({
      status: 409,
      code: 'email_taken',
    });
  });
});
