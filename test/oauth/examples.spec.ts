import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type App, Installations, type NewApp } from '@access/installations';
import { RequestContext } from '@platform/http';
import { toTypeId } from '@platform/ids';

import { until } from '../events/support/until';
import { freePort, root } from '../journeys/support/program';
import { stored } from '../support/credentials';
import { TestApi, type TestWorkspace } from '../support/test-api';
import { Browser } from './support/browser';
import { allow } from './support/user-flow';

const SCOPES = ['leads:read', 'leads:write', 'members:read'];

describe('the example apps', () => {
  let api: TestApi;
  let workspace: TestWorkspace;
  let url: string;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'dealwright-examples-'));
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    api = await TestApi.start([], { port, publicUrl: url });
    workspace = await api.workspace();
  });
  afterAll(async () => {
    await api.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function installed(given: Partial<NewApp>): Promise<{ app: App; clientSecret: string; id: string }> {
    const now = new Date();
    const ctx = RequestContext.system(stored('workspace', workspace.workspace_id), now);
    return api.database.transaction(async (tx) => {
      const installations = api.app.get(Installations, { strict: false });
      const made = await installations.createApp(tx, {
        name: 'Example',
        kind: 'private',
        scopes: SCOPES,
        now,
        ...given,
      });
      const { id } = await installations.install(tx, ctx, { appId: made.app.id, scopes: SCOPES });
      return { app: made.app, clientSecret: made.clientSecret ?? '', id: toTypeId('installation', id) };
    });
  }

  describe('passport-app', () => {
    let example: ChildProcess;
    let said = '';
    let here: string;

    beforeAll(async () => {
      const port = await freePort();
      here = `http://127.0.0.1:${port}`;
      const { app, clientSecret } = await installed({
        redirectUris: [`${here}/callback`],
        secretBy: 'client_secret_post',
      });
      example = spawn(
        process.execPath,
        [join(root, 'sdk/examples/passport-app/passport-app.mjs'), String(port)],
        {
          env: {
            PATH: process.env.PATH,
            DEALWRIGHT_BASE_URL: url,
            CLIENT_ID: app.client_id,
            CLIENT_SECRET: clientSecret,
            SESSION_SECRET: 'only for this test',
          },
          stdio: ['ignore', 'pipe', 'pipe'],
        },
      );
      for (const stream of [example.stdout, example.stderr])
        stream?.on('data', (chunk) => (said += String(chunk)));
      await until(() => said.includes('Waiting for people'));
    });
    afterAll(async () => {
      const ended = new Promise((resolve) => example.once('close', resolve));
      example.kill();
      await ended;
    });

    /** A visitor of the app, and the same person at our server. */
    async function visitor() {
      const email = (await api.sql<{ email: string }>('SELECT email FROM users LIMIT 1'))[0]?.email ?? '';
      const there = new Browser(api.server, url);
      await there.signIn(email);
      return { visitor: new Browser(here, here), there };
    }

    it('signs a person in and out', async () => {
      const { visitor: at, there } = await visitor();
      expect((await at.open('/')).html).toContain('Sign in with Dealwright');
      const asked = await at.open('/signin');
      expect(asked.url).toContain(`${url}/oauth/authorize?`);
      expect(asked.url).toContain('code_challenge_method=S256');
      const back = await allow(there, await there.open(asked.url));
      expect(back.url).toContain(`${here}/callback?`);
      expect((await at.open(back.url)).html).toContain(`Hello Admin of ${workspace.name}.`);
      expect((await at.open('/')).html).toContain('Hello Admin');
      expect((await at.submit(await at.open('/'))).html).toContain('Sign in with Dealwright');
    });

    it('signs nobody in when the answer is of another server, another sign-in, or a denial', async () => {
      const { visitor: at, there } = await visitor();
      const answered = async () => {
        const asked = await at.open('/signin');
        const page = await there.open(asked.url);
        return new URL((page.status === 200 ? await allow(there, page) : page).url);
      };
      for (const change of [
        (address: URL) => address.searchParams.set('iss', 'https://evil.example/oauth'),
        (address: URL) => address.searchParams.delete('iss'),
        (address: URL) => address.searchParams.set('state', 'x'),
        (address: URL) => address.searchParams.set('code', 'x'),
      ]) {
        const address = await answered();
        change(address);
        const page = await at.open(address.href);
        expect(page.status).toBeGreaterThanOrEqual(400);
        expect((await at.open('/')).html).toContain('Sign in with Dealwright');
      }
      const asked = await at.open('/signin');
      const page = await there.open(`${asked.url}&prompt=consent`);
      const denied = await there.submit(page, [['decision', 'deny']]);
      expect((await at.open(denied.url)).html).toContain('You are not signed in');
      // A stranger who is sent the answer of somebody else is not signed in as them.
      const stranger = new Browser(here, here);
      expect((await stranger.open((await answered()).href)).status).toBe(403);
      expect(said).not.toMatch(/dw_|TypeError/);
    });
  });

  it('installation-app: makes a key, and with it a lead in the workspace', async () => {
    const path = join(folder, 'app-key.json');
    const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
      new Promise<{ code: number | null; said: string }>((resolve) => {
        const program = spawn(
          process.execPath,
          [join(root, 'sdk/examples/installation-app/installation-app.mjs'), ...args],
          { env: { PATH: process.env.PATH, DEALWRIGHT_BASE_URL: url, APP_KEY_FILE: path, ...env } },
        );
        let said = '';
        for (const stream of [program.stdout, program.stderr])
          stream.on('data', (chunk) => (said += String(chunk)));
        program.once('close', (code) => resolve({ code, said }));
      });
    const jwks = JSON.parse((await run(['keys'])).said);
    expect(jwks.keys[0]).not.toHaveProperty('d');
    expect(statSync(path).mode & 0o077).toBe(0);
    const { app, id } = await installed({ jwks });
    const env = { CLIENT_ID: app.client_id, INSTALLATION_ID: id };
    const { code, said } = await run([], env);
    expect(said).toContain(`In ${workspace.name}, with leads:read, leads:write, members:read`);
    const [lead] = /lead_\w+/.exec(said) ?? [];
    expect(code).toBe(0);
    const { body } = await workspace.get(`/v1/leads/${lead}`).expect(200);
    expect(body.title).toBe('Made by an app');
    expect((await run([])).code).toBe(1);
  });
});
