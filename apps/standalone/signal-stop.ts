const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
/** Ctrl-C reaches npm and this process, and npm passes its own on: signals this close together are one. */
const ONE_SIGNAL_MS = 1000;
const INTERRUPTED = 130;

/** Ends the process in order on SIGINT or SIGTERM, after its start when that is still going on; a second signal ends it at once. */
export class SignalStop {
  private stop: (() => Promise<void>) | null = null;
  private askedAt: number | null = null;

  constructor() {
    for (const signal of SIGNALS) process.on(signal, () => this.asked());
  }

  /** From here on a signal means: finish with `stop`, then end. */
  finishWith(stop: () => Promise<void>): void {
    this.stop = stop;
    if (this.askedAt !== null) void this.finish(stop);
  }

  private asked(): void {
    if (this.askedAt === null) {
      this.askedAt = performance.now();
      if (this.stop) void this.finish(this.stop);
    } else if (performance.now() - this.askedAt > ONE_SIGNAL_MS) process.exit(INTERRUPTED);
  }

  private async finish(stop: () => Promise<void>): Promise<void> {
    try {
      await stop();
      process.exit(0);
    } catch (error) {
      process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
      process.exit(1);
    }
  }
}
