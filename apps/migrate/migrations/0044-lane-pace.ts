import type { Migration } from '@platform/database';

/** What a lane has learned of its receiver, so that whoever holds it next goes on at the same pace. */
export const lanePace: Migration = {
  name: 'LanePace1795000000044',
  statements: [
    `ALTER TABLE lanes
      ADD COLUMN last_error text,
      ADD COLUMN blocked_streak smallint NOT NULL DEFAULT 0,
      ADD COLUMN rest_until timestamptz,
      ADD COLUMN breaker text NOT NULL DEFAULT 'closed',
      ADD COLUMN breaker_trips integer NOT NULL DEFAULT 0,
      ADD COLUMN recent_since timestamptz,
      ADD COLUMN recent_good integer NOT NULL DEFAULT 0,
      ADD COLUMN recent_failed integer NOT NULL DEFAULT 0,
      ADD COLUMN send_limit smallint NOT NULL DEFAULT 2,
      ADD COLUMN speed text NOT NULL DEFAULT 'unknown',
      ADD COLUMN rate_free_at timestamptz,
      ADD COLUMN notices smallint NOT NULL DEFAULT 0,
      ADD COLUMN noticed_since timestamptz,
      ADD CONSTRAINT lanes_breaker_known CHECK (breaker IN ('closed', 'open')),
      ADD CONSTRAINT lanes_speed_known CHECK (speed IN ('unknown', 'fast', 'slow'))`,
    "CREATE INDEX lanes_broken ON lanes (endpoint_id) WHERE breaker = 'open'",
    'CREATE INDEX lanes_failing ON lanes (failing_since) WHERE failing_since IS NOT NULL',
    'CREATE INDEX lanes_noticed ON lanes (endpoint_id) WHERE notices > 0',
    `CREATE INDEX deliveries_new ON deliveries (endpoint_id, due_at, pos) WHERE due_at < 'infinity' AND tries = 0`,
  ],
};
