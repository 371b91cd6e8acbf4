import type { ValueType } from './filter-schema';
import { sortKey } from './fold-text';

/** How two values of one type stand to each other: below 0, 0 or above, as PostgreSQL orders them. */
export function compareValues(type: ValueType, a: unknown, b: unknown): number {
  if (type === 'integer') return Number(a) - Number(b);
  if (type === 'decimal') return compareDecimals(String(a), String(b));
  if (type === 'text') return compareBytes(sortKey(String(a)), sortKey(String(b)));
  return compareBytes(String(a), String(b));
}

/** Whether two values of one type are the same: numbers by their size, everything else exactly. */
export function sameValue(type: ValueType, a: unknown, b: unknown): boolean {
  return type === 'decimal' ? compareDecimals(String(a), String(b)) === 0 : a === b;
}

const compareBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

function compareDecimals(a: string, b: string): number {
  const scale = Math.max(decimals(a), decimals(b));
  const difference = scaled(a, scale) - scaled(b, scale);
  if (difference === 0n) return 0;
  return difference < 0n ? -1 : 1;
}

const decimals = (text: string): number => text.split('.')[1]?.length ?? 0;

const scaled = (text: string, scale: number): bigint => {
  const [whole = '0', part = ''] = text.split('.');
  return BigInt(whole + part.padEnd(scale, '0'));
};
