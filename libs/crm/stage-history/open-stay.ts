import type { StageGroup } from '@crm/pipelines';
import type { RecordView } from '@crm/records';
import type { Sql } from '@platform/database';
import type { Actor, RequestContext } from '@platform/http';
import { toUuid } from '@platform/ids';

import { stayId } from './keep-stage-history';
import type { StayType } from './stage-stay.entity';
import type { ShownStay } from './stay-view';

/** What the public form of a record says of where it stands. */
interface StandingView {
  readonly pipeline_id: string;
  readonly stage_id: string;
  readonly stage_changed_at: string;
  readonly amount: { readonly amount: string; readonly currency: string } | null;
  readonly probability?: number;
}

interface Before {
  readonly group: StageGroup;
  readonly pipeline_id: string | null;
  readonly stage_id: string | null;
  readonly left_by: Actor | null;
}

/** The stay that lasts: it is written nowhere but in the record itself. */
export async function openStay(
  sql: Sql,
  { workspaceId }: RequestContext,
  record: RecordView,
  recordId: string,
): Promise<ShownStay> {
  const view = record as RecordView & StandingView;
  const stage_id = toUuid('stage', view.stage_id) ?? '';
  const stage_changed_at = new Date(view.stage_changed_at);
  const [before] = await sql.sql<Before>('stage_history.before', BEFORE, [
    workspaceId,
    recordId,
    stage_id,
    stage_changed_at,
  ]);
  return {
    id: stayId({ id: recordId, stage_id, stage_changed_at }),
    record_id: recordId,
    pipeline_id: toUuid('pipeline', view.pipeline_id) ?? '',
    stage_id,
    to_stage_id: null,
    entered_at: stage_changed_at,
    left_at: null,
    left_by: null,
    ...arrival(view, before),
    ...worth(view),
  };
}

type Arrival = Pick<ShownStay, 'type' | 'from_stage_id' | 'entered_by'>;

function arrival(view: RecordView & StandingView, before: Before | undefined): Arrival {
  if (!before?.stage_id) {
    const isCreation = view.stage_changed_at === view.created_at;
    const entered_by = isCreation ? (view.created_by as Actor) : null;
    return { type: isCreation ? 'created' : typeOf(view, before), from_stage_id: null, entered_by };
  }
  return { type: typeOf(view, before), from_stage_id: before.stage_id, entered_by: before.left_by };
}

function typeOf({ pipeline_id }: StandingView, before: Before | undefined): StayType {
  if (before && before.group !== 'open') return 'finished';
  const from = before?.pipeline_id;
  return from && from !== toUuid('pipeline', pipeline_id) ? 'moved_to_pipeline' : 'moved';
}

const worth = ({ amount, probability }: StandingView) => ({
  amount: amount?.amount ?? null,
  amount_currency: amount?.currency ?? null,
  probability: probability ?? null,
});

/** The stage where a record stands, and the stay that ended as this one began. */
const BEFORE = `
  SELECT s."group", f.pipeline_id, f.stage_id, f.left_by
  FROM stages s
  LEFT JOIN LATERAL (
    SELECT h.pipeline_id, h.stage_id, h.left_by FROM stage_history h
    WHERE h.workspace_id = $1 AND h.record_id = $2 AND h.left_at = $4 AND h.to_stage_id = $3
    ORDER BY h.id DESC LIMIT 1) AS f ON true
  WHERE s.workspace_id = $1 AND s.id = $3`;
