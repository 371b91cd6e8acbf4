import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import type { AddressGuard } from './address-guard';
import { type OutboundAnswer, readAnswer } from './answer';
import { hostOf } from './host-name';
import { type ExchangePhase, OutboundError, outboundErrorFrom } from './outbound-error';

/** One request over one connection. */
export interface ExchangePlan {
  url: URL;
  method: 'GET' | 'POST';
  /** How much of the answer's body to read and keep; the usual amounts when undefined. */
  keptBytes: number | undefined;
  headers: Record<string, string>;
  body: Buffer;
  agent: http.Agent;
  guard: AddressGuard;
  connectTimeoutMs: number;
  /** Aborted with an OutboundError as its reason. */
  signal: AbortSignal;
}

/** How an exchange ended. */
export interface ExchangeOutcome {
  result: OutboundAnswer | OutboundError;
  remoteAddress: string | undefined;
  /** The status when the headers came but the body did not. */
  status: number | undefined;
  /** Whether a kept connection turned out to be closed or spoilt before a byte of the request was sent. */
  wasStale: boolean;
}

const MOST_HEADER_BYTES = 16_384;
const MOST_INTERIM_ANSWERS = 10;

/** Sends one request and promises how it ended; never rejects, and leaves no connection behind that is half used. */
export function exchange(plan: ExchangePlan): Promise<ExchangeOutcome> {
  return new Promise((resolve) => {
    new Exchange(plan, resolve).start();
  });
}

class Exchange {
  #phase: ExchangePhase = 'connecting';
  #isSent = false;
  #isSettled = false;
  #remoteAddress: string | undefined;
  #interimAnswers = 0;
  #connectTimer: NodeJS.Timeout | undefined;
  #response: http.IncomingMessage | undefined;
  readonly #plan: ExchangePlan;
  readonly #request: http.ClientRequest;
  readonly #resolve: (outcome: ExchangeOutcome) => void;
  readonly #onAbort = () => this.#settle(reasonOf(this.#plan.signal));

  constructor(plan: ExchangePlan, resolve: (outcome: ExchangeOutcome) => void) {
    this.#plan = plan;
    this.#resolve = resolve;
    this.#request = open(plan);
  }

  start(): void {
    this.#request
      .on('socket', (socket) => this.#onSocket(socket))
      .on('response', (response) => this.#onResponse(response))
      .on('information', () => this.#onInterimAnswer())
      .on('upgrade', () => this.#settle(new OutboundError('invalid_response')))
      .on('error', (error) => this.#settle(error))
      .on('close', () => this.#settle(new OutboundError('connection_reset')));
    this.#connectTimer = setTimeout(
      () => this.#settle(new OutboundError('connect_timeout')),
      this.#plan.connectTimeoutMs,
    );
    if (this.#plan.signal.aborted) this.#onAbort();
    else this.#plan.signal.addEventListener('abort', this.#onAbort);
  }

  #onSocket(socket: Socket): void {
    if (!socket.connecting) {
      this.#onConnected(socket, 'exchanging');
      // Two turns let the event loop see what the other side did to an idle connection before anything is sent on it.
      setImmediate(() => setImmediate(() => this.#send()));
    } else if (this.#plan.url.protocol === 'https:') {
      socket.once('connect', () => this.#onConnected(socket, 'securing'));
      socket.once('secureConnect', () => {
        this.#phase = 'exchanging';
        this.#send();
      });
    } else {
      socket.once('connect', () => {
        this.#onConnected(socket, 'exchanging');
        this.#send();
      });
    }
  }

  #onConnected(socket: Socket, phase: ExchangePhase): void {
    clearTimeout(this.#connectTimer);
    this.#phase = phase;
    this.#remoteAddress = socket.remoteAddress;
    // A connection that the other side broke at once has no address any more.
    if (socket.remoteAddress === undefined) this.#settle(new OutboundError('connection_reset'));
    else if (!this.#plan.guard.mayConnect(hostOf(this.#plan.url), socket.remoteAddress))
      this.#settle(new OutboundError('blocked_address'));
  }

  #send(): void {
    if (this.#isSettled) return;
    this.#isSent = true;
    this.#request.end(this.#plan.body);
  }

  #onInterimAnswer(): void {
    this.#interimAnswers += 1;
    if (this.#interimAnswers > MOST_INTERIM_ANSWERS) this.#settle(new OutboundError('invalid_response'));
  }

  #onResponse(response: http.IncomingMessage): void {
    // What comes on a kept connection before the request is sent answers somebody else's.
    if (!this.#isSent) {
      this.#settle(new OutboundError('connection_reset'));
      return;
    }
    this.#response = response;
    readAnswer(response, (end) => this.#settle(end), this.#plan.keptBytes);
  }

  #settle(end: OutboundAnswer | Error): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    clearTimeout(this.#connectTimer);
    this.#plan.signal.removeEventListener('abort', this.#onAbort);
    const result = 'bodyHead' in end ? end : outboundErrorFrom(end, this.#phase);
    this.#leaveConnection(result);
    this.#resolve({
      result,
      remoteAddress: this.#remoteAddress,
      status: this.#response?.statusCode,
      wasStale: this.#request.reusedSocket && !this.#isSent && isBroken(result),
    });
  }

  /** A connection goes back to the pool only after a whole answer to a whole request. */
  #leaveConnection(result: OutboundAnswer | OutboundError): void {
    const isWhole = this.#request.writableFinished && this.#response?.complete === true;
    if (result instanceof OutboundError || !isWhole) this.#request.destroy();
  }
}

function open(plan: ExchangePlan): http.ClientRequest {
  const options: https.RequestOptions = {
    method: plan.method,
    agent: plan.agent,
    headers: {
      ...plan.headers,
      ...(plan.method === 'POST' && { 'content-length': plan.body.length }),
      'accept-encoding': 'identity',
    },
    maxHeaderSize: MOST_HEADER_BYTES,
    // Explicit, so that --insecure-http-parser changes nothing here.
    insecureHTTPParser: false,
  };
  return plan.url.protocol === 'https:' ? https.request(plan.url, options) : http.request(plan.url, options);
}

function isBroken(result: OutboundAnswer | OutboundError): boolean {
  return result instanceof OutboundError && /^(connection_reset|invalid_response)$/.test(result.code);
}

function reasonOf(signal: AbortSignal): Error {
  const reason: unknown = signal.reason;
  return reason instanceof OutboundError ? reason : new OutboundError('aborted');
}
