/** The day of a time, in UTC. */
export function dayOf(time: Date): string {
  const day = Math.floor(time.getTime() / DAY_MS);
  // A set of records is of one day mostly.
  if (day !== latest.day) latest = { day, text: time.toISOString().slice(0, 10) };
  return latest.text;
}

const DAY_MS = 24 * 60 * 60 * 1000;
let latest = { day: Number.NaN, text: '' };
