import { MailWorkerModule } from '@platform/mail';

import { TestApi, type TestWorkspace } from '../support/test-api';
import { Browser } from './support/browser';
import { Mailbox } from './support/mailbox';
import { adminOf, PASSWORD, signedInAdmin } from './support/person';

const NEW_PASSWORD = 'seven purple otters dancing';

let api: TestApi;
let mailbox: Mailbox;
let workspace: TestWorkspace;
let email: string;
let browser: Browser;
beforeAll(async () => {
  api = await TestApi.start([MailWorkerModule]);
  mailbox = new Mailbox(api.outboxDir);
});
afterAll(() => api.stop());
beforeEach(async () => {
  workspace = await api.workspace();
  email = (await adminOf(workspace)).email;
  browser = await signedInAdmin(api, workspace);
});

describe('the profile', () => {
  it('keeps a name and a language, in which all pages are then', async () => {
    await browser.open('/account');
    const answer = await browser.submit('/account', { name: 'Nora <b>', language: 'fr' });
    const { text } = await browser.follow(answer);
    expect(text).toContain('<html lang="fr">');
    expect(text).toContain('value="Nora &lt;b&gt;"');
    expect(text).toContain('Enregistré.');
  });

  it('is not saved without a name', async () => {
    await browser.open('/account');
    const { status, text } = await browser.submit('/account', { name: ' ' });
    expect(status).toBe(422);
    expect(text).toContain('<a href="#name">');
  });

  it('is saved by no other page', async () => {
    expect((await browser.post('/account', { name: 'Eve' })).status).toBe(403);
  });
});

describe('the password', () => {
  const change = (answers: Record<string, string>) =>
    browser.submit('/account/password', {
      new_password: NEW_PASSWORD,
      new_password_again: NEW_PASSWORD,
      ...answers,
    });

  it('is changed by who knows it, and every other session ends', async () => {
    const other = await signedInAdmin(api, workspace);
    const copied = browser.cookies.get('dw_session') ?? '';
    await browser.open('/account/password');
    const answer = await change({ old_password: PASSWORD });
    expect((await browser.follow(answer)).text).toContain('All other sessions are ended.');
    expect((await other.open('/account')).status).toBe(303);
    const thief = new Browser(api.server);
    thief.cookies.set('dw_session', copied);
    expect((await thief.open('/account')).status).toBe(303);
    expect((await new Browser(api.server).signIn(email, NEW_PASSWORD)).status).toBe(303);
    await mailbox.waitFor(email, /password was changed/);
  });

  it('is not changed by who does not know it, ten times at most', async () => {
    await browser.open('/account/password');
    for (let round = 0; round < 10; round += 1) {
      const { status, text } = await change({ old_password: `wrong ${round}` });
      expect(status).toBe(422);
      expect(text).toContain('This is not your password.');
    }
    expect((await change({ old_password: PASSWORD })).status).toBe(429);
  });

  it('is not changed to one that is easy to guess', async () => {
    await browser.open('/account/password');
    const easy = 'Password1234!';
    const { status } = await change({ old_password: PASSWORD, new_password: easy, new_password_again: easy });
    expect(status).toBe(422);
    expect((await new Browser(api.server).signIn(email, PASSWORD)).status).toBe(303);
  });
});

describe('the email address', () => {
  it('is changed once the link in a mail to the new one was confirmed', async () => {
    const fresh = `new.${email}`;
    await browser.open('/account/email');
    expect(browser.page).toContain('not confirmed yet');
    await browser.follow(await browser.submit('/account/email', { email: ` ${fresh.toUpperCase()} ` }));
    expect(browser.page).toContain('A mail with a link is on its way');
    const { path } = await mailbox.waitFor(fresh, /Confirm/);
    expect((await browser.open('/account')).text).not.toContain(fresh);
    const reader = new Browser(api.server);
    expect((await reader.open(path)).text).toContain(fresh);
    // Looking is not confirming.
    expect((await browser.open('/account')).text).not.toContain(fresh);
    expect((await reader.submit(path)).status).toBe(303);
    expect((await browser.open('/account/email')).text).toContain(`${fresh} (confirmed)`);
    expect((await mailbox.waitFor(email, /address was changed/)).text).toContain(fresh);
    expect((await new Browser(api.server).open(path)).status).toBe(404);
    expect((await new Browser(api.server).signIn(fresh, PASSWORD)).status).toBe(303);
  });

  it('of somebody else is not told of, and not taken', async () => {
    const other = (await adminOf(await api.workspace())).email;
    await browser.open('/account/email');
    const answer = await browser.submit('/account/email', { email: other });
    expect(answer.headers.location).toBe('/account/email?done=sent');
    await browser.open('/account/email');
    await browser.submit('/account/email', { email });
    await mailbox.waitFor(email, /Confirm/);
    expect(await mailbox.to(other)).toEqual([]);
  });

  it('that is none is refused', async () => {
    await browser.open('/account/email');
    expect((await browser.submit('/account/email', { email: 'nobody' })).status).toBe(422);
  });
});

describe('sessions', () => {
  it('are listed with where they are, and one that is ended is over at its next request, on every process', async () => {
    const another = await api.another();
    const phone = new Browser(another.server, {
      'user-agent':
        'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1',
    });
    await phone.signIn(email, PASSWORD);
    expect((await phone.open('/account')).status).toBe(200);
    const { text } = await browser.open('/account/sessions');
    expect(text).toContain('Safari · iOS');
    expect(text).toContain('127.0.0.1');
    expect(text).toContain('(This session)');
    await browser.submit('/account/sessions/end');
    expect((await phone.open('/account')).status).toBe(303);
    expect((await browser.open('/account')).status).toBe(200);
    await another.stop();
  });

  it('of others cannot be ended', async () => {
    const stranger = await signedInAdmin(api, await api.workspace());
    const [theirs] = await api.sql<{ id: string }>(
      'SELECT id FROM sessions ORDER BY created_at DESC LIMIT 1',
    );
    const second = await signedInAdmin(api, workspace);
    await second.open('/account/sessions');
    await second.submit('/account/sessions/end', { session: theirs?.id ?? '' });
    expect((await stranger.open('/account')).status).toBe(200);
    expect((await second.submit('/account/sessions/end', { session: "x' OR true" })).status).toBe(303);
  });

  it('all end at once', async () => {
    const other = await signedInAdmin(api, workspace);
    await browser.open('/account/sessions');
    const answer = await browser.submit('/account/sessions/end-all');
    expect(answer.headers.location).toBe('/signin?done=signed_out');
    for (const ended of [browser, other]) expect((await ended.open('/account')).status).toBe(303);
  });
});

it.each(['', '/email', '/password', '/second-step', '/sessions', '/confirm'])(
  '/account%s is for who is signed in',
  async (page) => {
    const { status, headers } = await new Browser(api.server).open(`/account${page}`);
    expect(status).toBe(303);
    expect(headers.location).toBe(`/signin?return_to=${encodeURIComponent(`/account${page}`)}`);
  },
);
