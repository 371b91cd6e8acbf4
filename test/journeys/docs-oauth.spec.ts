import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { Browser } from '../oauth/support/browser';
import { allow } from '../oauth/support/user-flow';
import type { TestDatabase } from '../support/test-database';
import { BashSession } from './support/bash-session';
import { credentialsIn } from './support/caller';
import { codeBlocks } from './support/code-blocks';
import { closeGuidePlace, openGuidePlace } from './support/guide-place';
import { onConnection } from './support/on-connection';
import { freePort, Program } from './support/program';

const CALLBACK = 'http://127.0.0.1:4600/callback';

let folder: string;
let database: TestDatabase;
let session: BashSession;

beforeEach(async () => {
  ({ folder, database } = await openGuidePlace());
});

afterEach(async () => {
  await session.end();
  await closeGuidePlace({ folder, database });
});

const blocksIn = (language: string): string[] =>
  codeBlocks('docs/oauth.md').flatMap((block) => (block.language === language ? [block.code] : []));

/** The JSON texts that a command wrote one after another. */
const jsons = (said: string) =>
  said
    .replaceAll('}{', '}\n{')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

it('docs/oauth.md: apps and people get their tokens as it is written', async () => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  await new Program('standalone', { DATABASE_URL: database.url, PORT: String(port) }, folder).ready(url);
  const { client_id, client_secret, installation_id, ...admin } = credentialsIn(join(folder, '.dealwright'));
  const environment = {
    URL: url,
    CLIENT_ID: client_id,
    CLIENT_SECRET: client_secret,
    INSTALLATION_ID: installation_id,
  };
  session = new BashSession(folder, environment);
  const [discover = '', token = '', look = '', device = ''] = blocksIn('sh');

  const [resource, server] = jsons(await session.run(discover));
  expect(resource).toMatchObject({ resource: url, authorization_servers: [`${url}/oauth`] });
  expect(server).toMatchObject({ issuer: `${url}/oauth`, code_challenge_methods_supported: ['S256'] });
  expect(jsons(await session.run(token))[0]).toMatchObject({
    principal: { kind: 'installation', id: installation_id },
    scopes: ['leads:read'],
  });
  expect(jsons(await session.run(look))[0]).toMatchObject({ active: true, scope: 'leads:read' });
  expect(jsons(await session.run(look))[0]).toEqual({ active: false });
  expect(jsons(await session.run(device))[0]).toMatchObject({
    user_code: expect.stringMatching(/^[A-Z]{4}-[A-Z]{4}$/),
    verification_uri: `${url}/oauth/device`,
  });

  // What an app's manifest says otherwise.
  await onConnection(database.url, (run) =>
    run(`UPDATE apps SET redirect_uris = '{${CALLBACK}}' WHERE client_id = '${client_id}'`),
  );
  const [code = ''] = blocksIn('js');
  writeFileSync(join(folder, 'snippet.mjs'), code);
  const call = (expression: string) => {
    const program = `import * as snippet from './snippet.mjs'; console.log(JSON.stringify(await ${expression}));`;
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
      cwd: folder,
      env: { PATH: process.env.PATH, ...environment },
      encoding: 'utf8',
    });
    if (!stdout) throw new Error(stderr);
    return JSON.parse(stdout);
  };
  const begun = call(`snippet.signIn(${JSON.stringify(CALLBACK)})`);
  const browser = new Browser(url, url);
  await browser.signIn(admin.admin_email, admin.admin_password);
  const back = await allow(browser, await browser.open(begun.address));
  const tokens = call(`snippet.tokensFor(${JSON.stringify(back.url)}, ${JSON.stringify(begun.session)})`);
  const again = call(`snippet.refreshed(${JSON.stringify(tokens)})`);
  const me = await fetch(`${url}/v1/me`, { headers: { authorization: `Bearer ${again.access_token}` } });
  expect(await me.json()).toMatchObject({
    principal: { kind: 'member' },
    scopes: ['leads:read', 'members:read'],
  });
});
