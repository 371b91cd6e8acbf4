import type { Edit, RecordRow } from '@crm/records';

import type { KnownStages, StageInfo } from './known-stages';
import type { StageGroup, StageKind } from './stage.dto';

/** The columns of a record that moves through a pipeline. */
export interface Staged extends RecordRow {
  pipeline_id: string;
  stage_id: string;
  stage_changed_at: Date;
}

/**
 * Gives every record its pipeline and stage: a stage brings its pipeline along, a pipeline its initial stage, and nothing
 * the default pipeline's. Reports a stage of another pipeline or object. Where they come cannot be deleted meanwhile.
 */
export async function placeInPipeline<Row extends Staged>(
  stages: KnownStages,
  edits: readonly Edit<Row>[],
): Promise<void> {
  const moving = edits.filter(
    (edit) =>
      !edit.row.stage_id ||
      edit.action === 'restore' ||
      edit.changes('stage_id') ||
      edit.changes('pipeline_id'),
  );
  if (moving.length === 0) return;
  const byId = await stages.byId();
  const gone = moving.flatMap(({ action, row }) =>
    action === 'restore' && !byId.has(row.stage_id) ? [row.stage_id] : [],
  );
  const known = { byId, groups: await stages.groupsOf(gone) };
  for (const edit of moving) {
    const stage = edit.action === 'restore' ? stageToReturnTo(edit.row, known) : chosenStage(edit, byId);
    if (stage) Object.assign(edit.row, { pipeline_id: stage.pipeline_id, stage_id: stage.id });
    if (edit.changes('stage_id')) edit.row.stage_changed_at = momentOfMove(edit, stages.ctx.now);
  }
  const placed = moving.filter(({ row }) => byId.has(row.stage_id));
  if (placed.length === 0) return;
  const held = await stages.hold([...new Set(placed.map(({ row }) => row.stage_id))]);
  for (const edit of placed) {
    if (!held.has(edit.row.stage_id)) edit.fault('/stage_id', 'unknown_reference', UNKNOWN_STAGE);
  }
}

const UNKNOWN_STAGE = 'There is no such stage for this kind of record';

/** Later than all moves before: a write that waited for another one began before it. What came in one millisecond is told apart. */
function momentOfMove({ before }: Edit<Staged>, now: Date): Date {
  const earliest = before ? before.stage_changed_at.getTime() + 1 : 0;
  return new Date(Math.max(now.getTime(), earliest));
}

/** The stages that stand for those of their group that are gone. */
const IN_PLACE: Readonly<Record<StageGroup, StageKind>> = {
  open: 'initial',
  won: 'success',
  lost: 'failure',
};

/** Where a restored record stands: where it stood; when that is gone, at the beginning, and won or lost as before. */
function stageToReturnTo(
  row: Staged,
  {
    byId,
    groups,
  }: {
    readonly byId: ReadonlyMap<string, StageInfo>;
    /** Of the stages that are gone. */
    readonly groups: ReadonlyMap<string, StageGroup>;
  },
): StageInfo | undefined {
  const wanted = IN_PLACE[groups.get(row.stage_id) ?? 'open'];
  const alike = [...byId.values()].filter(({ kind }) => kind === wanted);
  return (
    byId.get(row.stage_id) ??
    alike.find(({ pipeline_id }) => pipeline_id === row.pipeline_id) ??
    alike.find(({ is_default }) => is_default)
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
    if (!stage) edit.fault('/stage_id', 'unknown_reference', UNKNOWN_STAGE);
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
