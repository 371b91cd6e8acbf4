import { Logger } from '@nestjs/common';

/** What a step found: `all` there was room for, so there may be more; `some`; or `none`. */
export type Found = 'all' | 'some' | 'none';

interface PollLoopOptions {
  readonly name: string;
  readonly step: () => Promise<Found>;
  /** The pause after a step that found something. */
  readonly busyMs: number;
  /** The longest pause; it doubles from `busyMs` to here while nothing is found. */
  readonly idleMs: number;
}

/** Two steps never start closer than this, however often the loop is woken: work is taken in batches. */
const LEAST_GAP_MS = 5;
const AFTER_ERROR_MS = 500;

/** Runs a step again and again, never twice at once, until it is stopped; a failing step is logged and tried again. */
export class PollLoop {
  private readonly logger: Logger;
  private running: Promise<void> | null = null;
  private isStopping = false;
  private isWoken = false;
  private cutPause: (() => void) | null = null;

  constructor(private readonly options: PollLoopOptions) {
    this.logger = new Logger(options.name);
  }

  start(): void {
    this.isStopping = false;
    this.running ??= this.run();
  }

  /** Ends the pause: something may have come. */
  wake(): void {
    this.isWoken = true;
    this.cutPause?.();
  }

  /** Lets the running step end, and starts no other. */
  async stop(): Promise<void> {
    this.isStopping = true;
    this.cutPause?.();
    await this.running;
    this.running = null;
  }

  private async run(): Promise<void> {
    let idleMs = this.options.busyMs;
    while (!this.isStopping) {
      this.isWoken = false;
      const found = await this.step();
      idleMs = found === 'none' ? Math.min(idleMs * 2, this.options.idleMs) : this.options.busyMs;
      if (found === 'failed') await this.pause(AFTER_ERROR_MS, { cut: false });
      else if (found !== 'all') await this.rest(idleMs);
    }
  }

  private async step(): Promise<Found | 'failed'> {
    try {
      return await this.options.step();
    } catch (error) {
      this.logger.error({ err: error }, 'A step failed and will be tried again');
      return 'failed';
    }
  }

  private async rest(ms: number): Promise<void> {
    await this.pause(LEAST_GAP_MS, { cut: false });
    if (!this.isWoken) await this.pause(ms - LEAST_GAP_MS, { cut: true });
  }

  private async pause(ms: number, { cut }: { cut: boolean }): Promise<void> {
    if (this.isStopping) return;
    await new Promise<void>((resolve) => {
      const end = () => {
        clearTimeout(timer);
        this.cutPause = null;
        resolve();
      };
      const timer = setTimeout(end, ms);
      this.cutPause = () => {
        if (cut || this.isStopping) end();
      };
    });
  }
}
