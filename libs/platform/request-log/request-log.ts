import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Settings } from '@platform/config';
import { Database, insertRows } from '@platform/database';

import type { LoggedRequest } from './logged-request.entity';
import { loggedRequests, sampledRequests } from './request-log-metrics';
import { Sampler } from './sampler';

const FLUSH_EVERY_MS = 1000;
const MOST_AT_ONCE = 500;
/** What waits to be written, at most; what comes beyond it is dropped. */
const MOST_WAITING = 5000;
const MOST_WAITING_CHARACTERS = 8 * 1024 * 1024;
/** A batch that the database has refused so often is dropped: it would keep all later ones from being written. */
const MOST_TRIES = 3;
/** How long the end of a process waits for the last batches. */
const LAST_FLUSH_MS = 5000;

/**
 * Keeps what was asked and answered, in batches and beside the requests: none ever waits for the log or fails because of it. When
 * the database does not keep up, entries are dropped and counted.
 */
@Injectable()
export class RequestLog implements OnApplicationShutdown {
  private readonly logger = new Logger(RequestLog.name);
  private readonly sampler: Sampler;
  private waiting: LoggedRequest[] = [];
  private waitingCharacters = 0;
  private timer: NodeJS.Timeout | null = null;
  private flushing: Promise<void> | null = null;
  private tries = 0;

  constructor(
    private readonly database: Database,
    private readonly settings: Settings,
  ) {
    this.sampler = new Sampler(settings.requestLogPerSecond);
  }

  /** How many requests this one stands for; 0 when it is to be left out. Failures are all kept. */
  rateOf(workspaceId: string, status: number, nowMs: number): number {
    if (this.settings.requestLogPerSecond === 0) return 0;
    if (status >= 400) return 1;
    const rate = this.sampler.rateOf(workspaceId, nowMs);
    if (rate === 0) sampledRequests.inc();
    return rate;
  }

  /** Takes an entry, which is written within about a second. */
  add(entry: LoggedRequest): void {
    const size = sizeOf(entry);
    const isFull =
      this.waiting.length >= MOST_WAITING || this.waitingCharacters + size > MOST_WAITING_CHARACTERS;
    if (isFull) {
      loggedRequests.inc({ outcome: 'dropped' });
      return;
    }
    this.waiting.push(entry);
    this.waitingCharacters += size;
    if (this.waiting.length >= MOST_AT_ONCE && this.tries === 0) void this.flush();
    else this.timer ??= setTimeout(() => void this.flush(), FLUSH_EVERY_MS).unref();
  }

  /** Writes what waits; answers when that is done, or has failed and waits for the next time. */
  flush(): Promise<void> {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    this.flushing ??= this.writeAll().finally(() => {
      this.flushing = null;
    });
    return this.flushing;
  }

  async onApplicationShutdown(): Promise<void> {
    let giveUp: NodeJS.Timeout | undefined;
    const tooLate = new Promise<void>((resolve) => {
      giveUp = setTimeout(resolve, LAST_FLUSH_MS);
    });
    // Twice: what came while a batch was being written is not in it.
    await Promise.race([this.flush().then(() => this.flush()), tooLate]);
    clearTimeout(giveUp);
    if (this.timer) clearTimeout(this.timer);
  }

  private async writeAll(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.waiting.slice(0, MOST_AT_ONCE);
      try {
        await this.write(batch);
        this.tries = 0;
        loggedRequests.inc({ outcome: 'written' }, batch.length);
      } catch (error) {
        this.tries += 1;
        this.logger.warn({ err: error, entries: batch.length }, 'Requests could not be logged');
        if (this.tries < MOST_TRIES) {
          this.timer ??= setTimeout(() => void this.flush(), FLUSH_EVERY_MS).unref();
          return;
        }
        this.tries = 0;
        loggedRequests.inc({ outcome: 'dropped' }, batch.length);
      }
      this.waiting = this.waiting.slice(batch.length);
      for (const entry of batch) this.waitingCharacters -= sizeOf(entry);
    }
  }

  private write(batch: readonly LoggedRequest[]): Promise<void> {
    return this.database.transaction((tx) =>
      insertRows(tx, {
        table: 'request_log',
        columns: COLUMNS,
        size: batch.length,
        values: () => batch.map((entry) => COLUMNS.map((column) => entry[column])),
      }),
    );
  }
}

/** About how many characters an entry holds. */
const sizeOf = ({ path, query, user_agent, request_head, answer_head }: LoggedRequest): number =>
  [path, query, user_agent, request_head, answer_head].reduce((sum, text) => sum + (text?.length ?? 0), 300);

const COLUMNS = [
  'day',
  'workspace_id',
  'id',
  'answered_at',
  'duration_us',
  'method',
  'route',
  'path',
  'query',
  'status',
  'status_class',
  'problem',
  'principal',
  'key_id',
  'member_id',
  'installation_id',
  'request_id',
  'address',
  'user_agent',
  'request_head',
  'answer_head',
  'sample_rate',
] as const satisfies readonly (keyof LoggedRequest)[];
