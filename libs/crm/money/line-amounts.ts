import { type Decimal, decimal, printed, rounded, share } from './decimal';
import { decimalsOf } from './minor-units';

/** What is taken off a line: so many percent, or a sum. */
export interface Discount {
  readonly type: 'percent' | 'amount';
  readonly value: string;
}

/** What a line costs, as it is agreed. */
export interface PricedLine {
  readonly quantity: string;
  readonly unit_price: string;
  readonly discount: Discount | null;
  /** Percent. */
  readonly tax_rate: string;
  /** Whether the price and the discount contain the tax. */
  readonly tax_included: boolean;
}

/** What a line comes to: `net` and `tax` make `total`, to the smallest unit of the currency. */
export interface LineAmounts {
  readonly net: string;
  readonly tax: string;
  readonly total: string;
}

const HUNDRED = decimal('100');

/** The price of a line before anything is rounded, and what the discount leaves of it. */
export function discounted({ quantity, unit_price, discount }: PricedLine): {
  readonly full: Decimal;
  readonly left: Decimal;
} {
  const full = decimal(quantity).times(unit_price);
  if (!discount) return { full, left: full };
  if (discount.type === 'amount') return { full, left: full.minus(discount.value) };
  return { full, left: full.times(HUNDRED.minus(discount.value)).shiftedBy(-2) };
}

/**
 * What a line comes to. A line is rounded twice, each time to the currency's smallest unit with halves away from zero: its
 * price after the discount, then its tax. Sums of lines are sums of rounded amounts, so what is printed adds up.
 */
export function lineAmounts(line: PricedLine, currency: string): LineAmounts {
  const decimals = decimalsOf(currency);
  const price = rounded(discounted(line).left, decimals);
  const rate = decimal(line.tax_rate);
  const tax = share(price, rate, line.tax_included ? rate.plus(HUNDRED) : HUNDRED, decimals);
  const net = line.tax_included ? price.minus(tax) : price;
  const total = line.tax_included ? price : price.plus(tax);
  return { net: printed(net, decimals), tax: printed(tax, decimals), total: printed(total, decimals) };
}

/** The largest amount that is kept: 15 digits before the point. */
const LARGEST = decimal('1e15');

/** Whether an amount has more digits than are kept. */
export const isTooLarge = (amount: string): boolean => decimal(amount).abs().gte(LARGEST);
