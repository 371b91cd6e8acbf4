import type { Sql } from '@platform/database';
import { toTypeId, toUuid } from '@platform/ids';

import type { StageGroup } from './stage.dto';

/** A stage by its public id, in a workspace. */
export interface StageKey {
  readonly workspaceId: string;
  readonly id: string;
}

/** The groups of stages by their public ids, of deleted ones too; one that is not there is missing. */
export async function stageGroups(sql: Sql, keys: readonly StageKey[]): Promise<Map<string, StageGroup>> {
  if (keys.length === 0) return new Map();
  const rows = await sql.sql<{ id: string; group: StageGroup }>('stages.groups', QUERY, [
    [...new Set(keys.map(({ workspaceId }) => workspaceId))],
    [...new Set(keys.flatMap(({ id }) => toUuid('stage', id) ?? []))],
  ]);
  return new Map(rows.map(({ id, group }) => [toTypeId('stage', id), group]));
}

const QUERY =
  'SELECT id, "group" FROM stages WHERE workspace_id = ANY ($1::uuid[]) AND id = ANY ($2::uuid[])';
