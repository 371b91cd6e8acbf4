import { toTypeId } from '@platform/ids';

import { AccessApp } from '../access/support/access-app';
import { ProbeModule } from '../access/support/probe.controller';
import { resourceOf } from '../access/support/token-client';
import { Browser } from './support/browser';
import {
  allow,
  askAs,
  authorizeUrl,
  CALLBACK,
  choose,
  type MadeApp,
  pkce,
  tokensFor,
  toldAt,
} from './support/user-flow';

type Made = Awaited<ReturnType<AccessApp['workspace']>>;

describe('whose workspace a token is for', () => {
  let server: AccessApp;
  let a: Made;
  let b: Made;
  let quotes: MadeApp;
  let inA: { id: string };
  let inB: { id: string };

  beforeAll(async () => {
    server = await AccessApp.start(ProbeModule);
    a = await server.workspace('alpha');
    b = await server.workspace('beta');
    quotes = await server.createApp({ redirectUris: [CALLBACK], publisher: 'Quotes Ltd' });
    inA = await server.install(a.ctx, quotes.app.id, ['tests:read']);
    inB = await server.install(b.ctx, quotes.app.id, ['tests:read', 'members:read']);
    await server.join({ id: a.member.user_id ?? '', email: 'alpha@example.com' }, b.workspace.id);
  });
  afterAll(() => server.stop());

  const me = (token: string) => server.http.get('/v1/me').set('authorization', `Bearer ${token}`);
  const signedIn = async (email: string): Promise<Browser> => {
    const browser = server.browser();
    await browser.signIn(email);
    return browser;
  };
  const workspaceOf = async (token: string): Promise<string> =>
    (await me(token).expect(200)).body.workspace.name;

  it('is what the person chose: A, then B in the same browser, each with a consent of its own', async () => {
    const browser = await signedIn('alpha@example.com');
    const start = () => browser.open(authorizeUrl(quotes, { code_challenge: challenge }));
    const { verifier, challenge } = pkce();
    const tokenAfter = async (made: Made) => {
      const which = await start();
      expect(which.html).toContain('alpha');
      expect(which.html).toContain('beta');
      const what = await choose(browser, which, made.workspace.id);
      expect(what.html).toContain(`</b> ${made.workspace.name}`);
      const { code = '' } = toldAt(await allow(browser, what));
      const form = {
        grant_type: 'authorization_code',
        code,
        code_verifier: verifier,
        redirect_uri: CALLBACK,
      };
      return (await askAs(server, quotes, form).expect(200)).body;
    };
    const first = await tokenAfter(a);
    const second = await tokenAfter(b);
    expect(await workspaceOf(first.access_token)).toBe('alpha');
    expect(await workspaceOf(second.access_token)).toBe('beta');
    expect([first.scope, second.scope]).toEqual(['tests:read', 'members:read tests:read']);

    const refreshed = await askAs(server, quotes, {
      grant_type: 'refresh_token',
      refresh_token: second.refresh_token,
    });
    expect(await workspaceOf(refreshed.body.access_token)).toBe('beta');
    const other = {
      grant_type: 'refresh_token',
      refresh_token: first.refresh_token,
      resource: resourceOf(inB),
    };
    expect((await askAs(server, quotes, other).expect(400)).body.error).toBe('invalid_target');
  });

  it('is the one that the app names, with no question when the person has answered it', async () => {
    const browser = await signedIn('alpha@example.com');
    for (const [installation, name] of [
      [inA, 'alpha'],
      [inB, 'beta'],
      [inA, 'alpha'],
    ] as const) {
      const { access_token } = await tokensFor(server, browser, quotes, {
        resource: resourceOf(installation),
      });
      expect(await workspaceOf(access_token)).toBe(name);
    }
    const fresh = await signedIn('alpha@example.com');
    const known = await fresh.open(
      authorizeUrl(quotes, { code_challenge: pkce().challenge, resource: resourceOf(inB) }),
    );
    expect(toldAt(known).code).toBeDefined();
  });

  it('is never one that the person is no member of, or where the app does not run', async () => {
    const other = await server.workspace('gamma');
    const foreign = await server.install(other.ctx, quotes.app.id, ['tests:read']);
    const browser = await signedIn('alpha@example.com');
    const at = (resource: string) =>
      browser.open(authorizeUrl(quotes, { code_challenge: pkce().challenge, resource }));
    const page = await at(resourceOf(foreign));
    expect(page.html).toContain('not a member of the workspace');
    expect(page.html).not.toContain('gamma');
    // Neither does a form that somebody made up open it.
    const forced = await browser.submit(page, [
      ['decision', 'allow'],
      ['workspace', toTypeId('workspace', other.workspace.id)],
    ]);
    expect(forced.html).toContain('not a member of the workspace');
    expect(toldAt(await browser.submit(page, [['decision', 'deny']])).error).toBe('access_denied');

    const stranger = await server.createApp({ redirectUris: [CALLBACK] });
    const elsewhere = authorizeUrl(stranger, { code_challenge: pkce().challenge, resource: resourceOf(inA) });
    expect(toldAt(await browser.open(elsewhere)).error).toBe('invalid_target');
    for (const resource of [
      'urn:dealwright:installation:inst_x',
      'https://evil.example',
      'urn:dealwright:installation:',
    ]) {
      expect(toldAt(await at(resource)).error).toBe('invalid_target');
    }
  });

  it('is none before an admin has installed the app, and the page says who that is', async () => {
    const stranger = await server.createApp({ redirectUris: [CALLBACK], name: 'Not there' });
    const url = () => authorizeUrl(stranger, { code_challenge: pkce().challenge });
    const admin = await (await signedIn('alpha@example.com')).open(url());
    expect(admin.html).toContain('Not there is not installed in any workspace of yours');
    expect(admin.html).toContain('You administer these workspaces');
    expect(admin.html).toContain('<li>alpha</li>');
    expect(admin.html).not.toContain('<li>beta</li>');

    const team = await server.workspace('delta');
    const plain = await server.workspace('epsilon');
    await server.join({ id: plain.member.user_id ?? '', email: 'epsilon@example.com' }, team.workspace.id);
    await server.sql(`UPDATE members SET role = 'sales' WHERE id = '${plain.member.id}'`);
    const page = await (await signedIn('epsilon@example.com')).open(url());
    expect(page.html).toContain('Ask an admin');
    expect(page.html).toContain('<li>delta</li>');
  });

  it('ends for good when the member leaves, also when they come back', async () => {
    const team = await server.workspace('zeta');
    const guest = await server.workspace('eta');
    await server.install(team.ctx, quotes.app.id, ['tests:read']);
    const member = await server.join(
      { id: guest.member.user_id ?? '', email: 'eta@example.com' },
      team.workspace.id,
    );
    const browser = await signedIn('eta@example.com');
    const { access_token, refresh_token } = await tokensFor(server, browser, quotes);
    expect(await workspaceOf(access_token)).toBe('zeta');

    const { token } = await server.key(team.ctx, ['members:manage']);
    const path = `/v1/members/${toTypeId('member', member)}`;
    const change = (action: string) =>
      server.http.post(`${path}/${action}`).set('authorization', `Bearer ${token}`).expect(200);
    await change('deactivate');
    await server.refusedSoon(access_token);
    const refresh = () => askAs(server, quotes, { grant_type: 'refresh_token', refresh_token });
    expect((await refresh().expect(400)).body.error).toBe('invalid_grant');
    const page = await browser.open(authorizeUrl(quotes, { code_challenge: pkce().challenge }));
    expect(page.html).toContain('not installed in any workspace of yours');

    await change('reactivate');
    await refresh().expect(400);
    await server.refusedSoon(access_token);
    const asked = await browser.open(authorizeUrl(quotes, { code_challenge: pkce().challenge }));
    expect(asked.html).toContain('asks for access');
  });

  it('ends when the installation is suspended', async () => {
    const team = await server.workspace('theta');
    const installation = await server.install(team.ctx, quotes.app.id, ['tests:read']);
    const browser = await signedIn('theta@example.com');
    const { access_token, refresh_token } = await tokensFor(server, browser, quotes);
    await me(access_token).expect(200);
    const other = await server.another();
    await other.http.get('/v1/me').set('authorization', `Bearer ${access_token}`).expect(200);
    await server.suspend(team.ctx, installation.id);
    await Promise.all([server.refusedSoon(access_token), other.refusedSoon(access_token)]);
    await other.stopHere();
    const refresh = () => askAs(server, quotes, { grant_type: 'refresh_token', refresh_token });
    await refresh().expect(400);
    // A new epoch is a new beginning: what was issued before stays dead.
    await server.sql(`UPDATE installation_lookups SET state = 'active' WHERE id = '${installation.id}'`);
    expect((await refresh().expect(400)).body.error).toBe('invalid_grant');
    await me(access_token).expect(401);
    const asked = await browser.open(authorizeUrl(quotes, { code_challenge: pkce().challenge }));
    expect(asked.html).toContain('asks for access');
  });

  it('carries less as soon as the workspace grants less', async () => {
    const team = await server.workspace('iota');
    const installation = await server.install(team.ctx, quotes.app.id, ['tests:read', 'members:read']);
    const { access_token, refresh_token } = await tokensFor(
      server,
      await signedIn('iota@example.com'),
      quotes,
    );
    await server.sql(
      `UPDATE installation_lookups SET scopes = '{members:read}' WHERE id = '${installation.id}'`,
    );
    const probe = (token: string) => server.http.get('/v1/probe').set('authorization', `Bearer ${token}`);
    await probe(access_token).expect(403);
    const { body } = await askAs(server, quotes, { grant_type: 'refresh_token', refresh_token }).expect(200);
    expect(body.scope).toBe('members:read');
  });
});

describe('whoever is signed in', () => {
  let server: AccessApp;
  let quotes: MadeApp;

  beforeAll(async () => {
    server = await AccessApp.start(ProbeModule);
    quotes = await server.createApp({ redirectUris: [CALLBACK] });
    for (const name of ['one', 'two']) {
      const { ctx } = await server.workspace(name);
      await server.install(ctx, quotes.app.id, ['tests:read']);
    }
  });
  afterAll(() => server.stop());

  it('answers for themselves: not for who began, and not with the consent of who was there before', async () => {
    const browser = server.browser();
    await browser.signIn('one@example.com');
    const begun = await browser.open(authorizeUrl(quotes, { code_challenge: pkce().challenge }));
    expect(begun.html).toContain('one@example.com');
    await browser.signOut();
    await browser.signIn('two@example.com');
    expect((await browser.open(begun.url)).html).toContain('This request is over');
    const stale = await browser.submit(begun, [['decision', 'allow']]);
    expect(stale.status).toBe(403);
    const { access_token } = await tokensFor(server, browser, quotes);
    const { body } = await server.http.get('/v1/me').set('authorization', `Bearer ${access_token}`);
    expect(body.workspace.name).toBe('two');
  });

  it('answers in the browser in which it began, from our own page', async () => {
    const browser = server.browser();
    await browser.signIn('one@example.com');
    const begun = await browser.open(
      authorizeUrl(quotes, { code_challenge: pkce().challenge, prompt: 'consent' }),
    );
    const thief = server.browser();
    await thief.signIn('one@example.com');
    expect((await thief.open(begun.url)).html).toContain('This request is over');
    const forged = await browser.submit(begun, [
      ['decision', 'allow'],
      ['_csrf', 'x'.repeat(43)],
    ]);
    expect(forged.status).toBe(403);
    expect(toldAt(await allow(browser, begun)).code).toBeDefined();
    expect((await browser.open(begun.url)).html).toContain('This request is over');
  });
});
