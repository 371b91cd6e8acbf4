import { chmodSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
  type EmbeddedPostgres,
  removeEmbeddedPostgres,
  startEmbeddedPostgres,
} from '@platform/embedded-postgres';

import { freePort } from '../../journeys/support/program';
import { movedTo } from './tcp-proxy';

/** Durable, as in production; what each back end does is logged under its process. */
const SETTINGS = {
  logging_collector: 'on',
  log_destination: 'stderr',
  log_directory: 'log',
  log_filename: 'statements.log',
  log_rotation_age: '0',
  log_rotation_size: '0',
  log_line_prefix: '%p|',
  log_parameter_max_length: '0',
  max_connections: '150',
};

/** A PostgreSQL of a test's own, on TCP, that may be ended and started again. */
export class OwnPostgres {
  private constructor(
    private readonly folder: string,
    readonly port: number,
    private readonly settings: Record<string, string>,
    private server: EmbeddedPostgres,
  ) {}

  static async start(more: Record<string, string> = {}): Promise<OwnPostgres> {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'dealwright-faults-')));
    chmodSync(folder, 0o711); // as root, PostgreSQL runs as another user and must pass through
    const port = await freePort();
    const settings = { ...SETTINGS, ...more };
    return new OwnPostgres(folder, port, settings, await boot(folder, port, settings));
  }

  /** The application's role on its database. */
  get url(): string {
    return movedTo(this.server.url, this.port);
  }

  get adminUrl(): string {
    return movedTo(this.server.adminUrl, this.port);
  }

  /** What `pg_ctl restart -m immediate` does, or kill -9: no checkpoint, no good-bye; answers when it takes connections again. */
  async restart(signal: 'SIGQUIT' | 'SIGKILL' = 'SIGQUIT'): Promise<void> {
    process.kill(this.server.pid, signal);
    await this.server.stop();
    this.server = await boot(this.folder, this.port, this.settings);
  }

  /** What is said so far, statements if `log_statement` was set. */
  log(): string {
    return readFileSync(join(this.server.dataDir, 'log', 'statements.log'), 'utf8');
  }

  async stop(): Promise<void> {
    await this.server.stop();
    await removeEmbeddedPostgres(join(this.folder, 'postgres'));
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const boot = (folder: string, port: number, settings: Record<string, string>) =>
  startEmbeddedPostgres({ dataDir: join(folder, 'postgres'), listen: { host: '127.0.0.1', port }, settings });
