import type { Migration } from '@platform/database';

/** What is left of the budgets that API processes share; losing it only makes every budget full. */
export const rateLimits: Migration = {
  name: 'RateLimits1795000000007',
  statements: [
    `CREATE UNLOGGED TABLE rate_budgets (
      key text NOT NULL,
      per_second double precision NOT NULL,
      burst double precision NOT NULL,
      tokens double precision NOT NULL,
      granted double precision NOT NULL,
      refilled_at timestamptz NOT NULL,
      PRIMARY KEY (key)
    ) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000)`,
  ],
};
