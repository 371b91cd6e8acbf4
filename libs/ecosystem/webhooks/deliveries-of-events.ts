import type { Sql } from '@platform/database';

/** What became of sending an event to an endpoint. */
export interface EventDelivery {
  readonly id: string;
  readonly endpoint_id: string;
  readonly event_id: string;
  readonly state: string;
  readonly attempts: number;
}

/** The deliveries of some events to the endpoints that a workspace has now, by event. */
export async function deliveriesOfEvents(
  connection: Sql,
  workspaceId: string,
  eventIds: readonly string[],
): Promise<Map<string, EventDelivery[]>> {
  if (eventIds.length === 0) return new Map();
  const rows = await connection.sql<EventDelivery>('deliveries.of_events', OF_EVENTS, [
    workspaceId,
    eventIds,
  ]);
  return Map.groupBy(rows, ({ event_id: id }) => id);
}

/** By endpoint first, as the indexes of both tables are. */
const OF_EVENTS = `
  WITH own AS (SELECT id FROM webhook_endpoints WHERE workspace_id = $1)
  SELECT id, endpoint_id, event_id, CASE WHEN parked_at IS NULL THEN 'pending' ELSE 'parked' END AS state, attempts
  FROM deliveries
  WHERE workspace_id = $1 AND endpoint_id = ANY (ARRAY(SELECT id FROM own)) AND event_id = ANY ($2::uuid[])
  UNION ALL
  SELECT id, endpoint_id, event_id, state, attempts FROM delivery_log
  WHERE workspace_id = $1 AND endpoint_id = ANY (ARRAY(SELECT id FROM own))
    AND state = ANY ('{delivered,failed}') AND event_id = ANY ($2::uuid[])
  ORDER BY event_id, endpoint_id LIMIT 1000`;
