import type { FastifyInstance, FastifyRequest } from 'fastify';

import type { Callers } from './callers';
import { ProblemError } from './problem-error';
import type { RouteCatalog } from './route-catalog';

/**
 * Asks who sends a body before it is read: a stranger's megabytes are neither parsed nor kept. Refuses bodies that are
 * compressed, which nothing here unpacks (RFC 9110, section 8.4).
 */
export function askBeforeBody(server: FastifyInstance, routes: RouteCatalog, callers: Callers): void {
  server.addHook('preParsing', (request, _reply, payload, done) => {
    const operation = hasBody(request) ? routes.operationOf(request) : undefined;
    const proceed = () => {
      if (!operation || isPlain(request)) done(null, payload);
      else done(encodedBody());
    };
    if (!operation || operation.scope === 'public') proceed();
    else callers.principal(request, new Date()).then(proceed, done);
  });
}

const hasBody = ({ headers }: FastifyRequest): boolean =>
  headers['transfer-encoding'] !== undefined ||
  (headers['content-length'] !== undefined && headers['content-length'] !== '0');

const isPlain = ({ headers }: FastifyRequest): boolean =>
  headers['content-encoding'] === undefined ||
  headers['content-encoding'].trim().toLowerCase() === 'identity';

const encodedBody = () =>
  new ProblemError({
    status: 415,
    code: 'unsupported_media_type',
    title: 'Unsupported Media Type',
    detail: 'Send the body as it is: no Content-Encoding is understood.',
    headers: { 'Accept-Encoding': 'identity' },
  });
