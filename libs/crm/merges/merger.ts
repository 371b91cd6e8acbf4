import { addRedirects, type MergedObject } from '@crm/merged-ids';
import {
  type Columns,
  type Draft,
  isBlank,
  isHiddenWithin,
  lockRecords,
  ownType,
  type RecordType,
  type RecordView,
  RecordWriter,
  type RowPart,
  rowParts,
  writtenOf,
} from '@crm/records';
import { Injectable } from '@nestjs/common';
import type { Transaction } from '@platform/database';
import { PrivilegedActions } from '@platform/events';
import { type RequestContext, unprocessable } from '@platform/http';
import { newUuid, toTypeId } from '@platform/ids';

import { customPlaces } from './custom-places';
import { LinkMover, type Naming } from './link-mover';
import type { Merge, MovedThings, PartChange } from './merge.entity';
import { mergeEventsOf } from './merge.events';
import { keepMerge, momentOfMerge, takeTurn } from './merge-journal';
import { type MergeRequest, refuseUnknownFields } from './merge-request';
import type { Conflict, MergedValues } from './merged-values';
import { lockMerging, type Row } from './merging-records';
import { movedThings } from './moved-things';
import { isSame, type Moving, movingOf } from './moving';
import { survivorValues } from './survivor-values';
import { SurvivorWriter } from './survivor-writer';

/** A merge as it was done, and the survivor after it. */
export interface Merged {
  readonly merge: Merge;
  readonly record: RecordView;
  readonly conflicts: readonly Conflict[];
}

interface Run {
  readonly ctx: RequestContext;
  readonly tx: Transaction;
  readonly request: MergeRequest;
  /** In the form of the workspace. */
  readonly type: RecordType;
  readonly parts: readonly RowPart[];
  /** The survivor's first. */
  readonly rows: readonly Row[];
  readonly before: RecordView;
  readonly moving: Moving;
  readonly id: string;
  readonly at: Date;
}

/** Merges records of a kind, in a transaction that the caller holds. */
@Injectable()
export class Merger {
  constructor(
    private readonly writer: RecordWriter,
    private readonly survivors: SurvivorWriter,
    private readonly links: LinkMover,
    private readonly audit: PrivilegedActions,
  ) {}

  /** Problems: 403, 409 `record_merged`, 412, 422 for what the survivor, or what names the others, cannot be. */
  async merge(ctx: RequestContext, request: MergeRequest, tx: Transaction): Promise<Merged> {
    const run = await this.prepare(ctx, request, tx);
    const { moving, parts, rows, type } = run;
    const naming = await this.links.locate(ctx, tx, moving);
    const values = await survivorValues(tx, ctx.workspaceId, {
      parts,
      rows,
      moving,
      choice: run.request.choice,
    });
    await this.absorb(run);
    const redirects = await addRedirects(tx, ctx.workspaceId, {
      object: moving.object,
      survivorId: moving.to,
      mergedIds: [...moving.from],
    });
    const lines = await this.links.move(ctx, tx, { moving, naming: naming.filter(isOfLines) });
    const others = await this.links.moveRows(ctx, tx, moving);
    const moved = movedThings(naming, others);
    const conflicts = await this.keep(run, values, moved);
    const rest = await this.links.move(ctx, tx, { moving, naming: naming.filter((one) => !isOfLines(one)) });
    const after = (await lockRecords(tx, ctx.beyondRights(), type, [moving.to])).get(moving.to);
    if (!after) throw new Error('The survivor of a merge is gone.');
    const merge: Merge = {
      ...mergeOf(run),
      changes: after.shape.difference({ ...run.before }, { ...after.view }),
      moved,
      journal: { parts: partChanges(parts, rows[0], after.row as Row), redirects },
    };
    await keepMerge(tx, merge, [...lines, ...others, ...rest]);
    await this.tellAuditors(run, merge);
    return { merge, record: after.view, conflicts };
  }

  /** Locks the records. An empty write refuses a survivor that the caller may not change, or has read before another change. */
  private async prepare(ctx: RequestContext, given: MergeRequest, tx: Transaction): Promise<Run> {
    await takeTurn(tx, ctx);
    const { survivor, merged } = await lockMerging(ctx, tx, given);
    const { id } = survivor.row;
    const request = { ...given, choice: choiceOf(given, id) };
    const { ifMatch, choice } = request;
    const asked: Draft = {
      action: 'update',
      id,
      ...(ifMatch !== undefined && { ifMatch }),
      isReplacement: true,
      edit: () => NOTHING,
    };
    const [outcome] = await this.writer.write(ctx, request.type, [asked], tx);
    writtenOf(outcome);
    refuseConverted(request, merged);
    const type = await ownType(tx, ctx.workspaceId, request.type, { fresh: true });
    const parts = rowParts(type);
    refuseUnknownFields(choice, parts, (path) => isHiddenWithin(ctx, type.name, path));
    const moving = movingOf(type.name as MergedObject, request.mergedIds, id);
    const at = await momentOfMerge(tx, ctx, [id, ...request.mergedIds]);
    const rows = [survivor.row, ...merged];
    return { ctx, tx, request, type, parts, rows, before: survivor.view, moving, id: newUuid(), at };
  }

  /** Takes the merged records away without a word: the survivor's event tells of them. Their keys are free from here on. */
  private async absorb({ ctx, tx, type, moving, at }: Run): Promise<void> {
    const drafts = [...moving.from].map(
      (id): Draft => ({
        action: 'delete',
        id,
        told: 'nothing',
        edit: (row) => {
          Object.assign(row, { deleted_at: at, merged_into: moving.to });
          return NOTHING;
        },
      }),
    );
    for (const outcome of await this.writer.write(ctx.beyondRights(), type, drafts, tx)) writtenOf(outcome);
  }

  /** Gives the survivor its values and tells of the merge; answers with the conflicts as they were settled. */
  private async keep(
    run: Run,
    { values, conflicts }: MergedValues,
    moved: readonly MovedThings[],
  ): Promise<Conflict[]> {
    const { ctx, tx, request, type, parts, moving } = run;
    const own = (await customPlaces(tx, ctx.workspaceId, moving)).filter(({ owner }) => owner === type.name);
    const dropped = await this.survivors.write(ctx, tx, {
      ...{ type, parts, values, id: moving.to },
      named: new Set(request.choice.chosen.keys()),
      told: { event: mergeEventsOf(request.type).merged, more: { merge: summaryOf(run, moved) } },
      refused: request.refused.get(0),
      also: (row: Columns) => {
        for (const place of own) place.move(row, moving);
      },
    });
    return withRefused(conflicts, dropped, run);
  }

  private async tellAuditors({ ctx, tx, type, moving, id }: Run, { changes }: Merge): Promise<void> {
    const side = (name: 'from' | 'to') =>
      Object.fromEntries(Object.entries(changes).map(([path, change]) => [path, change[name]]));
    await this.audit.record(tx, ctx, {
      action: `${type.name}.merged`,
      target: { type: type.name, id: moving.publicTo },
      before: side('from'),
      after: { ...side('to'), merge_id: toTypeId('merge', id), merged_ids: [...moving.publicFrom] },
    });
  }
}

const NOTHING: ReadonlySet<string> = new Set();

/** The amount of a deal follows from its lines, so that they move before it is written. */
const isOfLines = ({ owner }: Naming): boolean => owner === 'line_item';

/** The choice of values from a survivor that was named by another of its ids is one from itself. */
const choiceOf = ({ choice, survivorId }: MergeRequest, id: string): MergeRequest['choice'] => ({
  ...choice,
  chosen: new Map([...choice.chosen].map(([path, from]) => [path, from === survivorId ? id : from])),
});

const mergeOf = ({ ctx, moving, request, id, at }: Run) => ({
  workspace_id: ctx.workspaceId,
  id,
  object: moving.object,
  survivor_id: moving.to,
  merged_ids: [...request.mergedIds],
  merged_at: at,
  merged_by: ctx.actor,
  undone_at: null,
  undone_by: null,
});

const summaryOf = ({ id, moving }: Run, moved: readonly MovedThings[]) => ({
  id: toTypeId('merge', id),
  merged_ids: [...moving.publicFrom],
  moved,
});

/** A converted lead is read-only and names what it became: it can take others over, and not be taken over. */
function refuseConverted({ mergedIds }: MergeRequest, merged: readonly Row[]): void {
  const faults = merged
    .filter(({ converted_at }) => converted_at instanceof Date)
    .map(({ id }) => ({
      pointer: `/merge/${mergedIds.indexOf(id)}`,
      code: 'lead_converted',
      detail: 'A converted lead can only be the survivor: name it so, or undo its conversion first',
    }));
  if (faults.length > 0) throw unprocessable(faults);
}

/** The stored values of a row that differ in another, by path. */
function partChanges(
  parts: readonly RowPart[],
  before: Row | undefined,
  after: Row,
): Record<string, PartChange> {
  if (!before) return {};
  return Object.fromEntries(
    parts
      .filter(({ read }) => !isSame(read(before), read(after)))
      .map(({ path, read }) => [path, { before: read(before), after: read(after) }]),
  );
}

/** The conflicts with those fields whose value the survivor cannot take. */
function withRefused(
  conflicts: readonly Conflict[],
  dropped: readonly string[],
  { parts, rows, moving }: Run,
): Conflict[] {
  const refused = dropped.map((field): Conflict => {
    const part = parts.find(({ path }) => path === field);
    const values = rows.map((row) => ({ id: row.id, value: part?.present(row) ?? null }));
    return {
      field,
      values: values.filter(({ value }) => !isBlank(value)),
      from: moving.to,
      why: 'refused',
      leftOut: 0,
    };
  });
  return [...conflicts.filter(({ field }) => !dropped.includes(field)), ...refused];
}
