import type { FastifyRequest } from 'fastify';

import type { ProblemError } from './problem-error';
import type { Principal } from './request-context';

/** What is limited for callers whom nobody knows yet. */
export type AnonymousLimit = 'token_address' | 'token_client';

/** Says whether a caller may ask now: filled by the library that keeps the budgets. */
export abstract class RateGate {
  /**
   * Charges a request to the budgets of its caller, and tells them of it in the answer's headers. Throws 429
   * `rate_limited` when one has too little left. Answers with a promise only when it has to wait.
   */
  abstract admit(request: FastifyRequest, principal: Principal, cost: number): Promise<void> | undefined;

  /**
   * Charges one unit to the address of a request that failed without a good token, and tells it of that in the answer's
   * headers: the 429 to answer instead, or null.
   */
  abstract admitStranger(request: FastifyRequest): Promise<ProblemError | null>;

  /** Charges one unit to a budget of `subject`, which begins with an address: the 429 to answer, or null. */
  abstract charge(limit: AnonymousLimit, subject: string): Promise<ProblemError | null>;
}
