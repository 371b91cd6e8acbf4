import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { EventLog, type GrownLogs, LogSignals } from '@platform/events';

/** How often a waiter looks by itself, in case a signal was lost. */
const LOOK_EVERY_MS = 1000;

interface Waiter {
  readonly workspaceId: string;
  readonly wake: () => void;
}

/** Lets requests wait for news of a log without asking the database all the time. */
@Injectable()
export class LogWaiters implements OnModuleDestroy {
  private readonly waiters = new Set<Waiter>();
  private stopListening: (() => void) | null = null;
  private isClosed = false;

  constructor(
    private readonly log: EventLog,
    private readonly signals: LogSignals,
  ) {}

  /** Resolves once the log is longer than `position`, after `waitMs`, when `signal` aborts, or when the process stops. */
  async untilPast(workspaceId: string, position: number, wait: { waitMs: number; signal: AbortSignal }) {
    this.stopListening ??= this.signals.onSequenced((logs) => this.wake(logs));
    const deadline = performance.now() + wait.waitMs;
    while (!this.isClosed && !wait.signal.aborted) {
      const news = this.nextNews(
        workspaceId,
        Math.min(LOOK_EVERY_MS, deadline - performance.now()),
        wait.signal,
      );
      if ((await this.log.last(workspaceId)) > position) return;
      if (performance.now() >= deadline) return;
      await news;
    }
  }

  onModuleDestroy(): void {
    this.isClosed = true;
    this.stopListening?.();
    this.wake(null);
  }

  private wake(logs: GrownLogs): void {
    for (const waiter of this.waiters) if (logs === null || logs.has(waiter.workspaceId)) waiter.wake();
  }

  private nextNews(workspaceId: string, atMostMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.waiters.delete(waiter);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      const waiter = { workspaceId, wake };
      const timer = setTimeout(wake, Math.max(0, atMostMs));
      signal.addEventListener('abort', wake);
      this.waiters.add(waiter);
    });
  }
}
