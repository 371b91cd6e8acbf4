import { deliveriesOfEvents } from '@ecosystem/webhooks';
import type { Sql } from '@platform/database';
import { eventType } from '@platform/events';
import type { RequestContext } from '@platform/http';
import { toTypeId } from '@platform/ids';

import type { CausedEventDto } from './logged-request.dto';

const MOST_EVENTS = 100;
const DELIVERIES = 'webhooks:manage';

/** The events that a request caused, as far as the caller may read them, each with what became of its deliveries. */
export async function causedEvents(
  sql: Sql,
  { workspaceId, principal }: RequestContext,
  requestId: string,
): Promise<CausedEventDto[]> {
  const { scopes } = principal;
  const rows = await sql.sql<{ id: string; type: string }>('request_log.events', EVENTS, [
    workspaceId,
    requestId,
    MOST_EVENTS,
  ]);
  const readable = rows.filter(({ type }) => scopes.has(eventType(type)?.scope.name ?? ''));
  const deliveries = scopes.has(DELIVERIES)
    ? await deliveriesOfEvents(
        sql,
        workspaceId,
        readable.map(({ id }) => id),
      )
    : null;
  return readable.map(({ id, type }) => ({
    id: toTypeId('event', id),
    type,
    deliveries:
      deliveries?.get(id)?.map((delivery) => ({
        id: toTypeId('delivery', delivery.id),
        endpoint_id: toTypeId('webhook_endpoint', delivery.endpoint_id),
        state: delivery.state,
        attempts: delivery.attempts,
      })) ??
      (deliveries && []),
  }));
}

const EVENTS = 'SELECT id, type FROM events WHERE workspace_id = $1 AND request_id = $2 ORDER BY id LIMIT $3';
