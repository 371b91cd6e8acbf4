import type { Migration } from '@platform/database';

/** What every write needs: remembered Idempotency-Keys, the events table and the outbox. */
export const writesAndEvents: Migration = {
  name: 'WritesAndEvents1795000000001',
  statements: [
    `CREATE TABLE idempotency_keys (
      workspace_id uuid NOT NULL,
      id uuid NOT NULL,
      principal text NOT NULL,
      key text NOT NULL,
      fingerprint bytea NOT NULL,
      result text,
      expires_at timestamptz NOT NULL,
      PRIMARY KEY (workspace_id, id),
      CONSTRAINT idempotency_keys_key_unique UNIQUE (workspace_id, principal, key)
    )`,
    'CREATE INDEX idempotency_keys_by_expiry ON idempotency_keys (expires_at)',
    `CREATE TABLE events (
      day date NOT NULL,
      id uuid NOT NULL,
      workspace_id uuid NOT NULL,
      type text NOT NULL,
      schema_version smallint NOT NULL,
      object_kind text NOT NULL,
      object_id uuid NOT NULL,
      object_version integer NOT NULL,
      actor jsonb NOT NULL,
      principal text NOT NULL,
      request_id text NOT NULL,
      changed text[] NOT NULL,
      data jsonb NOT NULL,
      occurred_at timestamptz NOT NULL,
      PRIMARY KEY (workspace_id, day, id)
    ) PARTITION BY RANGE (day)`,
    'CREATE INDEX events_object ON events (workspace_id, object_id, object_version)',
    'CREATE INDEX events_request ON events (workspace_id, request_id)',
    `CREATE SEQUENCE outbox_seq CACHE 1`,
    `CREATE TABLE outbox (
      shard smallint NOT NULL,
      seq bigint NOT NULL DEFAULT nextval('outbox_seq'),
      day date NOT NULL,
      event_id uuid NOT NULL,
      workspace_id uuid NOT NULL,
      type text NOT NULL,
      scope text NOT NULL,
      PRIMARY KEY (shard, seq)
    ) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0)`,
  ],
};
