import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { until } from '../../events/support/until';
import { freePort } from '../../journeys/support/program';
import { hostOf, movedTo } from './tcp-proxy';

const PROGRAM = '/usr/sbin/pgbouncer';

/** Whether this machine has PgBouncer: `.ci/run` installs it where it can. */
export const hasPooler = spawnSync(PROGRAM, ['--version']).status === 0;

/** A PgBouncer in transaction mode in front of a database. */
export class Pooler {
  private constructor(
    private readonly folder: string,
    private readonly child: ChildProcess,
    readonly url: string,
  ) {}

  static async start(databaseUrl: string): Promise<Pooler> {
    const folder = mkdtempSync(join(tmpdir(), 'dealwright-pooler-'));
    chmodSync(folder, 0o755);
    const port = await freePort();
    writeFileSync(join(folder, 'users.txt'), users(databaseUrl));
    writeFileSync(join(folder, 'pgbouncer.ini'), configuration(databaseUrl, folder, port));
    const asNobody = process.getuid?.() === 0 ? ['-u', 'nobody'] : []; // it refuses to be root
    const child = spawn(PROGRAM, [...asNobody, join(folder, 'pgbouncer.ini')], { stdio: 'ignore' });
    await until(() => child.exitCode !== null || isOpen(port));
    if (child.exitCode !== null) throw new Error(`PgBouncer ended with ${child.exitCode}.`);
    return new Pooler(folder, child, movedTo(databaseUrl, port));
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    if (this.child.exitCode === null && this.child.kill('SIGKILL')) await ended;
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function users(databaseUrl: string): string {
  const { username, password } = new URL(databaseUrl);
  return `"${decodeURIComponent(username)}" "${decodeURIComponent(password)}"\n`;
}

/** Few connections to the server for many clients, so that each client meets many of them. */
function configuration(databaseUrl: string, folder: string, port: number): string {
  const { host, port: serverPort } = hostOf(databaseUrl);
  return [
    '[databases]',
    `* = host=${host} port=${serverPort}`,
    '[pgbouncer]',
    'listen_addr = 127.0.0.1',
    `listen_port = ${port}`,
    'unix_socket_dir =',
    'auth_type = scram-sha-256',
    `auth_file = ${join(folder, 'users.txt')}`,
    'pool_mode = transaction',
    'default_pool_size = 8',
    'max_client_conn = 200',
    'server_login_retry = 1',
    '',
  ].join('\n');
}

const isOpen = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
