import { Injectable, Optional } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

import { Authenticator, PossessionCheck } from './authenticator';
import { requestCost, UNKNOWN_ADDRESS_COST } from './operation-cost';
import type { ProblemError } from './problem-error';
import { addressNotAllowed, unauthorized } from './problems';
import { RateGate } from './rate-gate';
import type { Principal } from './request-context';
import { RouteCatalog } from './route-catalog';

/** A request whose caller may be known, and charged, already. */
type CalledRequest = FastifyRequest & { principal?: Principal; isCharged?: boolean };

/** Whose credential a request carried, once somebody has asked and it was good. */
export const principalOf = (request: FastifyRequest): Principal | undefined =>
  (request as CalledRequest).principal;

/** Who sends a request, and what it costs them: both are found once a request, by whoever asks first. */
@Injectable()
export class Callers {
  constructor(
    private readonly authenticator: Authenticator,
    private readonly routes: RouteCatalog,
    @Optional() private readonly gate?: RateGate,
    @Optional() private readonly possession?: PossessionCheck,
  ) {}

  /** Whose token comes with the request. Problems: 401, or 429 for an address that fails too often. */
  async principal(request: CalledRequest, now: Date): Promise<Principal> {
    if (request.principal) return request.principal;
    const { authorization } = request.headers;
    if (!authorization) {
      throw await this.refused(request, 'Send a token: "Authorization: Bearer …".', 'missing_token');
    }
    const principal = await this.known(authorization, now);
    if (!principal) {
      const detail = 'The token is unknown, expired or revoked: get a new one.';
      throw await this.refused(request, detail, 'invalid_token');
    }
    if (!(await this.isHeld(request, principal, now))) {
      const detail =
        'This token is bound to a key: send it as "Authorization: DPoP …", with a new proof of the key.';
      throw await this.refused(request, detail, 'invalid_dpop_proof');
    }
    if (principal.admits?.(request.ip) === false) {
      throw (await this.chargeStranger(request)) ?? addressNotAllowed(request.ip);
    }
    request.principal = principal;
    return principal;
  }

  /** Charges a request to its caller. Throws 429; answers with a promise only when it has to wait. */
  charge(request: CalledRequest, principal: Principal, cost: number): Promise<void> | undefined {
    request.isCharged = true;
    return this.gate?.admit(request, principal, cost);
  }

  /** Says that nobody pays for a request. */
  letPass(request: CalledRequest): void {
    request.isCharged = true;
  }

  /** Whether a request was charged, or needs not be. */
  isCharged(request: CalledRequest): boolean {
    return request.isCharged === true;
  }

  /**
   * Charges a request that failed before anybody asked who sends it: to the caller when its token is good, else to the
   * address. The 429 to answer instead, or null.
   */
  async chargeFailed(request: CalledRequest): Promise<ProblemError | null> {
    const { authorization = '' } = request.headers;
    const principal = request.principal ?? (await this.known(authorization, new Date()));
    if (!principal) return this.chargeStranger(request);
    if (!principal.boundKey && principal.admits?.(request.ip) !== false) request.principal ??= principal;
    const operation = this.routes.operationOf(request);
    await this.charge(
      request,
      principal,
      operation ? requestCost(operation, undefined) : UNKNOWN_ADDRESS_COST,
    );
    return null;
  }

  private async known(authorization: string, now: Date): Promise<Principal | null> {
    const { scheme, token } = sentToken(authorization);
    const principal = token ? await this.authenticator.authenticate(token, now) : null;
    // A token that is bound to no key is nobody's under that scheme (RFC 9449, section 7.1).
    return scheme === 'dpop' && !principal?.boundKey ? null : principal;
  }

  /** Whether the sender has the key that their token is bound to, if it is. */
  private async isHeld(request: FastifyRequest, { boundKey }: Principal, now: Date): Promise<boolean> {
    if (!boundKey) return true;
    const { scheme, token } = sentToken(request.headers.authorization ?? '');
    if (scheme !== 'dpop' || !token) return false;
    return (await this.possession?.isProven({ request, token, boundKey }, now)) ?? false;
  }

  private async refused(request: CalledRequest, ...why: Parameters<typeof unauthorized>) {
    return (await this.chargeStranger(request)) ?? unauthorized(...why);
  }

  private async chargeStranger(request: CalledRequest): Promise<ProblemError | null> {
    request.isCharged = true;
    return (await this.gate?.admitStranger(request)) ?? null;
  }
}

function sentToken(authorization: string): { scheme?: string | undefined; token?: string | undefined } {
  const [, scheme, token] = /^(Bearer|DPoP) +([\w.~+/-]+=*) *$/i.exec(authorization) ?? [];
  return { scheme: scheme?.toLowerCase(), token };
}
