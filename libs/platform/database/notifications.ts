import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Settings } from '@platform/config';
import { Client } from 'pg';

import { Database } from './database';

const RECONNECT_MS = 1000;

/**
 * Wake-ups through the database (LISTEN and NOTIFY). They are hints: while the connection is down they are lost, so
 * whoever listens also polls. Never announce inside a transaction that changes data: it would wait for a database-wide lock.
 */
@Injectable()
export class Notifications implements OnApplicationShutdown {
  private readonly logger = new Logger(Notifications.name);
  private readonly listeners = new Map<string, Set<(payload: string) => void>>();
  private client: Client | null = null;
  private retry: NodeJS.Timeout | null = null;
  private isClosed = false;

  constructor(
    private readonly database: Database,
    private readonly settings: Settings,
  ) {}

  /** Tells everyone who listens on a channel, in every process. */
  async announce(channel: string, payload: string): Promise<void> {
    await this.database.sql('notifications.announce', 'SELECT pg_notify($1, $2)', [channel, payload]);
  }

  /** Calls `hear` for each announcement on a channel, until the returned function is called. */
  listen(channel: string, hear: (payload: string) => void): () => void {
    const known = this.listeners.get(channel);
    const listeners = known ?? new Set();
    listeners.add(hear);
    if (!known) {
      this.listeners.set(channel, listeners);
      if (this.client) void this.subscribe(this.client, channel);
      else if (!this.retry) this.connect();
    }
    return () => listeners.delete(hear);
  }

  async onApplicationShutdown(): Promise<void> {
    this.isClosed = true;
    if (this.retry) clearTimeout(this.retry);
    await this.client?.end().catch(() => undefined);
  }

  private connect(): void {
    this.retry = null;
    const client = new Client({
      connectionString: this.settings.databaseDirectUrl,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
    });
    this.client = client;
    client.on('notification', ({ channel, payload = '' }) => {
      for (const hear of this.listeners.get(channel) ?? []) hear(payload);
    });
    client.on('error', (error) => this.lost(client, error));
    client.on('end', () => this.lost(client));
    void this.subscribeAll(client);
  }

  private async subscribeAll(client: Client): Promise<void> {
    try {
      await client.connect();
      for (const channel of this.listeners.keys()) await this.subscribe(client, channel);
    } catch (error) {
      this.lost(client, error);
    }
  }

  private async subscribe(client: Client, channel: string): Promise<void> {
    await client
      .query(`LISTEN ${client.escapeIdentifier(channel)}`)
      .catch((error: unknown) => this.lost(client, error));
  }

  private lost(client: Client, error?: unknown): void {
    if (this.isClosed || this.client !== client) return;
    if (error) this.logger.warn({ err: error }, 'Lost the connection that listens; polling goes on');
    this.client = null;
    void client.end().catch(() => undefined);
    this.retry = setTimeout(() => this.connect(), RECONNECT_MS);
    this.retry.unref();
  }
}
