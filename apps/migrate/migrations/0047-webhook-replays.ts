import type { Migration } from '@platform/database';

/** Replays: events that are sent to an endpoint once more. */
export const webhookReplays: Migration = {
  name: 'WebhookReplays1795000000047',
  statements: [
    `CREATE TABLE webhook_replays (
      id uuid NOT NULL,
      workspace_id uuid NOT NULL,
      endpoint_id uuid NOT NULL,
      state text NOT NULL,
      only_failed boolean NOT NULL,
      from_sequence bigint NOT NULL,
      to_sequence bigint NOT NULL,
      types text[],
      filter jsonb,
      checked_filter jsonb,
      read_sequence bigint NOT NULL,
      read_event uuid NOT NULL,
      is_read boolean NOT NULL,
      read_due timestamptz NOT NULL,
      made integer NOT NULL,
      delivered integer NOT NULL,
      failed integer NOT NULL,
      created_at timestamptz NOT NULL,
      finished_at timestamptz,
      PRIMARY KEY (id),
      CONSTRAINT webhook_replays_state_known CHECK (state IN ('running', 'completed', 'cancelled'))
    ) WITH (fillfactor = 70)`,
    'CREATE INDEX webhook_replays_of_endpoint ON webhook_replays (endpoint_id, id)',
    "CREATE UNIQUE INDEX webhook_replays_running ON webhook_replays (endpoint_id) WHERE state = 'running'",
    "CREATE INDEX webhook_replays_due ON webhook_replays (read_due) WHERE read_due < 'infinity'",
    'CREATE INDEX deliveries_of_replay ON deliveries (replay_id) WHERE replay_id IS NOT NULL',
  ],
};
