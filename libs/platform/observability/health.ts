import { Injectable } from '@nestjs/common';
import { Database } from '@platform/database';

/** What a load balancer or an operator asks of a process. */
@Injectable()
export class Health {
  private stopping = false;
  private readonly last: (() => Promise<unknown>)[] = [];

  constructor(private readonly database: Database) {}

  /** Whether the process should get work: its database answers, and it is not being stopped. */
  async isReady(): Promise<boolean> {
    if (this.stopping) return false;
    try {
      await this.database.sql('health.ping', 'SELECT 1');
      return true;
    } catch {
      // Not being able to ask is the answer.
      return false;
    }
  }

  /** From here on the process is not ready: it only finishes what it has begun. */
  beforeApplicationShutdown(): void {
    this.stopping = true;
  }

  /** Runs `task` as the last thing before the process ends. */
  onStopped(task: () => Promise<unknown>): void {
    this.last.push(task);
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.last.map((task) => task()));
  }
}
