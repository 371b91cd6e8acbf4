import { MailWorkerModule } from '@platform/mail';
import { Secret, TOTP } from 'otpauth';

import { TestApi, type TestWorkspace } from '../support/test-api';
import { Browser } from './support/browser';
import { Mailbox } from './support/mailbox';
import { adminOf, PASSWORD, signedInAdmin } from './support/person';

const PAGE = '/account/second-step';
const STEP_MS = 30_000;

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

/** An authenticator app that took in the key of a page. */
function appOf(page: string): (steps?: number) => string {
  const [, key = ''] = /<code>([A-Z2-7 ]+)<\/code>/.exec(page) ?? [];
  const totp = new TOTP({ secret: Secret.fromBase32(key.replaceAll(' ', '')) });
  return (steps = 0) => totp.generate({ timestamp: Date.now() + steps * STEP_MS });
}

/** Forgets which code was taken last, so that the next one need not wait. */
const nextStep = () => api.sql('UPDATE second_factors SET last_step = NULL');

interface TurnedOn {
  readonly browser: Browser;
  readonly code: (steps?: number) => string;
  readonly recoveryCodes: string[];
}

async function turnOn(): Promise<TurnedOn> {
  const browser = await signedInAdmin(api, workspace);
  await browser.open(PAGE);
  await browser.follow(await browser.submit(`${PAGE}/begin`));
  const code = appOf(browser.page);
  const { status, text } = await browser.submit(`${PAGE}/turn-on`, { code: code() });
  expect(status).toBe(200);
  const recoveryCodes = [...text.matchAll(/<li>([A-Z2-7-]{19})<\/li>/g)].map(([, found]) => found ?? '');
  return { browser, code, recoveryCodes };
}

/** A browser that has shown the password and is asked for a code. */
async function atSecondStep(returnTo?: string): Promise<Browser> {
  const browser = new Browser(api.server);
  const answer = await browser.signIn(email, PASSWORD, returnTo);
  expect(answer.headers.location).toMatch(/^\/signin\/second-step/);
  await browser.follow(answer);
  return browser;
}

const enter = (browser: Browser, code: string) => browser.submit('/signin/second-step', { code });

describe('the second step', () => {
  it('shows a key to the app, and is on once the app has shown a code of it', async () => {
    const browser = await signedInAdmin(api, workspace);
    await browser.open(PAGE);
    await browser.follow(await browser.submit(`${PAGE}/begin`));
    expect(browser.page).toContain('<svg class="qr" role="img" aria-label="QR code of the key"');
    // Begun is not on.
    expect((await new Browser(api.server).signIn(email, PASSWORD)).headers.location).toBe('/account');
    const code = appOf(browser.page);
    expect((await browser.submit(`${PAGE}/turn-on`, { code: '000000' })).status).toBe(422);
    await browser.open(PAGE);
    expect((await browser.submit(`${PAGE}/turn-on`, { code: code() })).text).toContain('Your recovery codes');
    await mailbox.waitFor(email, /second step is on/);
    expect((await browser.open(PAGE)).text).not.toContain('<svg class="qr"');
  });

  it('is asked for after the password, and leads on to where they wanted', async () => {
    const { code } = await turnOn();
    const browser = await atSecondStep('/oauth/auth?a=b');
    expect((await browser.open('/account')).status).toBe(303);
    await browser.open('/signin/second-step?return_to=%2Foauth%2Fauth%3Fa%3Db');
    const pending = browser.cookies.get('dw_session');
    const answer = await enter(browser, code(1));
    expect(answer.headers.location).toBe('/oauth/auth?a=b');
    expect(browser.cookies.get('dw_session')).not.toBe(pending);
    expect((await browser.open('/account')).status).toBe(200);
    const [session] = await api.sql<{ methods: string[] }>(
      'SELECT methods FROM sessions ORDER BY created_at DESC LIMIT 1',
    );
    expect(session?.methods).toEqual(['pwd', 'otp']);
  });

  it('never leads elsewhere', async () => {
    const { code } = await turnOn();
    const browser = await atSecondStep();
    const answer = await browser.submit('/signin/second-step', {
      code: code(1),
      return_to: '//evil.example',
    });
    expect(answer.headers.location).toBe('/account');
  });

  it('takes no code twice, nor one before the last', async () => {
    const { code } = await turnOn();
    const [first, second] = [await atSecondStep(), await atSecondStep()];
    const next = code(1);
    expect((await enter(first, next)).status).toBe(303);
    const again = await enter(second, next);
    expect(again.status).toBe(422);
    expect(again.text).toContain('<a href="#code">');
    expect((await enter(second, code(0))).status).toBe(422);
  });

  it('takes a code once also when it comes twice at the same moment', async () => {
    const { code } = await turnOn();
    const browsers = await Promise.all([atSecondStep(), atSecondStep(), atSecondStep()]);
    const next = code(1);
    const answers = await Promise.all(browsers.map((browser) => enter(browser, next)));
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 422, 422]);
  });

  it('takes no code of another time', async () => {
    const { code } = await turnOn();
    await nextStep();
    const browser = await atSecondStep();
    for (const steps of [-3, 3]) expect((await enter(browser, code(steps))).status).toBe(422);
  });

  it('takes each of ten recovery codes once, and tells of it', async () => {
    const { recoveryCodes } = await turnOn();
    expect(new Set(recoveryCodes).size).toBe(10);
    const [code = ''] = recoveryCodes;
    expect((await enter(await atSecondStep(), code.toLowerCase().replaceAll('-', ' '))).status).toBe(303);
    await mailbox.waitFor(email, /recovery code was used/);
    expect((await enter(await atSecondStep(), code)).status).toBe(422);
    const [row] = await api.sql<{ text: string }>(
      "SELECT string_agg(c::text, ' ') AS text FROM recovery_codes AS c",
    );
    for (const known of recoveryCodes) expect(row?.text).not.toContain(known.replaceAll('-', ''));
  });

  it('can be tried ten times', async () => {
    await turnOn();
    const browser = await atSecondStep();
    for (let round = 0; round < 10; round += 1)
      expect((await enter(browser, `00000${round}`)).status).toBe(422);
    expect((await enter(browser, '000000')).status).toBe(429);
  });

  it('is waited for ten minutes', async () => {
    const { code } = await turnOn();
    const browser = await atSecondStep();
    await api.sql("UPDATE sessions SET expires_at = now() - interval '1 second' WHERE is_pending");
    expect((await enter(browser, code(1))).headers.location).toBe('/signin');
  });

  it('is not passed by a form of another browser', async () => {
    const { code } = await turnOn();
    const browser = await atSecondStep();
    expect((await browser.post('/signin/second-step', { code: code(1) })).status).toBe(403);
  });

  it('is turned off with a code, and then the password is enough', async () => {
    const { browser, code } = await turnOn();
    await browser.open(PAGE);
    expect((await browser.submit(`${PAGE}/turn-off`, { off_code: '000000' })).status).toBe(422);
    await browser.open(PAGE);
    expect((await browser.submit(`${PAGE}/turn-off`, { off_code: code(1) })).headers.location).toBe(
      `${PAGE}?done=off`,
    );
    await mailbox.waitFor(email, /second step is off/);
    expect((await new Browser(api.server).signIn(email, PASSWORD)).headers.location).toBe('/account');
  });

  it('gets new recovery codes, and those before are over', async () => {
    const { browser, code, recoveryCodes } = await turnOn();
    await browser.open(PAGE);
    const { text } = await browser.submit(`${PAGE}/recovery-codes`, { new_code: code(1) });
    const codes = [...text.matchAll(/<li>([A-Z2-7-]{19})<\/li>/g)].map(([, found]) => found ?? '');
    expect(codes).toHaveLength(10);
    expect((await enter(await atSecondStep(), recoveryCodes[0] ?? '')).status).toBe(422);
    expect((await enter(await atSecondStep(), codes[0] ?? '')).status).toBe(303);
  });

  it('ends the sessions that were there before it', async () => {
    const before = await signedInAdmin(api, workspace);
    const { browser } = await turnOn();
    expect((await before.open('/account')).status).toBe(303);
    expect((await browser.open('/account')).status).toBe(200);
  });

  it('keeps its key sealed', async () => {
    const browser = await signedInAdmin(api, workspace);
    await browser.open(PAGE);
    await browser.follow(await browser.submit(`${PAGE}/begin`));
    const [, key = ''] = /<code>([A-Z2-7 ]+)<\/code>/.exec(browser.page) ?? [];
    const bytes = Buffer.from(Secret.fromBase32(key.replaceAll(' ', '')).bytes);
    const [row] = await api.sql<{ sealed: string }>(
      'SELECT sealed FROM second_factors ORDER BY created_at DESC',
    );
    expect(row?.sealed).toMatch(/^s1\./);
    expect(Buffer.from(row?.sealed.split('.')[2] ?? '', 'base64url').includes(bytes)).toBe(false);
  });

  it('is changed only by who has signed in lately, or shows once more who they are', async () => {
    const browser = await signedInAdmin(api, workspace);
    await browser.open(PAGE);
    const form = browser.hidden(`${PAGE}/begin`);
    await api.sql("UPDATE sessions SET authenticated_at = now() - interval '16 minutes'");
    const confirm = `/account/confirm?return_to=${encodeURIComponent(PAGE)}`;
    expect((await browser.open(PAGE)).headers.location).toBe(confirm);
    expect((await browser.post(`${PAGE}/begin`, form)).headers.location).toBe(confirm);
    await browser.open(confirm);
    expect((await browser.submit('/account/confirm', { password: 'wrong' })).status).toBe(422);
    expect((await browser.submit('/account/confirm', { password: PASSWORD })).headers.location).toBe(PAGE);
    expect((await browser.open(PAGE)).status).toBe(200);
  });
});
