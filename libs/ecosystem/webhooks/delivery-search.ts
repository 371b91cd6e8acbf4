import type { Sql } from '@platform/database';
import { type Fault, invalidRequest } from '@platform/http';
import { type IdKind, kindOf, toUuid, uuidOfTime } from '@platform/ids';

import type { DeliveriesQueryDto } from './delivery.dto';
import { type DeliverySearch, eventsOfRequest } from './delivery-log';

/** The search that a query asks for, or null when it can find nothing. Problem: 400 for what is no id. */
export async function searchOf(
  connection: Sql,
  workspaceId: string,
  query: Omit<DeliveriesQueryDto, 'limit' | 'cursor'>,
  after: readonly string[] | undefined,
): Promise<DeliverySearch | null> {
  const { endpoint_id: endpoint, event_id: event, record_id: record, request_id: request } = query;
  const { state, type, since, until } = query;
  const events = request === undefined ? null : await eventsOfRequest(connection, workspaceId, request);
  const one = event === undefined ? null : uuidOf('event', event);
  const eventIds = events && one ? events.filter((id) => id === one) : (events ?? (one ? [one] : undefined));
  if (eventIds?.length === 0) return null;
  const [lastEvent, lastId] = after ?? [];
  return {
    ...(endpoint !== undefined && { endpointId: uuidOf('webhook_endpoint', endpoint) }),
    ...(state !== undefined && { state }),
    ...(eventIds && { eventIds }),
    ...(record !== undefined && { recordId: recordUuid(record) }),
    ...(type !== undefined && { type }),
    ...(since !== undefined && { fromEvent: firstEventOf(since) }),
    ...(until !== undefined && { toEvent: firstEventOf(until) }),
    ...(lastEvent !== undefined && lastId !== undefined && { after: [lastEvent, lastId] as const }),
  };
}

/** Its form was checked before. */
const uuidOf = (kind: IdKind, id: string): string => toUuid(kind, id) ?? '';

function recordUuid(id: string): string {
  const kind = kindOf(id);
  const uuid = kind && toUuid(kind, id);
  if (uuid) return uuid;
  const fault: Fault = { pointer: '?record_id', code: 'invalid_id', detail: 'must be the id of something' };
  throw invalidRequest([fault]);
}

/** Ids of events rise with the time at which they were written. */
const firstEventOf = (time: string): string =>
  uuidOfTime(Math.max(0, new Date(time).getTime()), new Uint8Array(16));
