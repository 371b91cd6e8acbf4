import { toTypeId } from '@platform/ids';
import fc from 'fast-check';

import type { ThingRow } from './things';

const LETTERS = [
  'a',
  'A',
  'á',
  'ß',
  'SS',
  'ё',
  'Е',
  'đ',
  'Ø',
  'İ',
  'ı',
  'ς',
  'Σ',
  'ﬁ',
  'が',
  'か',
  '한',
  '😀',
  '\u{10ffff}',
  '\uffee',
  '%',
  '_',
  '\\',
  "'",
  '"',
  '`',
  ' ',
  '\n',
  '0',
  '٣',
  'z',
];

/** Texts that fold, that LIKE could misread, and that sort differently by UTF-16 and by UTF-8. */
const text = fc.oneof(
  fc.array(fc.constantFrom(...LETTERS), { maxLength: 6 }).map((parts) => parts.join('')),
  fc.string({ unit: 'grapheme', maxLength: 8 }).filter((made) => made.isWellFormed() && !made.includes('\0')),
);
const needle = text.filter((made) => made !== '');
const DECIMALS = [
  '0',
  '0.0',
  '-1',
  '-0.5',
  '1',
  '1.50',
  '1.5',
  '999999999999999.9999',
  '-999999999999999',
  '10',
  '9',
];
const decimal = fc.constantFrom(...DECIMALS);
const currency = fc.constantFrom('EUR', 'USD');
const integer = fc.constantFrom(-2147483648, -1, 0, 1, 2, 2147483647);
const DAYS = ['0001-01-01', '2024-02-29', '2026-11-20', '2026-11-21', '2026-11-22', '9999-12-31'];
const day = fc.constantFrom(...DAYS);
const time = fc.constantFrom(
  ...DAYS.map((at) => `${at}T00:00:00.000Z`),
  '2026-11-21T11:59:59.999Z',
  '2026-11-21T12:00:00.000Z',
);
const word = fc.constantFrom('red', 'green', 'blue');
const uuid = fc.integer({ min: 0, max: 5 }).map((n) => `01930d5c-7a1e-7c3a-9f00-00000000000${n}`);
const tag = fc.constantFrom('a', 'A', 'b"', "c'", '%', 'два');

const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null, freq: 4 });

/** Rows that collide often. */
export const anyRows = (count: number): fc.Arbitrary<ThingRow[]> =>
  fc
    .array(
      fc.record({
        title: orNull(text),
        word: orNull(word),
        flag: orNull(fc.boolean()),
        count: orNull(integer),
        amount: orNull(decimal),
        currency: orNull(currency),
        day: orNull(day),
        time: orNull(time),
        owner: orNull(uuid),
        tags: fc.array(tag, { maxLength: 3 }),
        parent: orNull(fc.integer({ min: 0, max: count - 1 })),
        friends: fc.uniqueArray(fc.integer({ min: 0, max: count - 1 }), { maxLength: 3 }),
      }),
      { minLength: count, maxLength: count },
    )
    .map((rows) =>
      rows.map((row, at) => ({ ...row, id: `01930d5c-7a1e-7c3a-9f01-${String(at).padStart(12, '0')}` })),
    );

const equality = (value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown>[] => [
  orNull(value),
  fc.record({ eq: orNull(value) }),
  fc.record({ ne: orNull(value) }),
  fc.record({ in: fc.array(value, { maxLength: 3 }) }),
  fc.record({ nin: fc.array(value, { maxLength: 3 }) }),
  fc.record({ is_null: fc.boolean() }),
];

const order = (value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown>[] => [
  ...equality(value),
  fc.record({ gt: value }),
  fc.record({ gte: value, lt: value }),
  fc.record({ lte: value }),
  fc.record({ between: fc.tuple(value, value) }),
];

const relative = fc.constantFrom('today', 'yesterday', 'tomorrow', '-7d', '+1w', '-1m', '+1y');
const CONDITIONS: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  title: fc.oneof(...order(text), fc.record({ contains: needle }), fc.record({ starts_with: needle })),
  word: fc.oneof(...equality(word)),
  flag: fc.oneof(orNull(fc.boolean()), fc.record({ ne: fc.boolean() }), fc.record({ is_null: fc.boolean() })),
  count: fc.oneof(...order(integer)),
  amount: fc.oneof(
    ...order(decimal),
    fc.record({ currency: fc.oneof(...equality(currency)) }),
    fc.record({ gte: decimal, currency: fc.oneof(...equality(currency)) }),
  ),
  day: fc.oneof(...order(fc.oneof(day, relative))),
  time: fc.oneof(...order(fc.oneof(time, day, relative, fc.constantFrom('now', '-12h')))),
  owner: fc.oneof(
    ...equality(
      fc.oneof(
        uuid.map((id) => toTypeId('member', id)),
        fc.constant('me'),
      ),
    ),
  ),
  tags: fc.oneof(fc.constant(null), fc.record({ has: tag }), fc.record({ is_null: fc.boolean() })),
  search: needle.filter((made) => made.trim() !== ''),
};

type Conditions = Readonly<Record<string, fc.Arbitrary<unknown>>>;

const filtersOf = (
  conditions: Conditions,
  more: (nested: fc.Arbitrary<object>) => fc.Arbitrary<object>[],
): fc.Arbitrary<object> =>
  fc.letrec<{ filter: object }>((tie) => {
    const nested = tie('filter');
    const condition = fc.oneof(
      ...Object.entries(conditions).map(([name, value]) => value.map((made) => ({ [name]: made }))),
    );
    return {
      filter: fc.oneof(
        { depthSize: 'small', maxDepth: 3, withCrossShrink: true },
        condition,
        fc.tuple(condition, condition).map(([a, b]) => ({ ...a, ...b })),
        fc.array(nested, { minLength: 1, maxLength: 3 }).map((and) => ({ and })),
        fc.array(nested, { minLength: 1, maxLength: 3 }).map((or) => ({ or })),
        nested.map((not) => ({ not })),
        ...more(nested),
      ),
    };
  }).filter;

/** Filters of the whole language over things; some of them are at fault (an empty needle after folding). */
export const anyFilter: fc.Arbitrary<object> = filtersOf(CONDITIONS, (nested) => [
  nested.map((parent) => ({ parent })),
  nested.map((friends) => ({ friends })),
  fc.constantFrom({ parent: null }, { friends: { is_null: false } }, { friends: null }),
]);

const { search: _, ...FIELDS } = CONDITIONS;

/** Those that look at nothing but the fields of a thing: they can be asked of rows and of events. */
export const anyFieldFilter: fc.Arbitrary<object> = filtersOf(FIELDS, () => []);
