import { isLoopbackAddress } from './address';

const LABEL = /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/;
const LONGEST_NAME = 253;

/** Names that never lead to the public internet (RFC 6761, 6762, 7686, 8375, ICANN's .internal, and old habits). */
const INSIDE = /(^|\.)(local|localdomain|internal|intranet|lan|corp|home|onion|arpa)$/;

/** Gives the host of a URL without the brackets of IPv6 and without the dot that ends a full name. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
}

/** Tells whether a host is the machine itself by its writing: a loopback literal, `localhost` or a name under it. */
export function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || isLoopbackAddress(host);
}

/** Tells whether a name, already in lower case and ASCII, could be one of the public DNS: two labels or more. */
export function isPublicName(name: string): boolean {
  const labels = name.split('.');
  if (name.length > LONGEST_NAME || labels.length < 2 || INSIDE.test(name)) return false;
  return labels.every((label) => LABEL.test(label)) && !/^\d+$/.test(labels.at(-1) ?? '');
}
