import type { Sql } from '@platform/database';

import type { DeliveryState } from './delivery.dto';

/** A delivery, pending or finished. */
export interface DeliveryRow {
  readonly id: string;
  readonly endpoint_id: string;
  readonly event_id: string;
  readonly type: string;
  readonly sequence: string;
  readonly record_id: string | null;
  readonly replay_id: string | null;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly next_attempt_at: Date | null;
  readonly created_at: Date;
  readonly finished_at: Date | null;
  /** Why it was closed without being sent. */
  readonly reason: string | null;
}

/** A logged attempt. */
export interface AttemptRow {
  readonly number: number;
  readonly attempted_at: Date;
  readonly duration_ms: number;
  readonly status: number | null;
  readonly error: string | null;
  readonly response: Buffer | null;
}

/** Which deliveries to read; what is left out does not narrow them. */
export interface DeliverySearch {
  readonly endpointId?: string;
  readonly state?: DeliveryState;
  readonly eventIds?: readonly string[];
  readonly recordId?: string;
  readonly recordIds?: readonly string[];
  readonly type?: string;
  /** Events from this id on, which tells their time. */
  readonly fromEvent?: string;
  /** Events before this id. */
  readonly toEvent?: string;
  /** The last event and delivery of the page before. */
  readonly after?: readonly [string, string];
}

/** The condition of each part of a search, `$n` standing for its value. */
const CONDITIONS = {
  endpointId: 'endpoint_id = $n',
  eventIds: 'event_id = ANY ($n::uuid[])',
  recordId: 'record_id = $n',
  recordIds: 'record_id = ANY ($n::uuid[])',
  type: 'type = $n',
  fromEvent: 'event_id >= $n',
  toEvent: 'event_id < $n',
} as const;

type Narrowing = keyof typeof CONDITIONS;

/**
 * Deliveries by the time of their event, newest first: each state is one range of an index, merged. Only what narrows
 * them stands in the statement, so that each is planned for itself.
 */
export function listDeliveries(
  connection: Sql,
  workspaceId: string,
  search: DeliverySearch,
  limit: number,
): Promise<DeliveryRow[]> {
  const names = (Object.keys(CONDITIONS) as Narrowing[]).filter((name) => search[name] !== undefined);
  const params: unknown[] = [workspaceId, limit, ...names.map((name) => search[name])];
  const conditions = names.map((name, index) => CONDITIONS[name].replace('$n', `$${index + 3}`));
  if (search.after) {
    conditions.push(`(event_id, id) < ($${params.length + 1}, $${params.length + 2})`);
    params.push(...search.after);
  }
  const wanted = STATES.filter(({ state }) => search.state === undefined || state === search.state);
  const parts = wanted.map(({ text, where }) => {
    const every = ['workspace_id = $1', where, ...conditions].join(' AND ');
    return `(${text} WHERE ${every} ORDER BY event_id DESC, id DESC LIMIT $2)`;
  });
  const name = ['deliveries.list', search.state, ...names, search.after && 'after'].filter(Boolean).join(' ');
  return connection.sql<DeliveryRow>(
    name,
    `SELECT * FROM (${parts.join(' UNION ALL ')}) AS every_state ORDER BY event_id DESC, id DESC LIMIT $2`,
    params,
  );
}

/** One delivery of a workspace, wherever it stands. */
export async function findDelivery(
  connection: Sql,
  workspaceId: string,
  id: string,
): Promise<DeliveryRow | undefined> {
  const [row] = await connection.sql<DeliveryRow>('deliveries.find', FIND, [workspaceId, id]);
  return row;
}

/** The latest attempts of a delivery, newest first. */
export const listAttempts = (connection: Sql, workspaceId: string, deliveryId: string) =>
  connection.sql<AttemptRow>('attempts.list', ATTEMPTS, [workspaceId, deliveryId]);

/** The events that a request caused, as far as they are kept; a request that caused more is cut off. */
export async function eventsOfRequest(
  connection: Sql,
  workspaceId: string,
  requestId: string,
): Promise<string[]> {
  const rows = await connection.sql<{ id: string }>('events.of_request', OF_REQUEST, [
    workspaceId,
    requestId,
  ]);
  return rows.map(({ id }) => id);
}

const COLUMNS = 'id, endpoint_id, event_id, type, sequence, record_id, replay_id';

const PENDING = `
  SELECT ${COLUMNS}, CASE WHEN parked_at IS NULL THEN 'pending' ELSE 'parked' END AS state, attempts,
    CASE WHEN due_at < 'infinity' THEN due_at END AS next_attempt_at, created_at, NULL::timestamptz AS finished_at,
    NULL::text AS reason
  FROM deliveries`;

const FINISHED = `
  SELECT ${COLUMNS}, state, attempts, NULL::timestamptz AS next_attempt_at, created_at, finished_at, reason
  FROM delivery_log`;

const STATES: readonly { state: DeliveryState; text: string; where: string }[] = [
  { state: 'pending', text: PENDING, where: 'parked_at IS NULL' },
  { state: 'parked', text: PENDING, where: 'parked_at IS NOT NULL' },
  { state: 'delivered', text: FINISHED, where: "state = 'delivered'" },
  { state: 'failed', text: FINISHED, where: "state = 'failed'" },
];

const FIND = `
  ${PENDING} WHERE workspace_id = $1 AND id = $2
  UNION ALL ${FINISHED} WHERE workspace_id = $1 AND id = $2
  LIMIT 1`;

const ATTEMPTS = `
  SELECT number, attempted_at, duration_ms, status, error, response FROM attempts
  WHERE delivery_id = $2 AND workspace_id = $1 ORDER BY id DESC LIMIT 200`;

const OF_REQUEST = 'SELECT id FROM events WHERE workspace_id = $1 AND request_id = $2 LIMIT 10000';
