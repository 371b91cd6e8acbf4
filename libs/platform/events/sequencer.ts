import { Logger } from '@nestjs/common';
import { BRIEFLY, type Database, type Transaction } from '@platform/database';
import { failPoint } from '@platform/runtime';
import { Counter, Gauge, Histogram } from 'prom-client';

import type { LogSignals } from './log-signals';
import { LowWaterMark, type OutboxMark } from './low-water-mark';
import { SHARD } from './outbox';

/** How many pointers one transaction takes. */
const BATCH_SIZE = 500;
/** How often the whole outbox is looked through, in case the mark was wrong. */
const FULL_SCAN_EVERY_MS = 10_000;

const stragglerTotal = new Counter({
  name: 'dealwright_straggler_total',
  help: 'Outbox pointers found below the low-water mark; anything but 0 is a defect.',
});

const outboxLag = new Gauge({
  name: 'dealwright_outbox_lag_seconds',
  help: 'Age of the oldest event when it was last put into the log; 0 when the outbox is empty.',
});

const sequencerLag = new Histogram({
  name: 'dealwright_sequencer_lag_seconds',
  help: 'How long events waited between their change and their place in the log.',
  buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 120],
});

/**
 * Moves events from the outbox into the log: each exactly once, in the order in which their writers locked the rows
 * they are about, with numbers that have no gaps (`pos` per shard, `sequence` per workspace). Any number of processes
 * may run it: the row of the shard lets one work at a time.
 */
export class Sequencer {
  private readonly logger = new Logger(Sequencer.name);
  private readonly mark: OutboxMark;
  private scannedAt = performance.now();

  constructor(
    private readonly database: Database,
    private readonly signals: LogSignals,
    mark?: OutboxMark,
  ) {
    this.mark = mark ?? new LowWaterMark(database);
  }

  /** Takes one batch; answers how many events it put into the log, and whether the batch was full. */
  async step(): Promise<{ taken: number; isFull: boolean }> {
    await this.mark.prepare();
    const from = this.scanStart();
    if (!(await this.hasPointers(from))) {
      outboxLag.set(0);
      this.mark.passed({ isShort: true, maxSeq: 0 });
      return { taken: 0, isFull: false };
    }
    const batch = await this.database.transaction((tx) => this.take(tx, from), BRIEFLY);
    if (batch === null) return { taken: 0, isFull: false };
    await failPoint('sequencer_after_feed');
    this.observe(batch);
    const isFull = batch.length === BATCH_SIZE;
    this.mark.passed({ isShort: !isFull, maxSeq: Number(batch.at(-1)?.seq ?? 0) });
    if (batch.length > 0) this.signals.announceSequenced(batch.map((pointer) => pointer.workspace_id));
    return { taken: batch.length, isFull };
  }

  private scanStart(): number {
    if (performance.now() - this.scannedAt < FULL_SCAN_EVERY_MS) return this.mark.low;
    this.scannedAt = performance.now();
    return 0;
  }

  private async hasPointers(from: number): Promise<boolean> {
    const rows = await this.database.sql('outbox.probe', PROBE, [SHARD, from]);
    return rows.length > 0;
  }

  /** Null when another process holds the shard. The lock is a statement of its own, so that what follows sees all that its last holder did. */
  private async take(tx: Transaction, from: number): Promise<Pointer[] | null> {
    const held = await tx.sql('shards.hold', HOLD_SHARD, [SHARD]);
    if (held.length === 0) return null;
    const batch = await tx.sql<Pointer>('outbox.sequence', SEQUENCE, [SHARD, from, BATCH_SIZE]);
    await failPoint('sequencer_before_commit');
    return batch;
  }

  private observe(batch: readonly Pointer[]): void {
    const late = batch.filter((pointer) => Number(pointer.seq) <= this.mark.low);
    if (late.length > 0) {
      stragglerTotal.inc(late.length);
      this.logger.error(
        { events: late.map((pointer) => pointer.event_id) },
        'Events were below the low-water mark',
      );
    }
    const waited = batch.map(({ event_id: id }) => Math.max(0, (Date.now() - madeAt(id)) / 1000));
    outboxLag.set(waited[0] ?? 0);
    for (const seconds of waited) sequencerLag.observe(seconds);
  }
}

interface Pointer {
  readonly seq: string;
  readonly event_id: string;
  readonly workspace_id: string;
}

/** The first 48 bits of a UUIDv7 are its time in milliseconds (RFC 9562, section 5.7). */
const madeAt = (uuid: string): number => Number.parseInt(uuid.replaceAll('-', '').slice(0, 12), 16);

const PROBE = 'SELECT 1 FROM outbox WHERE shard = $1 AND seq > $2 ORDER BY seq LIMIT 1';

/** The one lock under which the shard's numbers are given out and its log is fanned out. */
export const HOLD_SHARD = 'SELECT pos FROM shards WHERE shard = $1 FOR UPDATE SKIP LOCKED';

/** The day never goes back, even when a clock does: the log's partitions then hold rising positions. */
const SEQUENCE = `
  WITH batch AS MATERIALIZED (
    SELECT seq, day, event_id, workspace_id, type, scope FROM outbox
    WHERE shard = $1 AND seq > $2 ORDER BY seq LIMIT $3
  ), taken AS (
    DELETE FROM outbox WHERE shard = $1 AND seq = ANY (ARRAY(SELECT seq FROM batch))
  ), counted AS (
    INSERT INTO workspace_sequences AS counter (workspace_id, sequence)
    SELECT workspace_id, count(*) FROM batch GROUP BY workspace_id
    ON CONFLICT (workspace_id) DO UPDATE SET sequence = counter.sequence + excluded.sequence
    RETURNING workspace_id, sequence
  ), moved AS (
    UPDATE shards SET pos = pos + (SELECT count(*) FROM batch),
      day = greatest(day, (now() AT TIME ZONE 'UTC')::date)
    WHERE shard = $1 RETURNING pos, day
  ), numbered AS (
    SELECT batch.*,
      row_number() OVER (ORDER BY seq DESC) - 1 AS before_last,
      row_number() OVER (PARTITION BY workspace_id ORDER BY seq DESC) - 1 AS before_last_own
    FROM batch
  ), logged AS (
    INSERT INTO feed (day, shard, pos, event_day, event_id, workspace_id, sequence, type, scope)
    SELECT moved.day, $1, moved.pos - before_last, numbered.day, event_id, workspace_id,
      counted.sequence - before_last_own, type, scope
    FROM numbered JOIN counted USING (workspace_id) CROSS JOIN moved
  )
  SELECT seq, event_id, workspace_id FROM batch ORDER BY seq`;
