import { MailWorkerModule } from '@platform/mail';

import type { Created } from '../support/api-client';
import { TestApi, type TestWorkspace } from '../support/test-api';
import { Browser } from './support/browser';
import { Mailbox } from './support/mailbox';
import { adminOf, signedInAdmin } from './support/person';

const NEW_PASSWORD = 'seven purple otters dancing';

let api: TestApi;
let mailbox: Mailbox;
let workspace: TestWorkspace;
let count = 0;
beforeAll(async () => {
  api = await TestApi.start([MailWorkerModule]);
  mailbox = new Mailbox(api.outboxDir);
});
afterAll(() => api.stop());
beforeEach(async () => {
  workspace = await api.workspace();
});

async function invite(of = workspace): Promise<{ member: Created; email: string; path: string }> {
  count += 1;
  const email = `ada${count}@example.com`;
  const member = await of.create('/v1/members', { name: 'Ada', email });
  const { path } = await mailbox.waitFor(email, /./);
  return { member, email, path };
}

const accept = (browser: Browser, path: string, more: Record<string, string> = {}) =>
  browser.submit(path, {
    name: 'Ada L.',
    new_password: NEW_PASSWORD,
    new_password_again: NEW_PASSWORD,
    ...more,
  });

const stateOf = async (member: Created): Promise<string> =>
  (await workspace.get(`/v1/members/${member.id}`).expect(200)).body.state;

describe('an invitation', () => {
  it('makes somebody new an active member with a password', async () => {
    const { member, email, path } = await invite();
    expect(path).toMatch(/^\/invitation\/dw_link_\w{49}$/);
    expect(await stateOf(member)).toBe('invited');
    const browser = new Browser(api.server);
    const { text } = await browser.open(path);
    expect(text).toContain(workspace.name);
    expect(text).toContain(email);
    const answer = await accept(browser, path);
    expect(answer.headers.location).toBe('/account?done=joined');
    expect((await browser.follow(answer)).text).toContain(workspace.name);
    expect(await stateOf(member)).toBe('active');
    expect((await new Browser(api.server).signIn(email, NEW_PASSWORD)).status).toBe(303);
  });

  it('is told to be accepted by the member', async () => {
    const { member, path } = await invite();
    const browser = new Browser(api.server);
    await browser.open(path);
    await accept(browser, path);
    const [event] = await api.sql<{ actor: { type: string; id: string } }>(
      "SELECT actor FROM events WHERE type = 'member.updated' AND data LIKE '%' || $1 || '%'",
      [member.id],
    );
    expect(event?.actor).toEqual({ type: 'member', id: member.id });
  });

  it('works once', async () => {
    const { path } = await invite();
    const [first, second] = [new Browser(api.server), new Browser(api.server)];
    await Promise.all([first.open(path), second.open(path)]);
    const answers = await Promise.all([accept(first, path), accept(second, path)]);
    expect(answers.filter(({ headers }) => headers.location === '/account?done=joined')).toHaveLength(1);
    expect((await new Browser(api.server).open(path)).status).toBe(404);
  });

  it('lets somebody who is signed in join as themselves', async () => {
    const other = await api.workspace();
    const browser = await signedInAdmin(api, other);
    const { member, path } = await invite();
    expect((await browser.open(path)).text).toContain((await adminOf(other)).email);
    expect((await browser.submit(path)).headers.location).toBe('/account?done=joined');
    expect(await stateOf(member)).toBe('active');
    const { text } = await browser.open('/account');
    expect(text).toContain(workspace.name);
    expect(text).toContain(other.name);
  });

  it('to an address with an account is accepted by signing in, not by a new password', async () => {
    const other = await api.workspace();
    const { email } = await adminOf(other);
    const member = await workspace.create('/v1/members', { name: 'Ada', email });
    const { path } = await mailbox.waitFor(email, /Invitation/);
    const browser = new Browser(api.server);
    const { text } = await browser.open(path);
    expect(text).toContain(`/signin?return_to=${encodeURIComponent(path)}`);
    expect(text).not.toContain('new_password');
    await browser.open('/signin');
    const { _csrf = '' } = browser.hidden('/signin');
    const forced = await browser.post(path, {
      _csrf,
      name: 'Eve',
      new_password: NEW_PASSWORD,
      new_password_again: NEW_PASSWORD,
    });
    expect(forced.headers.location).toBe(`/signin?return_to=${encodeURIComponent(path)}`);
    expect(await stateOf(member)).toBe('invited');
  });

  it('makes no second member of somebody who is one', async () => {
    const browser = await signedInAdmin(api, workspace);
    const { member, path } = await invite();
    await browser.open(path);
    const { status, text } = await browser.submit(path);
    expect(status).toBe(409);
    expect(text).toContain('member of the workspace already');
    expect(await stateOf(member)).toBe('invited');
  });

  it('ends when the member leaves, and when another one is sent', async () => {
    const { member, email, path } = await invite();
    await workspace.post(`/v1/members/${member.id}/resend-invitation`).expect(200);
    expect((await new Browser(api.server).open(path)).status).toBe(404);
    const { path: second } = await mailbox.waitFor(email, /./, { besides: path });
    expect((await new Browser(api.server).open(second)).status).toBe(200);
    await workspace.post(`/v1/members/${member.id}/deactivate`).expect(200);
    expect((await new Browser(api.server).open(second)).status).toBe(404);
    await workspace.post(`/v1/members/${member.id}/reactivate`).expect(200);
    expect((await new Browser(api.server).open(second)).status).toBe(404);
    await workspace.post(`/v1/members/${member.id}/resend-invitation`).expect(200);
  });

  it('is sent again only to who is invited', async () => {
    const { id } = await adminOf(workspace);
    const { body } = await workspace.post(`/v1/members/${id}/resend-invitation`).expect(409);
    expect(body.code).toBe('not_invited');
  });

  it('that is only tried sends nothing', async () => {
    await workspace
      .post('/v1/members?validate_only=true', { name: 'Bob', email: 'bob@example.com' })
      .expect(201);
    await invite();
    expect(await mailbox.to('bob@example.com')).toEqual([]);
  });

  it('comes in the language of the workspace', async () => {
    const german = await api.workspace(api.scopes(), 'de');
    const { email } = await invite(german);
    const mail = await mailbox.waitFor(email, /Einladung zu/);
    expect(mail.text).toContain('Arbeitsbereich');
  });

  it('needs a name and a good password', async () => {
    const { path } = await invite();
    const browser = new Browser(api.server);
    await browser.open(path);
    const { status, text } = await accept(browser, path, { name: ' ', new_password: 'x' });
    expect(status).toBe(422);
    expect(text).toContain('<a href="#name">Say your name.</a>');
    expect(text).toContain('<a href="#new_password">');
  });
});
