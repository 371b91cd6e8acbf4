import { networkInterfaces } from 'node:os';
import { canonicalAddress, isLoopbackAddress, isPublicAddress } from './address';
import { isLoopbackHost } from './host-name';

/** The operator's rules about where requests may go. */
export interface AddressPolicy {
  /** Lets `http` and `https` go to this machine's loopback; for development and tests only. */
  allowLoopback: boolean;
  /** This installation's own names and addresses, as `host` (any port) or `host:port`; they are never called. */
  ownHosts: string[];
  /** Replaces the rule for ports by exactly these. */
  allowedPorts?: number[];
}

const OWN_INTERFACES_KEPT_MS = 30_000;

/** Decides which hosts and addresses may be called; the same decision at creation, after the DNS and after connecting. */
export class AddressGuard {
  readonly allowedPorts: number[] | undefined;
  readonly #allowLoopback: boolean;
  readonly #ownHosts: Set<string>;
  #interfaces = { addresses: new Set<string>(), readAt: Number.NEGATIVE_INFINITY };

  constructor(policy: AddressPolicy) {
    this.allowedPorts = policy.allowedPorts;
    this.#allowLoopback = policy.allowLoopback;
    this.#ownHosts = new Set(policy.ownHosts.map(ownHostKey));
  }

  /** Tells whether a host is a loopback one and the operator allows those. */
  allowsLoopback(host: string): boolean {
    return this.#allowLoopback && isLoopbackHost(host);
  }

  /** Tells whether a host and port is this installation itself, by name or by a configured address. */
  isOwn(host: string, port: number): boolean {
    const name = canonicalHost(host);
    return this.#ownHosts.has(name) || this.#ownHosts.has(`${name}:${port}`);
  }

  /**
   * Tells whether a connection for `host` may go to `address`: loopback only for hosts written as loopback, anything
   * else only to a public address that is neither configured as our own nor on a network card of this machine.
   */
  mayConnect(host: string, address: string): boolean {
    if (isLoopbackHost(host)) return this.#allowLoopback && isLoopbackAddress(address);
    if (!isPublicAddress(address)) return false;
    const canonical = canonicalAddress(address) ?? address;
    return !this.#ownHosts.has(canonical) && !this.#ownInterfaces().has(canonical);
  }

  #ownInterfaces(): Set<string> {
    const now = performance.now();
    if (now - this.#interfaces.readAt > OWN_INTERFACES_KEPT_MS) {
      const cards = Object.values(networkInterfaces()).flatMap((card) => card ?? []);
      const addresses = cards.map((card) => canonicalAddress(card.address) ?? card.address);
      this.#interfaces = { addresses: new Set(addresses), readAt: now };
    }
    return this.#interfaces.addresses;
  }
}

function ownHostKey(text: string): string {
  const lower = text.trim().toLowerCase();
  // A bare IPv6 address has several colons; with a port it needs brackets.
  const [, host = lower, port] = /^(\[[^\]]+\]|[^:]+)(?::(\d+))?$/.exec(lower) ?? [];
  const name = canonicalHost(host.replace(/^\[|\]$/g, '').replace(/\.$/, ''));
  return port === undefined ? name : `${name}:${port}`;
}

function canonicalHost(host: string): string {
  if (isLoopbackHost(host)) return 'localhost';
  return canonicalAddress(host) ?? host;
}
