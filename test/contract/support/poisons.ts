import fc from 'fast-check';

/** Written into the JSON text as it is: what JSON.stringify cannot write. */
const raw = (text: string): string => `~raw:${text}~`;

/** Turns the marks of `raw` and of forbidden names into what they stand for. */
export const withRawParts = (json: string): string =>
  json.replaceAll(/"~raw:([^"]*)~"/g, '$1').replaceAll('"~proto~":', '"__proto__":');

const SQL = [
  "'",
  "' OR '1'='1",
  "'; DROP TABLE leads; --",
  "1); DELETE FROM workspaces WHERE ('1'='1",
  "' UNION SELECT NULL, version() --",
  '" OR ""="',
  '\\',
  "\\'; SELECT pg_sleep(10); --",
  '$1',
  '$$ SELECT 1 $$',
  '%',
  '_',
  '%%\\%_',
  "E'\\x27'",
  '/* */',
  'title"; SELECT 1; --',
  'created_at; SELECT pg_sleep(10)',
  "id' || (SELECT 1/0) || '",
  '(CASE WHEN 1=1 THEN id ELSE title END)',
  '::text',
  "to_tsquery('a & | !')",
];

const TEXTS = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  'x\udfffy',
  '\u202egnp.exe',
  '👩‍👩‍👧‍👦',
  'e\u0301'.repeat(50),
  '\ufeff',
  '<script>alert(1)</script>',
  '{{7*7}}',
  '../../etc/passwd',
  '%00',
  '%s%n%x',
  'NaN',
  'Infinity',
  'true',
  'null',
  '-0',
  '1e400',
  '9007199254740993',
  '0001-01-01',
  '2026-02-30',
  '+275760-09-14T00:00:00Z',
  '2026-13-01T25:61:61Z',
  '-infinity',
  'now',
  '-7d',
  '-999999999999999d',
  'me',
  'lead_01jc6nrygyfgx9y01bdgemwqv0',
  'deal_zzzzzzzzzzzzzzzzzzzzzzzzzz',
  '018f0000-0000-7000-8000-000000000000',
  'constructor',
  '__proto__',
  'toString',
  'a'.repeat(300),
  'ß'.repeat(30_000),
  ...SQL,
];

const NUMBERS = [0, -1, 0.1, 2 ** 31, -(2 ** 31) - 1, 2 ** 53, 1e21, 1e308, -1e308, 5e-324];

const OTHERS: readonly unknown[] = [
  null,
  true,
  false,
  [],
  {},
  [null],
  [[[]]],
  { a: { b: {} } },
  { $ref: 'a.id' },
  { eq: null },
  { between: [1] },
  ...['9007199254740993', '1e400', '-1e400', '1E5', '-0', '0.30000000000000004'].map(raw),
];

/** A text that breaks careless code. */
export const poisonText: fc.Arbitrary<string> = fc.constantFrom(...TEXTS);

/** A JSON value that breaks careless code. */
export const poison: fc.Arbitrary<unknown> = fc.oneof(
  poisonText,
  fc.constantFrom<unknown>(...NUMBERS),
  fc.constantFrom(...OTHERS),
);

/** Names that no contract has; the one of the prototype is written in the text only. */
export const foreignNames = fc.constantFrom(
  '~proto~',
  'constructor',
  'toString',
  'hasOwnProperty',
  'id',
  'workspace_id',
  'created_at',
  'version',
  'role',
  '',
  "a' OR 1=1 --",
  'a\u0000b',
  'x'.repeat(5000),
);
