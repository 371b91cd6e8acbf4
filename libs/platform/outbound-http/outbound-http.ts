import { AddressGuard, type AddressPolicy } from './address-guard';
import type { OutboundAnswer } from './answer';
import { Connections } from './connections';
import { areSendable } from './custom-headers';
import { checkDestination, type DestinationCheck } from './destination';
import { type ExchangeOutcome, type ExchangePlan, exchange } from './exchange';
import { OutboundError, type OutboundErrorCode } from './outbound-error';
import { dnsResolve, type Resolve, vettedLookup } from './vetted-lookup';

/** How the operator set up calls to customers' addresses. */
export interface OutboundHttpOptions extends AddressPolicy {
  /** The `user-agent` of every request, with a link to what it is. */
  userAgent: string;
  /** PEM certificates to trust instead of the built-in authorities. */
  ca?: string[];
  /** The name servers to ask, as `address` or `address:port`; the machine's own unless given. */
  dnsServers?: readonly string[];
  /** Replaces the DNS, for tests. */
  resolve?: Resolve;
  /** The deadline of requests that name none; 15,000 ms unless given. */
  deadlineMs?: number;
}

/** One request to an address a customer gave, without a body. */
export interface OutboundQuestion {
  url: string;
  headers: Record<string, string>;
  /** Limit for everything from the DNS to the last byte of the answer; the client's unless given. */
  deadlineMs?: number;
  /** Limit for the DNS and the TCP connection together; 5,000 ms unless given. */
  connectTimeoutMs?: number;
  /** How much of the answer's body is read and kept; 16 kB and 4 kB unless given. */
  keptBytes?: number;
  /** Gives the request up with `aborted`. */
  signal?: AbortSignal;
}

/** One POST to an address a customer gave. */
export interface OutboundRequest extends OutboundQuestion {
  body: Buffer | string;
}

/** A request that got no usable answer. */
export interface OutboundFailure {
  ok: false;
  error: OutboundErrorCode;
  /** A sentence for the owner of the address; it tells nothing about hosts inside. */
  reason: string;
  /** For `tls_failed` the reason code, for example `CERT_HAS_EXPIRED`. */
  detail?: string;
  /** The status, when it came but the answer was not completed. */
  status?: number;
  remoteAddress?: string;
  durationMs: number;
}

/** What a request came to: an answer of any status, or a failure. */
export type OutboundResult =
  | ({ ok: true; remoteAddress: string; durationMs: number } & OutboundAnswer)
  | OutboundFailure;

const DEADLINE_MS = 15_000;
const CONNECT_TIMEOUT_MS = 5_000;

/**
 * The only way out to an address a customer gave: it connects to public addresses only, whatever the name says and
 * however it changes, follows no redirect, uses no proxy, inflates nothing, and ends every request by its deadline.
 */
export class OutboundHttp {
  readonly #userAgent: string;
  readonly #deadlineMs: number;
  readonly #guard: AddressGuard;
  readonly #connections: Connections;
  readonly #open = new Set<AbortController>();
  #isClosed = false;

  constructor(options: OutboundHttpOptions) {
    this.#userAgent = options.userAgent;
    this.#deadlineMs = options.deadlineMs ?? DEADLINE_MS;
    this.#guard = new AddressGuard(options);
    const lookup = vettedLookup(options.resolve ?? dnsResolve(options.dnsServers), this.#guard);
    this.#connections = new Connections({ lookup, ...(options.ca === undefined ? {} : { ca: options.ca }) });
  }

  /**
   * Checks a URL when it is given to us: https (http only to loopback where allowed), no user name, no fragment, an
   * allowed port, a public host that is not this installation, at most 2,048 characters. The same check runs at `post`.
   */
  checkDestination(url: string): DestinationCheck {
    return checkDestination(url, this.#guard);
  }

  /** Sends one POST and gives its answer or failure; rejects never, and always ends by the deadline. */
  post(request: OutboundRequest): Promise<OutboundResult> {
    return this.#timed({ ...request, method: 'POST' });
  }

  /** Sends one GET; the same promises hold. */
  get(question: OutboundQuestion): Promise<OutboundResult> {
    return this.#timed({ ...question, body: '', method: 'GET' });
  }

  async #timed(request: PlannedRequest): Promise<OutboundResult> {
    const startedAt = performance.now();
    const outcome = await this.#prepareAndSend(request);
    const durationMs = Math.round(performance.now() - startedAt);
    const { result, status, remoteAddress } = outcome;
    if (!(result instanceof OutboundError)) {
      return { ok: true, ...result, remoteAddress: remoteAddress ?? '', durationMs };
    }
    return {
      ok: false,
      error: result.code,
      reason: result.message,
      ...(result.detail === undefined ? {} : { detail: result.detail }),
      ...(status === undefined ? {} : { status }),
      ...(remoteAddress === undefined ? {} : { remoteAddress }),
      durationMs,
    };
  }

  /** Gives up all running requests with `aborted` and closes the kept connections; later requests are `aborted`. */
  close(): void {
    this.#isClosed = true;
    for (const controller of this.#open) controller.abort(new OutboundError('aborted'));
    this.#connections.close();
  }

  async #prepareAndSend(request: PlannedRequest): Promise<ExchangeOutcome> {
    const destination = this.checkDestination(request.url);
    if (!destination.ok) {
      return failed(destination.code === 'host_not_allowed' ? 'blocked_address' : 'invalid_destination');
    }
    if (!areSendable(request.headers)) return failed('invalid_headers');
    if (this.#isClosed || request.signal?.aborted === true) return failed('aborted');
    return this.#withDeadline(request, (signal) =>
      this.#send({
        url: destination.url,
        method: request.method,
        keptBytes: request.keptBytes,
        headers: { 'user-agent': this.#userAgent, ...request.headers },
        body: typeof request.body === 'string' ? Buffer.from(request.body) : request.body,
        agent: this.#connections.pooled(destination.url),
        guard: this.#guard,
        connectTimeoutMs: request.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
        signal,
      }),
    );
  }

  /** A kept connection that the other side had closed costs the owner no attempt: nothing was sent on it. */
  async #send(plan: ExchangePlan): Promise<ExchangeOutcome> {
    const outcome = await exchange(plan);
    if (!outcome.wasStale || plan.signal.aborted) return outcome;
    return exchange({ ...plan, agent: this.#connections.unpooled(plan.url) });
  }

  async #withDeadline(
    request: OutboundRequest,
    send: (signal: AbortSignal) => Promise<ExchangeOutcome>,
  ): Promise<ExchangeOutcome> {
    const controller = new AbortController();
    const giveUp = () => controller.abort(new OutboundError('aborted'));
    const deadlineMs = request.deadlineMs ?? this.#deadlineMs;
    const timer = setTimeout(() => controller.abort(new OutboundError('timeout')), deadlineMs);
    request.signal?.addEventListener('abort', giveUp);
    this.#open.add(controller);
    try {
      return await send(controller.signal);
    } finally {
      clearTimeout(timer);
      request.signal?.removeEventListener('abort', giveUp);
      this.#open.delete(controller);
    }
  }
}

/** A request with its method. */
interface PlannedRequest extends OutboundRequest {
  readonly method: 'GET' | 'POST';
}

function failed(code: OutboundErrorCode): ExchangeOutcome {
  return { result: new OutboundError(code), remoteAddress: undefined, status: undefined, wasStale: false };
}
