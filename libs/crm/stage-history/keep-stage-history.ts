import { createHash } from 'node:crypto';

import { type Staged, type StagedObject } from '@crm/pipelines';
import type { Edit } from '@crm/records';
import type { Transaction } from '@platform/database';
import type { RequestContext } from '@platform/http';
import { uuidOfTime } from '@platform/ids';

/** What a record is worth, for those kinds that say. */
interface Valued {
  readonly amount?: string | null;
  readonly amount_currency?: string | null;
  readonly probability?: number;
}

/** A record where it stands. */
export type Standing = Pick<Staged, 'id' | 'stage_id' | 'stage_changed_at'>;

/** The id of a stay: the same while it lasts and afterwards, made of what it is, and ordered by when it began. */
export function stayId({ id, stage_id, stage_changed_at }: Standing): string {
  const time = stage_changed_at.getTime();
  const digest = createHash('sha256').update(`${id} ${stage_id} ${time}`).digest();
  return uuidOfTime(time, digest);
}

/** Writes down the stays that changes of a kind of record ended; whatever moves no record costs nothing. */
export const keepStageHistory =
  (object: StagedObject) =>
  async <Row extends Staged>(
    edits: readonly Edit<Row>[],
    ctx: RequestContext,
    tx: Transaction,
  ): Promise<void> => {
    const ended = edits.flatMap(({ before, row }) =>
      before && before.stage_id !== row.stage_id ? [endOf(before, row)] : [],
    );
    if (ended.length === 0) return;
    await tx.sql('stage_history.keep', KEEP, [
      ctx.workspaceId,
      object,
      JSON.stringify(ended),
      JSON.stringify(ctx.actor),
    ]);
  };

const endOf = (before: Staged & Valued, row: Staged) => ({
  id: stayId(before),
  record_id: before.id,
  pipeline_id: before.pipeline_id,
  stage_id: before.stage_id,
  to_stage_id: row.stage_id,
  entered_at: before.stage_changed_at,
  left_at: row.stage_changed_at,
  created_at: before.created_at,
  created_by: before.created_by,
  amount: before.amount ?? null,
  amount_currency: before.amount_currency ?? null,
  probability: before.probability ?? null,
});

/**
 * How a record came to the stage is told by the stay that ended as this one began; a record that has none was created there,
 * or moved before anybody wrote it down. The moves of a record have different times (`placeInPipeline`), and so have its
 * stays different ids; before that was so, two in one stage that began in one millisecond were one.
 */
const KEEP = `
  INSERT INTO stage_history (workspace_id, id, object, record_id, type, pipeline_id, stage_id, from_stage_id,
    to_stage_id, entered_at, entered_by, left_at, left_by, amount, amount_currency, probability)
  SELECT $1, n.id, $2, n.record_id,
    CASE WHEN f.stage_id IS NULL AND n.entered_at = n.created_at THEN 'created'
      WHEN s."group" <> 'open' THEN 'finished'
      WHEN f.pipeline_id <> n.pipeline_id THEN 'moved_to_pipeline'
      ELSE 'moved' END,
    n.pipeline_id, n.stage_id, f.stage_id, n.to_stage_id, n.entered_at,
    CASE WHEN f.stage_id IS NULL AND n.entered_at = n.created_at THEN n.created_by ELSE f.left_by END,
    n.left_at, $4::jsonb, n.amount, n.amount_currency, n.probability
  FROM jsonb_to_recordset($3::jsonb) AS n (id uuid, record_id uuid, pipeline_id uuid, stage_id uuid, to_stage_id uuid,
    entered_at timestamptz, left_at timestamptz, created_at timestamptz, created_by jsonb, amount numeric,
    amount_currency text, probability integer)
  JOIN stages s ON s.workspace_id = $1 AND s.id = n.stage_id
  LEFT JOIN LATERAL (
    SELECT h.pipeline_id, h.stage_id, h.left_by FROM stage_history h
    WHERE h.workspace_id = $1 AND h.record_id = n.record_id AND h.left_at = n.entered_at AND h.to_stage_id = n.stage_id
    ORDER BY h.id DESC LIMIT 1) AS f ON true
  ON CONFLICT (workspace_id, id) DO NOTHING`;
