import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { removeEmbeddedPostgres } from '@platform/embedded-postgres';
import { isSystemError } from '@platform/runtime';

import { Caller, credentialsIn } from '../../journeys/support/caller';
import { postgresIn } from '../../journeys/support/postgres-in';
import { freePort, Program } from '../../journeys/support/program';

/** Everything in one process with its own PostgreSQL, in a folder that outlives its deaths. */
export class MortalProduct {
  private program: Program | null = null;

  private constructor(
    private readonly folder: string,
    private readonly port: number,
  ) {}

  static async start(): Promise<MortalProduct> {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'dealwright-mortal-')));
    chmodSync(folder, 0o711); // as root, PostgreSQL runs as another user and must pass through
    const product = new MortalProduct(folder, await freePort());
    await product.startAgain();
    return product;
  }

  get caller(): Caller {
    const { base_url, private_app_key } = credentialsIn(join(this.folder, '.dealwright'));
    return new Caller(base_url, private_app_key);
  }

  async startAgain(): Promise<void> {
    const url = `http://127.0.0.1:${this.port}`;
    // More writes a second than one credential is allowed are the point here.
    const settings = { PORT: String(this.port), RATE_LIMITS: 'off' };
    const program = new Program('standalone', settings, this.folder);
    this.program = await program.ready(url);
  }

  /** kill -9 of Node, of PostgreSQL and of each of its back ends, which live in sessions of their own. */
  async die(): Promise<void> {
    const servers = postgresIn(this.folder);
    const family = [...servers, ...servers.flatMap(childrenOf)];
    const ended = this.program?.kill();
    for (const pid of family) kill(pid);
    await ended;
  }

  async remove(): Promise<void> {
    await this.program?.kill();
    await removeEmbeddedPostgres(join(this.folder, '.dealwright', 'postgres'));
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function childrenOf(pid: number): number[] {
  const { stdout } = spawnSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' });
  return stdout.trim().split(/\s+/).filter(Boolean).map(Number);
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // A back end may have ended by itself meanwhile.
    if (!isSystemError(error, 'ESRCH')) throw error;
  }
}
