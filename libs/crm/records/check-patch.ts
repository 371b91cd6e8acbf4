import type { Transaction } from '@platform/database';
import type { Fault, RequestContext } from '@platform/http';

import { ownType } from './custom-fields/own-type';
import { refusal } from './draft';
import { Edit } from './edit';
import { followedEdit } from './named-survivors';
import type { RecordRow } from './record.entity';
import type { Changes } from './record-drafts';
import { shapeOf } from './record-shape';
import type { RecordType } from './record-type';
import { checkReferences } from './references';

/** Refuses fields that no record can take: 422 for an id that names nothing in the workspace. */
export async function checkPatch(
  tx: Transaction,
  ctx: RequestContext,
  type: RecordType,
  { input, lists = 'replace', pointer }: Changes,
): Promise<void> {
  const shape = shapeOf(await ownType(tx, ctx.workspaceId, type, { fresh: true }));
  const edit = await followedEdit(tx, ctx, async (survivors) => {
    const row = shape.blank();
    const faults: Fault[] = [];
    const fault = (found: Fault) => faults.push(found);
    const given = shape.apply(row, input, { ctx, lists, fault, survivors });
    const tried = new Edit('update', null, row as unknown as RecordRow, given);
    tried.faults.push(...faults);
    await shape.check([tried], ctx, tx);
    await checkReferences(tx, ctx, [tried], shape.references);
    return tried;
  });
  if (edit.faults.length > 0) throw refusal({ pointer }, edit.faults);
}
