import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Notifications } from '@platform/database';

const CHANNEL = 'dealwright_log';
/** At most 20 announcements a second, however busy the log is. */
const ANNOUNCE_EVERY_MS = 50;
/** An announcement holds 8,000 bytes (PostgreSQL's limit); more workspaces than this are told as "all". */
const MOST_NAMED = 200;
const ALL = '*';

/** Which workspaces' logs grew; null stands for "any of them". */
export type GrownLogs = ReadonlySet<string> | null;

/**
 * Says when there is something new: in this process at once, in the others through the database. Signals are hints
 * that make readers faster, and a reader that misses one finds the news by polling.
 */
@Injectable()
export class LogSignals implements OnApplicationShutdown {
  private readonly logger = new Logger(LogSignals.name);
  private readonly written = new Set<() => void>();
  private readonly sequenced = new Set<(logs: GrownLogs) => void>();
  private waiting = new Set<string>();
  private timer: NodeJS.Timeout | null = null;
  private sentAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly notifications: Notifications) {}

  /** Calls `listener` after each commit of this process that put events into the outbox. */
  onWritten(listener: () => void): () => void {
    this.written.add(listener);
    return () => this.written.delete(listener);
  }

  announceWritten(): void {
    for (const listener of this.written) listener();
  }

  /** Calls `listener` when logs grew, wherever that happened. */
  onSequenced(listener: (logs: GrownLogs) => void): () => void {
    this.sequenced.add(listener);
    const stop = this.notifications.listen(CHANNEL, (payload) => listener(parse(payload)));
    return () => {
      this.sequenced.delete(listener);
      stop();
    };
  }

  announceSequenced(workspaceIds: Iterable<string>): void {
    const logs = new Set(workspaceIds);
    for (const listener of this.sequenced) listener(logs);
    for (const id of logs) this.waiting.add(id);
    const waitMs = this.sentAt + ANNOUNCE_EVERY_MS - performance.now();
    this.timer ??= setTimeout(() => this.send(), Math.max(0, waitMs));
  }

  onApplicationShutdown(): void {
    if (this.timer) clearTimeout(this.timer);
  }

  private send(): void {
    const ids = [...this.waiting];
    this.waiting = new Set();
    this.timer = null;
    this.sentAt = performance.now();
    this.notifications
      .announce(CHANNEL, ids.length > MOST_NAMED ? ALL : ids.join(','))
      .catch((error: unknown) => this.logger.warn({ err: error }, 'Could not announce news of the log'));
  }
}

const parse = (payload: string): GrownLogs => (payload === ALL ? null : new Set(payload.split(',')));
