import type { Dealwright } from '../client.ts';
import type { DealwrightEvent } from '../webhook-event.ts';
import { UsageError } from './terminal.ts';

/** The options that say where in the log to begin. */
export const START = { since: { type: 'string' }, 'from-cursor': { type: 'string' } } as const;

/** Where to begin, as the feed takes it, and which of the first events were there before. */
export interface Start {
  readonly cursor?: string;
  readonly since?: string;
  readonly isWanted: (event: DealwrightEvent) => boolean;
}

/** The place that the options name; what happens from now on unless they do. */
export async function startOf(
  client: Dealwright,
  {
    since,
    'from-cursor': cursor,
  }: { readonly since?: string | undefined; readonly 'from-cursor'?: string | undefined },
): Promise<Start> {
  if (cursor !== undefined) return { cursor, isWanted: () => true };
  if (since !== undefined) {
    const time = timeOf(since);
    return { since: time.toISOString(), isWanted: (event) => Date.parse(event.timestamp) >= time.getTime() };
  }
  const { data } = await client.events.list({ sort: '-sequence', limit: 1 });
  const [last] = data;
  if (!last) return { isWanted: () => true };
  return { since: last.timestamp, isWanted: (event) => event.sequence > last.sequence };
}

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A time (ISO 8601), or how long ago: `15m`, `2h`, `3d`. */
export function timeOf(text: string, now = Date.now()): Date {
  const [, count, unit] = /^(\d+)([smhd])$/.exec(text) ?? [];
  if (count !== undefined && unit !== undefined) return new Date(now - Number(count) * (UNITS[unit] ?? 0));
  const time = Date.parse(text);
  if (Number.isNaN(time))
    throw new UsageError(`"${text}" is no time: write 2026-11-21T09:30:00Z, or 15m, 2h, 3d.`);
  return new Date(time);
}

/** A list of names as it is written: `deal.*,lead.created`. */
export const namesIn = (text: string | undefined): string[] | undefined =>
  text
    ?.split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');

/** A filter as it is written: JSON. */
export function filterIn(text: string | undefined): object | undefined {
  if (text === undefined) return undefined;
  try {
    const filter = JSON.parse(text) as unknown;
    if (typeof filter === 'object' && filter !== null && !Array.isArray(filter)) return filter;
  } catch {
    // Said below: a filter that is no JSON is one that is no object.
  }
  throw new UsageError(`--filter must be JSON, such as '{"changed":{"has":"owner_id"}}'`);
}
