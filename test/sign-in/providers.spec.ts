import { MailWorkerModule } from '@platform/mail';

import { TestApi, type TestWorkspace } from '../support/test-api';
import { Browser } from './support/browser';
import { FakeProvider, type Told } from './support/fake-provider';
import { Mailbox } from './support/mailbox';
import { adminOf, signedInAdmin } from './support/person';

const PAGE = '/account/sign-ins';

let provider: FakeProvider;
let api: TestApi;
let mailbox: Mailbox;
let workspace: TestWorkspace;
let email: string;
let count = 0;
beforeAll(async () => {
  provider = await FakeProvider.start();
  const { issuer, clientId, clientSecret } = provider;
  const endpoints = { authorization: `${issuer}/auth`, token: `${issuer}/token`, user: `${issuer}/user` };
  api = await TestApi.start([MailWorkerModule], {
    signInProviders: [
      { key: 'oidc', name: 'Corp <SSO>', issuer, clientId, clientSecret },
      { key: 'github', name: 'GitHub', issuer: 'https://github.com', clientId, clientSecret, endpoints },
    ],
  });
  mailbox = new Mailbox(api.outboxDir);
});
afterAll(async () => {
  await api.stop();
  await provider.stop();
});
beforeEach(async () => {
  workspace = await api.workspace();
  email = (await adminOf(workspace)).email;
  count += 1;
});

/** Goes to the service from the sign-in page and comes back as somebody. */
async function signIn(told: Told, { key = 'oidc', browser = new Browser(api.server), query = '' } = {}) {
  const led = await browser.open(`/signin/with/${key}${query}`);
  return { browser, answer: await browser.open(provider.agree(String(led.headers.location), told)) };
}

async function connect(browser: Browser, told: Told, key = 'oidc') {
  await browser.open(PAGE);
  const { _csrf = '' } = browser.hidden('/signout');
  const led = await browser.post(`${PAGE}/connect`, { _csrf, provider: key });
  return browser.open(provider.agree(String(led.headers.location), told));
}

const somebody = (): Told => ({ sub: `sub-${count}`, email: `corp${count}@example.com` });

describe('signing in with another service', () => {
  it('is offered on the sign-in page, and asks with PKCE, state and nonce', async () => {
    const browser = new Browser(api.server);
    const { text } = await browser.open('/signin?return_to=%2Faccount%2Fsessions');
    expect(text).toContain('href="/signin/with/oidc?return_to=%2Faccount%2Fsessions"');
    expect(text).toContain('Sign in with Corp &lt;SSO&gt;');
    const { headers } = await browser.open('/signin/with/oidc');
    const asked = new URL(String(headers.location));
    expect(asked.origin).toBe(provider.issuer);
    expect(Object.fromEntries(asked.searchParams)).toMatchObject({
      response_type: 'code',
      client_id: 'dealwright',
      scope: 'openid email profile',
      code_challenge_method: 'S256',
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
    });
  });

  it('opens the account that it was connected with', async () => {
    const told = somebody();
    const browser = await signedInAdmin(api, workspace);
    expect((await connect(browser, told)).headers.location).toBe(`${PAGE}?done=connected`);
    expect((await browser.open(PAGE)).text).toContain(told.email);
    const { answer, browser: other } = await signIn(told, { query: '?return_to=%2Faccount%2Fsessions' });
    expect(answer.headers.location).toBe('/account/sessions');
    expect((await other.open('/account')).text).toContain(email);
  });

  it('opens no account by its email address', async () => {
    const { answer, browser } = await signIn({ sub: 'stranger', email });
    expect(answer.status).toBe(403);
    expect(answer.text).toContain('No account is connected');
    expect(browser.cookies.has('dw_session')).toBe(false);
  });

  it('never leads elsewhere', async () => {
    const told = somebody();
    await connect(await signedInAdmin(api, workspace), told);
    const { answer } = await signIn(told, { query: '?return_to=https%3A%2F%2Fevil.example' });
    expect(answer.headers.location).toBe('/account');
  });

  it('asks for the second step, too', async () => {
    const told = somebody();
    await connect(await signedInAdmin(api, workspace), told);
    await api.sql(
      "INSERT INTO second_factors SELECT id, 's1', now(), NULL, now() FROM users WHERE email = $1",
      [email],
    );
    const { answer, browser } = await signIn(told);
    expect(answer.headers.location).toBe('/signin/second-step');
    expect((await browser.open('/account')).status).toBe(303);
  });

  it('works the way of GitHub', async () => {
    const told = { sub: `${4000 + count}` };
    provider.namesIssuer = false;
    await connect(await signedInAdmin(api, workspace), told, 'github');
    const { answer } = await signIn(told, { key: 'github' });
    expect(answer.headers.location).toBe('/account');
    provider.namesIssuer = true;
    // The same number at another service is somebody else.
    expect((await signIn(told)).answer.status).toBe(403);
  });

  it('is unknown under another name', async () => {
    expect((await new Browser(api.server).open('/signin/with/google')).status).toBe(404);
  });
});

describe('an answer of another service', () => {
  const refused = async (change: (path: URL) => void, browser = new Browser(api.server)) => {
    const told = somebody();
    await connect(await signedInAdmin(api, workspace), told);
    const led = await browser.open('/signin/with/oidc');
    const back = new URL(provider.agree(String(led.headers.location), told), 'http://here.invalid');
    change(back);
    const { status } = await browser.open(back.pathname + back.search);
    expect(browser.cookies.has('dw_session')).toBe(false);
    return status;
  };

  it.each<[string, (path: URL) => void]>([
    ['another state', (path) => path.searchParams.set('state', 'x'.repeat(43))],
    ['no state', (path) => path.searchParams.delete('state')],
    ['another issuer', (path) => path.searchParams.set('iss', 'https://evil.example')],
    ['no issuer, where the service names itself', (path) => path.searchParams.delete('iss')],
    ['another code', (path) => path.searchParams.set('code', 'guessed')],
    ['no code', (path) => path.searchParams.delete('code')],
    [
      'an error',
      (path) =>
        (path.search = `?error=access_denied&state=${path.searchParams.get('state')}&iss=${provider.issuer}`),
    ],
  ])('with %s is refused', async (_, change) => {
    expect(await refused(change)).toBe(403);
  });

  it('is refused in another browser', async () => {
    const told = somebody();
    await connect(await signedInAdmin(api, workspace), told);
    const led = await new Browser(api.server).open('/signin/with/oidc');
    const path = provider.agree(String(led.headers.location), told);
    expect((await new Browser(api.server).open(path)).status).toBe(403);
    const other = new Browser(api.server);
    await other.open('/signin/with/oidc');
    expect((await other.open(path)).status).toBe(403);
  });

  it('is taken once', async () => {
    const told = somebody();
    await connect(await signedInAdmin(api, workspace), told);
    const browser = new Browser(api.server);
    const led = await browser.open('/signin/with/oidc');
    const path = provider.agree(String(led.headers.location), told);
    expect((await browser.open(path)).status).toBe(303);
    expect((await browser.open(path)).status).toBe(403);
  });

  it.each<[string, Partial<Told>]>([
    ['of another attempt', { claims: { nonce: 'another' } }],
    ['without a nonce', { claims: { nonce: undefined } }],
    ['of another issuer', { claims: { iss: 'https://evil.example' } }],
    ['for another client', { claims: { aud: 'somebody-else' } }],
    ['for another party', { claims: { aud: ['dealwright', 'x'], azp: 'x' } }],
    ['that is over', { claims: { exp: 1_000_000 } }],
    ['without a subject', { claims: { sub: undefined } }],
    ['signed by somebody else', { isForged: true }],
    ['that is not signed', { alg: 'none' }],
    ['signed with the secret of the client', { alg: 'HS256' }],
  ])('with an ID token %s is refused', async (_, wrong) => {
    const told = somebody();
    await connect(await signedInAdmin(api, workspace), told);
    expect((await signIn(told)).answer.status).toBe(303);
    const { answer, browser } = await signIn({ ...told, ...wrong });
    expect(answer.status).toBe(403);
    expect(browser.cookies.has('dw_session')).toBe(false);
  });
});

describe('connecting', () => {
  it('is only for the session that began it', async () => {
    const told = somebody();
    const [mine, theirs] = [
      await signedInAdmin(api, workspace),
      await signedInAdmin(api, await api.workspace()),
    ];
    await mine.open(PAGE);
    const led = await mine.submit(`${PAGE}/connect`);
    const path = provider.agree(String(led.headers.location), told);
    // Somebody plants their attempt in the browser of another.
    theirs.cookies.set('dw_provider', mine.cookies.get('dw_provider') ?? '');
    expect((await theirs.open(path)).status).toBe(403);
    expect((await signIn(told)).answer.status).toBe(403);
  });

  it('is not begun by another site', async () => {
    const browser = await signedInAdmin(api, workspace);
    expect((await browser.post(`${PAGE}/connect`, { provider: 'oidc' })).status).toBe(403);
    expect((await browser.open(`${PAGE}/connect`)).status).toBe(405);
  });

  it('gives nobody what somebody else has', async () => {
    const told = somebody();
    await connect(await signedInAdmin(api, workspace), told);
    const second = await signedInAdmin(api, await api.workspace());
    const { status, text } = await connect(second, told);
    expect(status).toBe(409);
    expect(text).toContain('connected to another account');
  });

  it('ends when it is asked to', async () => {
    const told = somebody();
    const browser = await signedInAdmin(api, workspace);
    await connect(browser, told);
    await browser.open(PAGE);
    expect((await browser.submit(`${PAGE}/disconnect`)).headers.location).toBe(`${PAGE}?done=disconnected`);
    expect((await signIn(told)).answer.status).toBe(403);
  });
});

describe('an invitation', () => {
  const invite = async (address: string): Promise<string> => {
    await workspace.create('/v1/members', { name: 'Ada', email: address });
    return (await mailbox.waitFor(address, /Invitation/)).path;
  };

  it('is accepted with another service, without a password', async () => {
    const told = somebody();
    const path = await invite(`ada${count}@example.com`);
    const browser = new Browser(api.server);
    const { text } = await browser.open(path);
    const query = `?invitation=${path.split('/').at(-1)}`;
    expect(text).toContain(`href="/signin/with/oidc${query}"`);
    const { answer } = await signIn(told, { browser, query });
    expect(answer.headers.location).toBe('/account?done=joined');
    expect((await browser.open('/account')).text).toContain(workspace.name);
    expect((await signIn(told)).answer.headers.location).toBe('/account');
    // The only way in stays.
    await browser.open(PAGE);
    expect((await browser.submit(`${PAGE}/disconnect`)).text).toContain('only way to sign in');
    expect((await browser.open('/account/password')).text).toContain('You have no password');
  });

  it('to an address with an account connects nothing before somebody signed in to it', async () => {
    const other = await adminOf(await api.workspace());
    const path = await invite(other.email);
    const told = somebody();
    const { answer } = await signIn(told, { query: `?invitation=${path.split('/').at(-1)}` });
    expect(answer.headers.location).toBe(`/signin?return_to=${encodeURIComponent(path)}`);
    expect((await signIn(told)).answer.status).toBe(403);
  });

  it('is accepted by who is known already after they came back', async () => {
    const told = somebody();
    await connect(await signedInAdmin(api, await api.workspace()), told);
    const path = await invite(`bob${count}@example.com`);
    const { answer, browser } = await signIn(told, { query: `?invitation=${path.split('/').at(-1)}` });
    expect(answer.headers.location).toBe(path);
    await browser.open(path);
    await browser.submit(path);
    expect((await browser.open('/account')).text).toContain(workspace.name);
  });
});
