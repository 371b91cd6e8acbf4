import ipaddr from 'ipaddr.js';

/** What ipaddr.js calls unicast and yet leads inside. */
const INSIDE_V4: [ipaddr.IPv4, number][] = [
  // Azure's platform address: DNS, DHCP and the agent of every virtual machine.
  [ipaddr.IPv4.parse('168.63.129.16'), 32],
];

/** Global unicast (RFC 4291, section 2.4; IANA hands out nothing else); the rest of IPv6 is special or unassigned. */
const GLOBAL_V6: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('2000::'), 3];

/**
 * Tells whether an address, in any textual form, belongs to a host of the public internet: false for private, shared,
 * loopback, link-local, multicast, reserved and documentation ranges (IANA special-purpose registries), for cloud
 * metadata, for every IPv6 form that carries an IPv4 address inside it, and for what is no address at all.
 */
export function isPublicAddress(text: string): boolean {
  const address = parse(text);
  if (address === null || address.range() !== 'unicast') return false;
  if (address instanceof ipaddr.IPv4) return !INSIDE_V4.some((range) => address.match(range));
  return address.match(GLOBAL_V6) && !isIsatap(address);
}

/** Tells whether an address is the machine's own loopback (127.0.0.0/8 or ::1); IPv4-mapped forms are not. */
export function isLoopbackAddress(text: string): boolean {
  return parse(text)?.range() === 'loopback';
}

/** Writes an address in its one canonical form, without zone; null when the text is no address. */
export function canonicalAddress(text: string): string | null {
  return parse(text.split('%')[0] ?? '')?.toString() ?? null;
}

function parse(text: string): ipaddr.IPv4 | ipaddr.IPv6 | null {
  return ipaddr.isValid(text) ? ipaddr.parse(text) : null;
}

/** RFC 5214, section 6.1: the interface identifier 0000:5efe or 0200:5efe is followed by an IPv4 address. */
function isIsatap(address: ipaddr.IPv6): boolean {
  const [, , , , high, low] = address.parts;
  return (high === 0 || high === 0x200) && low === 0x5efe;
}
