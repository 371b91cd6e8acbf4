import { defineRecordType, type Edit } from '@crm/records';
import type { Transaction } from '@platform/database';
import type { RequestContext } from '@platform/http';

import type { StagedObject } from './pipeline.dto';
import { PIPELINE_SCOPES } from './scopes';
import { CreateStageDto, StageDto, UpdateStageDto } from './stage.dto';
import { Stage } from './stage.entity';
import { groupOf } from './stage-defaults';
import { isInUse } from './stage-use';

export const stageType = defineRecordType<Stage>({
  name: 'stage',
  plural: 'stages',
  words: { one: 'a stage', many: 'stages' },
  row: Stage,
  create: CreateStageDto,
  update: UpdateStageDto,
  view: StageDto,
  scopes: PIPELINE_SCOPES,
  parent: { kind: 'pipeline', plural: 'pipelines', field: 'pipeline_id' },
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
    edit.fill('position', 500);
    edit.fill('probability', row.kind === 'failure' ? 0 : 50);
    if (edit.action === 'delete') await refuseDeletion(edit, ctx, tx);
  }
}

interface Neighbours {
  readonly object: StagedObject;
  readonly failures: number;
}

async function refuseDeletion(edit: Edit<Stage>, ctx: RequestContext, tx: Transaction): Promise<void> {
  const { row } = edit;
  const [pipeline] = await tx.sql<Neighbours>(
    'stages.neighbours',
    `SELECT p.object, count(s.id) FILTER (WHERE s.kind = 'failure' AND s.deleted_at IS NULL)::int AS failures
     FROM pipelines p LEFT JOIN stages s ON s.workspace_id = $1 AND s.pipeline_id = p.id
     WHERE p.workspace_id = $1 AND p.id = $2 GROUP BY p.object`,
    [ctx.workspaceId, row.pipeline_id],
  );
  if (
    row.kind === 'initial' ||
    row.kind === 'success' ||
    (row.kind === 'failure' && pipeline?.failures === 1)
  ) {
    edit.fault(
      '',
      'stage_needed',
      'The initial, the success and the last failure stage of a pipeline stay: rename it instead',
    );
  }
  if (!pipeline) return;
  const place = { pipelineId: row.pipeline_id, stageId: row.id };
  if (await isInUse(tx, ctx.workspaceId, pipeline.object, place)) {
    edit.fault('', 'in_use', `There are ${pipeline.object}s in this stage: move them first`);
  }
}
