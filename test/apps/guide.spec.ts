import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { BashSession } from '../journeys/support/bash-session';
import { codeBlocks } from '../journeys/support/code-blocks';
import { TestApi, type TestWorkspace } from '../support/test-api';
import { type Answer, FakeApp } from './support/fake-app';

const CLI = join(__dirname, '../../sdk/bin/dealwright.js');

let api: TestApi;
let fake: FakeApp;
let workspace: TestWorkspace;
let folder: string;
let session: BashSession;

beforeAll(async () => {
  api = await TestApi.start();
  fake = await FakeApp.start();
});
afterAll(async () => {
  await api.stop();
  await fake.stop();
});
beforeEach(async () => {
  workspace = await api.workspace();
  folder = mkdtempSync(join(tmpdir(), 'dealwright-app-'));
  mkdirSync(join(folder, 'bin'));
  symlinkSync(CLI, join(folder, 'bin/dealwright'));
  const path = [join(folder, 'bin'), dirname(process.execPath), process.env.PATH].join(':');
  session = new BashSession(folder, { URL: api.url, TOKEN: workspace.private_app_key, PATH: path });
});
afterEach(async () => {
  await session.end();
  rmSync(folder, { recursive: true, force: true });
});

const blocksOf = (wanted: string): string[] =>
  codeBlocks('docs/apps.md').flatMap(({ language, code }) => (language === wanted ? [code] : []));

/** The commands as somebody types them who has the package. */
const run = (command: string) => session.run(command.replaceAll('npx dealwright', 'dealwright'));

const json = (said: string) => JSON.parse(said.slice(said.indexOf('{')));

/** The manifest of the guide, of an app that lives at another address. */
const manifest = (): string => (blocksOf('json')[0] ?? '').replaceAll('https://quotes.example.com', fake.url);

it('docs/apps.md: every command and piece of code does what it is there for', async () => {
  const commands = blocksOf('sh');
  expect(commands).toHaveLength(5);
  const [push = '', install = '', token = '', placements = '', remove = ''] = commands;
  writeFileSync(join(folder, 'crm-app.json'), manifest());
  const pushed = await run(push);
  expect(pushed).toContain('quote-builder 1.0.0 is right');
  const secrets = Object.fromEntries(
    ['client_id', 'client_secret', 'signing_secret'].map((name) => [
      name,
      new RegExp(`${name} +(\\S+)`).exec(pushed)?.[1],
    ]),
  );
  fake.secrets = [String(secrets.signing_secret)];
  await run(install);
  await session.run(`export CLIENT_ID=${secrets.client_id} CLIENT_SECRET=${secrets.client_secret}`);
  const { access_token } = json(await run(token));
  const installation = (await session.run('echo "$INSTALLATION"')).trim();
  await api.as(access_token).post(`/v1/installations/${installation}/ready`).expect(200);

  writeFileSync(join(folder, 'review.mjs'), blocksOf('js')[0] ?? '');
  const { review } = (await import(pathToFileURL(join(folder, 'review.mjs')).href)) as {
    review: (body: unknown) => unknown;
  };
  fake.answers = { '/check': ({ body }): Answer => ({ body: review(body) }) };
  const refused = await workspace.post('/v1/deals', { title: 'For nothing' }).expect(422);
  expect(refused.body.errors[0]).toMatchObject({ pointer: '/amount', code: 'amount_missing' });
  expect(json(await run(placements))).toMatchObject({
    data: [{ slot: 'deal.form.section', title: 'Quotes', url: `${fake.url}/section` }],
  });
  expect(await run('dealwright app logs')).toMatch(/deal\.form\.before_save {2}refused/);
  expect(await run(remove)).toContain('"state":"uninstalled"');
});

describe('dealwright app', () => {
  const connect = () => session.run('export DEALWRIGHT_BASE_URL="$URL" DEALWRIGHT_KEY="$TOKEN"');
  const status = async (command: string): Promise<[number, string]> => {
    const said = await session.run(`${command}; echo "status $?"`);
    const [, code] = /status (\d+)/.exec(said) ?? [];
    return [Number(code), said];
  };
  beforeEach(connect);

  it('init writes a manifest that is right, and leaves one that is there', async () => {
    expect((await status('dealwright app init'))[0]).toBe(0);
    expect((await status('dealwright app validate'))[0]).toBe(0);
    expect((await status('dealwright app init'))[0]).toBe(1);
    expect(await session.run('cat crm-app.json')).toContain(`"$schema": "${api.url}/schemas/app/1.json"`);
  });

  it('validate ends with 1 and tells each fault with its pointer', async () => {
    writeFileSync(join(folder, 'crm-app.json'), manifest().replace('"deals:read"', '"deals:own"'));
    const [code, said] = await status('dealwright app validate');
    expect(code).toBe(1);
    expect(said).toContain('/scopes/required/0/scope: There is no scope "deals:own"');
  });

  it('diff --strict ends with 3 when permissions grow, and push rolls them out', async () => {
    writeFileSync(join(folder, 'crm-app.json'), manifest());
    await session.run('dealwright app push');
    const grown = manifest()
      .replace('"version": "1.0.0"', '"version": "1.1.0"')
      .replace(
        '"optional": [',
        '"optional": [{ "scope": "leads:read", "reason": "To see what came before." }, ',
      );
    writeFileSync(join(folder, 'next.json'), grown);
    const [code, said] = await status('dealwright app diff --strict --file next.json');
    expect(code).toBe(3);
    expect(said).toContain('+ leads:read (optional): To see what came before.');
    expect((await status('dealwright app diff --file next.json'))[0]).toBe(0);
    expect(await session.run('dealwright app push --file next.json')).toContain(
      'quote-builder 1.1.0 is rolled out',
    );
    const [again] = await status('dealwright app push --file next.json');
    expect(again).toBe(1);
  });

  it('logs ends with 1 for an app that is not installed, and 2 stands for no command at all', async () => {
    copyFileSync(join(__dirname, '../../package.json'), join(folder, 'no-manifest.json'));
    writeFileSync(join(folder, 'crm-app.json'), manifest());
    expect((await status('dealwright app logs'))[0]).toBe(1);
    expect((await status('dealwright app dance'))[0]).toBe(2);
    expect((await status('dealwright app validate --file no-manifest.json'))[0]).toBe(1);
  });
});
