import { defineRecordType, type Edit } from '@crm/records';
import type { Sql, Transaction } from '@platform/database';
import type { RequestContext } from '@platform/http';

import type { StagedObject } from './pipeline.dto';
import { unknownPaths } from './required-fields';
import { PIPELINE_SCOPES } from './scopes';
import { CreateStageDto, StageDto, UpdateStageDto } from './stage.dto';
import { Stage } from './stage.entity';
import { groupOf } from './stage-defaults';
import { isInUse } from './stage-use';

/** Deleted by its own controller, which moves what stands in it. */
export const stageType = defineRecordType<Stage>({
  name: 'stage',
  plural: 'stages',
  words: { one: 'a stage', many: 'stages' },
  row: Stage,
  create: CreateStageDto,
  update: UpdateStageDto,
  view: StageDto,
  scopes: PIPELINE_SCOPES,
  privileged: () => true,
  parent: { kind: 'pipeline', plural: 'pipelines', field: 'pipeline_id' },
  routes: ['create', 'update', 'restore'],
  defaultSort: 'position',
  sorts: { position: { column: 'position' } },
  rules: stageRules,
  lasting: ['group'],
});

async function stageRules(
  edits: readonly Edit<Stage>[],
  ctx: RequestContext,
  tx: Transaction,
): Promise<void> {
  for (const edit of edits) {
    const { row } = edit;
    edit.fill('kind', 'regular');
    row.group = groupOf(row.kind);
    edit.fill('color', '#A8ADB4');
    if ((row.position as number | null) === null) row.position = await lastPosition(tx, ctx, row);
    edit.fill('probability', row.kind === 'failure' ? 0 : 50);
    if (edit.given.has('required_fields')) await refuseUnknownFields(edit, ctx, tx);
    if (edit.action === 'delete') await refuseDeletion(edit, ctx, tx);
  }
}

/** Behind the last stage on the way before the end; another failure comes behind everything. */
async function lastPosition(
  sql: Sql,
  { workspaceId }: RequestContext,
  { pipeline_id, kind }: Stage,
): Promise<number> {
  const [last] = await sql.sql<{ position: number }>('stages.last_position', LAST_POSITION, [
    workspaceId,
    pipeline_id,
    kind === 'failure',
  ]);
  return last?.position ?? 0;
}

/** Of stages in one place the younger comes later. */
const LAST_POSITION = `
  SELECT max(position) AS position FROM stages
  WHERE workspace_id = $1 AND pipeline_id = $2 AND deleted_at IS NULL AND ($3 OR "group" = 'open')
  HAVING count(*) > 0`;

interface Surroundings {
  readonly object: StagedObject;
  /** The failure stage that the pipeline cannot be without: the first one. */
  readonly failure_id: string | null;
}

async function surroundingsOf(
  sql: Sql,
  ctx: RequestContext,
  { pipeline_id }: Stage,
): Promise<Surroundings | undefined> {
  const [pipeline] = await sql.sql<Surroundings>(
    'stages.surroundings',
    `SELECT p.object, (
       SELECT s.id FROM stages s
       WHERE s.workspace_id = $1 AND s.pipeline_id = $2 AND s.kind = 'failure' AND s.deleted_at IS NULL
       ORDER BY s.position, s.created_at, s.id LIMIT 1) AS failure_id
     FROM pipelines p WHERE p.workspace_id = $1 AND p.id = $2`,
    [ctx.workspaceId, pipeline_id],
  );
  return pipeline;
}

async function refuseUnknownFields(edit: Edit<Stage>, ctx: RequestContext, tx: Transaction): Promise<void> {
  const pipeline = await surroundingsOf(tx, ctx, edit.row);
  if (!pipeline) return;
  const { required_fields: paths } = edit.row;
  const unknown = new Set(await unknownPaths(tx, ctx, pipeline.object, paths));
  paths.forEach((path, at) => {
    const pointer = `/required_fields/${at}`;
    if (unknown.has(path))
      edit.fault(
        pointer,
        'unknown_field',
        `${pipeline.object}s have no field "${path}" that could be filled in`,
      );
    if (paths.indexOf(path) < at) edit.fault(pointer, 'duplicate', 'Name each field once');
  });
}

async function refuseDeletion(edit: Edit<Stage>, ctx: RequestContext, sql: Sql): Promise<void> {
  const { row } = edit;
  const pipeline = await surroundingsOf(sql, ctx, row);
  if (row.kind === 'initial' || row.kind === 'success' || pipeline?.failure_id === row.id) {
    edit.fault(
      '',
      'stage_needed',
      'The initial, the success and the first failure stage of a pipeline stay: rename it instead',
    );
  }
  if (!pipeline) return;
  const place = { pipelineId: row.pipeline_id, stageId: row.id };
  if (await isInUse(sql, ctx.workspaceId, pipeline.object, place)) {
    edit.fault(
      '',
      'in_use',
      `There are ${pipeline.object}s in this stage: say with replace_with where they go, or move them first`,
    );
  }
}
