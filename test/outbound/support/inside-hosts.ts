import fc from 'fast-check';

/** Hosts that lead inside, as people write them who do not want it to be seen: what a URL has between `https://` and `/`. */
export const INSIDE_HOSTS = [
  // Loopback in every writing of IPv4
  '127.0.0.1',
  '127.1',
  '2130706433',
  '0x7f000001',
  '0x7f.1',
  '0177.0.0.1',
  '017700000001',
  '127.0.0.1.',
  '127.255.255.254',
  '１２７.０.０.１',
  '127。0。0。1',
  '①②⑦.0.0.1',
  '%31%32%37.0.0.1',
  '0x7f.0x0.0x0.0x1',
  '0',
  '0.0.0.0',
  '0.1.2.3',
  // Private, shared, link-local, metadata
  '10.0.0.1',
  '10.255.255.255',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '100.64.0.1',
  '100.100.100.200',
  '100.127.255.255',
  '169.254.169.254',
  '0xa9fea9fe',
  '2852039166',
  '0251.0376.0251.0376',
  '169.254.170.2',
  '168.63.129.16',
  '192.0.0.192',
  '192.0.0.1',
  // Reserved, documentation, benchmarking, multicast, broadcast
  '192.0.2.1',
  '198.51.100.1',
  '203.0.113.1',
  '192.88.99.1',
  '198.18.0.1',
  '198.19.255.255',
  '224.0.0.1',
  '239.255.255.250',
  '240.0.0.1',
  '255.255.255.255',
  '4294967295',
  // IPv6
  '[::]',
  '[::1]',
  '[0:0:0:0:0:0:0:1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[::ffff:8.8.8.8]',
  '[::127.0.0.1]',
  '[::ffff:0:127.0.0.1]',
  '[64:ff9b::7f00:1]',
  '[64:ff9b::169.254.169.254]',
  '[64:ff9b:1::a00:1]',
  '[2002:7f00:1::]',
  '[2002:a9fe:a9fe::1]',
  '[2001::1]',
  '[2001:0:4136:e378:8000:63bf:3fff:fdd2]',
  '[fc00::1]',
  '[fd00:ec2::254]',
  '[fe80::1]',
  '[febf::1]',
  '[fec0::1]',
  '[ff02::1]',
  '[100::1]',
  '[2001:db8::1]',
  '[2001:2::1]',
  '[2001:10::1]',
  '[2001:20::1]',
  '[3fff::1]',
  '[5f00::1]',
  '[4000::1]',
  '[2606:4700::5efe:7f00:1]',
  '[2606:4700::200:5efe:a00:1]',
];

/** Names that are none of the public DNS, or no names. */
export const INSIDE_NAMES = [
  'localhost',
  'LOCALHOST',
  'localhost.',
  'foo.localhost',
  'ⓛocalhost',
  'localhost.localdomain',
  'router.lan',
  'printer.local',
  'metadata.google.internal',
  'internal',
  'postgres',
  'a..b',
  '.com',
  '1.1.1.1..',
  'host.123',
  '-a.com',
  `${'a'.repeat(64)}.com`,
  `${'a.'.repeat(127)}com`,
  'abc.onion',
  '1.0.0.127.in-addr.arpa',
];

/** Ranges of IPv4 that lead inside: the first address of each as a number, and how many bits it fixes. */
const INSIDE_RANGES: readonly (readonly [address: number, bits: number])[] = [
  [0x00000000, 8],
  [0x0a000000, 8],
  [0x64400000, 10],
  [0x7f000000, 8],
  [0xa9fe0000, 16],
  [0xac100000, 12],
  [0xc0000000, 24],
  [0xc0000200, 24],
  [0xc0586300, 24],
  [0xc0a80000, 16],
  [0xc6120000, 15],
  [0xc6336400, 24],
  [0xcb007100, 24],
  [0xe0000000, 4],
  [0xf0000000, 4],
];

const insideNumber = fc
  .tuple(fc.constantFrom(...INSIDE_RANGES), fc.integer({ min: 0, max: 0xffffffff }))
  .map(([[address, bits], any]) => (address | (any >>> bits)) >>> 0);

/** How one part of an IPv4 address may be written (WHATWG URL, "IPv4 parser"). */
const written = (value: number): fc.Arbitrary<string> =>
  fc
    .tuple(fc.constantFrom('dec', 'hex', 'HEX', 'oct'), fc.integer({ min: 0, max: 3 }))
    .map(([base, zeros]) => {
      if (base === 'dec') return String(value);
      const padding = '0'.repeat(zeros);
      if (base === 'oct') return `0${padding}${value.toString(8)}`;
      return base === 'hex'
        ? `0x${padding}${value.toString(16)}`
        : `0X${padding}${value.toString(16).toUpperCase()}`;
    });

/** The last part stands for all that is left. */
const partsOf = (address: number, count: number): number[] => {
  const bytes = [24, 16, 8, 0].map((shift) => (address >>> shift) & 255);
  const last = address % 2 ** (8 * (5 - count));
  return [...bytes.slice(0, count - 1), last];
};

const plainly = fc
  .tuple(insideNumber, fc.integer({ min: 1, max: 4 }))
  .chain(([address, count]) => fc.tuple(...partsOf(address, count).map(written)))
  .map((parts) => parts.join('.'));

const FULL_STOPS = ['.', '。', '．', '｡'];
const FORMS_OF_DIGITS: readonly ((digit: string) => string)[] = [
  (digit) => digit,
  (digit) => String.fromCodePoint((digit.codePointAt(0) ?? 0) - 0x30 + 0xff10),
  (digit) => String.fromCodePoint((digit.codePointAt(0) ?? 0) - 0x30 + 0x1d7ce),
  (digit) => `%${(digit.codePointAt(0) ?? 0).toString(16)}`,
];

/** Some characters in another form that means the same in a host (UTS 46, percent-encoding). */
const disguised = (host: string): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.array(fc.nat(99), { minLength: host.length, maxLength: host.length }),
      fc.constantFrom('', '.', '。'),
    )
    .map(([chosen, end]) => {
      const characters = [...host].map((character, at) => {
        const one = chosen[at] ?? 0;
        if (character === '.') return FULL_STOPS[one % FULL_STOPS.length];
        const form = FORMS_OF_DIGITS[one % (3 * FORMS_OF_DIGITS.length)];
        return /\d/.test(character) && form ? form(character) : character;
      });
      return characters.join('') + end;
    });

const hex = (address: number): string =>
  `${(address >>> 16).toString(16)}:${(address & 0xffff).toString(16)}`;
const dotted = (address: number): string => partsOf(address, 4).join('.');

/** IPv4 addresses inside IPv6 ones: mapped, compatible, translated, NAT64, 6to4, ISATAP, Teredo. */
const embedded = insideNumber.chain((address) =>
  fc.constantFrom(
    `[::ffff:${dotted(address)}]`,
    `[::FFFF:${hex(address)}]`,
    `[0:0:0:0:0:ffff:${hex(address)}]`,
    `[::${dotted(address)}]`,
    `[::ffff:0:${dotted(address)}]`,
    `[64:ff9b::${dotted(address)}]`,
    `[64:ff9b:1::${hex(address)}]`,
    `[2002:${hex(address)}::1]`,
    `[2606:4700::5efe:${hex(address)}]`,
    `[2606:4700::200:5efe:${hex(address)}]`,
    `[2001:0:4136:e378:8000:63bf:${hex(~address >>> 0)}]`,
  ),
);

/** Any writing of any address that leads inside. */
export const anyInsideHost: fc.Arbitrary<string> = fc.oneof(plainly, plainly.chain(disguised), embedded);
