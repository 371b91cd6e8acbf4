import type { Sql } from '@platform/database';
import { Gauge } from 'prom-client';

import { DAYS_AHEAD } from './partitions';

/** Where the gauges ask: the database of this process, while it watches. */
let asked: Sql | null = null;

/** Shows with each look at the metrics what the tables of the log need an operator for; ends with the returned function. */
export function watchStorage(database: Sql): () => void {
  asked = database;
  return () => {
    if (asked === database) asked = null;
  };
}

const gauge = (name: string, help: string, look: (database: Sql) => Promise<number>) =>
  new Gauge({
    name,
    help: `${help}; NaN while the database does not answer.`,
    async collect() {
      this.set(asked ? await look(asked).catch(() => Number.NaN) : Number.NaN);
    },
  });

gauge(
  'dealwright_partition_days_ahead',
  'For how many days, today the first, every table that is divided by day has its partition',
  async (database) => {
    const [row] = await database.sql<{ days: number }>('gauges.days_ahead', DAYS, [DAYS_AHEAD]);
    return Number(row?.days);
  },
);

gauge(
  'dealwright_oldest_snapshot_transactions',
  'How many transactions began since the oldest snapshot that is still held: what they deleted cannot be cleared away',
  async (database) => {
    const [row] = await database.sql<{ age: number }>('gauges.oldest_snapshot', OLDEST_SNAPSHOT);
    return Number(row?.age);
  },
);

const DAYS = `
  SELECT coalesce(min(n), $1::integer + 1) AS days FROM pg_partitioned_table
  JOIN pg_class ON pg_class.oid = partrelid
  JOIN pg_attribute ON attrelid = partrelid AND attnum = partattrs[0] AND attname = 'day'
  CROSS JOIN generate_series(0, $1::integer) AS n
  WHERE partstrat = 'r' AND relnamespace = current_schema()::regnamespace AND NOT EXISTS (
    SELECT FROM pg_inherits JOIN pg_class AS child ON child.oid = inhrelid
    WHERE inhparent = partrelid
      AND child.relname = pg_class.relname || to_char((now() AT TIME ZONE 'UTC')::date + n, '_YYYYMMDD'))`;

const OLDEST_SNAPSHOT = `
  SELECT coalesce(max(age(held.xmin)), 0) AS age FROM (
    SELECT backend_xmin AS xmin FROM pg_stat_activity
    UNION ALL SELECT xmin FROM pg_replication_slots
    UNION ALL SELECT transaction FROM pg_prepared_xacts) AS held`;
