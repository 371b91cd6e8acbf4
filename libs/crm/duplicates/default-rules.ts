import { defaultRules, MATCHED_OBJECTS } from '@crm/matching';
import type { Transaction } from '@platform/database';
import { foldText } from '@platform/filters';
import type { RequestContext } from '@platform/http';
import { newUuid } from '@platform/ids';

/** The rules that a new workspace begins with. They come with it: no events tell of them. */
export async function makeDefaultRules(
  { workspaceId, now, actor }: RequestContext,
  tx: Transaction,
): Promise<void> {
  const rules = MATCHED_OBJECTS.flatMap((object) =>
    defaultRules(object).map((rule, at) => ({
      ...rule,
      id: newUuid(),
      position: (at + 1) * 10,
      search_text: foldText(rule.name),
    })),
  );
  await tx.sql('duplicate_rules.make_defaults', MAKE, [workspaceId, JSON.stringify(rules), now, actor]);
}

const MAKE = `
  INSERT INTO duplicate_rules
    (workspace_id, id, version, created_at, updated_at, created_by, updated_by, folded, search_text,
     object, name, position, active, threshold, conditions, on_save, on_intake)
  SELECT $1, r.id, 1, $3, $3, $4, $4, jsonb_build_object('name', r.search_text), r.search_text,
    r.object, r.name, r.position, true, r.threshold, r.conditions, 'allow', 'create'
  FROM jsonb_populate_recordset(NULL::duplicate_rules, $2::jsonb) AS r`;
