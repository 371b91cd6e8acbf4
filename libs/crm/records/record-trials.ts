import { Injectable } from '@nestjs/common';
import { Database, Rollback, type Transaction } from '@platform/database';
import { notFound, type RequestContext } from '@platform/http';

import { ownType } from './custom-fields/own-type';
import { type Trial, tryChanges } from './judge';
import { shapeOf } from './record-shape';
import { RecordStore } from './record-store';
import type { RecordType } from './record-type';
import { type RecordView, viewOf } from './record-view';
import { seenBy } from './rights/seen-by';

/** Says what would speak against changes, by the very rules that would refuse them. */
@Injectable()
export class RecordTrials {
  constructor(private readonly database: Database) {}

  /** Tries each of the changes on the record as it stands, every one on its own; nothing is stored. 404 when it is not there. */
  of(
    ctx: RequestContext,
    type: RecordType,
    id: string,
    changes: (record: RecordView, tx: Transaction) => Promise<readonly object[]>,
  ): Promise<Trial[]> {
    return this.database.transaction(async (tx): Promise<Trial[]> => {
      const own = await ownType(tx, ctx.workspaceId, type, { fresh: true });
      const shape = shapeOf(own);
      const row = await new RecordStore(shapeOf(seenBy(ctx, own))).find(tx, ctx.workspaceId, id);
      if (!row || row.deleted_at) throw notFound(type.name);
      const tried = await changes(viewOf(shape, row), tx);
      throw new Rollback(await tryChanges({ ctx, tx, shape }, row, tried));
    });
  }
}
