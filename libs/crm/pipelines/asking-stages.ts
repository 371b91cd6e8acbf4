import type { Sql } from '@platform/database';
import type { IdKind } from '@platform/ids';
import { toTypeId } from '@platform/ids';

/** The public ids of the stages that ask for a field, by its path, each pipeline's in their order; none for kinds of record without stages. */
export async function askingStages(
  sql: Sql,
  workspaceId: string,
  object: IdKind,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await sql.sql<{ path: string; ids: string[] }>('stages.asking', ASKING, [workspaceId, object]);
  return new Map(rows.map(({ path, ids }) => [path, ids.map((id) => toTypeId('stage', id))]));
}

const ASKING = `
  SELECT asked.path, array_agg(s.id ORDER BY p.position, p.id, s.position, s.id) AS ids
  FROM stages s JOIN pipelines p ON p.workspace_id = $1 AND p.id = s.pipeline_id,
    LATERAL jsonb_array_elements_text(s.required_fields) AS asked (path)
  WHERE s.workspace_id = $1 AND p.object = $2 AND s.deleted_at IS NULL AND p.deleted_at IS NULL
  GROUP BY asked.path`;
