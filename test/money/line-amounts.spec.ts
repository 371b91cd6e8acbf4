import { decimal, decimalsOf, lineAmounts, type PricedLine, printed, rounded } from '@crm/money';
import fc from 'fast-check';

/** An exact fraction. */
interface Rational {
  readonly over: bigint;
  readonly under: bigint;
}

const rational = (text: string): Rational => {
  const [whole = '', decimals = ''] = text.split('.');
  return { over: BigInt(whole + decimals), under: 10n ** BigInt(decimals.length) };
};

const times = (a: Rational, b: Rational): Rational => ({ over: a.over * b.over, under: a.under * b.under });
const minus = (a: Rational, b: Rational): Rational => ({
  over: a.over * b.under - b.over * a.under,
  under: a.under * b.under,
});
const part = (value: Rational, percent: Rational, whole: Rational): Rational => ({
  over: value.over * percent.over * whole.under,
  under: value.under * percent.under * whole.over,
});

/** The number of smallest units nearest to a fraction, the one farther from zero of two that are equally near. */
function units({ over, under }: Rational, decimals: number): bigint {
  const scaled = over * 10n ** BigInt(decimals);
  const size = scaled < 0n ? -scaled : scaled;
  const nearest = (2n * size + under) / (2n * under);
  return scaled < 0n ? -nearest : nearest;
}

const HUNDRED = rational('100');

/** The same rule once more, in whole numbers: the price after the discount is rounded, then the tax. */
function expected(line: PricedLine, decimals: number) {
  const full = times(rational(line.quantity), rational(line.unit_price));
  const discount = line.discount && rational(line.discount.value);
  const left =
    discount === null
      ? full
      : line.discount?.type === 'amount'
        ? minus(full, discount)
        : part(full, minus(HUNDRED, discount), HUNDRED);
  const price = units(left, decimals);
  const rate = rational(line.tax_rate);
  const whole = line.tax_included ? { over: rate.over + 100n * rate.under, under: rate.under } : HUNDRED;
  const tax = units(part({ over: price, under: 10n ** BigInt(decimals) }, rate, whole), decimals);
  return line.tax_included
    ? { net: price - tax, tax, total: price }
    : { net: price, tax, total: price + tax };
}

const decimals = (most: number, places: number) =>
  fc.tuple(fc.nat(most), fc.nat(10 ** places - 1), fc.nat(places)).map(([whole, rest, length]) => {
    const behind = rest.toString().padStart(places, '0').slice(0, length);
    return length === 0 ? `${whole}` : `${whole}.${behind}`;
  });

const quantity = fc.oneof(
  fc.integer({ min: 1, max: 500 }).map(String),
  decimals(10_000, 4).filter((text) => Number(text) > 0),
);
const price = fc
  .tuple(fc.oneof(decimals(2000, 2), decimals(1_000_000, 4), decimals(999_999_999, 4)), fc.nat(9))
  .map(([text, sign]) => (sign === 0 && Number(text) > 0 ? `-${text}` : text));
const percent = fc.oneof(
  fc.constantFrom('0', '5.5', '7', '19', '20', '21', '50', '99.9999', '100'),
  decimals(99, 4),
);
const discount = fc.oneof(
  fc.constant(null),
  percent.map((value) => ({ type: 'percent' as const, value })),
  decimals(500, 4).map((value) => ({ type: 'amount' as const, value })),
);
const line: fc.Arbitrary<PricedLine> = fc.record({
  quantity,
  unit_price: price,
  discount,
  tax_rate: percent,
  tax_included: fc.boolean(),
});
const currency = fc.constantFrom('EUR', 'USD', 'JPY', 'VND', 'KWD', 'TND', 'CLF');

/** So many smallest units, as the API writes them. */
function written(amount: bigint, places: number): string {
  const digits = (amount < 0n ? -amount : amount).toString().padStart(places + 1, '0');
  const at = digits.length - places;
  return `${amount < 0n ? '-' : ''}${digits.slice(0, at)}${places > 0 ? `.${digits.slice(at)}` : ''}`;
}

describe('what a line comes to', () => {
  it('is what exact fractions say, in each line and in the sum of 10,000 sets of lines', () => {
    fc.assert(
      fc.property(currency, fc.array(line, { minLength: 1, maxLength: 8 }), (code, lines) => {
        const places = decimalsOf(code);
        let sum = decimal('0');
        let exactly = 0n;
        for (const one of lines) {
          const { net, tax, total } = lineAmounts(one, code);
          const right = expected(one, places);
          const told = [right.net, right.tax, right.total].map((amount) => written(amount, places));
          if (`${net} ${tax} ${total}` !== told.join(' '))
            expect([one, net, tax, total]).toEqual([one, ...told]);
          sum = sum.plus(total);
          exactly += right.total;
        }
        return printed(sum, places) === written(exactly, places);
      }),
      { numRuns: 10_000 },
    );
  });

  const amounts = (more: Partial<PricedLine>, code = 'EUR') => {
    const plain: PricedLine = {
      quantity: '1',
      unit_price: '0',
      discount: null,
      tax_rate: '0',
      tax_included: false,
    };
    const { net, tax, total } = lineAmounts({ ...plain, ...more }, code);
    return [net, tax, total];
  };

  it.each([
    [{ quantity: '3', unit_price: '19.99', tax_rate: '20' }, 'EUR', ['59.97', '11.99', '71.96']],
    [
      { quantity: '3', unit_price: '19.99', tax_rate: '20', tax_included: true },
      'EUR',
      ['49.97', '10.00', '59.97'],
    ],
    [{ quantity: '0.5', unit_price: '0.25' }, 'EUR', ['0.13', '0.00', '0.13']],
    [{ quantity: '0.5', unit_price: '-0.25' }, 'EUR', ['-0.13', '0.00', '-0.13']],
    [{ unit_price: '1.005' }, 'EUR', ['1.01', '0.00', '1.01']],
    [{ quantity: '3', unit_price: '33.5' }, 'JPY', ['101', '0', '101']],
    [{ unit_price: '1.2345', tax_rate: '5' }, 'KWD', ['1.235', '0.062', '1.297']],
    [
      { unit_price: '100', discount: { type: 'percent', value: '12.5' }, tax_rate: '19' },
      'EUR',
      ['87.50', '16.63', '104.13'],
    ],
    [
      { unit_price: '100', discount: { type: 'amount', value: '30' }, tax_rate: '19' },
      'EUR',
      ['70.00', '13.30', '83.30'],
    ],
    [{ unit_price: '100', discount: { type: 'percent', value: '100' } }, 'EUR', ['0.00', '0.00', '0.00']],
    [{ unit_price: '-0.004' }, 'EUR', ['0.00', '0.00', '0.00']],
    [
      { quantity: '99999999999', unit_price: '9999.9999' },
      'EUR',
      ['999999989990000.00', '0.00', '999999989990000.00'],
    ],
  ] as const)('is rounded in its price and in its tax: %j in %s', (given, code, right) => {
    expect(amounts(given, code)).toEqual(right);
  });
});

describe('rounding', () => {
  it.each([
    ['0.125', 2, '0.13'],
    ['-0.125', 2, '-0.13'],
    ['0.1249999999999999999999999999', 2, '0.12'],
    ['2.5', 0, '3'],
    ['-2.5', 0, '-3'],
    ['-0.4', 0, '0'],
    ['1e-30', 2, '0.00'],
    ['123456789012345678901234567890.995', 2, '123456789012345678901234567891.00'],
  ])('takes halves away from zero: %s to %d decimals', (text, places, right) => {
    expect(printed(rounded(decimal(text), places), places)).toBe(right);
  });
});

describe('the smallest unit of a currency', () => {
  it.each([
    ['EUR', 2],
    ['USD', 2],
    ['HUF', 2],
    ['IDR', 2],
    ['JPY', 0],
    ['KRW', 0],
    ['VND', 0],
    ['XOF', 0],
    ['KWD', 3],
    ['BHD', 3],
    ['TND', 3],
    ['CLF', 4],
  ])('is that of ISO 4217: %s has %d decimals', (code, places) => {
    expect(decimalsOf(code)).toBe(places);
  });
});
