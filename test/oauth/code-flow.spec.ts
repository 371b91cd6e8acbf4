import { toTypeId } from '@platform/ids';
import { isWellFormedToken } from '@platform/secrets';

import { AccessApp } from '../access/support/access-app';
import { ProbeModule } from '../access/support/probe.controller';
import { resourceOf } from '../access/support/token-client';
import { Browser } from './support/browser';
import {
  allow,
  askAs,
  authorizeUrl,
  CALLBACK,
  codeFor,
  ISSUER,
  type MadeApp,
  pkce,
  tokensFor,
  toldAt,
} from './support/user-flow';

describe('tokens of people', () => {
  let server: AccessApp;
  let north: Awaited<ReturnType<AccessApp['workspace']>>;
  let quotes: MadeApp;
  let spa: MadeApp;
  let browser: Browser;

  beforeAll(async () => {
    server = await AccessApp.start(ProbeModule);
    north = await server.workspace('north');
    quotes = await server.createApp({ redirectUris: [CALLBACK] });
    spa = await server.createApp({ redirectUris: [CALLBACK], isPublic: true });
    for (const { app } of [quotes, spa])
      await server.install(north.ctx, app.id, ['members:read', 'tests:read']);
    browser = server.browser();
    await browser.signIn('north@example.com');
  });
  afterAll(() => server.stop());

  const get = (path: string, token: string) => server.http.get(path).set('authorization', `Bearer ${token}`);

  it('begin with signing in and a consent, and end with a member who may what the app may', async () => {
    const fresh = server.browser();
    const { verifier, challenge } = pkce();
    const asked = await fresh.open(
      authorizeUrl(quotes, { code_challenge: challenge, scope: 'tests:read members:read' }),
    );
    expect(asked.url).toMatch(/^\/signin\?return_to=/);
    const consent = await fresh.submit(asked, [
      ['email', 'north@example.com'],
      ['password', 'correct horse battery'],
    ]);
    expect(consent.html).toContain('Quote builder asks for access');
    expect(consent.headers['content-security-policy']).toContain("frame-ancestors 'none'");
    const told = toldAt(await allow(fresh, consent));
    expect(told).toEqual({ code: expect.any(String), state: 'st', iss: ISSUER });

    const { body, headers } = await askAs(server, quotes, {
      grant_type: 'authorization_code',
      code: told.code ?? '',
      code_verifier: verifier,
      redirect_uri: CALLBACK,
    }).expect(200);
    expect(headers['cache-control']).toBe('no-store');
    expect(body).toEqual({
      access_token: expect.stringMatching(/^dw_at_/),
      refresh_token: expect.stringMatching(/^dw_rt_/),
      token_type: 'Bearer',
      expires_in: 600,
      scope: 'members:read tests:read',
    });
    expect(isWellFormedToken(body.access_token) && isWellFormedToken(body.refresh_token)).toBe(true);

    const me = await get('/v1/me', body.access_token).expect(200);
    const member = toTypeId('member', north.member.id);
    expect(me.body).toMatchObject({
      principal: { kind: 'member', id: member },
      member: { id: member, email: 'north@example.com' },
      workspace: { name: 'north' },
      installation: { app: { name: 'Quote builder' } },
      scopes: ['members:read', 'tests:read'],
    });
    await get('/v1/probe', body.access_token).expect(200);
    await get('/v1/probe/more', body.access_token).expect(403);
  });

  it('carry what was asked for and granted, and nothing else', async () => {
    const some = await tokensFor(server, browser, quotes, { scope: 'tests:read tests:write' });
    expect(some.scope).toBe('tests:read');
    const all = await tokensFor(server, browser, quotes);
    expect(all.scope).toBe('members:read tests:read');
    const unknown = await browser.open(
      authorizeUrl(quotes, { code_challenge: pkce().challenge, scope: 'tests:read tests:burn' }),
    );
    expect(toldAt(unknown)).toMatchObject({ error: 'invalid_scope', state: 'st', iss: ISSUER });
    const withheld = await browser.open(
      authorizeUrl(quotes, {
        code_challenge: pkce().challenge,
        scope: 'tests:write',
        resource: resourceOf(await installationOf(quotes)),
      }),
    );
    expect(toldAt(withheld)).toMatchObject({ error: 'invalid_scope' });
  });

  const installationOf = async ({ app }: MadeApp) => {
    const [row] = await server.sql(`SELECT id FROM installation_lookups WHERE app_id = '${app.id}'`);
    return { id: String(row?.id) };
  };

  it('are not asked about twice, unless the app wants that or asks for more', async () => {
    await tokensFor(server, browser, quotes, { scope: 'tests:read' });
    const challenge = { code_challenge: pkce().challenge };
    expect(
      toldAt(await browser.open(authorizeUrl(quotes, { ...challenge, scope: 'tests:read' }))).code,
    ).toBeDefined();
    const again = await browser.open(authorizeUrl(quotes, { ...challenge, prompt: 'consent' }));
    expect(again.html).toContain('asks for access');
    const denied = toldAt(await browser.submit(again, [['decision', 'deny']]));
    expect(denied).toMatchObject({ error: 'access_denied', state: 'st', iss: ISSUER });

    const other = await server.createApp({ redirectUris: [CALLBACK] });
    await server.install(north.ctx, other.app.id, ['members:read', 'tests:read']);
    await tokensFor(server, browser, other, { scope: 'tests:read' });
    const more = await browser.open(authorizeUrl(other, { ...challenge, scope: 'tests:read members:read' }));
    expect(more.html).toContain('asks for access');
    const silent = await browser.open(
      authorizeUrl(other, { ...challenge, prompt: 'none', scope: 'members:read' }),
    );
    expect(toldAt(silent)).toMatchObject({ error: 'consent_required' });
  });

  it.each([
    ['no PKCE', { code_challenge: undefined, code_challenge_method: undefined }],
    ['plain', { code_challenge_method: 'plain' }],
    ['a method that is not named', { code_challenge_method: undefined }],
    ['a challenge that is none', { code_challenge: 'short' }],
  ])('are not given with %s', async (_name, more) => {
    for (const made of [quotes, spa]) {
      const page = await browser.open(authorizeUrl(made, { code_challenge: pkce().challenge, ...more }));
      expect(toldAt(page)).toMatchObject({ error: 'invalid_request', state: 'st', iss: ISSUER });
    }
  });

  it.each(['token', 'id_token', 'code token', 'none'])(
    'are not given with response_type=%s',
    async (type) => {
      const page = await browser.open(
        authorizeUrl(quotes, { code_challenge: pkce().challenge, response_type: type }),
      );
      const { searchParams, hash } = new URL(page.url);
      const error = searchParams.get('error') ?? new URLSearchParams(hash.slice(1)).get('error');
      expect(error).toBe('unsupported_response_type');
      expect(page.url).not.toMatch(/access_token|code=/);
    },
  );

  it.each([
    'https://quotes.example/callback/',
    'https://quotes.example/callback/more',
    'https://quotes.example/callbackmore',
    'https://quotes.example/callback/../callback',
    'https://quotes.example/x/../callback',
    'https://quotes.example/callback?x=1',
    'https://quotes.example/callback?',
    'https://quotes.example/Callback',
    'https://QUOTES.example/callback',
    'HTTPS://quotes.example/callback',
    'https://user@quotes.example/callback',
    'https://quotes.example@evil.example/callback',
    'https://quotes.example:443/callback',
    'https://quotes.example:8443/callback',
    'https://quotes.example/callback#x',
    'https://quotes.example%2fcallback',
    'https://quotes.example/%63allback',
    'https://quotes.example.evil.example/callback',
    'http://quotes.example/callback',
    'https://evil.example/callback',
    '//quotes.example/callback',
    'javascript:alert(1)',
    '',
  ])('send nobody to %p', async (uri) => {
    for (const made of [quotes, spa]) {
      for (const more of [
        {},
        { response_type: 'token' },
        { scope: 'no:such' },
        { code_challenge: undefined },
      ]) {
        const page = await browser.open(
          authorizeUrl(made, { code_challenge: pkce().challenge, redirect_uri: uri, ...more }),
        );
        expect(page.status).toBe(400);
        expect(page.url).toMatch(/^\/oauth\/authorize\?/);
        expect(page.headers['content-type']).toContain('text/html');
        expect(page.headers['x-frame-options']).toBe('DENY');
        expect(page.headers.location).toBeUndefined();
      }
    }
  });

  it('are given for one code once, and what came of it ends when it is shown again', async () => {
    for (const made of [quotes, spa]) {
      const { code, verifier } = await codeFor(browser, made);
      const form = {
        grant_type: 'authorization_code',
        code,
        code_verifier: verifier,
        redirect_uri: CALLBACK,
      };
      const answers = await Promise.all(Array.from({ length: 20 }, () => askAs(server, made, form)));
      const good = answers.filter(({ status }) => status === 200);
      expect(good.length).toBeLessThanOrEqual(1);
      for (const { status, body } of answers) if (status !== 200) expect(body.error).toBe('invalid_grant');
    }
    const { code, verifier } = await codeFor(browser, quotes);
    const form = { grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: CALLBACK };
    const { body } = await askAs(server, quotes, form).expect(200);
    await askAs(server, quotes, form).expect(400);
    await get('/v1/me', body.access_token).expect(401);
    const { refresh_token } = body;
    await askAs(server, quotes, { grant_type: 'refresh_token', refresh_token }).expect(400);
  });

  it('are not given for a wrong verifier, another redirect URI, another client or no client', async () => {
    const { code, verifier } = await codeFor(browser, quotes);
    const form = { grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: CALLBACK };
    for (const wrong of [
      { ...form, code_verifier: pkce().verifier },
      { ...form, code_verifier: '' },
      { ...form, redirect_uri: `${CALLBACK}/` },
      { ...form, redirect_uri: '' },
    ]) {
      expect((await askAs(server, quotes, wrong)).status).toBe(400);
    }
    expect((await askAs(server, spa, form).expect(400)).body.error).toBe('invalid_grant');
    await server.http
      .post('/oauth/token')
      .type('form')
      .send({ ...form, client_id: quotes.app.client_id })
      .expect(401);
    const { redirect_uri: _, ...without } = form;
    expect((await askAs(server, quotes, without)).status).toBe(400);
    await askAs(server, quotes, form).expect(200);
  });

  it('are refreshed by a confidential client as often and as many times at once as it likes', async () => {
    const { refresh_token } = await tokensFor(server, browser, quotes, { scope: 'tests:read members:read' });
    const ask = (more = {}) => askAs(server, quotes, { grant_type: 'refresh_token', refresh_token, ...more });
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask()));
    for (const { status, body } of answers) {
      expect(status).toBe(200);
      expect(body.refresh_token).toBe(refresh_token);
      await get('/v1/probe', body.access_token).expect(200);
    }
    const less = await ask({ scope: 'members:read' }).expect(200);
    expect(less.body.scope).toBe('members:read');
    await get('/v1/probe', less.body.access_token).expect(403);
    expect((await ask({ scope: 'tests:write' }).expect(400)).body.error).toBe('invalid_scope');
  });

  it('are refreshed by a public client with a new refresh token each time; an old one ends the family', async () => {
    const first = await tokensFor(server, browser, spa);
    const refresh = (refresh_token: string) =>
      askAs(server, spa, { grant_type: 'refresh_token', refresh_token });
    const second = (await refresh(first.refresh_token).expect(200)).body;
    expect(second.refresh_token).not.toBe(first.refresh_token);
    const third = (await refresh(second.refresh_token).expect(200)).body;
    await get('/v1/me', third.access_token).expect(200);
    const sibling = await tokensFor(server, browser, spa);

    expect((await refresh(second.refresh_token).expect(400)).body.error).toBe('invalid_grant');
    await refresh(third.refresh_token).expect(400);
    await server.refusedSoon(third.access_token);
    // Another sign-in of the same person is another family.
    await get('/v1/me', sibling.access_token).expect(200);
    await refresh(sibling.refresh_token).expect(200);
  });

  it('end when a public client refreshes twice at once', async () => {
    const { refresh_token } = await tokensFor(server, browser, spa);
    const ask = () => askAs(server, spa, { grant_type: 'refresh_token', refresh_token });
    const answers = await Promise.all(Array.from({ length: 10 }, ask));
    const good = answers.filter(({ status }) => status === 200);
    expect(good.length).toBeLessThanOrEqual(1);
    for (const { body } of good) {
      await askAs(server, spa, { grant_type: 'refresh_token', refresh_token: body.refresh_token }).expect(
        400,
      );
    }
  });

  it('leave no secret in the database', async () => {
    const { code, verifier } = await codeFor(browser, quotes);
    const pending = server.browser();
    await pending.signIn('north@example.com');
    await pending.open(authorizeUrl(quotes, { code_challenge: pkce().challenge, prompt: 'consent' }));
    const before = await server.dump();
    expect(before.includes(code)).toBe(false);
    const form = { grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: CALLBACK };
    const { body } = await askAs(server, quotes, form).expect(200);
    const dump = await server.dump();
    for (const secret of [
      code,
      verifier,
      body.access_token,
      body.refresh_token,
      quotes.clientSecret ?? '',
      ...pending.secrets(),
    ]) {
      expect(secret.length).toBeGreaterThan(20);
      expect(dump.includes(secret)).toBe(false);
    }
  });
});
