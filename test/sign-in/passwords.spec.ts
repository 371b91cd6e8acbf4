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
beforeAll(async () => {
  api = await TestApi.start([MailWorkerModule]);
  mailbox = new Mailbox(api.outboxDir);
});
afterAll(() => api.stop());
beforeEach(async () => {
  workspace = await api.workspace();
  email = (await adminOf(workspace)).email;
});

async function ask(address: string, language = 'en') {
  const browser = new Browser(api.server, { 'accept-language': language });
  await browser.open('/forgotten-password');
  return browser.submit('/forgotten-password', { email: address });
}

async function askedLink(): Promise<string> {
  await ask(email);
  return (await mailbox.waitFor(email, /new password/)).path;
}

const choose = (browser: Browser, path: string, password = NEW_PASSWORD, again = password) =>
  browser.submit(path, { new_password: password, new_password_again: again });

describe('a forgotten password', () => {
  it('is set anew with the link in a mail, and the old one is over', async () => {
    const path = await askedLink();
    expect(path).toMatch(/^\/reset-password\/dw_link_\w{49}$/);
    const browser = new Browser(api.server);
    expect((await browser.open(path)).text).toContain(email);
    const answer = await choose(browser, path);
    expect(answer.headers.location).toBe('/signin?done=password_set');
    expect((await browser.follow(answer)).text).toContain('Your password is set.');
    expect((await browser.signIn(email, PASSWORD)).status).toBe(422);
    expect((await browser.signIn(email, NEW_PASSWORD)).status).toBe(303);
    const told = await mailbox.waitFor(email, /was changed/);
    expect(told.text).toContain('/forgotten-password');
  });

  it('ends every session', async () => {
    const sessions = [await signedInAdmin(api, workspace), await signedInAdmin(api, workspace)];
    const path = await askedLink();
    const browser = new Browser(api.server);
    await browser.open(path);
    await choose(browser, path);
    for (const session of sessions) expect((await session.open('/account')).status).toBe(303);
  });

  it('has a link that works once', async () => {
    const path = await askedLink();
    const [first, second] = [new Browser(api.server), new Browser(api.server)];
    await Promise.all([first.open(path), second.open(path)]);
    const answers = await Promise.all([
      choose(first, path),
      choose(second, path, 'nine green lamps humming'),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 404]);
    const again = await new Browser(api.server).open(path);
    expect(again.status).toBe(404);
    expect(again.text).toContain('expired or has been used');
  });

  it('has a link that works for an hour, and until the next one is sent', async () => {
    const first = await askedLink();
    await ask(email);
    expect((await new Browser(api.server).open(first)).status).toBe(404);
    const { path: second } = await mailbox.waitFor(email, /new password/, { besides: first });
    expect((await new Browser(api.server).open(second)).status).toBe(200);
    await api.sql(
      "UPDATE one_time_links SET expires_at = now() - interval '1 second' WHERE purpose = 'reset_password'",
    );
    expect((await new Browser(api.server).open(second)).status).toBe(404);
  });

  it('tells nobody who has an account', async () => {
    const known = await ask(email);
    const unknown = await ask('nobody@example.com');
    expect(known.status).toBe(200);
    expect(known.text).toBe(unknown.text);
    await mailbox.waitFor(email, /new password/);
    expect(await mailbox.to('nobody@example.com')).toEqual([]);
  });

  it('can be asked for five times an hour, also by who has no account', async () => {
    for (const address of [email, `x${email}`]) {
      const statuses: number[] = [];
      for (let round = 0; round < 6; round += 1) statuses.push((await ask(address)).status);
      expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
    }
    await api.sql('DELETE FROM sign_in_tries');
  });

  it('writes in the language of whoever asks', async () => {
    await ask(email, 'vi');
    const mail = await mailbox.waitFor(email, /Đặt mật khẩu mới/);
    expect(mail.html).toContain('<html lang="vi">');
    expect(mail.html).toContain(mail.path);
  });

  it('stores no link that works', async () => {
    const path = await askedLink();
    const token = path.split('/').at(-1) ?? '';
    const [row] = await api.sql<{ text: string }>(
      `SELECT string_agg(l::text, '') || coalesce((SELECT string_agg(m::text, '') FROM mail_queue AS m), '') AS text
       FROM one_time_links AS l`,
    );
    expect(row?.text).toContain('reset_password');
    expect(row?.text).not.toContain(token);
  });
});

describe('a new password', () => {
  it.each([
    ['short pass', 'short pass', 'at least 12 characters'],
    ['Password1234!', 'Password1234!', 'easy to guess'],
    [NEW_PASSWORD, 'something else here', 'not the same'],
    ['x'.repeat(201), 'x'.repeat(201), 'at most 200'],
  ])('%.20s is refused, and the link still works', async (password, again, reason) => {
    const path = await askedLink();
    const browser = new Browser(api.server);
    await browser.open(path);
    const { status, text } = await choose(browser, path, password, again);
    expect(status).toBe(422);
    expect(text).toContain(reason);
    expect(text).not.toContain(`value="${password}"`);
    expect((await choose(browser, path)).status).toBe(303);
  });

  it('is refused when it is the owner’s own address', async () => {
    const path = await askedLink();
    const browser = new Browser(api.server);
    await browser.open(path);
    expect((await choose(browser, path, email)).status).toBe(422);
  });

  it('is set by nobody else’s form', async () => {
    const path = await askedLink();
    const fields = { new_password: NEW_PASSWORD, new_password_again: NEW_PASSWORD };
    expect((await new Browser(api.server).post(path, fields)).status).toBe(403);
  });
});
