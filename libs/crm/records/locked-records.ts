import type { Transaction } from '@platform/database';
import type { RequestContext } from '@platform/http';

import { ownType } from './custom-fields/own-type';
import type { RecordRow } from './record.entity';
import { type RecordShape, shapeOf } from './record-shape';
import { RecordStore } from './record-store';
import { lockFollowing } from './record-targets';
import type { RecordType } from './record-type';
import { type RecordView, viewOf } from './record-view';
import { readableIds } from './rights/readable-records';

/** A record that nobody else changes until the transaction ends. */
export interface Locked<Row extends RecordRow = RecordRow> {
  readonly row: Row;
  readonly view: RecordView;
  /** Of its type as its workspace has it: tells how two of its public forms differ. */
  readonly shape: Pick<RecordShape<Row>, 'difference'>;
}

/**
 * Locks records, in the order of their ids, and answers with those that are not deleted and that the caller may read, by the
 * stored ids that were asked for: the survivor of a merged record, too, whose own id its row has.
 */
export async function lockRecords<Row extends RecordRow>(
  tx: Transaction,
  ctx: RequestContext,
  type: RecordType<Row>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Locked<Row>>> {
  const shape = shapeOf(await ownType(tx, ctx.workspaceId, type, { fresh: true }));
  const rows = await lockFollowing({ tx, ctx, shape }, ids);
  const own = [...new Set([...rows.values()].map(({ id }) => id))];
  const readable = await readableIds(tx, ctx, type, own);
  const there = [...rows].filter(([, { id, deleted_at }]) => deleted_at === null && readable.has(id));
  return new Map(there.map(([asked, row]) => [asked, { row, view: viewOf(shape, row), shape }]));
}

/** Locks rows, deleted or not, whoever may read them, in the order of their ids. */
export const lockRows = <Row extends RecordRow>(
  tx: Transaction,
  { workspaceId }: RequestContext,
  type: RecordType<Row>,
  ids: readonly string[],
): Promise<Row[]> => new RecordStore(shapeOf(type)).lock(tx, workspaceId, ids);
