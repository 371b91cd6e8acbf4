import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { Database } from '@platform/database';

import type { FoundKey } from './stored-tokens';

const EXACT_TO_MS = 60_000;

/** Notes when a key was last used, at most once a minute and without making the request wait. */
@Injectable()
export class KeyUsage implements OnModuleDestroy {
  private readonly logger = new Logger(KeyUsage.name);
  private readonly running = new Set<Promise<unknown>>();

  constructor(private readonly database: Database) {}

  note({ principal, lastUsedAt }: FoundKey, now: Date): void {
    const before = new Date(now.getTime() - EXACT_TO_MS);
    if (lastUsedAt && lastUsedAt > before) return;
    const write = this.database
      .sql('access_keys.used', USED, [principal.keyId, now, before])
      .catch((error: unknown) => this.logger.warn({ err: error }, 'The last use of a key was not noted'))
      .finally(() => this.running.delete(write));
    this.running.add(write);
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all(this.running);
  }
}

const USED =
  'UPDATE access_keys SET last_used_at = $2 WHERE id = $1 AND (last_used_at IS NULL OR last_used_at <= $3)';
