import type { Sql } from '@platform/database';

import { type Lease, type LeaseAsk, LeaseStore } from './lease-store';

interface LeaseRow {
  readonly key: string;
  readonly granted: number;
  readonly tokens: number;
}

/** Shares the budgets in one small table: one statement for everything that a process asks for. */
export class PostgresLeaseStore extends LeaseStore {
  constructor(private readonly database: Sql) {
    super();
  }

  async lease(asks: readonly LeaseAsk[]): Promise<Lease[]> {
    const rows = await this.database.sql<LeaseRow>('rate_budgets.lease', LEASE, [
      asks.map(({ key }) => key),
      asks.map(({ wanted }) => wanted),
      asks.map(({ pace }) => pace.perSecond),
      asks.map(({ pace }) => pace.burst),
    ]);
    const leases = new Map(rows.map(({ key, granted, tokens }) => [key, { granted, left: tokens }]));
    return asks.map(({ key }) => leases.get(key) ?? { granted: 0, left: 0 });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/**
 * Rows are locked in the order of their keys, so that processes never wait for each other in a circle, and the clock is
 * read after a row is locked: `now()` would count the wait for other processes twice.
 */
const LEASE = `
  INSERT INTO rate_budgets AS budget (key, per_second, burst, tokens, granted, refilled_at)
  SELECT key, per_second, burst, least(burst, burst - least(wanted, burst)), least(wanted, burst), clock_timestamp()
  FROM unnest($1::text[], $2::float8[], $3::float8[], $4::float8[]) AS ask (key, wanted, per_second, burst)
  ORDER BY key
  ON CONFLICT (key) DO UPDATE SET
    per_second = excluded.per_second,
    burst = excluded.burst,
    granted = least(excluded.granted, REFILLED),
    tokens = least(excluded.burst, REFILLED - least(excluded.granted, REFILLED)),
    refilled_at = greatest(budget.refilled_at, clock_timestamp())
  RETURNING key, granted, tokens`.replaceAll(
  'REFILLED',
  `least(excluded.burst, budget.tokens
      + excluded.per_second * greatest(0, extract(epoch FROM clock_timestamp() - budget.refilled_at)::float8))`,
);
