import type { Migration } from '@platform/database';

/** Lanes that read the log by themselves when they have much to send, and the order of deliveries. */
export const backlogAndOrder: Migration = {
  name: 'BacklogAndOrder1795000000046',
  statements: [
    `ALTER TABLE webhook_endpoints
      ADD COLUMN ordering text NOT NULL DEFAULT 'none',
      ADD COLUMN state_reason text,
      ADD CONSTRAINT webhook_endpoints_ordering_known CHECK (ordering IN ('none', 'record', 'endpoint'))`,
    `ALTER TABLE lanes
      ADD COLUMN ordering text NOT NULL DEFAULT 'none',
      ADD COLUMN pending integer NOT NULL DEFAULT 0,
      ADD COLUMN read_due timestamptz NOT NULL DEFAULT 'infinity'`,
    `ALTER TABLE deliveries
      ADD COLUMN record_id uuid,
      ADD COLUMN order_key uuid,
      ADD COLUMN replay_id uuid,
      ADD COLUMN parked_at timestamptz,
      DROP CONSTRAINT deliveries_event_unique,
      ADD CONSTRAINT deliveries_event_unique UNIQUE NULLS NOT DISTINCT (endpoint_id, event_id, replay_id)`,
    'ALTER TABLE delivery_log ADD COLUMN record_id uuid, ADD COLUMN replay_id uuid',
    `/* migration */ UPDATE deliveries SET record_id = events.object_id FROM events
      WHERE events.workspace_id = deliveries.workspace_id AND events.day = event_day AND events.id = event_id`,
    `/* migration */ UPDATE delivery_log SET record_id = events.object_id FROM events
      WHERE events.workspace_id = delivery_log.workspace_id AND events.day = event_day AND events.id = event_id`,
    `UPDATE lanes SET
      pending = (SELECT count(*) FROM deliveries WHERE deliveries.endpoint_id = lanes.endpoint_id),
      read_due = CASE WHEN hot OR stopped THEN 'infinity'::timestamptz ELSE now() END`,
    'DROP INDEX lanes_behind',
    "CREATE INDEX lanes_reading ON lanes (read_due) WHERE read_due < 'infinity'",
    `CREATE INDEX lanes_stuck ON lanes (endpoint_id)
      WHERE NOT hot AND NOT stopped AND wake_at = 'infinity' AND read_due = 'infinity'`,
    'DROP INDEX deliveries_due',
    `CREATE INDEX deliveries_due ON deliveries (endpoint_id, due_at, pos)
      WHERE due_at < 'infinity' AND replay_id IS NULL`,
    `CREATE INDEX deliveries_replay_due ON deliveries (endpoint_id, due_at, pos)
      WHERE due_at < 'infinity' AND replay_id IS NOT NULL`,
    `CREATE INDEX deliveries_chain ON deliveries (endpoint_id, order_key, pos) WHERE order_key IS NOT NULL`,
  ],
};
