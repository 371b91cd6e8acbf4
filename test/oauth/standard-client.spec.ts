import { randomUUID } from 'node:crypto';

import { ContextTokens } from '@access/oauth';
import { toTypeId } from '@platform/ids';
import { exportJWK, generateKeyPair } from 'jose';
import * as client from 'openid-client';

import { AccessApp } from '../access/support/access-app';
import { ProbeModule } from '../access/support/probe.controller';
import { resourceOf } from '../access/support/token-client';
import { Browser } from './support/browser';
import { allow, CALLBACK, type MadeApp } from './support/user-flow';

// It is marked as deprecated so that nobody overlooks it.
// eslint-disable-next-line @typescript-eslint/no-deprecated
const LOOPBACK = client.allowInsecureRequests;

describe('the npm client openid-client, as it comes', () => {
  let server: AccessApp;
  let north: Awaited<ReturnType<AccessApp['workspace']>>;
  let browser: Browser;

  beforeAll(async () => {
    server = await AccessApp.listening(ProbeModule);
    north = await server.workspace('north');
    browser = server.browser();
    await browser.signIn('north@example.com');
  });
  afterAll(() => server.stop());

  const discover = (
    id: string,
    auth: client.ClientAuth,
    metadata: Partial<client.ClientMetadata> = {},
  ): Promise<client.Configuration> =>
    client.discovery(new URL(`${server.publicUrl}/oauth`), id, metadata, auth, {
      algorithm: 'oauth2',
      execute: [LOOPBACK],
    });

  async function installed(
    given: Parameters<AccessApp['createApp']>[0] = {},
  ): Promise<MadeApp & { id: string }> {
    const made = await server.createApp({ redirectUris: [CALLBACK], ...given });
    const { id } = await server.install(north.ctx, made.app.id, ['tests:read', 'members:read']);
    return { ...made, id };
  }

  const configured = async ({ app, clientSecret }: MadeApp, metadata?: Partial<client.ClientMetadata>) =>
    discover(
      app.client_id,
      clientSecret === null ? client.None() : client.ClientSecretBasic(clientSecret),
      metadata,
    );

  /** What a library does to sign a person in, with the person in between. */
  async function signIn(
    config: client.Configuration,
    { dpop, par = false }: { dpop?: client.DPoPHandle; par?: boolean } = {},
  ) {
    const verifier = client.randomPKCECodeVerifier();
    const state = client.randomState();
    const params = {
      redirect_uri: CALLBACK,
      scope: 'tests:read members:read',
      state,
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    };
    const url = par
      ? await client.buildAuthorizationUrlWithPAR(config, params, dpop ? { DPoP: dpop } : undefined)
      : client.buildAuthorizationUrl(config, params);
    let page = await browser.open(url.href);
    if (page.status === 200) page = await allow(browser, page);
    const checks = { pkceCodeVerifier: verifier, expectedState: state };
    const tokens = await client.authorizationCodeGrant(
      config,
      new URL(page.url),
      checks,
      undefined,
      dpop ? { DPoP: dpop } : undefined,
    );
    return { tokens, url };
  }

  const me = (config: client.Configuration, token: string, options?: client.DPoPOptions) =>
    client.fetchProtectedResource(
      config,
      token,
      new URL(`${server.publicUrl}/v1/me`),
      'GET',
      null,
      undefined,
      options,
    );

  it.each([
    ['confidential', {}],
    ['public', { isPublic: true }],
  ])(
    'signs a person in as a %s client, refreshes, looks at its tokens and revokes them',
    async (kind, given) => {
      const config = await configured(await installed(given));
      const { tokens } = await signIn(config);
      expect(await (await me(config, tokens.access_token)).json()).toMatchObject({
        workspace: { name: 'north' },
      });

      const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token ?? '');
      expect(refreshed.refresh_token !== tokens.refresh_token).toBe(kind === 'public');
      const seen = await client.tokenIntrospection(config, refreshed.access_token);
      expect(seen).toMatchObject({
        active: true,
        scope: 'members:read tests:read',
        sub: toTypeId('member', north.member.id),
        workspace_id: toTypeId('workspace', north.workspace.id),
        token_type: 'Bearer',
        iss: `${server.publicUrl}/oauth`,
      });
      const refresh = refreshed.refresh_token ?? '';
      const seenRefresh = await client.tokenIntrospection(config, refresh);
      expect(seenRefresh).toMatchObject({ active: true });
      // Who a person is beyond the workspace is nobody's business.
      expect(JSON.stringify([seen, seenRefresh])).not.toContain('user_');

      await client.tokenRevocation(config, refresh);
      expect(await client.tokenIntrospection(config, refresh)).toEqual({ active: false });
      expect(await client.tokenIntrospection(config, refreshed.access_token)).toEqual({ active: false });
      await expect(client.refreshTokenGrant(config, refresh)).rejects.toMatchObject({
        error: 'invalid_grant',
      });
      await server.refusedSoon(refreshed.access_token);
    },
  );

  it('is told nothing of the tokens of another client, and cannot end them', async () => {
    const [mine, other] = [await configured(await installed()), await configured(await installed())];
    const { tokens } = await signIn(mine);
    for (const token of [tokens.access_token, tokens.refresh_token ?? '']) {
      expect(await client.tokenIntrospection(other, token)).toEqual({ active: false });
      await client.tokenRevocation(other, token);
      expect(await client.tokenIntrospection(mine, token)).toMatchObject({ active: true });
    }
  });

  it('pushes its request, which then holds nothing that a browser could change, and works once', async () => {
    const config = await configured(await installed());
    const { tokens, url } = await signIn(config, { par: true });
    expect([...url.searchParams.keys()].sort()).toEqual(['client_id', 'request_uri']);
    expect((await me(config, tokens.access_token)).status).toBe(200);
    const again = await browser.open(url.href);
    expect(again.url).toMatch(/^\/oauth\/authorize\?/);
    expect(again.html).toContain('invalid_request_uri');
  });

  it.each([false, true])('binds tokens to a key by DPoP, pushed: %p', async (par) => {
    const config = await configured(await installed({ isPublic: true }));
    const dpop = client.getDPoPHandle(config, await client.randomDPoPKeyPair());
    const { tokens } = await signIn(config, { dpop, par });
    expect(tokens.token_type).toBe('dpop');
    expect((await me(config, tokens.access_token, { DPoP: dpop })).status).toBe(200);
    const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token ?? '', undefined, {
      DPoP: dpop,
    });
    expect((await me(config, refreshed.access_token, { DPoP: dpop })).status).toBe(200);
    const seen = await client.tokenIntrospection(config, refreshed.access_token);
    expect(seen).toMatchObject({ token_type: 'DPoP', cnf: { jkt: expect.any(String) } });

    const stolen = client.getDPoPHandle(config, await client.randomDPoPKeyPair());
    await expect(me(config, refreshed.access_token, { DPoP: stolen })).rejects.toMatchObject({ status: 401 });
    const refresh = client.refreshTokenGrant(config, refreshed.refresh_token ?? '', undefined, {
      DPoP: stolen,
    });
    await expect(refresh).rejects.toMatchObject({ error: 'invalid_grant' });
  });

  it('asks for an installation token with a signed assertion', async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
    const jwk = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256', use: 'sig' };
    const made = await installed({ jwks: { keys: [jwk] } });
    const config = await discover(made.app.client_id, client.PrivateKeyJwt({ key: privateKey, kid: 'one' }));
    const tokens = await client.clientCredentialsGrant(config, { resource: resourceOf(made) });
    const body = await (await me(config, tokens.access_token)).json();
    expect(body).toMatchObject({ principal: { kind: 'installation' }, member: null });
    const { tokens: user } = await signIn(config);
    expect((await me(config, user.access_token)).status).toBe(200);
  });

  it('signs a program in by a code that it shows', async () => {
    const config = await discover('dealwright-cli', client.None());
    const begun = await client.initiateDeviceAuthorization(config, { scope: 'tests:read' });
    await allow(browser, await browser.open(begun.verification_uri_complete ?? ''));
    const tokens = await client.pollDeviceAuthorizationGrant(config, { ...begun, interval: 0.1 });
    expect((await me(config, tokens.access_token)).status).toBe(200);
  });

  it('exchanges the context token of a frame', async () => {
    const made = await installed();
    const config = await configured(made);
    const context = await server.get(ContextTokens).sign(
      {
        installationId: made.id,
        clientId: made.app.client_id,
        workspaceId: north.workspace.id,
        memberId: north.member.id,
        placement: 'deal.tab',
        record: `deal_${randomUUID()}`,
      },
      new Date(),
    );
    const tokens = await client.genericGrantRequest(
      config,
      'urn:ietf:params:oauth:grant-type:token-exchange',
      {
        subject_token: context,
        subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
        scope: 'tests:read',
      },
    );
    expect(tokens).toMatchObject({ expires_in: 300, scope: 'tests:read' });
    const body = await (await me(config, tokens.access_token)).json();
    expect(body).toMatchObject({ principal: { kind: 'member' }, scopes: ['tests:read'] });
  });

  it('finds its way from a refused request to the server that gives tokens', async () => {
    const refused = await fetch(`${server.publicUrl}/v1/me`);
    const [, address] =
      /resource_metadata="([^"]+)"/.exec(refused.headers.get('www-authenticate') ?? '') ?? [];
    const metadata = (await (await fetch(address ?? '')).json()) as Record<string, string[]>;
    expect(metadata).toMatchObject({
      resource: server.publicUrl,
      authorization_servers: [`${server.publicUrl}/oauth`],
      bearer_methods_supported: ['header'],
      scopes_supported: expect.arrayContaining(['tests:read']),
    });
    const config = await client.discovery(
      new URL(metadata.authorization_servers?.[0] ?? ''),
      'dealwright-cli',
      undefined,
      client.None(),
      { algorithm: 'oauth2', execute: [LOOPBACK] },
    );
    expect(config.serverMetadata().authorization_response_iss_parameter_supported).toBe(true);
  });
});
