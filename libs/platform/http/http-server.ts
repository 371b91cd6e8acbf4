import type { IncomingMessage } from 'node:http';
import cors from '@fastify/cors';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Settings } from '@platform/config';
import { newUuid, toTypeId } from '@platform/ids';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import type { GuardedRequest } from './access.guard';
import { jsonDepth } from './json-depth';
import { ProblemError } from './problem-error';
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
    logger: false,
    return503OnClosing: false,
  });
}

/** What every answer of the process has in common: Request-Id, the mark of an answer given before (Idempotency-Key), CORS for bearer tokens, problem+json for every error. */
export async function prepareServer(app: NestFastifyApplication): Promise<FastifyInstance> {
  const server = app.getHttpAdapter().getInstance();
  server.addHook('onRoute', (route) => {
    const { bodyLimitBytes } = (route.config ?? {}) as { bodyLimitBytes?: number };
    if (bodyLimitBytes !== undefined) route.bodyLimit = bodyLimitBytes;
  });
  server.addHook('onRequest', (request, reply, done) => {
    reply.header('request-id', request.id);
    done();
  });
  server.addHook('onSend', (request: GuardedRequest, reply, payload, done) => {
    if (request.context?.replayed) reply.header('idempotent-replayed', 'true');
    done(null, payload);
  });
  await server.register(cors, {
    origin: true,
    credentials: false,
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
  server.addContentTypeParser(JSON_TYPES, { parseAs: 'string' }, parseJson);
  return server;
}

const JSON_TYPES = ['application/json', 'application/merge-patch+json'];

const TOO_DEEP = new ProblemError({
  status: 400,
  code: 'json_too_deep',
  title: 'Bad Request',
  detail: `JSON may nest at most ${MAX_JSON_DEPTH} levels deep.`,
});

type JsonParser = ReturnType<FastifyInstance['getDefaultJsonParser']>;

/** Fastify's own parser (which refuses `__proto__`), behind a bound on the depth; nothing is read as no body. */
const boundedJson =
  (parse: JsonParser): JsonParser =>
  (request, body, done) => {
    if (body === '') done(null, undefined);
    else if (jsonDepth(body) <= MAX_JSON_DEPTH) void parse(request, body, done);
    else done(TOO_DEEP, undefined);
  };
