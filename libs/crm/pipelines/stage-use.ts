import type { Sql } from '@platform/database';

import type { StagedObject } from './pipeline.dto';

const TABLES: Readonly<Record<StagedObject, string>> = { deal: 'deals', lead: 'leads' };

/** Whether any record that is not deleted stands in a pipeline, or in one of its stages. */
export async function isInUse(
  sql: Sql,
  workspaceId: string,
  object: StagedObject,
  place: { readonly pipelineId: string; readonly stageId?: string },
): Promise<boolean> {
  const table = TABLES[object];
  const column = place.stageId ? 'stage_id' : 'pipeline_id';
  const rows = await sql.sql(
    `${table}.in_use.${column}`,
    `SELECT 1 FROM ${table} WHERE workspace_id = $1 AND ${column} = $2 AND deleted_at IS NULL LIMIT 1`,
    [workspaceId, place.stageId ?? place.pipelineId],
  );
  return rows.length > 0;
}
