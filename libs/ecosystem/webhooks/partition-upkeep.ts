import { Logger } from '@nestjs/common';
import type { Database } from '@platform/database';
import { keepPartitions } from '@platform/events';

const HOUR_MS = 60 * 60 * 1000;

/** Makes the days to come and drops those past their retention, at the start and every hour. */
export class PartitionUpkeep {
  private readonly logger = new Logger(PartitionUpkeep.name);
  private timer: NodeJS.Timeout | null = null;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly database: Database,
    /** What else is done in every round. */
    private readonly more: () => Promise<void>,
  ) {}

  async start(): Promise<void> {
    await keepPartitions(this.database, new Date());
    await this.more();
    this.timer = setInterval(() => {
      this.running = this.round();
    }, HOUR_MS);
  }

  async stop(): Promise<void> {
    if (this.timer) clearInterval(this.timer);
    await this.running;
  }

  private async round(): Promise<void> {
    try {
      const { made, dropped } = await keepPartitions(this.database, new Date());
      if (made.length + dropped.length > 0)
        this.logger.log({ made, dropped }, 'Partitions were made or dropped');
      await this.more();
    } catch (error) {
      this.logger.error({ err: error }, 'The hourly round failed: the next hour tries again');
    }
  }
}
