import { STATUS_CODES } from 'node:http';

import { HttpException, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { ProblemError } from './problem-error';

const logger = new Logger('Problem');

/** Answers an error as problem+json (RFC 9457); what is our fault is logged, and told of without our insides. */
export function sendProblem(
  publicUrl: string,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const problem = asProblem(error);
  if (problem.status >= 500) logger.error({ request_id: request.id, err: error }, 'A request failed');
  if (reply.sent) return;
  const body = problemBody(publicUrl, problem, request.id);
  sent.set(request, body);
  void reply
    .status(problem.status)
    .headers({
      'request-id': request.id,
      'cache-control': 'no-store',
      ...problem.headers,
      ...wayIn(publicUrl, problem),
    })
    .type('application/problem+json')
    .send(JSON.stringify(body));
}

type ProblemBody = ReturnType<typeof problemBody>;

const sent = new WeakMap<FastifyRequest, ProblemBody>();

/** The problem that a request was answered with, if it was. */
export const problemOf = (request: FastifyRequest): ProblemBody | undefined => sent.get(request);

/** A challenge says where it is written how to get a token (RFC 9728, section 5.1). */
function wayIn(publicUrl: string, { headers }: ProblemError): Record<string, string> {
  const challenge = headers['WWW-Authenticate'];
  if (challenge === undefined) return {};
  const separator = challenge.includes(' ') ? ', ' : ' ';
  const address = `${publicUrl}/.well-known/oauth-protected-resource`;
  return { 'WWW-Authenticate': `${challenge}${separator}resource_metadata="${address}"` };
}

/** A problem as callers read it (RFC 9457): the body of an answer, or of one item in a batch. */
export function problemBody(publicUrl: string, problem: ProblemError, requestId: string) {
  const { status, code, title, message, errors, members } = problem;
  return {
    type: `${publicUrl}/docs/problems#${code}`,
    title,
    status,
    detail: shortened(message, 2000),
    code,
    request_id: requestId,
    errors: errors.map((fault) => ({
      ...fault,
      pointer: shortened(fault.pointer, 1000),
      detail: shortened(fault.detail, 1000),
    })),
    ...members,
  };
}

/** Names that the caller made up may be of any length, and are told of in an answer of a bounded one. */
const shortened = (text: string, max: number): string =>
  text.length > max ? `${text.slice(0, max - 1).toWellFormed()}…` : text;

/** The status that an error is answered with. */
export const statusOf = (error: unknown): number => asProblem(error).status;

/** The problem that an error is answered with. */
export function asProblem(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  const status = frameworkStatus(error);
  if (FRAMEWORK[status]) return frameworkProblem(status);
  return new ProblemError({
    status: 500,
    code: 'internal_error',
    title: 'Something went wrong on our side',
    detail: 'Try again; if it happens again, tell us the request_id.',
  });
}

/** Fastify's and Nest's own refusals, in our words. */
const FRAMEWORK: Readonly<Record<number, readonly [code: string, detail: string]>> = {
  400: ['malformed_request', 'The request is not well-formed HTTP or JSON.'],
  404: ['unknown_route', 'There is no such address: openapi.json lists them all.'],
  408: ['request_timeout', 'The request did not arrive within a minute.'],
  413: ['body_too_large', 'The body is larger than this operation takes.'],
  414: ['uri_too_long', 'The address is too long.'],
  415: ['unsupported_media_type', 'Send the body as application/json.'],
  431: ['headers_too_large', 'The address and the headers have more than 16 kB together.'],
};

/** The problem with which requests of this status fail before they reach a route. */
export function frameworkProblem(status: number): ProblemError {
  const entry = FRAMEWORK[status];
  if (!entry) throw new Error(`No problem is known for the status ${status}.`);
  const [code, detail] = entry;
  return new ProblemError({ status, code, title: STATUS_CODES[status] ?? 'Error', detail });
}

function frameworkStatus(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  if (error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number')
    return error.statusCode;
  return 500;
}
