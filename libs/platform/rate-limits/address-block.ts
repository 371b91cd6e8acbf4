import { isIPv6 } from 'node:net';

/** What counts as one stranger: an IPv4 address, or the /64 that one customer of a provider gets (RFC 6177). */
export function addressBlock(subject: string): string {
  if (!isIPv6(subject) || subject.includes('.')) return subject;
  const [head = '', tail = ''] = subject.split('::', 2);
  const front = head.split(':').filter((group) => group !== '');
  const back = tail.split(':').filter((group) => group !== '');
  const zeros = subject.includes('::')
    ? Array<string>(Math.max(0, 8 - front.length - back.length)).fill('0')
    : [];
  return `${[...front, ...zeros, ...back].slice(0, 4).join(':')}::/64`;
}
