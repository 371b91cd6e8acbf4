import { allIdsOf } from '@crm/merged-ids';
import type { Sql } from '@platform/database';
import { type Fault, invalidRequest } from '@platform/http';
import { firstUuidOf, type IdKind, kindOf, toUuid } from '@platform/ids';

import type { DeliveriesQueryDto } from './delivery.dto';
import { type DeliverySearch, eventsOfRequest } from './delivery-log';

type Query = Omit<DeliveriesQueryDto, 'limit' | 'cursor'>;

/** The search that a query asks for, or null when it can find nothing. Problem: 400 for what is no id. */
export async function searchOf(
  connection: Sql,
  workspaceId: string,
  query: Query,
  after: readonly string[] | undefined,
): Promise<DeliverySearch | null> {
  const eventIds = await eventsOf(connection, workspaceId, query);
  if (eventIds?.length === 0) return null;
  const { endpoint_id: endpoint, record_id: record, state, type, since, until } = query;
  const [lastEvent, lastId] = after ?? [];
  return given({
    endpointId: endpoint && uuidOf('webhook_endpoint', endpoint),
    state,
    eventIds,
    ...(record && (await ofRecord(connection, workspaceId, record))),
    type,
    fromEvent: since && firstEventOf(since),
    toEvent: until && firstEventOf(until),
    after: lastEvent && lastId ? ([lastEvent, lastId] as const) : undefined,
  });
}

/** The events that are asked for by their id, by the request that caused them, or by both; undefined for all. */
async function eventsOf(
  connection: Sql,
  workspaceId: string,
  { event_id: event, request_id: request }: Query,
): Promise<readonly string[] | undefined> {
  const one = event === undefined ? undefined : uuidOf('event', event);
  if (request === undefined) return one === undefined ? undefined : [one];
  const caused = await eventsOfRequest(connection, workspaceId, request);
  return one === undefined ? caused : caused.filter((id) => id === one);
}

type Given<T> = { [Name in keyof T]?: Exclude<T[Name], undefined> };

/** Without what is undefined. */
const given = <T extends object>(values: T): Given<T> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Given<T>;

/** Its form was checked before. */
const uuidOf = (kind: IdKind, id: string): string => toUuid(kind, id) ?? '';

/** The record of that id, under all of its ids. */
async function ofRecord(
  connection: Sql,
  workspaceId: string,
  id: string,
): Promise<Pick<DeliverySearch, 'recordId' | 'recordIds'>> {
  const kind = kindOf(id);
  const uuid = kind && toUuid(kind, id);
  const fault: Fault = { pointer: '?record_id', code: 'invalid_id', detail: 'must be the id of something' };
  if (!uuid) throw invalidRequest([fault]);
  const ids = await allIdsOf(connection, workspaceId, kind, uuid);
  return ids.length === 1 ? { recordId: uuid } : { recordIds: ids };
}

/** Ids of events rise with the time at which they were written. */
const firstEventOf = (time: string): string => firstUuidOf(new Date(time));
