import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { type Pace, type RateLimitSettings } from '@platform/config';
import { type AnonymousLimit, type Principal, type ProblemError, RateGate } from '@platform/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Counter } from 'prom-client';

import { addressBlock } from './address-block';
import type { Budget } from './budget';
import type { Budgets } from './budgets';
import { limitHeader, policyHeader } from './rate-limit-headers';
import { rateLimited } from './rate-limited';
import type { RatePolicy } from './rate-policy';

/** The budgets that one caller is charged to, and how their policies read. */
interface Caller {
  readonly budgets: readonly Budget[];
  readonly policyText: string;
}

/** What a request was charged. */
interface Charge {
  readonly caller: Caller;
  readonly cost: number;
}

type ChargedRequest = FastifyRequest & { charge?: Charge };

/** How often a request asks the store for more before it is refused by a budget that is not used up. */
const MOST_ASKS = 3;

/** Look-ups of callers are swept when there are this many more than budgets. */
const SWEEP_AT = 1000;

/** Limits callers per principal, per app in a workspace, and per workspace; strangers by their address. */
@Injectable()
export class RateLimiter extends RateGate implements OnModuleDestroy {
  private readonly callers = new Map<string, Caller>();
  private readonly principal: RatePolicy;
  private readonly app: RatePolicy;
  private readonly workspace: RatePolicy;
  private readonly stranger: RatePolicy;
  private readonly anonymous: Readonly<Record<AnonymousLimit, RatePolicy>>;

  constructor(
    settings: RateLimitSettings,
    private readonly budgets: Budgets,
    private readonly refusals: Counter<'policy'>,
    private readonly clock: () => number = () => performance.now(),
  ) {
    super();
    this.principal = named('principal', settings.principal);
    this.app = named('app', settings.app);
    this.workspace = named('workspace', settings.workspace);
    this.stranger = named('failed_authentication', settings.failedAuthentication);
    this.anonymous = {
      token_address: named('token_address', settings.tokenAddress),
      token_client: named('token_client', settings.tokenClient),
    };
  }

  admit(request: ChargedRequest, principal: Principal, cost: number): Promise<void> | undefined {
    const caller = this.caller(principal);
    request.charge = { caller, cost };
    if (!coversAll(caller.budgets, cost)) return this.admitLate(request, caller, cost);
    for (const budget of caller.budgets) budget.take(cost);
    return undefined;
  }

  async admitStranger(request: ChargedRequest): Promise<ProblemError | null> {
    const caller = this.anonymousCaller(this.stranger, request.ip);
    const refused = await this.take(caller);
    if (!refused) request.charge = { caller, cost: 1 };
    return refused;
  }

  charge(limit: AnonymousLimit, subject: string): Promise<ProblemError | null> {
    return this.take(this.anonymousCaller(this.anonymous[limit], subject));
  }

  /** Tells the caller what is left; an answer that says "as before" costs nothing. */
  beforeAnswer(request: ChargedRequest, reply: FastifyReply): void {
    const { charge } = request;
    if (!charge) return;
    const { caller, cost } = charge;
    if (reply.statusCode === 304) for (const budget of caller.budgets) budget.putBack(cost);
    reply.header('RateLimit-Policy', caller.policyText);
    reply.header('RateLimit', limitHeader(caller.budgets, this.clock()));
  }

  onModuleDestroy(): Promise<void> {
    return this.budgets.close();
  }

  private anonymousCaller(policy: RatePolicy, subject: string): Caller {
    const budget = this.budgets.find(anonymousKey(policy.name, subject), policy);
    return { budgets: [budget], policyText: policyHeader([policy]) };
  }

  /** Takes one unit from every budget of a caller: the 429 to answer, or null. */
  private async take(caller: Caller): Promise<ProblemError | null> {
    if (coversAll(caller.budgets, 1)) {
      for (const budget of caller.budgets) budget.take(1);
      return null;
    }
    const refused = await this.takeLate(caller.budgets, 1);
    return refused && this.refusal(caller, refused, 1);
  }

  private async admitLate(request: ChargedRequest, caller: Caller, cost: number): Promise<void> {
    const refused = await this.takeLate(caller.budgets, cost);
    if (!refused) return;
    request.charge = undefined;
    throw this.refusal(caller, refused, cost);
  }

  /** Asks the store for more; the budget that has too little even then, or null when all were charged. */
  private async takeLate(budgets: readonly Budget[], cost: number): Promise<Budget | null> {
    for (const budget of budgets) budget.miss(cost);
    let lacking = lackingOf(budgets, cost);
    // What one budget had enough of can be gone when the answer for another one comes.
    for (let asks = 0; lacking.length > 0 && asks < MOST_ASKS; asks += 1) {
      const { isLate } = await this.budgets.askEarly(lacking);
      // A store that is slow is our fault: the caller passes, and the budget is in debt.
      lacking = isLate ? [] : lackingOf(budgets, cost);
      if (lacking.some((budget) => budget.isShort)) break;
    }
    const now = this.clock();
    const [longest] = lacking.sort((a, b) => b.secondsUntil(cost, now) - a.secondsUntil(cost, now));
    if (longest) return longest;
    for (const budget of budgets) budget.takeMissed(cost);
    return null;
  }

  private refusal({ budgets, policyText }: Caller, refused: Budget, cost: number): ProblemError {
    const { name } = refused.policy;
    this.refusals.inc({ policy: name });
    const now = this.clock();
    return rateLimited(name, refused.secondsUntil(cost, now), {
      'RateLimit-Policy': policyText,
      RateLimit: limitHeader(budgets, now),
    });
  }

  private caller(principal: Principal): Caller {
    const key = callerKey(principal);
    const known = this.callers.get(key);
    if (known && areLive(known.budgets)) return known;
    const caller = this.newCaller(principal, key);
    if (this.callers.size > 2 * this.budgets.size + SWEEP_AT) this.sweep();
    this.callers.set(key, caller);
    return caller;
  }

  private newCaller({ workspaceId, installationId }: Principal, key: string): Caller {
    const budgets = [
      this.budgets.find(`principal:${key}`, this.principal),
      ...(installationId ? [this.budgets.find(`app:${installationId}`, this.app)] : []),
      this.budgets.find(`workspace:${workspaceId}`, this.workspace),
    ];
    return { budgets, policyText: policyHeader(budgets.map(({ policy }) => policy)) };
  }

  private sweep(): void {
    for (const [key, { budgets }] of this.callers) if (!areLive(budgets)) this.callers.delete(key);
  }
}

const named = (name: string, pace: Pace): RatePolicy => ({ name, ...pace });

/** The subject is an address, and what else tells one stranger from another, which may be as long as they like. */
function anonymousKey(limit: string, subject: string): string {
  const [address = '', ...rest] = subject.slice(0, 200).split(' ');
  return [`${limit}:${addressBlock(address)}`, ...rest].join(' ');
}

/** A member is limited apart in each client that acts for them. */
const callerKey = ({ kind, id, installationId }: Principal): string =>
  kind === 'member' && installationId ? `${id}:${installationId}` : id;

const lackingOf = (budgets: readonly Budget[], cost: number): Budget[] =>
  budgets.filter((budget) => !budget.covers(cost));

function coversAll(budgets: readonly Budget[], cost: number): boolean {
  for (const budget of budgets) if (!budget.covers(cost)) return false;
  return true;
}

function areLive(budgets: readonly Budget[]): boolean {
  for (const budget of budgets) if (!budget.isLive) return false;
  return true;
}
