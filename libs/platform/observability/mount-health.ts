import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, register } from 'prom-client';

import type { Health } from './health';

/** Answers `/health/live`, `/health/ready` and `/metrics` (Prometheus text) on a server. */
export function mountHealth(server: FastifyInstance, health: Health): void {
  if (!register.getSingleMetric('process_cpu_user_seconds_total')) collectDefaultMetrics();
  server.get('/health/live', () => ({ status: 'live' }));
  server.get('/health/ready', async (_, reply) => {
    const ready = await health.isReady();
    return reply.status(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not_ready' });
  });
  server.get('/metrics', async (_, reply) => reply.type(register.contentType).send(await register.metrics()));
}
