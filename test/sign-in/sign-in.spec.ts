import request from 'supertest';

import { cpuMs } from '../support/cpu-time';
import { TestApi, type TestWorkspace } from '../support/test-api';
import { Browser } from './support/browser';
import { adminOf, PASSWORD, signedInAdmin } from './support/person';

let api: TestApi;
let workspace: TestWorkspace;
let email: string;
beforeAll(async () => {
  api = await TestApi.start();
});
afterAll(() => api.stop());
beforeEach(async () => {
  workspace = await api.workspace();
  email = (await adminOf(workspace)).email;
});

describe('signing in', () => {
  it('leads to the account, which says who is there and what they are a member of', async () => {
    const browser = new Browser(api.server);
    const answer = await browser.signIn(` ${email.toUpperCase()} `, PASSWORD);
    expect(answer.status).toBe(303);
    expect(answer.headers.location).toBe('/account');
    const { text } = await browser.follow(answer);
    expect(text).toContain(email);
    expect(text).toContain(workspace.name);
  });

  it('leads back to the page that asked for it', async () => {
    const browser = new Browser(api.server);
    const asked = await browser.open('/account');
    expect(asked.headers.location).toBe('/signin?return_to=%2Faccount');
    const answer = await browser.signIn(email, PASSWORD, '/oauth/auth?client_id=a&state=b');
    expect(answer.headers.location).toBe('/oauth/auth?client_id=a&state=b');
  });

  it.each([
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example',
    '/\t/evil.example',
    '/.//evil.example',
    'javascript:alert(1)',
    '\\\\evil.example',
    '/ok\r\nLocation: https://evil.example',
  ])('never leads elsewhere: %j', async (returnTo) => {
    const answer = await new Browser(api.server).signIn(email, PASSWORD, returnTo);
    expect(answer.status).toBe(303);
    expect(answer.headers.location).toBe('/account');
    const browser = new Browser(api.server);
    await browser.open('/signin');
    const forced = await browser.submit('/signin', { email, password: PASSWORD, return_to: returnTo });
    expect(forced.headers.location).toBe('/account');
  });

  it('gives the browser a session that nobody could have put there before', async () => {
    const browser = new Browser(api.server);
    const planted = await signedInAdmin(api, workspace);
    const known = planted.cookies.get('dw_session') ?? '';
    browser.cookies.set('dw_session', known);
    await browser.open('/signin');
    // An unknown token is not taken over either.
    browser.cookies.set('dw_session', `${known.slice(0, -1)}${known.endsWith('x') ? 'y' : 'x'}`);
    await browser.signIn(email, PASSWORD);
    const token = browser.cookies.get('dw_session') ?? '';
    expect(token).toMatch(/^dw_session_/);
    expect(token).not.toBe(known);
    const [stored] = await api.sql<{ n: number }>(
      'SELECT count(*)::int AS n FROM sessions WHERE token_hash::text LIKE $1',
      [`%${token}%`],
    );
    expect(stored?.n).toBe(0);
  });

  it('ends the session that the browser had before', async () => {
    const browser = await signedInAdmin(api, workspace);
    const before = browser.cookies.get('dw_session') ?? '';
    const form = new Browser(api.server);
    await form.open('/signin');
    form.cookies.set('dw_session', before);
    await form.submit('/signin', { email, password: PASSWORD });
    const old = new Browser(api.server);
    old.cookies.set('dw_session', before);
    expect((await old.open('/account')).status).toBe(303);
  });

  it('keeps its cookies from scripts and other sites', async () => {
    const browser = new Browser(api.server);
    await browser.open('/signin');
    const { headers } = await browser.submit('/signin', { email, password: PASSWORD });
    const cookie = String(headers['set-cookie']);
    expect(cookie).toMatch(/^dw_session=dw_session_\w+; Max-Age=7776000; Path=\/; HttpOnly; SameSite=Lax$/);
  });

  it('binds its cookies to the host and to TLS where the public address has it', async () => {
    const safe = await TestApi.start([], { publicUrl: 'https://crm.example.com' });
    const other = await safe.workspace();
    const browser = new Browser(safe.server);
    const { headers } = await browser.signIn((await adminOf(other)).email, PASSWORD);
    expect(String(headers['set-cookie'])).toMatch(
      /^__Host-dw_session=dw_session_\w+; Max-Age=7776000; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
    expect([...browser.cookies.keys()].sort()).toEqual(['__Host-dw_form', '__Host-dw_session']);
    await safe.stop();
  });

  it('is over when somebody signs out, also for who kept the cookie', async () => {
    const browser = await signedInAdmin(api, workspace);
    const token = browser.cookies.get('dw_session') ?? '';
    await browser.open('/account');
    const answer = await browser.submit('/signout');
    expect(answer.headers.location).toBe('/signin?done=signed_out');
    expect((await browser.follow(answer)).text).toContain('You are signed out.');
    browser.cookies.set('dw_session', token);
    expect((await browser.open('/account')).headers.location).toBe('/signin?return_to=%2Faccount');
  });

  it('is over after two weeks without a visit, and after 90 days with them', async () => {
    for (const change of [
      "last_seen_at = now() - interval '14 days 1 minute'",
      "expires_at = now() - interval '1 minute'",
    ]) {
      const browser = await signedInAdmin(api, workspace);
      expect((await browser.open('/account')).status).toBe(200);
      await api.sql(`UPDATE sessions SET ${change}`);
      expect((await browser.open('/account')).status).toBe(303);
    }
  });
});

describe('a wrong password', () => {
  it('is answered as an unknown address is, with a summary that takes the focus', async () => {
    const answers = [];
    for (const address of [email, 'nobody@example.com']) {
      const browser = new Browser(api.server);
      const { status, text } = await browser.signIn(address, 'wrong horse battery');
      answers.push({ status, text: text.replaceAll(address, 'X').replace(/value="[\w-]{43}"/, '') });
    }
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]?.status).toBe(422);
    expect(answers[0]?.text).toContain('<div class="summary" role="alert" tabindex="-1" autofocus>');
    expect(answers[0]?.text).toContain('<a href="#email">The email address or the password is wrong.</a>');
    expect(answers[0]?.text).toContain('aria-invalid="true" aria-describedby="email-wrong"');
    expect(answers[0]?.text).toContain('<title>Error: Sign in · Dealwright</title>');
  });

  it('takes as much work as an unknown address does', async () => {
    const spent = async (address: string): Promise<number> => {
      const browser = new Browser(api.server);
      await browser.open('/signin');
      return cpuMs(() => browser.submit('/signin', { email: address, password: 'wrong horse battery' }));
    };
    await spent('warm@example.com');
    const [known, unknown]: [number[], number[]] = [[], []];
    for (let round = 0; round < 5; round += 1) {
      known.push(await spent(email));
      unknown.push(await spent(`nobody${round}@example.com`));
    }
    // Without a hash of its own an unknown address costs a fifth.
    expect(Math.min(...unknown)).toBeGreaterThan(Math.min(...known) / 2);
  });

  it('can be tried ten times, then even the right one is refused for a while', async () => {
    const browser = new Browser(api.server);
    for (let round = 0; round < 10; round += 1)
      expect((await browser.signIn(email, `wrong ${round}`)).status).toBe(422);
    const refused = await browser.signIn(email, PASSWORD);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(800);
    expect(refused.text).toContain('too many attempts');
    await api.sql("UPDATE sign_in_tries SET expires_at = now() - interval '1 second'");
    expect((await browser.signIn(email, PASSWORD)).status).toBe(303);
  });

  it('cannot be tried more often by trying many at once', async () => {
    const browser = new Browser(api.server);
    await browser.open('/signin');
    const tries = Array.from({ length: 20 }, (_, at) =>
      request(api.server)
        .post('/signin')
        .set('cookie', `dw_form=${browser.cookies.get('dw_form')}`)
        .type('form')
        .send({ ...browser.hidden('/signin'), email, password: `wrong ${at}` }),
    );
    const statuses = (await Promise.all(tries)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 422)).toHaveLength(10);
    expect(statuses.filter((status) => status === 429)).toHaveLength(10);
  });

  it('counts no more once the right one came', async () => {
    const browser = new Browser(api.server);
    for (let round = 0; round < 2; round += 1) {
      for (let wrong = 0; wrong < 9; wrong += 1) await browser.signIn(email, `wrong ${wrong}`);
      const right = new Browser(api.server);
      expect((await right.signIn(email, PASSWORD)).status).toBe(303);
    }
  });
});

describe('a form', () => {
  it('is refused without the proof that our page made it for this browser', async () => {
    const fields = { email, password: PASSWORD };
    const browser = new Browser(api.server);
    expect((await browser.post('/signin', fields)).status).toBe(403);
    await browser.open('/signin');
    const { _csrf = '' } = browser.hidden('/signin');
    const other = new Browser(api.server);
    expect((await other.post('/signin', { ...fields, _csrf })).status).toBe(403);
    await other.open('/signin');
    expect((await other.post('/signin', { ...fields, _csrf })).status).toBe(403);
    expect((await browser.post('/signin', { ...fields, _csrf: '' })).status).toBe(403);
    expect((await browser.post('/signin', { ...fields, _csrf })).status).toBe(303);
  });

  it('is refused when the browser says that another site sent it', async () => {
    for (const site of ['cross-site', 'same-site']) {
      const browser = new Browser(api.server, { 'sec-fetch-site': site });
      expect((await browser.signIn(email, PASSWORD)).status).toBe(403);
    }
    const own = new Browser(api.server, { 'sec-fetch-site': 'same-origin' });
    expect((await own.signIn(email, PASSWORD)).status).toBe(303);
  });

  it('of one session is refused in another', async () => {
    const [mine, theirs] = [await signedInAdmin(api, workspace), await signedInAdmin(api, workspace)];
    await theirs.open('/account');
    const { _csrf = '' } = theirs.hidden('/signout');
    expect((await mine.post('/signout', { _csrf })).status).toBe(403);
    expect((await mine.post('/signout', {})).status).toBe(403);
    expect((await mine.open('/account')).status).toBe(200);
  });

  it('with what nobody types is no error of ours', async () => {
    const browser = new Browser(api.server);
    await browser.open('/signin');
    expect((await browser.submit('/signin', { email: 'a\0b', password: '\0' })).status).toBe(422);
    const raw = await request(api.server)
      .post('/signin')
      .type('json')
      .send({ email: { $ne: null } });
    expect(raw.status).toBe(403);
  });
});

describe('a page', () => {
  it('runs no scripts, stands in no frame and is not kept', async () => {
    const { headers, text } = await request(api.server).get('/signin').expect(200);
    expect(headers['content-security-policy']).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/=]+'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
    );
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['access-control-allow-credentials']).toBeUndefined();
    expect(text).not.toContain('<script');
    expect(text).not.toMatch(/ (style|on\w+)="/);
  });

  it('escapes what it was sent', async () => {
    const browser = new Browser(api.server);
    const { text } = await browser.signIn('"><script>alert(1)</script>', 'x');
    expect(text).toContain('value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"');
    expect(text).not.toContain('<script');
  });

  it.each([
    ['en', 'Sign in'],
    ['fr', 'Connexion'],
    ['de', 'Anmelden'],
    ['es', 'Iniciar sesión'],
    ['ru', 'Вход'],
    ['vi', 'Đăng nhập'],
  ])('speaks %s to a browser that asks for it, and to one that chose it', async (language, title) => {
    const { text } = await request(api.server)
      .get('/signin')
      .set('accept-language', `tlh, ${language}-XX;q=0.8, *;q=0.1`)
      .expect(200);
    expect(text).toContain(`<html lang="${language}">`);
    expect(text).toContain(`<h1>${title}</h1>`);
    const browser = new Browser(api.server);
    await browser.open(`/signin?lang=${language}`);
    expect((await browser.open('/signin')).text).toContain(`<h1>${title}</h1>`);
  });
});

it('a member who left stays signed in, as a member of nothing', async () => {
  const browser = await signedInAdmin(api, workspace);
  const other = await workspace.create('/v1/members', {
    name: 'Ada',
    email: 'ada@example.com',
    role: 'admin',
  });
  await api.sql("UPDATE members SET state = 'active' WHERE id = (SELECT id FROM members WHERE email = $1)", [
    other.email,
  ]);
  const { id } = await adminOf(workspace);
  await workspace.post(`/v1/members/${id}/deactivate`).expect(200);
  const { status, text } = await browser.open('/account');
  expect(status).toBe(200);
  expect(text).toContain('You are not a member of any workspace at the moment.');
  expect(text).not.toContain(workspace.name);
  await workspace.post(`/v1/members/${id}/reactivate`).expect(200);
  expect((await browser.open('/account')).text).toContain(workspace.name);
});
