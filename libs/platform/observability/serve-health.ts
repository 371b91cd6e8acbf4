import { StartupError } from '@platform/runtime';
import { fastify } from 'fastify';

import type { Health } from './health';
import { mountHealth } from './mount-health';

/** Serves the health checks and metrics of a process that has no other HTTP server. */
export async function serveHealth(
  health: Health,
  { host, port }: { host: string; port: number },
): Promise<void> {
  const server = fastify({ logger: false, forceCloseConnections: true });
  mountHealth(server, health);
  try {
    await server.listen({ host, port });
  } catch (error) {
    throw new StartupError(`Port ${port} on ${host} cannot be opened: choose another one with WORKER_PORT.`, {
      cause: error,
    });
  }
  health.onStopped(() => server.close());
}
