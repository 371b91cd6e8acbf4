import { defineRecordType, type Edit } from '@crm/records';
import type { Transaction } from '@platform/database';
import type { RequestContext } from '@platform/http';

import { CreatePipelineDto, PipelineDto, UpdatePipelineDto } from './pipeline.dto';
import { Pipeline } from './pipeline.entity';
import { PIPELINE_SCOPES } from './scopes';
import { isInUse } from './stage-use';

/** Created by its own controller, together with its first stages, and deleted by it, which moves what stands there. */
export const pipelineType = defineRecordType<Pipeline>({
  name: 'pipeline',
  plural: 'pipelines',
  words: { one: 'a pipeline', many: 'pipelines' },
  row: Pipeline,
  create: CreatePipelineDto,
  update: UpdatePipelineDto,
  view: PipelineDto,
  scopes: PIPELINE_SCOPES,
  privileged: () => true,
  routes: ['update', 'restore'],
  defaultSort: 'position',
  sorts: { position: { column: 'position' } },
  rules: pipelineRules,
});

async function pipelineRules(
  edits: readonly Edit<Pipeline>[],
  ctx: RequestContext,
  tx: Transaction,
): Promise<void> {
  for (const edit of edits) {
    edit.fill('is_default', false);
    const { row } = edit;
    if ((row.position as number | null) === null) row.position = await nextPosition(tx, ctx, row);
    if (edit.action === 'delete') await refuseDeletion(edit, ctx, tx);
  }
}

/** Behind all others of its object. */
async function nextPosition(
  tx: Transaction,
  { workspaceId }: RequestContext,
  { object }: Pipeline,
): Promise<number> {
  const [last] = await tx.sql<{ position: number }>('pipelines.last_position', LAST_POSITION, [
    workspaceId,
    object,
  ]);
  return Math.min((last?.position ?? 0) + 10, MAX_POSITION);
}

const MAX_POSITION = 10_000;

const LAST_POSITION = `
  SELECT max(position) AS position FROM pipelines WHERE workspace_id = $1 AND object = $2 AND deleted_at IS NULL`;

async function refuseDeletion(edit: Edit<Pipeline>, ctx: RequestContext, tx: Transaction): Promise<void> {
  const { row } = edit;
  if (row.is_default)
    edit.fault('', 'default_needed', 'The default pipeline cannot be deleted: make another one the default');
  if (await isInUse(tx, ctx.workspaceId, row.object, { pipelineId: row.id })) {
    edit.fault(
      '',
      'in_use',
      `There are ${row.object}s in this pipeline: say with replace_with where they go, or move them first`,
    );
  }
}
