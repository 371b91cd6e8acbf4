import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Histogram, register } from 'prom-client';

import type { Logger } from './logger';

const NAME = 'dealwright_http_request_duration_seconds';

const durations = (): Histogram<'method' | 'route' | 'status'> => {
  const known = register.getSingleMetric(NAME);
  if (known instanceof Histogram) return known;
  return new Histogram({
    name: NAME,
    help: 'Time from the arrival of a request to the end of its answer.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
  });
};

/** Logs and measures every request: what was asked and how it ended, never what was in it. */
export function observeRequests(server: FastifyInstance, logger: Logger): void {
  const histogram = durations();
  server.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unknown';
    const { statusCode, elapsedTime } = reply;
    histogram.observe({ method: request.method, route, status: statusCode }, elapsedTime / 1000);
    const [path] = request.originalUrl.split('?', 1);
    logger[statusCode >= 500 ? 'error' : 'info'](
      {
        request_id: request.id,
        method: request.method,
        // The end of some addresses is a secret that opens something once.
        path: hidesPath(request) ? route : path,
        status: statusCode,
        duration_ms: Math.round(elapsedTime * 100) / 100,
      },
      'request',
    );
    done();
  });
}

const hidesPath = ({ routeOptions }: FastifyRequest): boolean =>
  (routeOptions.config as { hidesPath?: boolean }).hidesPath === true;
