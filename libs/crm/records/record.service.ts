import { Injectable } from '@nestjs/common';
import type { Transaction } from '@platform/database';
import { Outbox } from '@platform/events';
import { notFound, type RequestContext, refuseStale, unprocessable } from '@platform/http';
import { newUuid } from '@platform/ids';

import { type Action, Edit } from './edit';
import type { Columns } from './field-kind';
import { writeLookup } from './lookups';
import { OutsideChecks } from './outside-checks';
import { belongs, requireParent } from './parents';
import type { RecordRow } from './record.entity';
import { type RecordShape, shapeOf } from './record-shape';
import { RecordStore } from './record-store';
import type { RecordType } from './record-type';
import type { RecordView } from './record-view';
import { checkReferences } from './references';
import { changeOf, type StoredChange } from './stored-change';

/** Which records a change is about. */
export interface Target {
  readonly ids: readonly string[];
  /** The parent that they must belong to. */
  readonly parentId?: string;
  /** The version that the caller has read (If-Match). */
  readonly ifMatch?: string;
}

/** Records to be created: the fields that a caller names, and columns that the code sets on each. */
export interface NewRecords {
  readonly inputs: readonly object[];
  readonly columns?: Readonly<Columns>;
}

/** Writes records of every type. */
@Injectable()
export class RecordService {
  constructor(
    private readonly outbox: Outbox,
    private readonly writes: OutsideChecks,
  ) {}

  /** Creates one record, once per Idempotency-Key. */
  async create(ctx: RequestContext, type: RecordType, input: object, parentId?: string): Promise<RecordView> {
    const columns = type.parent ? { [type.parent.field]: parentId } : {};
    const records = await this.writes.run(ctx, type, async (tx) => {
      await requireParent(tx, ctx.workspaceId, type, parentId);
      return this.createMany(ctx, type, { inputs: [input], columns }, tx);
    });
    return only(records);
  }

  /** Changes the named fields of one record; a change that changes nothing is answered, but not written. */
  async update(ctx: RequestContext, type: RecordType, target: Target, input: object): Promise<RecordView> {
    return this.write(ctx, type, 'update', target, (row) =>
      shapeOf(type).apply(row as unknown as Columns, input, ctx),
    );
  }

  /** Marks one record as deleted: it keeps its values and can be restored. */
  delete(ctx: RequestContext, type: RecordType, target: Target): Promise<RecordView> {
    return this.write(ctx, type, 'delete', target, (row) => {
      row.deleted_at = ctx.now;
      return DELETION;
    });
  }

  /** Brings a deleted record back as it was. */
  restore(ctx: RequestContext, type: RecordType, target: Target): Promise<RecordView> {
    return this.write(ctx, type, 'restore', target, (row) => {
      row.deleted_at = null;
      return DELETION;
    });
  }

  /** Creates many records in a transaction that the caller holds: checked, stored and told of as one set. */
  async createMany(
    ctx: RequestContext,
    type: RecordType,
    { inputs, columns }: NewRecords,
    tx: Transaction,
  ): Promise<RecordView[]> {
    const shape = shapeOf(type);
    const edits = inputs.map((input) => {
      const row = Object.assign(shape.blank(), newRow(ctx), columns);
      const given = shape.apply(row, input, ctx);
      return new Edit('create', null, row as unknown as RecordRow, given);
    });
    return this.store(ctx, type, edits, tx);
  }

  /** Locks records, lets `edit` change each, then checks, stores and tells of them: all of them or none. */
  async changeMany<Row extends RecordRow>(
    ctx: RequestContext,
    type: RecordType<Row>,
    { action, target, edit }: { action: Action; target: Target; edit: (row: Row) => ReadonlySet<string> },
    tx: Transaction,
  ): Promise<RecordView[]> {
    const ids = [...new Set(target.ids)];
    const rows = await new RecordStore(shapeOf(type)).lock(tx, ctx.workspaceId, ids);
    const found = rows.filter((row) => belongs(type, row, target.parentId) && isOpenTo(action, row));
    if (found.length < ids.length) throw notFound(type.name);
    const edits = found.map((before) => {
      refuseStale(target.ifMatch, before.version);
      const row = { ...before };
      return new Edit(action, before, row, edit(row));
    });
    return this.store(ctx, type, edits, tx);
  }

  private async write(
    ctx: RequestContext,
    type: RecordType,
    action: Action,
    target: Target,
    edit: (row: RecordRow) => ReadonlySet<string>,
  ): Promise<RecordView> {
    return only(
      await this.writes.run(ctx, type, (tx) => this.changeMany(ctx, type, { action, target, edit }, tx)),
    );
  }

  private async store<Row extends RecordRow>(
    ctx: RequestContext,
    type: RecordType<Row>,
    edits: readonly Edit<Row>[],
    tx: Transaction,
  ): Promise<RecordView[]> {
    const shape = shapeOf(type);
    await type.rules?.(edits, ctx, tx);
    await checkReferences(tx, ctx.workspaceId, edits, shape.references);
    refuseFaults(edits);
    const changes = edits.map((edit) => changeOf(ctx, shape, edit));
    const effective = changes.filter((change) => change.events.length > 0);
    if (effective.length > 0) {
      await this.storeRows(ctx, shape, effective, tx);
      await this.outbox.add(
        tx,
        ctx,
        effective.flatMap((change) => change.events),
      );
    }
    return changes.map((change) => change.view);
  }

  private async storeRows<Row extends RecordRow>(
    ctx: RequestContext,
    shape: RecordShape<Row>,
    changes: readonly StoredChange<Row>[],
    tx: Transaction,
  ): Promise<void> {
    const store = new RecordStore(shape);
    const rows = changes.map((change) => change.edit.row);
    const fresh = changes[0]?.edit.action === 'create';
    await (fresh ? store.insert(tx, rows) : store.update(tx, ctx.workspaceId, rows));
    for (const lookup of shape.lookups) {
      const touched = changes
        .filter((change) => fresh || change.changed.has(lookup.field))
        .map(({ edit }) => edit.row);
      if (touched.length === 0) continue;
      await writeLookup(tx, lookup, {
        workspaceId: ctx.workspaceId,
        object: shape.type.name,
        rows: touched,
        fresh,
      });
    }
  }
}

const DELETION: ReadonlySet<string> = new Set(['deleted_at']);

const isOpenTo = (action: Action, row: RecordRow): boolean => action === 'restore' || row.deleted_at === null;

function newRow({ workspaceId, now, actor }: RequestContext): Partial<RecordRow> {
  return {
    workspace_id: workspaceId,
    id: newUuid(),
    version: 1,
    created_at: now,
    updated_at: now,
    created_by: actor,
    updated_by: actor,
  };
}

/** Refuses the whole write when any of its records has a fault; in a set, pointers start with the item's place. */
function refuseFaults(edits: readonly Edit[]): void {
  const single = edits.length === 1;
  const faults = edits.flatMap((edit, at) =>
    edit.faults.map((fault) => (single ? fault : { ...fault, pointer: `/${at}${fault.pointer}` })),
  );
  if (faults.length > 0) throw unprocessable(faults);
}

function only(views: readonly RecordView[]): RecordView {
  const [view] = views;
  if (!view) throw new Error('A write of one record answered with none.');
  return view;
}
