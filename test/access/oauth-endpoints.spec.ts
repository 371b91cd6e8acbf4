import { setTimeout as sleep } from 'node:timers/promises';

import { OAuthUpkeepModule } from '@access/oauth';
import { Controller, Get, Module } from '@nestjs/common';

import { AccessApp } from './support/access-app';
import { ProbeModule } from './support/probe.controller';
import { refusedAfterMs } from './support/refused-within';
import { appKeys, askByAssertion, askByBasic } from './support/token-client';

const ISSUER = 'https://crm.example.com/oauth';
const METHODS = ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'];

@Controller('v1/forgotten')
class ForgottenController {
  @Get()
  get(): string {
    return 'open to all';
  }
}

@Module({ controllers: [ForgottenController] })
class ForgottenModule {}

describe('the authorization server', () => {
  let server: AccessApp;
  let north: Awaited<ReturnType<AccessApp['workspace']>>;

  beforeAll(async () => {
    server = await AccessApp.start(ProbeModule, OAuthUpkeepModule);
    north = await server.workspace('north');
  });
  afterAll(() => server.stop());

  const me = (token: string) => server.http.get('/v1/me').set('authorization', `Bearer ${token}`);

  async function installedApp() {
    const made = await server.createApp();
    const installation = await server.install(north.ctx, made.app.id, ['tests:read']);
    return { ...made, installation };
  }

  it('tells what it offers, and nothing that is not there', async () => {
    const expected = {
      issuer: ISSUER,
      authorization_endpoint: `${ISSUER}/authorize`,
      pushed_authorization_request_endpoint: `${ISSUER}/par`,
      device_authorization_endpoint: `${ISSUER}/device_authorization`,
      token_endpoint: `${ISSUER}/token`,
      token_endpoint_auth_methods_supported: METHODS,
      token_endpoint_auth_signing_alg_values_supported: ['RS256', 'PS256', 'ES256', 'Ed25519', 'EdDSA'],
      revocation_endpoint: `${ISSUER}/revoke`,
      revocation_endpoint_auth_methods_supported: METHODS,
      introspection_endpoint: `${ISSUER}/introspect`,
      introspection_endpoint_auth_methods_supported: METHODS,
      jwks_uri: `${ISSUER}/jwks`,
      grant_types_supported: [
        'authorization_code',
        'refresh_token',
        'client_credentials',
        'urn:ietf:params:oauth:grant-type:device_code',
        'urn:ietf:params:oauth:grant-type:token-exchange',
      ],
      response_types_supported: ['code'],
      response_modes_supported: ['form_post', 'fragment', 'query'],
      code_challenge_methods_supported: ['S256'],
      dpop_signing_alg_values_supported: ['ES256', 'Ed25519', 'EdDSA'],
      authorization_response_iss_parameter_supported: true,
      scopes_supported: [
        'keys:manage',
        'keys:read',
        'members:manage',
        'members:read',
        'roles:manage',
        'roles:read',
        'tests:read',
        'tests:write',
        'tokens:manage',
        'tokens:read',
        'workspace:admin',
      ],
    };
    for (const path of [
      '/.well-known/oauth-authorization-server/oauth',
      '/oauth/.well-known/oauth-authorization-server',
    ]) {
      const { body } = await server.http.get(path).set('host', 'evil.example').expect(200);
      expect(body).toEqual(expected);
      await server.http.head(path).expect(200);
    }
  });

  it('publishes public keys only', async () => {
    const { body } = await server.http.get('/oauth/jwks').expect(200);
    expect(body.keys).toHaveLength(1);
    expect(Object.keys(body.keys[0]).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
  });

  it.each([
    ['get', '/oauth/unknown'],
    ['get', '/oauth'],
    ['get', '/oauth/'],
    ['get', '/oauth/auth'],
    ['get', '/oauth/auth?client_id=x&response_type=code'],
    ['get', '/oauth/auth/xyz'],
    ['post', '/oauth/session/end/confirm'],
    ['get', '/oauth/token'],
    ['put', '/oauth/token'],
    ['get', '/oauth/me'],
    ['post', '/oauth/request'],
    ['post', '/oauth/reg'],
    ['get', '/oauth/.well-known/openid-configuration'],
    ['get', '/oauth/%zz'],
    ['get', '/.well-known/oauth-authorization-server'],
  ] as const)('has no %s %s', async (method, path) => {
    const { status } = await server.http[method](path);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
  });

  it.each([
    ['application/json', '{"grant_type":"client_credentials"}'],
    ['text/plain', 'grant_type=client_credentials'],
    ['multipart/form-data; boundary=x', '--x--'],
    ['application/x-www-form-urlencoded; charset=nonsense', 'grant_type=client_credentials'],
    ['application/x-www-form-urlencoded', '%zz=%zz&grant_type[]=a&__proto__=x'],
    ['application/x-www-form-urlencoded', `grant_type=${'x'.repeat(60_000)}`],
    ['application/x-www-form-urlencoded', ''],
    ['nonsense', 'x'],
  ])('refuses a body of %s', async (type, body) => {
    for (const path of ['/oauth/token', '/oauth/introspect', '/oauth/revoke']) {
      const answer = await server.http.post(path).set('content-type', type).send(body);
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
    }
  });

  it('answers errors in its own form, also to browsers', async () => {
    const answer = await server.http.post('/oauth/token').set('accept', 'text/html').type('form').send({});
    expect(answer.status).toBe(400);
    expect(answer.headers['content-type']).toMatch(/^application\/json/);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.headers['request-id']).toMatch(/^req_/);
    expect(answer.body).toMatchObject({ error: 'invalid_request' });
    const app = await installedApp();
    const grant = await askByBasic(server, app, { grant_type: 'password', username: 'x' }).expect(400);
    expect(grant.body.error).toBe('unsupported_grant_type');
  });

  it('lets any origin ask, without cookies', async () => {
    const preflight = await server.http
      .options('/oauth/token')
      .set('origin', 'https://app.example')
      .set('access-control-request-method', 'POST');
    expect(preflight.status).toBe(204);
    expect(preflight.headers['access-control-allow-origin']).toBe('https://app.example');
    const app = await installedApp();
    const { headers } = await askByBasic(server, app).set('origin', 'https://app.example').expect(200);
    expect(headers['access-control-allow-origin']).toBe('https://app.example');
    expect(headers['access-control-allow-credentials']).toBeUndefined();
  });

  it.each([
    ['NUL', '\0'],
    ['NUL at the end', 'app\0'],
    ['an accent', 'ä'],
    ['a new line', '\n'],
    ['a long name', 'x'.repeat(10_000)],
  ])('knows no client of %s', async (_, client_id) => {
    const grant = { grant_type: 'client_credentials', client_id, client_secret: 'x' };
    const { body } = await server.http.post('/oauth/token').type('form').send(grant).expect(401);
    expect(body.error).toBe('invalid_client');
  });

  it('revokes a token within two seconds, for its own app only', async () => {
    const app = await installedApp();
    const { access_token: token } = (await askByBasic(server, app).expect(200)).body;
    const revoke = (by: typeof app) =>
      server.http
        .post('/oauth/revoke')
        .auth(by.app.client_id, by.clientSecret ?? '')
        .type('form')
        .send({ token });
    await me(token).expect(200);
    await revoke(await installedApp()).expect(200);
    const introspection = await server.http
      .post('/oauth/introspect')
      .auth(app.app.client_id, app.clientSecret ?? '')
      .type('form')
      .send({ token });
    expect(introspection.body.active).toBe(true);
    const { headers } = await revoke(app).expect(200);
    expect(headers['cache-control']).toBe('no-store');
    expect(await refusedAfterMs(() => me(token))).toBeLessThan(2200);
  });

  it('ends every token of a suspended installation within two seconds', async () => {
    const app = await installedApp();
    const { access_token: token } = (await askByBasic(server, app).expect(200)).body;
    const { access_token: unused } = (await askByBasic(server, app).expect(200)).body;
    await me(token).expect(200);
    await server.suspend(north.ctx, app.installation.id);
    const introspection = await server.http
      .post('/oauth/introspect')
      .auth(app.app.client_id, app.clientSecret ?? '')
      .type('form')
      .send({ token });
    expect(introspection.body).toEqual({ active: false });
    expect(await refusedAfterMs(() => me(token))).toBeLessThan(2200);
    await server.sql(`UPDATE installation_lookups SET state = 'active' WHERE id = '${app.installation.id}'`);
    await me(unused).expect(401);
  });

  it('stores no token, secret, assertion or password', async () => {
    const app = await installedApp();
    const { jwks, assertion } = await appKeys();
    const signing = await server.createApp({ jwks });
    await server.install(north.ctx, signing.app.id, ['tests:read']);
    const signed = await assertion(signing.app.client_id);
    const secrets = [
      app.clientSecret ?? '',
      (await askByBasic(server, app).expect(200)).body.access_token,
      (await askByAssertion(server, signed).expect(200)).body.access_token,
      signed,
      signed.split('.')[2] ?? '',
      (await server.key(north.ctx, [])).token,
      'correct horse battery',
    ];
    const dump = await server.dump();
    expect(dump).toContain('ClientCredentials');
    expect(dump).toContain('ReplayDetection');
    for (const secret of secrets) {
      expect(secret.length).toBeGreaterThan(10);
      expect(dump).not.toContain(secret);
      expect(dump).not.toContain(Buffer.from(secret).toString('hex'));
    }
    expect(dump).not.toMatch(/"d":/);
  });

  it('forgets what is over, and nothing else', async () => {
    const app = await installedApp();
    const over = (await askByBasic(server, app).expect(200)).body.access_token;
    await server.sql(`UPDATE oidc_records SET expires_at = now() - interval '1 second'`);
    const live = (await askByBasic(server, app).expect(200)).body.access_token;
    await me(over).expect(401);
    const count = async () => (await server.sql('SELECT count(*)::int AS n FROM oidc_records'))[0]?.n;
    for (let tries = 0; tries < 1500 && (await count()) !== 1; tries += 1) await sleep(20);
    expect(await count()).toBe(1);
    await me(live).expect(200);
  });

  it('does not boot with a route that declares no scope', async () => {
    await expect(AccessApp.start(ForgottenModule)).rejects.toThrow(
      /GET \/v1\/forgotten declares no operation/,
    );
  });
});
