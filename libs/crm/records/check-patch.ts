import type { Transaction } from '@platform/database';
import type { Fault, RequestContext } from '@platform/http';

import { ownType } from './custom-fields/own-type';
import { refusal } from './draft';
import { Edit } from './edit';
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
  const row = shape.blank();
  const faults: Fault[] = [];
  const given = shape.apply(row, input, { ctx, lists, fault: (fault) => faults.push(fault) });
  const edit = new Edit('update', null, row as unknown as RecordRow, given);
  edit.faults.push(...faults);
  await shape.check([edit], ctx, tx);
  await checkReferences(tx, ctx, [edit], shape.references);
  if (edit.faults.length > 0) throw refusal({ pointer }, edit.faults);
}
