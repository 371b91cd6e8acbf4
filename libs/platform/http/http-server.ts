import { isUtf8 } from 'node:buffer';
import type { IncomingMessage, ServerResponse } from 'node:http';
import cors from '@fastify/cors';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Settings } from '@platform/config';
import { newUuid, toTypeId } from '@platform/ids';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import type { GuardedRequest } from './access.guard';
import { answerClientError } from './client-errors';
import { takeForms } from './form-bodies';
import { withoutHidden } from './hidden-fields';
import { jsonDepth } from './json-depth';
import { refuseUnknownMethods } from './known-methods';
import { inTurns } from './large-bodies';
import { ProblemError } from './problem-error';
import { takeRawBodies } from './raw-bodies';
import { sendProblem } from './send-problem';

const BODY_LIMIT_BYTES = 1024 * 1024;
const MAX_JSON_DEPTH = 32;
/** A caller's own request id is kept when it is a plain token of a sane length. */
const REQUEST_ID = /^[A-Za-z0-9._:-]{8,128}$/;

/** The HTTP server under Nest: limits, request ids, JSON with a bounded depth. */
export function httpAdapter(settings: Pick<Settings, 'trustProxy' | 'publicUrl'>): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: BODY_LIMIT_BYTES,
    trustProxy: settings.trustProxy,
    routerOptions: { maxParamLength: 1000 },
    requestTimeout: 60_000,
    genReqId: (request: IncomingMessage) => {
      const own = request.headers['request-id'];
      return typeof own === 'string' && REQUEST_ID.test(own) ? own : toTypeId('request', newUuid());
    },
    // What fails before a route is found: an address that is not well formed.
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      sendProblem(settings.publicUrl, error, request, reply);
    },
    clientErrorHandler: answerClientError(settings.publicUrl),
    logger: false,
    return503OnClosing: false,
  });
}

/** What every answer of the process has in common: Request-Id, the mark of an answer given before (Idempotency-Key), CORS for bearer tokens, problem+json for every error. */
export async function prepareServer(app: NestFastifyApplication): Promise<FastifyInstance> {
  const server = app.getHttpAdapter().getInstance();
  ignoreExpectations(server);
  server.addHook('onRoute', (route) => {
    const { bodyLimitBytes } = (route.config ?? {}) as { bodyLimitBytes?: number };
    if (bodyLimitBytes !== undefined) route.bodyLimit = bodyLimitBytes;
  });
  server.addHook('onRequest', (request, reply, done) => {
    reply.header('request-id', request.id);
    done();
  });
  server.addHook('preSerialization', (request: GuardedRequest, _, payload, done) => {
    const rights = request.context?.principal.rights;
    done(null, rights ? withoutHidden(payload, rights) : payload);
  });
  server.addHook('onSend', (request: GuardedRequest, reply, payload, done) => {
    if (request.context?.replayed) reply.header('idempotent-replayed', 'true');
    done(null, payload);
  });
  refuseUnknownMethods(server);
  await server.register(cors, {
    origin: true,
    credentials: false,
    // Whoever asks without a browser what an address knows is answered, too.
    strictPreflight: false,
    exposedHeaders: [
      'ETag',
      'Location',
      'Request-Id',
      'Idempotent-Replayed',
      'Retry-After',
      'RateLimit',
      'RateLimit-Policy',
    ],
    maxAge: 86_400,
  });
  server.removeAllContentTypeParsers();
  const parseJson = boundedJson(server.getDefaultJsonParser('error', 'error'));
  server.addContentTypeParser(JSON_TYPES, { parseAs: 'buffer' }, inTurns(server, parseJson));
  takeForms(server);
  takeRawBodies(server);
  return server;
}

/** An expectation other than 100-continue may be ignored (RFC 9110, section 10.1.1); Node would answer 417 without a body. */
function ignoreExpectations({ server }: FastifyInstance): void {
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    server.emit('request', request, response);
  });
}

const JSON_TYPES = ['application/json', 'application/merge-patch+json'];

const TOO_DEEP = new ProblemError({
  status: 400,
  code: 'json_too_deep',
  title: 'Bad Request',
  detail: `JSON may nest at most ${MAX_JSON_DEPTH} levels deep.`,
});

const NOT_UTF8 = new ProblemError({
  status: 400,
  code: 'malformed_request',
  title: 'Bad Request',
  detail: 'JSON must be UTF-8 (RFC 8259, section 8.1), and the bytes of this body are not.',
});

type JsonParser = ReturnType<FastifyInstance['getDefaultJsonParser']>;
type Done = (error: Error | null, body?: unknown) => void;

/**
 * Fastify's own parser (which refuses `__proto__`), behind a bound on the depth; nothing is read as no body. Bytes that are no
 * UTF-8 are refused: they would be stored as question marks.
 */
const boundedJson =
  (parse: JsonParser) =>
  (request: FastifyRequest, bytes: Buffer, done: Done): void => {
    const body = bytes.toString();
    if (bytes.length === 0) done(null);
    else if (!isUtf8(bytes)) done(NOT_UTF8);
    else if (jsonDepth(bytes) > MAX_JSON_DEPTH) done(TOO_DEEP);
    else void parse(request, body, done);
  };
