import { Logger } from '@nestjs/common';
import type { Database } from '@platform/database';
import { SHARD } from '@platform/events';

import { breakers, engineGauges } from './delivery-metrics';

const EVERY_MS = 15_000;

/** Looks up every 15 s how the engine does, for the metrics. */
export class EngineGauges {
  private readonly logger = new Logger(EngineGauges.name);
  private timer: NodeJS.Timeout | null = null;
  private running: Promise<void> = Promise.resolve();

  constructor(private readonly database: Database) {}

  start(): void {
    this.timer = setInterval(() => {
      this.running = this.round();
    }, EVERY_MS);
  }

  async stop(): Promise<void> {
    if (this.timer) clearInterval(this.timer);
    await this.running;
  }

  /** Looks once. */
  async look(): Promise<void> {
    const [found] = await this.database.sql<Found>('engine.gauges', LOOK, [SHARD]);
    if (!found) return;
    const { open, half_open, ...gauges } = found;
    for (const [name, gauge] of Object.entries(engineGauges)) {
      gauge.set(Number(gauges[name as keyof typeof gauges]));
    }
    breakers.set({ state: 'open' }, Number(open));
    breakers.set({ state: 'half_open' }, Number(half_open));
  }

  private async round(): Promise<void> {
    try {
      await this.look();
    } catch (error) {
      this.logger.warn({ err: error }, 'The metrics of the engine could not be looked up');
    }
  }
}

type Found = Readonly<Record<keyof typeof engineGauges | 'open' | 'half_open', string | number>>;

/** The first 48 bits of a UUIDv7 are its time in milliseconds (RFC 9562, section 5.7). */
const secondsOf = (id: string): string =>
  `extract(epoch FROM now()) - ('x' || left(replace(${id}::text, '-', ''), 12))::bit(48)::bigint / 1000.0`;

const age = (id: string, from: string): string => `
  coalesce((SELECT greatest(0, ${secondsOf(id)}) FROM ${from} LIMIT 1), 0)`;

/** Whether a lane has something due that its receiver could be sent: one that was sent something just now has to wait for its rate. */
const IS_WAKEFUL = `wake_at < 'infinity' AND NOT stopped AND coalesce(rest_until, '-infinity') <= now()
  AND coalesce(rate_free_at, '-infinity') < now() - interval '10 seconds'`;

const LOOK = `
  SELECT ${age('event_id', 'outbox WHERE shard = $1 ORDER BY seq')} AS outbox_age,
    (SELECT pos - fan_pos FROM shards WHERE shard = $1) AS fan_out_events,
    ${age('event_id', 'feed WHERE shard = $1 AND pos > (SELECT fan_pos FROM shards WHERE shard = $1) ORDER BY pos')}
      AS fan_out_age,
    (SELECT CASE WHEN count(*) < 100000 THEN count(*) ELSE greatest(count(*),
        (SELECT n_live_tup FROM pg_stat_user_tables WHERE relid = 'deliveries'::regclass)) END
      FROM (SELECT 1 FROM deliveries LIMIT 100000) AS counted) AS pending,
    (SELECT coalesce(greatest(0, extract(epoch FROM now() - min(oldest.due_at))), 0) FROM lanes
      CROSS JOIN LATERAL (SELECT due_at FROM deliveries
        WHERE deliveries.endpoint_id = lanes.endpoint_id AND due_at <= now() AND due_at < 'infinity'
          AND replay_id IS NULL ORDER BY due_at LIMIT 1) AS oldest
      WHERE ${IS_WAKEFUL}) AS oldest_due,
    (SELECT count(*) FROM lanes WHERE failing_since IS NOT NULL AND NOT stopped) AS failing,
    (SELECT count(*) FROM lanes WHERE breaker = 'open' AND NOT stopped AND rest_until > now()) AS open,
    (SELECT count(*) FROM lanes WHERE breaker = 'open' AND NOT stopped AND coalesce(rest_until, now()) <= now())
      AS half_open`;
