import { createHash } from 'node:crypto';

import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';

import { Callers } from './callers';
import { fieldNames } from './fields/derived-dto';
import { NoBodyDto } from './no-body.dto';
import { OPERATION, type OperationSpec } from './operation.decorator';
import { requestCost } from './operation-cost';
import type { Fault } from './problem-error';
import { invalidRequest, missingScope } from './problems';
import { type IdempotencyClaim, type Origin, RequestContext } from './request-context';
import { validatedBody } from './validated';

/** A request as the guard leaves it for the handler. */
export type GuardedRequest = FastifyRequest & { context?: RequestContext };

/** Closed by default: says who asks, whether they may, and that they asked in words the route knows. */
@Injectable()
export class AccessGuard implements CanActivate {
  private readonly queryNames = new WeakMap<OperationSpec, ReadonlySet<string>>();

  constructor(
    private readonly reflector: Reflector,
    private readonly callers: Callers,
  ) {}

  async canActivate(execution: ExecutionContext): Promise<boolean> {
    const operation = this.reflector.get<OperationSpec | undefined>(OPERATION, execution.getHandler());
    if (!operation) throw new Error('A route without @Operation was called.');
    const request = execution.switchToHttp().getRequest<GuardedRequest>();
    if (operation.scope !== 'public' || (operation.mayKnowCaller && request.headers.authorization)) {
      const now = new Date();
      const principal = await this.callers.principal(request, now);
      const wait = this.callers.charge(request, principal, requestCost(operation, request.body));
      if (wait) await wait;
      const { scope } = operation;
      if (typeof scope !== 'string' && !principal.scopes.has(scope.name)) throw missingScope(scope.name);
      const write = writeOptions(request, operation);
      request.context = new RequestContext(principal, request.id, now, write, originOf(request));
    } else this.callers.letPass(request);
    this.refuseUnknownParameters(request, operation);
    if (!operation.accepts && request.body !== undefined) validatedBody(NoBodyDto, request.body);
    return true;
  }

  private refuseUnknownParameters(request: FastifyRequest, operation: OperationSpec): void {
    const known = this.knownParameters(operation);
    const faults = Object.keys(request.query as object)
      .filter((name) => !known.has(name))
      .map(
        (name): Fault => ({
          pointer: `?${name}`,
          code: 'unknown_parameter',
          detail: `There is no query parameter "${name}" here`,
        }),
      );
    if (faults.length > 0) throw invalidRequest(faults);
  }

  private knownParameters(operation: OperationSpec): ReadonlySet<string> {
    const cached = this.queryNames.get(operation);
    if (cached) return cached;
    const names = new Set([
      ...(operation.query ? fieldNames(operation.query) : []),
      ...(operation.writes ? ['validate_only'] : []),
    ]);
    this.queryNames.set(operation, names);
    return names;
  }
}

function writeOptions(request: FastifyRequest, { writes }: OperationSpec) {
  if (!writes) return undefined;
  const { validate_only: flag } = request.query as Record<string, unknown>;
  if (flag !== undefined && flag !== 'true' && flag !== 'false') {
    throw invalidRequest([
      { pointer: '?validate_only', code: 'wrong_type', detail: 'validate_only must be true or false' },
    ]);
  }
  return { idempotency: idempotencyClaim(request), validateOnly: flag === 'true' };
}

const LONGEST_USER_AGENT = 300;

/** Where a request comes from; an address of IPv4 in its own form, not in that of IPv6. */
export function originOf({ ip, headers }: Pick<FastifyRequest, 'ip' | 'headers'>): Origin {
  return {
    address: ip.replace(/^::ffff:(?=\d+\.)/i, ''),
    userAgent: headers['user-agent']?.slice(0, LONGEST_USER_AGENT) ?? null,
  };
}

/** What the Idempotency-Key of a request claims, if it has one. */
export function idempotencyClaim(request: FastifyRequest): IdempotencyClaim | null {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return null;
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw invalidRequest([
      {
        pointer: '',
        code: 'invalid_idempotency_key',
        detail: 'The Idempotency-Key header must have 1 to 255 visible ASCII characters',
      },
    ]);
  }
  const { method, url, body } = request;
  const fingerprint = createHash('sha256').update(`${method} ${url}\n${JSON.stringify(body ?? null)}`);
  return { key, fingerprint: fingerprint.digest() };
}
