const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** Ten tries over 75 hours: the wait before each try, the first without one. */
const DELAYS_MS = [
  0,
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
  24 * HOUR_MS,
];

const MOST_JITTER = 0.25;
const LONGEST_RETRY_AFTER_MS = 24 * HOUR_MS;

/** The three forms of an HTTP date (RFC 9110, section 5.6.7), all in GMT. */
const HTTP_DATES = [
  /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/,
  /^[A-Z][a-z]{5,8}, \d{2}-[A-Z][a-z]{2}-\d{2} \d{2}:\d{2}:\d{2} GMT$/,
  /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/,
];

/**
 * Gives the wait in milliseconds before the next try after `attempt` failed ones (0 before the first), lengthened by
 * 0 to 25 % so that receivers are not hit in step; null when all ten tries are used. `random` gives 0 ≤ x < 1.
 */
export function retrySchedule(attempt: number, random: () => number): number | null {
  const delayMs = DELAYS_MS[attempt];
  return delayMs === undefined ? null : Math.round(delayMs * (1 + MOST_JITTER * random()));
}

/**
 * Reads a `Retry-After` header (RFC 9110, section 10.2.3) as milliseconds from `now`, at most 24 hours; null when it
 * is missing, malformed, negative or in the past.
 */
export function retryAfterMs(header: string | undefined, now: Date): number | null {
  const value = header?.trim() ?? '';
  const waitMs = /^\d+$/.test(value) ? Number(value) * SECOND_MS : dateOf(value) - now.getTime();
  return waitMs >= 0 ? Math.min(waitMs, LONGEST_RETRY_AFTER_MS) : null;
}

function dateOf(value: string): number {
  if (!HTTP_DATES.some((form) => form.test(value))) return Number.NaN;
  return Date.parse(value.endsWith('GMT') ? value : `${value} GMT`);
}
