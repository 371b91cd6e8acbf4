import { isIP } from 'node:net';
import type { AddressGuard } from './address-guard';
import { hostOf, isLoopbackHost, isPublicName } from './host-name';
import { isPortAllowed } from './port-rule';

/** What `checkDestination` found: the normalised URL to store and call, or why it is refused. */
export type DestinationCheck =
  | { ok: true; url: URL }
  | { ok: false; code: DestinationRefusal; reason: string };

type DestinationRefusal = keyof typeof REASONS;

const LONGEST_URL = 2_048;

const REASONS = {
  url_invalid: 'Give an absolute URL such as https://example.com/hooks, without spaces or backslashes.',
  url_too_long: `The URL must not be longer than ${LONGEST_URL} characters.`,
  scheme_not_allowed: 'The URL must start with https://.',
  userinfo_not_allowed:
    'The URL must not contain a user name or password; use an authorization header instead.',
  fragment_not_allowed: 'The URL must not contain a fragment (#).',
  port_not_allowed:
    'This port is not allowed; use 443, or one from 1024 up that is not a known internal service.',
  // One sentence for all of them: it must not tell which addresses exist or answer inside.
  host_not_allowed: 'The host must be a public name or address, and not this installation itself.',
} as const;

/** Checks a URL a customer gave, without asking the DNS: its writing, scheme, port and host; never throws. */
export function checkDestination(text: string, guard: AddressGuard): DestinationCheck {
  const refusal = refusalOfText(text);
  if (refusal !== null) return refused(refusal);
  const url = new URL(text);
  const code = refusalOf(url, guard);
  if (code !== null) return refused(code);
  // "example.com." is the same host; certificates and SNI know it only without the dot (RFC 6066, section 3).
  if (isIP(hostOf(url)) === 0) url.hostname = hostOf(url);
  return { ok: true, url };
}

function refused(code: DestinationRefusal): DestinationCheck {
  return { ok: false, code, reason: REASONS[code] };
}

function refusalOfText(text: string): DestinationRefusal | null {
  if (text.length > LONGEST_URL) return 'url_too_long';
  // The URL parser drops line breaks and turns backslashes; who writes them wants to look like something else.
  if (/[\s\\\p{Cc}]/u.test(text) || !URL.canParse(text)) return 'url_invalid';
  return text.includes('#') ? 'fragment_not_allowed' : null;
}

function refusalOf(url: URL, guard: AddressGuard): DestinationRefusal | null {
  const host = hostOf(url);
  if (!isSchemeAllowed(url, guard)) return 'scheme_not_allowed';
  if (url.username !== '' || url.password !== '') return 'userinfo_not_allowed';
  const port = portOf(url);
  if (!isPortAllowed(port, { allowedPorts: guard.allowedPorts, isLoopback: guard.allowsLoopback(host) })) {
    return 'port_not_allowed';
  }
  return isHostAllowed(host, port, guard) ? null : 'host_not_allowed';
}

function isSchemeAllowed(url: URL, guard: AddressGuard): boolean {
  return url.protocol === 'https:' || (url.protocol === 'http:' && guard.allowsLoopback(hostOf(url)));
}

function isHostAllowed(host: string, port: number, guard: AddressGuard): boolean {
  if (guard.isOwn(host, port)) return false;
  if (isLoopbackHost(host)) return guard.allowsLoopback(host);
  return isIP(host) === 0 ? isPublicName(host) : guard.mayConnect(host, host);
}

function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port);
  return url.protocol === 'https:' ? 443 : 80;
}
