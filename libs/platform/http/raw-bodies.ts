import type { IncomingMessage } from 'node:http';

import type { FastifyInstance, FastifyRequest } from 'fastify';

import { frameworkProblem } from './send-problem';

/** A body as its bytes, which nobody has read yet. */
export interface RawBody {
  readonly bytes: IncomingMessage;
  /** What the caller says that they are. */
  readonly mediaType: string | undefined;
  /** How many, when the caller says so. */
  readonly length: number | undefined;
}

const mediaTypes = new WeakMap<FastifyRequest, string | undefined>();

/** The type under which every body reaches an operation that takes bytes: no parser for JSON may come between. */
export const BYTES = 'application/octet-stream';

/** Leaves the bodies of operations that take bytes unread, whatever they are; all others are JSON. */
export function takeRawBodies(server: FastifyInstance): void {
  server.addHook('onRequest', (request, _reply, done) => {
    if (takesBytes(request)) {
      const { headers } = request;
      mediaTypes.set(request, headers['content-type']);
      headers['content-type'] = BYTES;
    }
    done();
  });
  server.addContentTypeParser(BYTES, (request, _bytes, done) => {
    if (takesBytes(request)) done(null);
    else done(frameworkProblem(415));
  });
}

const takesBytes = ({ routeOptions }: FastifyRequest): boolean =>
  (routeOptions.config as { takesBytes?: boolean }).takesBytes === true;

/** The body of a request to an operation that takes bytes. */
export function rawBodyOf(request: FastifyRequest): RawBody {
  const length = Number(request.headers['content-length']);
  return {
    bytes: request.raw,
    mediaType: mediaTypes.get(request),
    length: Number.isSafeInteger(length) ? length : undefined,
  };
}
