import { setTimeout as sleep } from 'node:timers/promises';

import type { Sql } from '@platform/database';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Yesterday too: a process whose clock is slow around midnight still writes there. */
const DAYS_BACK = 1;
export const DAYS_AHEAD = 14;
/** How long events, the log and what became of deliveries are kept. */
export const KEPT_DAYS = 30;
/** Tables that are kept for another time, in days. */
const KEPT_DAYS_OF: Readonly<Record<string, number>> = { request_log: 7 };

const DROP_WAIT_MS = 250;
const DROP_TRIES = 5;

/** What one round of upkeep did. */
export interface PartitionUpkeep {
  readonly made: string[];
  readonly dropped: string[];
}

/**
 * Makes the partitions of every table that is divided by day, from yesterday to 14 days ahead, and drops those that
 * ended more than 30 days ago, those of requests after 7. Safe to run in several processes at once, and to be cut off anywhere.
 */
export async function keepPartitions(connection: Sql, now: Date): Promise<PartitionUpkeep> {
  const tables = await connection.sql<{ name: string }>('partitions.tables', TABLES);
  const made: string[] = [];
  const dropped: string[] = [];
  for (const { name } of tables) {
    const rows = await connection.sql<{ name: string }>('partitions.of', PARTITIONS, [name]);
    const existing = new Set(rows.map((row) => row.name));
    for (const day of daysAround(now)) {
      const partition = partitionName(name, day);
      if (!existing.has(partition) && (await make(connection, name, day))) made.push(partition);
    }
    const keptDays = KEPT_DAYS_OF[name] ?? KEPT_DAYS;
    const oldest = partitionName(name, dayOf(new Date(now.getTime() - keptDays * DAY_MS)));
    for (const partition of [...existing].filter((one) => one < oldest)) {
      if (await drop(connection, partition)) dropped.push(partition);
    }
  }
  return { made, dropped };
}

/** Every table of this schema that is partitioned by a range of its column `day`. */
const TABLES = `
  SELECT c.relname AS name FROM pg_partitioned_table p
  JOIN pg_class c ON c.oid = p.partrelid
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = p.partattrs[0]
  WHERE p.partstrat = 'r' AND a.attname = 'day' AND c.relnamespace = current_schema()::regnamespace
  ORDER BY c.relname`;

const PARTITIONS = `
  SELECT child.relname AS name FROM pg_inherits
  JOIN pg_class child ON child.oid = inhrelid
  WHERE inhparent = $1::text::regclass ORDER BY child.relname`;

/** Attached rather than created in place: that would lock the whole table against its writers. */
async function make(connection: Sql, table: string, day: string): Promise<boolean> {
  const partition = partitionName(table, day);
  const next = dayOf(new Date(Date.parse(day) + DAY_MS));
  return unlessOvertaken(async () => {
    await run(connection, `CREATE TABLE IF NOT EXISTS ${partition} (LIKE ${table} INCLUDING ALL)`);
    await run(
      connection,
      `ALTER TABLE ${table} ATTACH PARTITION ${partition} FOR VALUES FROM ('${day}') TO ('${next}')`,
    );
  });
}

/** Waits for a lock but a moment, because everyone else waits behind it, and a few times; the next round tries again. */
async function drop(connection: Sql, partition: string): Promise<boolean> {
  for (let tries = 1; ; tries += 1) {
    const isDropped = await unlessOvertaken(() =>
      run(
        connection,
        `DO $$ BEGIN PERFORM set_config('lock_timeout', '${DROP_WAIT_MS}', true); EXECUTE 'DROP TABLE IF EXISTS ${partition}'; END $$`,
      ),
    );
    if (isDropped || tries === DROP_TRIES) return isDropped;
    await sleep(DROP_WAIT_MS);
  }
}

/** Names are made of catalogue names and digits only. The empty name is PostgreSQL's for statements that run once. */
const run = async (connection: Sql, text: string): Promise<void> => {
  await connection.sql('', text);
};

/** duplicate_table, duplicate_object, unique_violation (two processes made it at once), wrong_object_type (already attached), lock_not_available. */
const OVERTAKEN = new Set(['42P07', '42710', '23505', '42809', '55P03']);

async function unlessOvertaken(work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && OVERTAKEN.has(String(error.code))) return false;
    throw error;
  }
}

const daysAround = (now: Date): string[] =>
  Array.from({ length: DAYS_BACK + DAYS_AHEAD + 1 }, (_, index) =>
    dayOf(new Date(now.getTime() + (index - DAYS_BACK) * DAY_MS)),
  );

const dayOf = (time: Date): string => time.toISOString().slice(0, 10);

const partitionName = (table: string, day: string): string => `${table}_${day.replaceAll('-', '')}`;
