import http from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import type { Duplex } from 'node:stream';

/** What every connection is made with. */
export interface ConnectionOptions {
  lookup: LookupFunction;
  /** PEM certificates to trust instead of the built-in authorities. */
  ca?: string[];
}

const IDLE_MS = 60_000;
/** A busy connection is replaced after this long, so that a receiver that moved in the DNS is followed. */
const REUSED_MS = 300_000;
const MOST_IDLE_PER_ORIGIN = 8;
const MOST_IDLE = 512;
/** Time for one address before the next is tried; Node's 250 ms give up on hosts of another continent. */
const ONE_ADDRESS_MS = 2_000;

/** The keep-alive connections by origin: idle for at most 60 s, reused for at most 5 minutes, 512 idle in all. */
export class Connections {
  readonly #options: https.AgentOptions;
  readonly #plain: http.Agent;
  readonly #secure: https.Agent;

  constructor(options: ConnectionOptions) {
    this.#options = {
      ...options,
      keepAlive: true,
      timeout: IDLE_MS,
      maxFreeSockets: MOST_IDLE_PER_ORIGIN,
      autoSelectFamily: true,
      autoSelectFamilyAttemptTimeout: ONE_ADDRESS_MS,
      // Explicit, so that NODE_TLS_REJECT_UNAUTHORIZED and --tls-min-v1.0 change nothing here.
      rejectUnauthorized: true,
      minVersion: 'TLSv1.2',
    };
    const idle = new IdleConnections();
    this.#plain = limited(new http.Agent(this.#options), idle);
    this.#secure = limited(new https.Agent(this.#options), idle);
  }

  /** Gives the pool for a URL. */
  pooled(url: URL): http.Agent {
    return url.protocol === 'https:' ? this.#secure : this.#plain;
  }

  /** Gives an agent for one new connection that is closed after its answer. */
  unpooled(url: URL): http.Agent {
    const options = { ...this.#options, keepAlive: false };
    return url.protocol === 'https:' ? new https.Agent(options) : new http.Agent(options);
  }

  /** Closes all pooled connections. */
  close(): void {
    this.#plain.destroy();
    this.#secure.destroy();
  }
}

/** Counts idle connections over all origins and remembers since when each is reused. */
class IdleConnections {
  readonly #idle = new Set<Duplex>();
  readonly #reusedSince = new WeakMap<Duplex, number>();

  accepts(socket: Duplex): boolean {
    const now = performance.now();
    const since = this.#reusedSince.get(socket) ?? now;
    if (this.#idle.size >= MOST_IDLE || now - since > REUSED_MS) return false;
    if (!this.#reusedSince.has(socket)) {
      this.#reusedSince.set(socket, now);
      socket.once('close', () => this.#idle.delete(socket));
    }
    this.#idle.add(socket);
    return true;
  }

  leave(socket: Duplex): void {
    this.#idle.delete(socket);
  }
}

/** Node documents both methods as the place for such a rule ("agent.keepSocketAlive", "agent.reuseSocket"). */
function limited<Agent extends http.Agent>(agent: Agent, idle: IdleConnections): Agent {
  // The types say void, the documentation and the code say whether to keep it.
  const keep: (socket: Duplex) => unknown = agent.keepSocketAlive.bind(agent);
  const reuse = agent.reuseSocket.bind(agent);
  agent.keepSocketAlive = (socket) => keep(socket) === true && idle.accepts(socket);
  agent.reuseSocket = (socket, request) => {
    idle.leave(socket);
    reuse(socket, request);
  };
  return agent;
}
