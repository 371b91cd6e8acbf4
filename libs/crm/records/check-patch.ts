import type { Sql } from '@platform/database';
import type { RequestContext } from '@platform/http';

import { refusal } from './draft';
import { Edit } from './edit';
import type { RecordRow } from './record.entity';
import type { Changes } from './record-drafts';
import { shapeOf } from './record-shape';
import type { RecordType } from './record-type';
import { checkReferences } from './references';

/** Refuses fields that no record can take: 422 for an id that names nothing in the workspace. */
export async function checkPatch(
  sql: Sql,
  ctx: RequestContext,
  type: RecordType,
  { input, lists, pointer }: Changes,
): Promise<void> {
  const shape = shapeOf(type);
  const row = shape.blank();
  const given = shape.apply(row, input, ctx, lists);
  const edit = new Edit('update', null, row as unknown as RecordRow, given);
  await checkReferences(sql, ctx.workspaceId, [edit], shape.references);
  if (edit.faults.length > 0) throw refusal({ pointer }, edit.faults);
}
