import type { FastifyInstance, FastifyRequest } from 'fastify';

import { ProblemError } from './problem-error';

/** Smaller ones are worked on at once. */
const LARGE_BYTES = 64 * 1024;
/** Taken apart and worked on, a body takes some thirty times its own memory. */
const AT_A_TIME = 4;
const MOST_WAITING_BYTES = 64 * 1024 * 1024;
const RETRY_AFTER_S = 5;

/** Bodies that take their turn: so many are worked on at a time, and those that wait are only kept as bytes. */
export class LargeBodies {
  private running = 0;
  private waitingBytes = 0;
  private readonly queue: (() => void)[] = [];

  /** Answers when it is this body's turn, with what ends the turn; null when too much is waiting already. */
  async turn(bytes: number): Promise<(() => void) | null> {
    if (this.running < AT_A_TIME) {
      this.running += 1;
      return this.ending();
    }
    if (this.waitingBytes + bytes > MOST_WAITING_BYTES) return null;
    this.waitingBytes += bytes;
    await new Promise<void>((resolve) => this.queue.push(resolve));
    this.waitingBytes -= bytes;
    return this.ending();
  }

  /** Hands the turn on, once. */
  private ending(): () => void {
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      const next = this.queue.shift();
      if (next) next();
      else this.running -= 1;
    };
  }
}

const TOO_BUSY = new ProblemError({
  status: 503,
  code: 'too_busy',
  title: 'Too many large requests',
  detail: 'Too many large requests are waiting for their turn: try again in a few seconds.',
  headers: { 'Retry-After': String(RETRY_AFTER_S) },
});

type LargeRequest = FastifyRequest & { closed?: Promise<void> };
type Done = (error: Error | null, body?: unknown) => void;
type Parser<Body extends string | Buffer> = (request: FastifyRequest, body: Body, done: Done) => void;

/** Lets bodies of routes that take large ones be parsed in turns; a turn ends with the answer, or when the caller is gone. */
export function inTurns(server: FastifyInstance, parse: Parser<Buffer>): Parser<Buffer> {
  const bodies = new LargeBodies();
  server.addHook('preParsing', (request: LargeRequest, reply, payload, done) => {
    if (takesLarge(request)) {
      request.closed = new Promise((resolve) => reply.raw.once('close', resolve));
    }
    done(null, payload);
  });
  return (request: LargeRequest, bytes, done) => {
    const { closed } = request;
    if (!closed || bytes.length < LARGE_BYTES) {
      parse(request, bytes, done);
      return;
    }
    void bodies.turn(bytes.length).then((end) => {
      if (!end) {
        done(TOO_BUSY);
        return;
      }
      void closed.then(end);
      parse(request, bytes, done);
    });
  };
}

const takesLarge = ({ routeOptions }: FastifyRequest): boolean =>
  (routeOptions.config as { bodyLimitBytes?: number }).bodyLimitBytes !== undefined;
