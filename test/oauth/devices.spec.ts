import { toTypeId } from '@platform/ids';

import { AccessApp } from '../access/support/access-app';
import { ProbeModule } from '../access/support/probe.controller';
import { Browser } from './support/browser';
import { allow, choose } from './support/user-flow';

const CLI = 'dealwright-cli';
const GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

describe('the device flow of our command line', () => {
  let server: AccessApp;
  let north: Awaited<ReturnType<AccessApp['workspace']>>;
  let browser: Browser;

  beforeAll(async () => {
    server = await AccessApp.start(ProbeModule);
    north = await server.workspace('north');
    const other = await server.workspace('south');
    await server.join({ id: north.member.user_id ?? '', email: 'north@example.com' }, other.workspace.id);
    browser = server.browser();
    await browser.signIn('north@example.com');
  });
  afterAll(() => server.stop());

  const post = (path: string, form: Readonly<Record<string, string>>) =>
    server.http
      .post(`/oauth${path}`)
      .type('form')
      .send({ client_id: CLI, ...form });
  const begin = async (scope = 'tests:read members:read') =>
    (await post('/device_authorization', { scope }).expect(200)).body;
  const poll = (device_code: string) => post('/token', { grant_type: GRANT, device_code });

  it('gives tokens once a person has typed the code and chosen a workspace', async () => {
    const { device_code, user_code, verification_uri, verification_uri_complete, expires_in } = await begin();
    expect(user_code).toMatch(/^[A-Z]{4}-[A-Z]{4}$/);
    expect(verification_uri).toBe('https://crm.example.com/oauth/device');
    expect(expires_in).toBe(600);
    expect((await poll(device_code).expect(400)).body.error).toBe('authorization_pending');

    const entry = await browser.open(verification_uri);
    const which = await browser.submit(entry, [['user_code', user_code.toLowerCase()]]);
    expect(which.html).toContain('Dealwright CLI asks for access');
    const what = await choose(browser, which, north.workspace.id);
    expect(what.html).toContain('Does your device show this code?');
    expect(what.html).toContain('127.0.0.1');
    const end = await allow(browser, what);
    expect(end.html).toContain('Your device is connected');

    const { body } = await poll(device_code).expect(200);
    expect(body).toMatchObject({ token_type: 'Bearer', scope: 'members:read tests:read' });
    const me = await server.http
      .get('/v1/me')
      .set('authorization', `Bearer ${body.access_token}`)
      .expect(200);
    expect(me.body).toMatchObject({
      principal: { kind: 'member', id: toTypeId('member', north.member.id) },
      workspace: { name: 'north' },
      installation: { app: { name: 'Dealwright CLI' } },
    });
    const refreshed = await post('/token', {
      grant_type: 'refresh_token',
      refresh_token: body.refresh_token,
    }).expect(200);
    expect(refreshed.body.refresh_token).not.toBe(body.refresh_token);

    expect((await poll(device_code).expect(400)).body.error).toBe('invalid_grant');
    const again = await browser.open(verification_uri_complete);
    expect(again.html).toContain('There is no such code');
  });

  it('gives one of many who poll at once a token, and to one of many answers an effect', async () => {
    const { device_code, verification_uri_complete } = await begin();
    const page = await choose(browser, await browser.open(verification_uri_complete), north.workspace.id);
    const ends = await Promise.all([allow(browser, page), browser.submit(page, [['decision', 'deny']])]);
    expect(ends.map(({ status }) => status).filter((status) => status === 200).length).toBeGreaterThan(0);
    const answers = await Promise.all(Array.from({ length: 20 }, () => poll(device_code)));
    const good = answers.filter(({ status }) => status === 200);
    expect(good.length).toBeLessThanOrEqual(1);
    if (good.length === 0) expect(answers.some(({ body }) => body.error === 'access_denied')).toBe(true);
  });

  it('tells the device that the person denied it', async () => {
    const { device_code, verification_uri_complete } = await begin();
    const page = await choose(browser, await browser.open(verification_uri_complete), north.workspace.id);
    expect((await browser.submit(page, [['decision', 'deny']])).html).toContain('was not connected');
    expect((await poll(device_code).expect(400)).body.error).toBe('access_denied');
  });

  it('shows nothing for a wrong code, and lets nobody in without signing in', async () => {
    expect((await browser.open('/oauth/device?user_code=WRNG-CODE')).status).toBe(400);
    const stranger = await server.browser().open('/oauth/device?user_code=WRNG-CODE');
    expect(stranger.url).toMatch(/^\/signin\?return_to=%2Foauth%2Fdevice/);
  });

  it('is for programs of ours only', async () => {
    const { app, clientSecret } = await server.createApp({
      redirectUris: ['https://quotes.example/callback'],
    });
    const answer = await server.http
      .post('/oauth/device_authorization')
      .auth(app.client_id, clientSecret ?? '')
      .type('form')
      .send({ scope: 'tests:read' });
    expect(answer.status).toBe(400);
    expect(answer.body.error).toBe('invalid_request');
  });

  it('asks for what a new release needs where an older one came in', async () => {
    await server.sql(
      `UPDATE installations SET scopes = '{tests:read}' WHERE workspace_id = '${north.workspace.id}'`,
    );
    await server.sql(
      `UPDATE installation_lookups SET scopes = '{tests:read}' WHERE workspace_id = '${north.workspace.id}'`,
    );
    const { device_code, verification_uri_complete } = await begin();
    await allow(
      browser,
      await choose(browser, await browser.open(verification_uri_complete), north.workspace.id),
    );
    expect((await poll(device_code).expect(200)).body.scope).toBe('members:read tests:read');
  });

  it('does not go round an admin who stopped the program', async () => {
    const [row] = await server.sql(
      `SELECT id FROM installations WHERE workspace_id = '${north.workspace.id}' AND app_id = '01930d5c-7a1e-7c3a-9f00-2b6c1d4e5f61'`,
    );
    await server.suspend(north.ctx, String(row?.id));
    const { verification_uri_complete } = await begin();
    const page = await browser.open(verification_uri_complete);
    expect(page.html).toContain('</b> south');
    expect(page.html).not.toContain('north</label>');
  });

  it('keeps neither code in the database', async () => {
    const { device_code, user_code } = await begin();
    const dump = await server.dump();
    for (const secret of [device_code, user_code, user_code.replace('-', '')])
      expect(dump.includes(secret)).toBe(false);
  });
});
