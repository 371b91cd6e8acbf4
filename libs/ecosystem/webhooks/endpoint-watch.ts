import { PollLoop } from '@platform/events';

import type { EndpointHealth } from './endpoint-health';

const EVERY_MS = 10_000;

/** Looks every few seconds whether there is something to tell of an endpoint. Every worker does: each notice is told by one of them. */
export class EndpointWatch {
  private readonly loop: PollLoop;

  constructor(health: EndpointHealth) {
    this.loop = new PollLoop({
      name: EndpointWatch.name,
      step: async () => ((await health.tellAll(new Date())) > 0 ? 'some' : 'none'),
      busyMs: EVERY_MS,
      idleMs: EVERY_MS,
    });
  }

  start(): void {
    this.loop.start();
  }

  stop(): Promise<void> {
    return this.loop.stop();
  }
}
