import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { WorkspaceCredentials } from '@ecosystem/workspace-setup';

/** What `npm start` leaves for whoever tries the API. */
export interface Credentials extends WorkspaceCredentials {
  readonly base_url: string;
  readonly admin_email: string;
  readonly admin_password: string;
  /** The page on which the admin sets another password, once within a week of the first start. */
  readonly set_password_path?: string;
}

/** `.dealwright/credentials.json`: readable by its owner alone, written whole or not at all. */
export class CredentialsFile {
  readonly path: string;
  private readonly draft: string;

  constructor(dataDir: string) {
    this.path = join(dataDir, 'credentials.json');
    this.draft = `${this.path}.draft`;
  }

  read(): Credentials | null {
    return existsSync(this.path) ? (JSON.parse(readFileSync(this.path, 'utf8')) as Credentials) : null;
  }

  /** Keeps credentials beside the file until the workspace they open is stored. */
  prepare(credentials: Credentials): void {
    rmSync(this.draft, { force: true });
    writeFileSync(this.draft, `${JSON.stringify(credentials, null, 2)}\n`, { mode: 0o600 });
  }

  /** Makes the prepared credentials the file; nothing happens when none are prepared. */
  publish(): void {
    if (existsSync(this.draft)) renameSync(this.draft, this.path);
  }

  /** Writes the address that this start has, which may differ from the last one's. */
  moveTo(baseUrl: string): void {
    const known = this.read();
    if (!known || known.base_url === baseUrl) return;
    this.prepare({ ...known, base_url: baseUrl });
    this.publish();
  }
}
