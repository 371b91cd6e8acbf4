import BigNumber from 'bignumber.js';

/** An exact decimal: sums, differences and products of it lose nothing. */
export type Decimal = BigNumber;

/** The number that a decimal in a string stands for. */
export const decimal = (text: string): Decimal => new BigNumber(text);

/**
 * Rounds to so many decimals, halves away from zero: 0.125 becomes 0.13 and -0.125 becomes -0.13, as accountants expect.
 * There is no negative zero.
 */
export const rounded = (value: Decimal, decimals: number): Decimal =>
  value.decimalPlaces(decimals, BigNumber.ROUND_HALF_UP).plus(0);

/** A part of a value, rounded once and in the same way: `value × part ÷ whole`. */
export const share = (value: Decimal, part: Decimal, whole: Decimal, decimals: number): Decimal =>
  new (dividing(decimals))(value.times(part)).div(whole).plus(0);

const divisions = new Map<number, typeof BigNumber>();

/** Decimals whose quotients are rounded to so many decimals. */
function dividing(decimals: number): typeof BigNumber {
  const known = divisions.get(decimals);
  if (known) return known;
  const made = BigNumber.clone({ DECIMAL_PLACES: decimals, ROUNDING_MODE: BigNumber.ROUND_HALF_UP });
  divisions.set(decimals, made);
  return made;
}

/** A decimal as the API writes it, with exactly so many decimals. */
export const printed = (value: Decimal, decimals: number): string => value.toFixed(decimals);
