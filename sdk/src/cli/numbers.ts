import { UsageError } from './terminal.ts';

/** A whole number of the command line; undefined when it was not given. */
export function wholeNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new UsageError(`--${name} must be a whole number, not "${text}".`);
}

/** How many are shown at most. */
export const mostIn = (limit: string | undefined): number =>
  wholeNumber('limit', limit) ?? Number.POSITIVE_INFINITY;
