import {
  type OperationSpec,
  originOf,
  type Principal,
  principalOf,
  problemOf,
  type RouteCatalog,
  secretFields,
} from '@platform/http';
import { newUuid, timeOfUuid, toUuid } from '@platform/ids';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { documentedPath, spokenAddress } from './addresses';
import { headOf, headOfAnswer } from './body-head';
import type { LoggedRequest } from './logged-request.entity';
import type { RequestLog } from './request-log';

/** A request with its answer, before that becomes bytes. */
type AnsweredRequest = FastifyRequest & { answered?: unknown; answer?: unknown };

/** Puts every request that came with a good credential into the log, once it is answered. */
export function logRequests(server: FastifyInstance, log: RequestLog, routes: RouteCatalog): void {
  // After what the caller may not see was taken out, which the server did when it was prepared.
  server.addHook('preSerialization', (request: AnsweredRequest, _reply, payload, done) => {
    request.answered = payload;
    done(null, payload);
  });
  server.addHook('onSend', (request: AnsweredRequest, _reply, payload, done) => {
    request.answer = payload;
    done(null, payload);
  });
  server.addHook('onResponse', (request: AnsweredRequest, reply, done) => {
    const principal = principalOf(request);
    if (principal) take({ request, reply, principal, operation: routes.operationOf(request) }, log);
    done();
  });
}

interface Answered {
  readonly request: AnsweredRequest;
  readonly reply: FastifyReply;
  readonly principal: Principal;
  readonly operation: OperationSpec | undefined;
}

function take(answered: Answered, log: RequestLog): void {
  const { statusCode } = answered.reply;
  if (answered.operation?.unlogged && statusCode < 400) return;
  const rate = log.rateOf(answered.principal.workspaceId, statusCode, Date.now());
  if (rate > 0) log.add(entryOf(answered, rate));
}

function entryOf({ request, reply, principal, operation }: Answered, rate: number): LoggedRequest {
  const id = newUuid();
  const answeredMs = timeOfUuid(id);
  const { address, userAgent } = originOf(request);
  const problem = problemOf(request);
  const secret = operation ? secretsOf(operation) : NONE;
  const { path, query } = spokenAddress(request.originalUrl);
  return {
    day: dayOf(answeredMs),
    workspace_id: principal.workspaceId,
    id,
    answered_at: new Date(answeredMs),
    duration_us: Math.round(reply.elapsedTime * 1000),
    method: request.method,
    route: operation ? documentedPath(request.routeOptions.url ?? '') : null,
    path,
    query,
    status: reply.statusCode,
    status_class: Math.floor(reply.statusCode / 100),
    problem: problem?.code ?? null,
    principal: principal.id,
    key_id: principal.credential ? toUuid('key', principal.credential) : null,
    member_id: principal.memberId,
    installation_id: principal.installationId,
    request_id: request.id,
    address,
    user_agent: userAgent,
    request_head: operation?.takesBytes ? null : headOf(request.body, secret),
    answer_head: headOfAnswer(request.answer, problem ?? request.answered, secret),
    sample_rate: rate,
  };
}

const NONE: ReadonlySet<string> = new Set();
const secrets = new WeakMap<OperationSpec, ReadonlySet<string>>();

function secretsOf(operation: OperationSpec): ReadonlySet<string> {
  const known = secrets.get(operation);
  if (known) return known;
  const found = secretFields(operation);
  secrets.set(operation, found);
  return found;
}

const DAY_MS = 86_400_000;
let today = { number: -1, text: '' };

/** The day of a time in UTC; asked for with every request, and a new one once a day. */
function dayOf(ms: number): string {
  const number = Math.floor(ms / DAY_MS);
  if (number !== today.number) today = { number, text: new Date(ms).toISOString().slice(0, 10) };
  return today.text;
}
