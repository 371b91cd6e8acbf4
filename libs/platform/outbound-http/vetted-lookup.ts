import { Resolver, TIMEOUT } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import type { AddressGuard } from './address-guard';
import { isLoopbackHost } from './host-name';
import { OutboundError } from './outbound-error';

/** Gives all addresses of a name, or none; rejects with `connect_timeout` when nobody answered. */
export type Resolve = (hostname: string) => Promise<string[]>;

/** More addresses than this are vetted but not tried. */
const MOST_TRIED = 4;

/**
 * Asks the DNS for all IPv4 and IPv6 addresses of a name, IPv4 first. Not getaddrinfo: that blocks one of Node's four
 * pool threads for as long as a name server stays silent, and reads search domains and the hosts file. `servers` are
 * asked instead of the machine's own, each as `address` or `address:port`.
 */
export function dnsResolve(servers: readonly string[] = []): Resolve {
  const resolver = new Resolver({ timeout: 1_500, tries: 2 });
  if (servers.length > 0) resolver.setServers(servers);
  return async (hostname) => {
    const answers = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]);
    const addresses = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
    // How long it waits for a silent server depends on how fast that one was before: it says the same as the deadline of connects.
    if (addresses.length === 0 && answers.some(isSilence)) throw new OutboundError('connect_timeout');
    return addresses;
  };
}

const isSilence = (answer: PromiseSettledResult<unknown>): boolean =>
  answer.status === 'rejected' && (answer.reason as NodeJS.ErrnoException).code === TIMEOUT;

/**
 * Makes the look-up function of a socket: it hands over addresses only when the guard accepts every one of them, and
 * the socket connects to exactly these, so a name that changes between check and use gains nothing.
 */
export function vettedLookup(resolve: Resolve, guard: AddressGuard): LookupFunction {
  return (hostname, options, callback) => {
    vet(hostname, { resolve, guard }).then(
      (addresses) => {
        const [first] = addresses;
        if (options.all === true) callback(null, addresses);
        else callback(null, first?.address ?? '', first?.family);
      },
      (error: unknown) =>
        callback(error instanceof OutboundError ? error : new OutboundError('dns_failed'), ''),
    );
  };
}

async function vet(hostname: string, by: { resolve: Resolve; guard: AddressGuard }) {
  // RFC 6761, section 6.3: these names are loopback by definition and are not asked for.
  const addresses = isLoopbackHost(hostname) ? ['127.0.0.1', '::1'] : await askFor(hostname, by.resolve);
  if (addresses.length === 0) throw new OutboundError('dns_failed');
  if (!addresses.every((address) => by.guard.mayConnect(hostname, address))) {
    throw new OutboundError('blocked_address');
  }
  return addresses.slice(0, MOST_TRIED).map((address) => ({ address, family: isIP(address) }));
}

async function askFor(hostname: string, resolve: Resolve): Promise<string[]> {
  try {
    return await resolve(hostname);
  } catch (error) {
    // Why a name does not resolve (no such name, broken zone) is all the same to the sender.
    throw error instanceof OutboundError ? error : new OutboundError('dns_failed');
  }
}
