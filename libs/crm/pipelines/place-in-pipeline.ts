import type { Edit, RecordRow } from '@crm/records';
import type { Transaction } from '@platform/database';
import type { RequestContext } from '@platform/http';

import type { StagedObject } from './pipeline.dto';
import type { StageGroup, StageKind } from './stage.dto';

/** The columns of a record that moves through a pipeline. */
export interface Staged extends RecordRow {
  pipeline_id: string;
  stage_id: string;
  stage_changed_at: Date;
}

/** What a rule needs to know of a stage. */
export interface StageInfo {
  readonly id: string;
  readonly pipeline_id: string;
  readonly is_default: boolean;
  readonly kind: StageKind;
  readonly group: StageGroup;
  readonly probability: number;
}

/**
 * Gives every record its pipeline and stage: a stage brings its pipeline along, a pipeline its initial stage, and nothing
 * the default pipeline's. Reports a stage of another pipeline or object. Answers with the stages of the object by id.
 */
export async function placeInPipeline<Row extends Staged>(
  object: StagedObject,
  edits: readonly Edit<Row>[],
  ctx: RequestContext,
  tx: Transaction,
): Promise<ReadonlyMap<string, StageInfo>> {
  const moving = edits.filter(
    (edit) =>
      !edit.row.stage_id ||
      edit.action === 'restore' ||
      edit.changes('stage_id') ||
      edit.changes('pipeline_id'),
  );
  if (moving.length === 0) return new Map();
  const byId = await stagesOf(object, ctx, tx);
  for (const edit of moving) {
    const stage = edit.action === 'restore' ? stageToReturnTo(edit.row, byId) : chosenStage(edit, byId);
    if (stage) Object.assign(edit.row, { pipeline_id: stage.pipeline_id, stage_id: stage.id });
    if (edit.changes('stage_id')) edit.row.stage_changed_at = ctx.now;
  }
  return byId;
}

/** The stages that records of a kind can stand in, by id, in the order of their pipeline. */
export async function stagesOf(
  object: StagedObject,
  ctx: RequestContext,
  tx: Transaction,
): Promise<ReadonlyMap<string, StageInfo>> {
  const stages = await tx.sql<StageInfo>('stages.of_object', STAGES_OF_OBJECT, [ctx.workspaceId, object]);
  return new Map(stages.map((stage) => [stage.id, stage]));
}

/** Where a restored record stands: where it stood, or at the beginning when that is gone meanwhile. */
function stageToReturnTo(row: Staged, byId: ReadonlyMap<string, StageInfo>): StageInfo | undefined {
  const initial = [...byId.values()].filter(({ kind }) => kind === 'initial');
  return (
    byId.get(row.stage_id) ??
    initial.find(({ pipeline_id }) => pipeline_id === row.pipeline_id) ??
    initial.find(({ is_default }) => is_default)
  );
}

function chosenStage<Row extends Staged>(
  edit: Edit<Row>,
  byId: ReadonlyMap<string, StageInfo>,
): StageInfo | undefined {
  const { row, given } = edit;
  const names = {
    pipeline: given.has('pipeline_id') && row.pipeline_id,
    stage: given.has('stage_id') && row.stage_id,
  };
  if (names.stage) {
    const stage = byId.get(row.stage_id);
    if (!stage)
      edit.fault('/stage_id', 'unknown_reference', 'There is no such stage for this kind of record');
    else if (names.pipeline && stage.pipeline_id !== row.pipeline_id) {
      edit.fault(
        '/stage_id',
        'stage_of_other_pipeline',
        'This stage belongs to another pipeline than pipeline_id names',
      );
    }
    return stage;
  }
  const stage = [...byId.values()].find(
    ({ kind, pipeline_id, is_default }) =>
      kind === 'initial' && (names.pipeline ? pipeline_id === row.pipeline_id : is_default),
  );
  if (!stage)
    edit.fault('/pipeline_id', 'unknown_reference', 'There is no such pipeline for this kind of record');
  return stage;
}

const STAGES_OF_OBJECT = `
  SELECT s.id, s.pipeline_id, p.is_default, s.kind, s."group", s.probability
  FROM stages s JOIN pipelines p ON p.workspace_id = $1 AND p.id = s.pipeline_id
  WHERE s.workspace_id = $1 AND p.object = $2 AND s.deleted_at IS NULL AND p.deleted_at IS NULL
  ORDER BY s.position`;
