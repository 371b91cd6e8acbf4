import { chmodSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { removeEmbeddedPostgres } from '@platform/embedded-postgres';

import { until } from '../events/support/until';
import { BashSession } from './support/bash-session';
import { Caller, credentialsIn } from './support/caller';
import { codeBlocks } from './support/code-blocks';
import { postgresIn } from './support/postgres-in';
import { freePort, killPrograms, Program } from './support/program';

let folder: string;
let dataDir: string;

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'dealwright-standalone-')));
  chmodSync(folder, 0o711); // as root, PostgreSQL runs as another user and must pass through
  dataDir = join(folder, '.dealwright');
});

afterAll(async () => {
  await killPrograms();
  await removeEmbeddedPostgres(join(dataDir, 'postgres'));
  rmSync(folder, { recursive: true, force: true });
});

async function start(): Promise<{ server: Program; url: string; port: number }> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const server = new Program('standalone', { PORT: String(port) }, folder);
  return { server: await server.ready(url), url, port };
}

describe('npm start with the PostgreSQL that it brings', () => {
  it('says where it is and how to begin, and nothing else', async () => {
    const { server, url } = await start();
    await until(() => server.stdout.includes('Stop with Ctrl-C'));
    expect(server.stderr).toBe('');
    expect(server.stdout.split('\n').filter((line) => line !== '')).toEqual([
      `  Dealwright is running on ${url}`,
      `  API reference   ${url}/docs`,
      `  OpenAPI         ${url}/v1/openapi.json`,
      expect.stringMatching(/^ {2}Sign in {9}http:\/\/127[^ ]+\/reset-password\/dw_link_\w{49}$/),
      '  Credentials     .dealwright/credentials.json',
      '  Your first lead:',
      ...Array.from({ length: 4 }, () => expect.stringMatching(/^ {4}\S|^ {6}-d/)),
      '  Stop with Ctrl-C; the data stays.',
    ]);
    const file = join(dataDir, 'credentials.json');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(join(dataDir, 'master.key')).mode & 0o777).toBe(0o600);

    const terminal = new BashSession(folder);
    const [, commands = ''] = /Your first lead:\n([\s\S]*?)\n\n/.exec(server.stdout) ?? [];
    expect(await terminal.run(commands)).toContain('"first_name":"Ada"');
    await terminal.end();
    for (const path of ['/docs', '/v1/openapi.json']) expect((await fetch(url + path)).status).toBe(200);
    const [, page = ''] = /Sign in +(\S+)/.exec(server.stdout) ?? [];
    expect(await (await fetch(page)).text()).toContain('admin@dealwright.example');
    expect(await server.stop()).toEqual({ code: 0, signal: null });
    expect(postgresIn(folder)).toEqual([]);
  });

  it('keeps data and credentials over a restart, at a new address too', async () => {
    const before = credentialsIn(dataDir);
    const { server, url } = await start();
    expect(url).not.toBe(before.base_url);
    expect(credentialsIn(dataDir)).toEqual({ ...before, base_url: url });
    expect(statSync(join(dataDir, 'credentials.json')).mode & 0o777).toBe(0o600);
    const caller = new Caller(url, before.private_app_key);
    const { body } = await caller.get('/v1/leads?sort=-created_at');
    expect(body.data[0]).toMatchObject({ first_name: 'Ada' });

    const second = new Program('standalone', { PORT: String(await freePort()) }, folder);
    expect(await second.end()).toEqual({ code: 1, signal: null });
    expect(second.said).toMatch(
      /^The data folder .* is in use by another Dealwright process \(pid \d+\)[^\n]*\.\n$/,
    );
    expect((await caller.get('/v1/leads')).status).toBe(200);
    expect(credentialsIn(dataDir).base_url).toBe(url);
    expect(await server.stop('SIGINT')).toEqual({ code: 0, signal: null });
  });

  it('comes back from a backup made as docs/operating.md says', async () => {
    const [backup = ''] = codeBlocks('docs/operating.md').flatMap(({ code }) =>
      code.startsWith('tar ') ? [code] : [],
    );
    const before = readFileSync(join(dataDir, 'credentials.json'), 'utf8');
    const terminal = new BashSession(folder);
    await terminal.run(backup);
    await terminal.run('rm -rf .dealwright && tar -xzf dealwright-backup.tar.gz');
    await terminal.end();
    expect(readFileSync(join(dataDir, 'credentials.json'), 'utf8')).toBe(before);
    const { server, url } = await start();
    const { body } = await new Caller(url, credentialsIn(dataDir).private_app_key).get(
      '/v1/leads?sort=-created_at',
    );
    expect(body.data[0]).toMatchObject({ first_name: 'Ada' });
    await server.stop();
  });

  it('stops its PostgreSQL again when the port is taken, and leaves the credentials as they were', async () => {
    const before = readFileSync(join(dataDir, 'credentials.json'), 'utf8');
    const other = createServer();
    const port = await freePort();
    await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
    const server = new Program('standalone', { PORT: String(port) }, folder);
    expect(await server.end()).toEqual({ code: 1, signal: null });
    await new Promise((resolve) => other.close(resolve));
    expect(server.said).toMatch(/^Port \d+ on 127\.0\.0\.1 is taken: [^\n]*\.\n$/);
    expect(postgresIn(folder)).toEqual([]);
    expect(readFileSync(join(dataDir, 'credentials.json'), 'utf8')).toBe(before);
  });

  it('stops its PostgreSQL also when it is told to end while it is still starting', async () => {
    const server = new Program('standalone', { PORT: String(await freePort()) }, folder);
    await until(() => postgresIn(folder).length > 0);
    process.kill(server.pid, 'SIGTERM');
    expect(await server.end()).toEqual({ code: 0, signal: null });
    expect(postgresIn(folder)).toEqual([]);
  });
});
