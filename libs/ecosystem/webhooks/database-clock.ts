import type { Sql } from '@platform/database';

const SYNC_EVERY_MS = 30_000;

/** The time of the database, told without asking it each time: signatures then agree on every worker. */
export class DatabaseClock {
  private offsetMs = 0;
  private syncedAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly connection: Sql) {}

  /** Asks the database when the last answer is old. */
  async sync(): Promise<void> {
    if (performance.now() - this.syncedAt < SYNC_EVERY_MS) return;
    const [row] = await this.connection.sql<{ ms: string }>('clock.read', READ);
    this.offsetMs = Number(row?.ms) - Date.now();
    this.syncedAt = performance.now();
  }

  now(): Date {
    return new Date(Date.now() + this.offsetMs);
  }
}

const READ = 'SELECT extract(epoch FROM clock_timestamp()) * 1000 AS ms';
