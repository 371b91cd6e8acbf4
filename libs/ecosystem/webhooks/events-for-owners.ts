import { hiddenKey, readableEvents } from '@ecosystem/event-log';
import type { Sql } from '@platform/database';
import { eventType, type StoredEvent } from '@platform/events';
import { RequestContext } from '@platform/http';

import type { Audience } from './endpoint-owners';

export const UNSENT_REASONS = [
  'event_expired',
  'owner_gone',
  'missing_scope',
  'record_hidden',
  'endpoint_removed',
] as const;

/** Why a delivery was closed without being sent. */
export type UnsentReason = (typeof UNSENT_REASONS)[number];

/** An event that an endpoint is to be sent. */
export interface Asked {
  /** What the owner of the endpoint may see now. */
  readonly audience: Audience | null;
  readonly type: string;
  /** What the owner could see when the endpoint was made. */
  readonly madeFor: readonly string[];
  /** Undefined when it is past its retention. */
  readonly event: StoredEvent | undefined;
}

/** The event as the owner may see it, and what tells apart that something of it is hidden; or why it is not sent. */
export type Eyes =
  | { readonly event: StoredEvent; readonly hidden: string | null }
  | { readonly unsent: UnsentReason };

/** What of each event its reader may see now, in their order. */
export async function eyesOf(sql: Sql, asked: readonly Asked[]): Promise<Eyes[]> {
  const limited = Map.groupBy(
    asked.filter(({ audience }) => audience?.rights),
    ({ audience }) => audience,
  );
  const seen = new Map<Asked, StoredEvent>();
  for (const [audience, ofOne] of limited) {
    if (audience) await lookThrough(sql, audience, ofOne, seen);
  }
  return asked.map((one) => refusal(one) ?? viewOf(one, seen));
}

/** Whether the scopes of an owner let them see events of a type, also of one that only newer code knows. */
export function maySee({ scopes }: Audience, { type, madeFor }: Pick<Asked, 'type' | 'madeFor'>): boolean {
  const known = eventType(type);
  return known ? scopes.has(known.scope.name) : madeFor.every((scope) => scopes.has(scope));
}

function refusal({ event, audience, ...asked }: Asked): Eyes | null {
  if (!event) return { unsent: 'event_expired' };
  if (!audience) return { unsent: 'owner_gone' };
  return maySee(audience, asked) ? null : { unsent: 'missing_scope' };
}

async function lookThrough(
  sql: Sql,
  audience: Audience,
  asked: readonly Asked[],
  seen: Map<Asked, StoredEvent>,
): Promise<void> {
  const ctx = new RequestContext(audience, 'webhooks', new Date());
  const events = new Map(asked.flatMap(({ event }) => (event ? [[event.id, event]] : [])));
  const readable = await readableEvents(sql, ctx, [...events.values()]);
  const byId = new Map(readable.map((event) => [event.id, event]));
  for (const one of asked) {
    const event = one.event && byId.get(one.event.id);
    if (event) seen.set(one, event);
  }
}

function viewOf(one: Asked, seen: ReadonlyMap<Asked, StoredEvent>): Eyes {
  const { event: whole, audience } = one;
  if (!whole || !audience?.rights)
    return whole ? { event: whole, hidden: null } : { unsent: 'event_expired' };
  const event = seen.get(one);
  if (!event) return { unsent: 'record_hidden' };
  const isWhole = JSON.stringify(event.data) === JSON.stringify(whole.data);
  return { event, hidden: isWhole ? null : hiddenKey(audience.rights) };
}
