import type { Sql } from '@platform/database';

import type { Speed } from './lane-speed';
import type { WebhookEndpointHealthDto } from './webhook-endpoint.dto';

/** How an endpoint's deliveries fare, as its lane knows it. */
export interface LaneHealth {
  readonly endpoint_id: string;
  readonly failing_since: Date | null;
  readonly fail_streak: number;
  readonly last_status: number | null;
  readonly last_error: string | null;
  readonly speed: Speed;
  readonly breaker: 'closed' | 'open';
  readonly is_resting: boolean;
  readonly next_at: Date | null;
}

/** How the deliveries of these endpoints fare, by endpoint. */
export async function readHealth(
  connection: Sql,
  endpointIds: readonly string[],
): Promise<Map<string, LaneHealth>> {
  const rows = await connection.sql<LaneHealth>('lanes.health', HEALTH, [endpointIds]);
  return new Map(rows.map((row) => [row.endpoint_id, row]));
}

/** The same as customers see it; an endpoint that was never sent anything is healthy. */
export function healthOf(lane: LaneHealth | undefined): WebhookEndpointHealthDto {
  if (!lane) return HEALTHY;
  const isFailing = lane.failing_since !== null;
  return {
    ...(isFailing ? failing(lane) : lane.speed === 'slow' ? SLOW : WELL),
    failing_since: lane.failing_since?.toISOString() ?? null,
    last_status: lane.last_status,
    breaker: breakerOf(lane),
    next_attempt_at: lane.next_at?.toISOString() ?? null,
  };
}

const WELL = { state: 'healthy', reason: null } as const;

const HEALTHY: WebhookEndpointHealthDto = {
  ...WELL,
  failing_since: null,
  last_status: null,
  breaker: 'closed',
  next_attempt_at: null,
};

const SLOW = { state: 'slow', reason: 'slow_answers' } as const;

const failing = ({ last_error: error }: LaneHealth) =>
  ({ state: 'failing', reason: error ?? 'unexpected_status' }) as const;

function breakerOf({ breaker, is_resting }: LaneHealth): WebhookEndpointHealthDto['breaker'] {
  if (breaker === 'closed') return 'closed';
  return is_resting ? 'open' : 'half_open';
}

/** While a worker holds a lane, only a rest says when something is sent again. */
const HEALTH = `
  SELECT endpoint_id, failing_since, fail_streak, last_status, last_error, speed, breaker,
    coalesce(rest_until > now(), false) AS is_resting,
    CASE WHEN stopped THEN NULL
      WHEN lease_until > now() THEN CASE WHEN rest_until > now() THEN rest_until END
      WHEN wake_at < 'infinity' AND greatest(wake_at, rest_until) > now() THEN greatest(wake_at, rest_until)
    END AS next_at
  FROM lanes WHERE endpoint_id = ANY ($1::uuid[])`;
