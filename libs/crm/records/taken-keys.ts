import type { Transaction } from '@platform/database';
import type { RequestContext } from '@platform/http';

import { ownType } from './custom-fields/own-type';
import { nameOf } from './draft';
import type { Columns } from './field-kind';
import type { RecordRow } from './record.entity';
import { shapeOf } from './record-shape';
import type { RecordType } from './record-type';
import { rowParts } from './row-parts';
import { holdersOf } from './unique-keys';

/** Takes out of a row, which has none of its keys while it is merged, those that others hold by now. Answers with the paths of the fields that lost some. */
export async function dropTakenKeys(
  tx: Transaction,
  { workspaceId }: RequestContext,
  type: RecordType,
  row: RecordRow & Columns,
): Promise<string[]> {
  const shape = shapeOf(await ownType(tx, workspaceId, type, { fresh: true }));
  const parts = rowParts(shape.type);
  const dropped: string[] = [];
  for (const key of shape.uniqueKeys) {
    const part = parts.find(({ path }) => path === (key.path ?? key.field));
    const values = key.rows(row, key.field, type.name);
    if (!part || values.length === 0) continue;
    const space = { workspaceId, object: type.name };
    const holders = await holdersOf(
      tx,
      space,
      values.map((value) => ({ key, value })),
    );
    const isTaken = (value: Columns): boolean => (holders.get(nameOf({ key, value })) ?? row.id) !== row.id;
    if (!values.some(isTaken)) continue;
    const isFree = (entry: unknown): boolean => {
      const alone = { ...row };
      part.write(alone, [entry]);
      return !key.rows(alone, key.field, type.name).some(isTaken);
    };
    part.write(row, part.entries ? (part.read(row) as unknown[]).filter(isFree) : null);
    dropped.push(part.path);
  }
  return dropped;
}
