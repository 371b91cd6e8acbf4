import type { Pool } from 'pg';
import { Gauge } from 'prom-client';

const pools = new Set<Pool>();

new Gauge({
  name: 'dealwright_database_connections',
  help: 'Connections of this process to the database, by state: used, idle.',
  labelNames: ['state'],
  collect() {
    this.set(
      { state: 'used' },
      sum((pool) => pool.totalCount - pool.idleCount),
    );
    this.set(
      { state: 'idle' },
      sum((pool) => pool.idleCount),
    );
  },
});

new Gauge({
  name: 'dealwright_database_waiting',
  help: 'Work of this process that waits for a connection because all of them are used.',
  collect() {
    this.set(sum((pool) => pool.waitingCount));
  },
});

/** Lets the metrics of this process tell of a pool until it is closed. */
export function observePool(pool: Pool): void {
  pools.add(pool);
}

function sum(count: (pool: Pool) => number): number {
  for (const pool of pools) if (pool.ended) pools.delete(pool);
  return [...pools].reduce((total, pool) => total + count(pool), 0);
}
