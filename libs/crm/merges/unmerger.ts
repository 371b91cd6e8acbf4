import { survivorsOf, takeBackRedirects } from '@crm/merged-ids';
import {
  type Draft,
  dropTakenKeys,
  lockRecords,
  ownType,
  type RecordType,
  type RecordView,
  RecordWriter,
  recordTypeOf,
  rowParts,
  writtenOf,
} from '@crm/records';
import { Injectable } from '@nestjs/common';
import type { Transaction } from '@platform/database';
import { PrivilegedActions } from '@platform/events';
import { conflict, notFound, type ProblemError, type RequestContext } from '@platform/http';
import { toTypeId } from '@platform/ids';

import { adoptMerges } from './adoption';
import { LinkReturner, type Returned } from './link-returner';
import type { Merge } from './merge.entity';
import { mergeEventsOf } from './merge.events';
import { closeMerge, isFinal, laterMerge, linksOf, lockMerge, takeTurn } from './merge-journal';
import { requireMergeScopes } from './merge-request';
import { lockUnmerging, type Row } from './merging-records';
import { type Moving, movingOf } from './moving';
import { type ReturnedValues, returnedValues, unitedLists } from './returned-values';
import { SurvivorWriter } from './survivor-writer';

/** An undo as it was done. */
export interface Unmerged extends Returned {
  readonly merge: Merge;
  readonly record: RecordView;
  readonly restored: readonly RecordView[];
  /** Fields of the survivor that stay, and of a restored record those that it could not have back. */
  readonly keptFields: readonly string[];
}

interface Run {
  readonly ctx: RequestContext;
  readonly tx: Transaction;
  readonly merge: Merge;
  /** In the form of the workspace. */
  readonly type: RecordType;
  readonly survivor: Row;
  readonly merged: readonly Row[];
  readonly moving: Moving;
}

/** Undoes merges, in a transaction that the caller holds. */
@Injectable()
export class Unmerger {
  constructor(
    private readonly writer: RecordWriter,
    private readonly survivors: SurvivorWriter,
    private readonly links: LinkReturner,
    private readonly audit: PrivilegedActions,
  ) {}

  /** Problems: 404, 403, 409 `merge_undone`, `merge_final`, `later_merge`, `deleted_record`. */
  async undo(ctx: RequestContext, id: string, tx: Transaction): Promise<Unmerged> {
    const run = await this.prepare(ctx, id, tx);
    const { merge, moving } = run;
    await takeBackRedirects(tx, ctx.workspaceId, {
      object: merge.object,
      survivorId: merge.survivor_id,
      mergedIds: merge.merged_ids,
      moved: merge.journal?.redirects ?? [],
    });
    const closed = { ...merge, ...(await closeMerge(tx, ctx, id)) };
    const journal = await linksOf(tx, ctx.workspaceId, id);
    const returning = await this.links.locate(ctx, tx, { journal, moving });
    const { values, kept } = await this.valuesOf(run);
    const last = new Map([...values].filter(([path]) => path === 'parent_id'));
    const first = new Map([...values].filter(([path]) => path !== 'parent_id'));
    const dropped = await this.takeBack(run, first, returning);
    const lost = await this.restore(run);
    await this.links.giveBack(ctx, tx, { returning, moving });
    // Only now does the company above not stand below any more.
    if (last.size > 0) dropped.push(...(await this.takeBack(run, last)));
    await this.audit.record(tx, ctx, {
      action: `${merge.object}.unmerged`,
      target: { type: merge.object, id: moving.publicTo },
      before: { merge_id: toTypeId('merge', id) },
      after: { restored_ids: [...moving.publicFrom] },
    });
    const views = await lockRecords(tx, ctx.beyondRights(), run.type, [moving.to, ...moving.from]);
    const viewOf = (one: string): RecordView[] => [views.get(one)].flatMap((found) => found?.view ?? []);
    const [record] = viewOf(moving.to);
    if (!record) throw new Error('The survivor of a merge is gone.');
    const { givenBack, kept: keptLinks } = returning;
    const restored = merge.merged_ids.flatMap(viewOf);
    return {
      merge: closed,
      record,
      restored,
      keptFields: [...kept, ...dropped, ...lost],
      givenBack,
      kept: keptLinks,
    };
  }

  private async prepare(ctx: RequestContext, id: string, tx: Transaction): Promise<Run> {
    await takeTurn(tx, ctx);
    const merge = await lockMerge(tx, ctx.workspaceId, id);
    const base = merge && recordTypeOf(merge.object);
    if (!merge || !base) throw notFound('merge');
    requireMergeScopes(ctx, base);
    const { survivor, merged } = await lockUnmerging(ctx, tx, base, merge);
    if (merge.undone_at !== null) throw undone(merge);
    if (merge.journal === null || isFinal(merge, ctx.now)) throw final(merge);
    const type = await ownType(tx, ctx.workspaceId, base, { fresh: true });
    const united = unitedLists(rowParts(type), merge.journal.parts).map(
      (path) => `${type.plural}.${path.split('.')[0] ?? ''}`,
    );
    const later = await laterMerge(tx, merge, united);
    if (later !== undefined) throw notTheLast(later);
    if (survivor.deleted_at !== null) throw survivorDeleted(merge);
    const asked: Draft = { action: 'update', id: survivor.id, isReplacement: true, edit: () => NOTHING };
    const [outcome] = await this.writer.write(ctx, base, [asked], tx);
    writtenOf(outcome);
    const moving = movingOf(merge.object, merge.merged_ids, merge.survivor_id);
    return { ctx, tx, merge, type, survivor, merged, moving };
  }

  /** Gives the survivor values that it had, and tells of the undo; answers with the fields that it cannot take back. */
  private takeBack(
    { ctx, tx, merge, type, moving }: Run,
    values: ReadonlyMap<string, unknown>,
    returned?: Returned,
  ): Promise<string[]> {
    const [id, merged_ids] = [toTypeId('merge', merge.id), [...moving.publicFrom]];
    const summary = returned && { id, merged_ids, moved: returned.givenBack };
    return this.survivors.write(ctx, tx, {
      ...{ type, values, parts: rowParts(type), id: moving.to },
      named: NOTHING,
      ...(summary && { told: { event: mergeEventsOf(type).unmerged, more: { merge: summary } } }),
    });
  }

  private valuesOf({ ctx, tx, merge, type, survivor }: Run): Promise<ReturnedValues> {
    return returnedValues(rowParts(type), survivor, {
      changes: merge.journal?.parts ?? {},
      survivors: (object, ids) => survivorsOf(tx, ctx.workspaceId, object, ids),
    });
  }

  /** Brings the merged records back, without the keys that others have taken meanwhile; answers with the fields that lost some. */
  private async restore({ ctx, tx, type, merged }: Run): Promise<string[]> {
    const lost: string[] = [];
    for (const row of merged) {
      await adoptMerges(ctx, tx, type, row);
      lost.push(...(await dropTakenKeys(tx, ctx, type, row)));
      const draft: Draft = {
        action: 'restore',
        id: row.id,
        edit: (record) => {
          Object.assign(record, row, { deleted_at: null, merged_into: null });
          return NOTHING;
        },
      };
      const [outcome] = await this.writer.write(ctx.beyondRights(), type, [draft], tx);
      writtenOf(outcome);
    }
    return lost;
  }
}

const NOTHING: ReadonlySet<string> = new Set();

const undone = ({ id, undone_at }: Merge): ProblemError =>
  conflict(
    'merge_undone',
    `${toTypeId('merge', id)} was undone already, at ${undone_at?.toISOString() ?? ''}.`,
  );

const final = ({ id }: Merge): ProblemError =>
  conflict(
    'merge_final',
    `${toTypeId('merge', id)} can be undone no more: it is older than 90 days, or what it was about was erased.`,
  );

const notTheLast = (later: string): ProblemError => {
  const merge_id = toTypeId('merge', later);
  return conflict('later_merge', `The survivor took part in ${merge_id} since: undo that merge first.`, {
    members: { merge_id },
  });
};

const survivorDeleted = ({ object, survivor_id }: Merge): ProblemError => {
  const existing_id = toTypeId(object, survivor_id);
  return conflict('deleted_record', `${existing_id} was deleted since: restore it first.`, {
    members: { existing_id },
  });
};
