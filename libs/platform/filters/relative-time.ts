const DAY_MS = 24 * 60 * 60 * 1000;
const NAMED: Readonly<Record<string, number>> = { yesterday: -1, today: 0, tomorrow: 1 };
const OFFSET = /^([+-]\d{1,4})([hdwmy])$/;

/**
 * The instant that a relative date means, or null when the text is none. `today`, `yesterday` and `tomorrow` are the
 * first instants of those days in UTC; `now`, and `-12h`, `-7d`, `+2w`, `+1m`, `-1y` are counted from now.
 */
export function relativeTime(text: string, now: Date): Date | null {
  if (text === 'now') return now;
  if (Object.hasOwn(NAMED, text)) {
    const midnight = Math.floor(now.getTime() / DAY_MS) * DAY_MS;
    return new Date(midnight + (NAMED[text] ?? 0) * DAY_MS);
  }
  const [, count, unit] = OFFSET.exec(text) ?? [];
  return count === undefined || unit === undefined ? null : moved(now, Number(count), unit);
}

const UNIT_MS: Readonly<Record<string, number>> = { h: DAY_MS / 24, d: DAY_MS, w: 7 * DAY_MS };

function moved(now: Date, count: number, unit: string): Date {
  const ms = UNIT_MS[unit];
  if (ms !== undefined) return new Date(now.getTime() + count * ms);
  const months = unit === 'y' ? 12 * count : count;
  const then = new Date(now);
  then.setUTCDate(1);
  then.setUTCMonth(then.getUTCMonth() + months);
  const lastDay = new Date(then);
  lastDay.setUTCMonth(then.getUTCMonth() + 1, 0);
  then.setUTCDate(Math.min(now.getUTCDate(), lastDay.getUTCDate()));
  return then;
}
