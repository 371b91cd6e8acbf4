import { Injectable } from '@nestjs/common';
import type { Transaction } from '@platform/database';
import { type RequestContext, unprocessable } from '@platform/http';

import { requireParent } from './parents';
import type { RecordRow } from './record.entity';
import { RecordService } from './record.service';
import { shapeOf } from './record-shape';
import { RecordStore } from './record-store';
import type { RecordType } from './record-type';
import type { RecordView } from './record-view';

/** A row that has a place among those of its parent. */
interface Placed extends RecordRow {
  position: number;
}

/** An order that somebody wants. */
export interface Order<Row extends Placed> {
  readonly parentId: string;
  /** Stored ids, and the field of the body that names them. */
  readonly ids: readonly string[];
  readonly field: string;
  /** What stands before the others whatever the order: a smaller number comes first. */
  readonly rank?: (row: Row) => number;
}

/** Arranges the records of a parent that have a `position`. */
@Injectable()
export class RecordOrder {
  constructor(private readonly records: RecordService) {}

  /**
   * Gives the named records the named order, in the places that they hold together, and numbers all of the parent's anew:
   * 10, 20, 30 … Answers with all of them in order. 422 for an id that is not one of them, stands twice, or breaks the ranks.
   */
  async arrange<Row extends Placed>(
    ctx: RequestContext,
    type: RecordType<Row>,
    { parentId, ids, field, rank = () => 0 }: Order<Row>,
    tx: Transaction,
  ): Promise<RecordView[]> {
    await requireParent(tx, ctx, type, parentId);
    const rows = await new RecordStore(shapeOf(type)).lockChildren(tx, ctx.workspaceId, parentId);
    const all = rows.sort((a, b) => rank(a) - rank(b) || a.position - b.position || (a.id < b.id ? -1 : 1));
    const named = ids.map((id) => all.find((row) => row.id === id));
    refuseWrong(named, { field, rank });
    const places = new Set(ids);
    const coming = named.values();
    const arranged = all
      .map((row) => (places.has(row.id) ? (coming.next().value ?? row) : row))
      .sort((a, b) => rank(a) - rank(b));
    const positions = new Map(arranged.map(({ id }, at) => [id, (at + 1) * 10]));
    return this.records.changeMany(
      ctx,
      type,
      {
        action: 'update',
        parentId,
        ids: [...positions.keys()],
        edit: (row) => {
          row.position = positions.get(row.id) ?? row.position;
          return new Set(['position']);
        },
      },
      tx,
    );
  }
}

function refuseWrong<Row extends Placed>(
  named: readonly (Row | undefined)[],
  { field, rank }: { readonly field: string; rank: (row: Row) => number },
): void {
  const faults = named.flatMap((row, at) => {
    const pointer = `/${field}/${at}`;
    const before = named[at - 1];
    if (!row) return [{ pointer, code: 'unknown_reference', detail: 'There is no such one in this list' }];
    if (named.indexOf(row) < at) return [{ pointer, code: 'duplicate', detail: 'Name each one once' }];
    if (before && rank(before) > rank(row)) return [{ pointer, code: 'wrong_order', detail: WRONG_ORDER }];
    return [];
  });
  if (faults.length > 0) throw unprocessable(faults);
}

const WRONG_ORDER = 'This one cannot come after the one before it: some kinds have a fixed place';
