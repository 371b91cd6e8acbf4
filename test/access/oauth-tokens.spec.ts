import type { Installation } from '@access/installations';
import { newUuid, toTypeId } from '@platform/ids';
import { isWellFormedToken } from '@platform/secrets';

import { AccessApp, APP_SCOPES } from './support/access-app';
import { ProbeModule } from './support/probe.controller';
import { appKeys, askByAssertion, askByBasic, resourceOf } from './support/token-client';

describe('installation tokens', () => {
  let server: AccessApp;
  let north: Awaited<ReturnType<AccessApp['workspace']>>;
  let quote: Awaited<ReturnType<AccessApp['createApp']>>;
  let installed: Installation;

  beforeAll(async () => {
    server = await AccessApp.start(ProbeModule);
    north = await server.workspace('north');
    quote = await server.createApp();
    installed = await server.install(north.ctx, quote.app.id, ['members:read', 'tests:read']);
  });
  afterAll(() => server.stop());

  const get = (path: string, token: string) => server.http.get(path).set('authorization', `Bearer ${token}`);

  it('are given for a secret in the Authorization header, and open the API', async () => {
    const { body, headers } = await askByBasic(server, quote, { resource: resourceOf(installed) }).expect(
      200,
    );
    expect(body).toEqual({
      access_token: expect.stringMatching(/^dw_at_/),
      token_type: 'Bearer',
      expires_in: 600,
      scope: 'members:read tests:read',
    });
    expect(isWellFormedToken(body.access_token)).toBe(true);
    expect(headers['cache-control']).toBe('no-store');
    const me = await get('/v1/me', body.access_token).expect(200);
    expect(me.body).toMatchObject({
      principal: { kind: 'installation', id: toTypeId('installation', installed.id) },
      workspace: { name: 'north' },
      member: null,
      installation: {
        id: toTypeId('installation', installed.id),
        app: { id: toTypeId('app', quote.app.id), name: 'Quote builder' },
        scopes: ['members:read', 'tests:read'],
      },
      key: null,
      scopes: ['members:read', 'tests:read'],
    });
    const life = Date.parse(me.body.expires_at) - Date.now();
    expect(life).toBeGreaterThan(580_000);
    expect(life).toBeLessThanOrEqual(600_000);
  });

  it('are given for a secret in the body, when the app registered so', async () => {
    const posting = await server.createApp({ secretBy: 'client_secret_post' });
    const installation = await server.install(north.ctx, posting.app.id, ['tests:read']);
    const form = {
      grant_type: 'client_credentials',
      client_id: posting.app.client_id,
      client_secret: posting.clientSecret,
      resource: resourceOf(installation),
    };
    await server.http.post('/oauth/token').type('form').send(form).expect(200);
    await server.http
      .post('/oauth/token')
      .type('form')
      .send({ ...form, client_secret: 'x' })
      .expect(401);
  });

  it('are given for a signed assertion, ten at once exactly one', async () => {
    const { jwks, assertion } = await appKeys();
    const { app, clientSecret } = await server.createApp({ jwks });
    expect(clientSecret).toBeNull();
    const installation = await server.install(north.ctx, app.id, ['tests:read']);
    const form = { resource: resourceOf(installation) };
    for (let round = 0; round < 5; round += 1) {
      const once = await assertion(app.client_id);
      const answers = await Promise.all(Array.from({ length: 10 }, () => askByAssertion(server, once, form)));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(9).fill(401)]);
      expect((await askByAssertion(server, once, form).expect(401)).body.error).toBe('invalid_client');
    }
    await askByAssertion(server, await assertion(app.client_id), form).expect(200);
    await askByAssertion(
      server,
      await assertion(app.client_id, 'https://crm.example.com/oauth/token'),
      form,
    ).expect(200);
    await askByAssertion(server, await assertion(app.client_id, 'https://evil.example/oauth'), form).expect(
      401,
    );
    const stranger = await appKeys();
    await askByAssertion(server, await stranger.assertion(app.client_id), form).expect(401);
  });

  it('do not take an audience from the Host header', async () => {
    const { jwks, assertion } = await appKeys();
    const { app } = await server.createApp({ jwks });
    await server.install(north.ctx, app.id, ['tests:read']);
    await askByAssertion(server, await assertion(app.client_id, 'https://evil.example/oauth/token'))
      .set('host', 'evil.example')
      .set('x-forwarded-host', 'evil.example')
      .set('x-forwarded-proto', 'https')
      .expect(401);
  });

  it('are refused for a wrong secret', async () => {
    const { body } = await askByBasic(server, { app: quote.app, clientSecret: 'dw_cs_wrong' }).expect(401);
    expect(body).toEqual({ error: 'invalid_client', error_description: 'client authentication failed' });
    const hash = quote.app.client_secret_hash?.toString('hex') ?? '';
    await askByBasic(server, { app: quote.app, clientSecret: hash }).expect(401);
  });

  it('are refused for an unknown, another app’s or a suspended installation', async () => {
    const other = await server.createApp({ name: 'Other' });
    const foreign = await server.install(north.ctx, other.app.id, ['tests:read']);
    const south = await server.workspace('south');
    const suspended = await server.install(south.ctx, quote.app.id, ['tests:read']);
    await server.suspend(south.ctx, suspended.id);
    const resources = [
      resourceOf({ id: newUuid() }),
      resourceOf(foreign),
      resourceOf(suspended),
      'urn:dealwright:installation:nonsense',
      toTypeId('installation', installed.id),
      'https://crm.example.com/',
    ];
    for (const resource of resources) {
      const { body } = await askByBasic(server, quote, { resource }).expect(400);
      expect(body.error).toBe('invalid_target');
      const scoped = await askByBasic(server, quote, { resource, scope: 'tests:read' }).expect(400);
      expect(scoped.body.error).toBe('invalid_target');
    }
  });

  it('are for one installation', async () => {
    const west = await server.workspace('west');
    const second = await server.install(west.ctx, quote.app.id, ['tests:read']);
    const { body } = await server.http
      .post('/oauth/token')
      .auth(quote.app.client_id, quote.clientSecret ?? '')
      .send(`grant_type=client_credentials&resource=${resourceOf(installed)}&resource=${resourceOf(second)}`)
      .expect(400);
    expect(body.error).toBe('invalid_target');
    const unnamed = await askByBasic(server, quote).expect(400);
    expect(unnamed.body).toMatchObject({ error: 'invalid_target' });
  });

  it('need no resource while the app has one installation', async () => {
    const single = await server.createApp({ name: 'Single' });
    expect((await askByBasic(server, single).expect(400)).body.error).toBe('invalid_target');
    await server.install(north.ctx, single.app.id, ['tests:read']);
    const { body } = await askByBasic(server, single).expect(200);
    expect(body.scope).toBe('tests:read');
    expect((await askByBasic(server, single, { resource: '' }).expect(200)).body.scope).toBe('tests:read');
    await server.install((await server.workspace('east')).ctx, single.app.id, ['tests:read']);
    expect((await askByBasic(server, single).expect(400)).body.error).toBe('invalid_target');
  });

  it('carry what was asked for and granted', async () => {
    const resource = resourceOf(installed);
    const { body } = await askByBasic(server, quote, { resource, scope: 'tests:read tests:write' }).expect(
      200,
    );
    expect(body.scope).toBe('tests:read');
    await get('/v1/probe', body.access_token).expect(200);
    const refused = await get('/v1/probe/more', body.access_token).expect(403);
    expect(refused.body).toMatchObject({ code: 'missing_scope', required_scope: 'tests:write' });
    const nothing = await askByBasic(server, quote, { resource, scope: 'tests:write' }).expect(400);
    expect(nothing.body.error).toBe('invalid_scope');
  });

  it('are refused for a scope that nobody knows', async () => {
    const resource = resourceOf(installed);
    for (const scope of ['tests:read dragons:tame', 'openid', 'offline_access tests:read']) {
      const { body } = await askByBasic(server, quote, { resource, scope }).expect(400);
      expect(body.error).toBe('invalid_scope');
    }
  });

  it('carry no more than the app asks for', async () => {
    const modest = await server.createApp({ name: 'Modest', scopes: APP_SCOPES });
    await server.install(north.ctx, modest.app.id, APP_SCOPES);
    await server.sql(`UPDATE apps SET scopes = '{tests:read}' WHERE id = '${modest.app.id}'`);
    const { body } = await askByBasic(server, modest).expect(200);
    expect(body.scope).toBe('tests:read');
    const extra = server.install(north.ctx, quote.app.id, ['everything:else']);
    await expect(extra).rejects.toMatchObject({ status: 422 });
  });

  it('tell their own app about themselves, and no other', async () => {
    const token = (await askByBasic(server, quote, { resource: resourceOf(installed) })).body.access_token;
    const ask = (by: typeof quote) =>
      server.http
        .post('/oauth/introspect')
        .auth(by.app.client_id, by.clientSecret ?? '')
        .type('form')
        .send({ token });
    expect((await ask(quote).expect(200)).body).toMatchObject({
      active: true,
      client_id: quote.app.client_id,
      scope: 'members:read tests:read',
      installation_id: toTypeId('installation', installed.id),
      workspace_id: toTypeId('workspace', north.workspace.id),
      token_type: 'Bearer',
    });
    const other = await server.createApp({ name: 'Curious' });
    expect((await ask(other).expect(200)).body).toEqual({ active: false });
  });
});
