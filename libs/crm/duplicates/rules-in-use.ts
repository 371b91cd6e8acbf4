import type { MatchedObject, MatchRule } from '@crm/matching';
import type { Sql } from '@platform/database';

import type { OnIntake, OnSave } from './duplicate-rule.dto';

/** A rule that a workspace uses. */
export interface RuleInUse extends MatchRule {
  readonly id: string;
  readonly name: string;
  readonly on_save: OnSave;
  readonly on_intake: OnIntake;
}

/** The rules of a workspace for a kind of record, in their order. */
export const rulesInUse = (sql: Sql, workspaceId: string, object: MatchedObject): Promise<RuleInUse[]> =>
  sql.sql<RuleInUse>('duplicate_rules.in_use', IN_USE, [workspaceId, object]);

const IN_USE = `
  SELECT id, name, object, threshold, conditions, on_save, on_intake FROM duplicate_rules
  WHERE workspace_id = $1 AND object = $2 AND active AND deleted_at IS NULL ORDER BY position, id`;
