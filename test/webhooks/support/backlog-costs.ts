import type { Database } from '@platform/database';
import { newUuid } from '@platform/ids';

import { Backlog } from '../../../libs/ecosystem/webhooks/backlog';
import { lookAtLanes } from '../../../libs/ecosystem/webhooks/delivery-queue';
import { LaneClaims } from '../../../libs/ecosystem/webhooks/lane-claims';
import { type Cost, costsOf } from './cost';
import type { Engine } from './engine';

/** Rows that wait for their next try, of made-up endpoints with a lane each. */
export async function fillDeliveries(
  engine: Engine,
  { endpoints, each }: { endpoints: number; each: number },
): Promise<void> {
  await engine.sql(FILL, [engine.workspace, endpoints, each]);
  await engine.sql('ANALYZE deliveries');
  await engine.sql('ANALYZE feed');
}

const FILL = `
  WITH made AS (
    INSERT INTO lanes (endpoint_id, workspace_id, wake_at, pending)
    SELECT gen_random_uuid(), $1, now() + interval '1 day', $3 FROM generate_series(1, $2)
    RETURNING endpoint_id
  )
  INSERT INTO deliveries (id, endpoint_id, workspace_id, pos, sequence, event_day, event_id, type, record_id, created_at,
    due_at, attempts, tries)
  SELECT gen_random_uuid(), endpoint_id, $1, n, n, now()::date, gen_random_uuid(), 'note.created', gen_random_uuid(), now(),
    now() + interval '1 day', 1, 1
  FROM made, generate_series(1, $3::integer) AS n`;

/** So many new ones of an endpoint that is there, due at once: copies of one that it has. */
export async function fillEndpoint(
  engine: Engine,
  { hook, count }: { hook: string; count: number },
): Promise<void> {
  await engine.sql(COPIES, [hook, count]);
  await engine.sql('ANALYZE deliveries');
}

const COPIES = `
  INSERT INTO deliveries (id, endpoint_id, workspace_id, pos, sequence, event_day, event_id, type, record_id, created_at, due_at)
  SELECT gen_random_uuid(), endpoint_id, workspace_id, pos + n, sequence + n, event_day, gen_random_uuid(), type, record_id,
    created_at, now()
  FROM (SELECT * FROM deliveries WHERE endpoint_id = $1 ORDER BY pos DESC LIMIT 1) AS one, generate_series(1, $2::integer) AS n`;

/** What one round of a worker costs that holds a lane which also reads the log: nothing of it is kept. */
export const flatCosts = (database: Database, hook: string): Promise<Cost[]> =>
  costsOf(database, async (listened) => {
    await listened.sql('test.ready', READY, [hook]);
    const claims = new LaneClaims(listened, newUuid(), 10_000);
    const lanes = await claims.claim(64);
    const held = lanes.map(({ endpoint_id: endpointId, epoch }) => ({ endpointId, epoch }));
    const looks = await lookAtLanes(
      listened,
      held.map((lane) => ({ ...lane, limit: 16 })),
    );
    await claims.release(held.map((lane) => ({ ...lane, gen: looks.get(lane.endpointId)?.gen ?? '' })));
    await new Backlog(listened).step();
  });

/** Awake, and with room for a page. */
const READY = `
  UPDATE lanes SET wake_at = now(), lease_until = '-infinity', pending = 0, read_due = now() WHERE endpoint_id = $1`;
