import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '@platform/database';
import { type RequestContext, storedId } from '@platform/http';

import { CUSTOM } from './custom-fields/custom-field';
import { ownType } from './custom-fields/own-type';
import { type Draft, type KeyValue, type Outcome, refusal, type Written, writtenOf } from './draft';
import type { Action } from './edit';
import type { Columns } from './field-kind';
import { OutsideChecks } from './outside-checks';
import { holdParent, requireParent } from './parents';
import { countUnlinked, type Unlinked } from './pointing-records';
import type { RecordRow } from './record.entity';
import { type Changes, creation, deletion, patch, restoration, upsertion } from './record-drafts';
import type { RecordType } from './record-type';
import type { RecordView } from './record-view';
import { RecordWriter } from './record-writer';
import type { RepeatCheck } from './repeats';
import { type KeyInput, type KeyPointers, keyValue } from './upsert.dto';

/** Which record a change is about, and under which conditions. */
export interface Target {
  /** The stored id. */
  readonly id: string;
  /** The parent that it must belong to. */
  readonly parentId?: string;
  /** The version that the caller has read (If-Match). */
  readonly ifMatch?: string;
  /** Whether to look for records that it may repeat, and what then. */
  readonly duplicates?: RepeatCheck;
}

/** Records to be created: the fields that a caller names, and columns that the code sets on all, and on each in turn. */
export interface NewRecords {
  readonly inputs: readonly object[];
  readonly columns?: Readonly<Columns>;
  readonly each?: readonly Readonly<Columns>[];
}

/** One record to be created. */
export interface NewRecord {
  readonly input: object;
  /** The stored id of the parent in the path. */
  readonly parentId?: string | undefined;
  readonly duplicates?: RepeatCheck | undefined;
}

/** A record that is named by a key, and under which conditions it is written. */
export interface KeyTarget {
  readonly by: KeyValue;
  readonly ifMatch?: string;
  readonly ifNoneMatch?: string;
  readonly duplicates?: RepeatCheck;
}

/** A record that is deleted now, and how many others pointed to it. */
type Deleted = RecordView & { readonly unlinks?: Unlinked | undefined };

/** A record as it was saved, and those that it may repeat, when the caller is to be told. */
export type Saved = RecordView & { readonly duplicates?: readonly object[] };

interface WrittenAndUnlinked extends Written {
  readonly unlinks?: Unlinked;
}

/** What a write of one record takes beside its draft. */
interface Beside {
  /** The parent in the path. */
  readonly parentId?: string | undefined;
  /** Counts what is unlinked by it, of the record that was written. */
  readonly count?: (tx: Transaction, id: string) => Promise<Unlinked>;
}

/** Writes records of every type, one by one or in sets that stand or fall together. */
@Injectable()
export class RecordService {
  constructor(
    private readonly writer: RecordWriter,
    private readonly writes: OutsideChecks,
    private readonly database: Database,
  ) {}

  /** Creates one record, once per Idempotency-Key. */
  async create(
    ctx: RequestContext,
    type: RecordType,
    { input, parentId, duplicates = 'as_ruled' }: NewRecord,
  ): Promise<Saved> {
    const columns = type.parent ? { [type.parent.field]: parentId } : {};
    const draft = { ...creation(ctx, { input }, columns), duplicates };
    return saved(await this.one(ctx, type, draft, { parentId }));
  }

  /** Changes the named fields of one record; a change that changes nothing is answered, but not written. */
  async update(ctx: RequestContext, type: RecordType, target: Target, changes: Changes): Promise<Saved> {
    return saved(await this.one(ctx, type, { duplicates: 'as_ruled', ...target, ...patch(ctx, changes) }));
  }

  /** Changes the record that has a key, or creates it; says which of the two it was. */
  upsert(ctx: RequestContext, type: RecordType, target: KeyTarget, changes: Changes): Promise<Written> {
    const draft = { ...target, ...upsertion(ctx, type, target.by, changes) };
    return this.one(ctx, type, { ...draft, duplicates: target.duplicates ?? 'as_ruled' });
  }

  /** The key that a caller names, of the type as the workspace has it; 400 when there is none, or the value is not well formed. */
  async key(
    ctx: RequestContext,
    type: RecordType,
    input: KeyInput,
    pointers: KeyPointers,
  ): Promise<KeyValue> {
    const fresh = input.field.startsWith(CUSTOM);
    const own = await ownType(this.database, ctx.workspaceId, type, { fresh });
    return keyValue(ctx, own, input, pointers);
  }

  /** Marks one record as deleted: it keeps its values and can be restored. Says how many others pointed to it, if others can. */
  async delete(ctx: RequestContext, type: RecordType, target: Target): Promise<Deleted> {
    const draft = { ...target, ...deletion(ctx) };
    const count = (tx: Transaction, id: string) => countUnlinked(tx, ctx, type, id);
    const { view, unlinks } = await this.one(ctx, type, draft, { count });
    return { ...view, ...(type.reverse && { unlinks }) };
  }

  /** Brings a deleted record back as it was. */
  async restore(ctx: RequestContext, type: RecordType, target: Target): Promise<RecordView> {
    return (await this.one(ctx, type, { ...target, ...restoration })).view;
  }

  /** Creates records in a transaction that the caller holds: all of them or none. */
  async createMany(
    ctx: RequestContext,
    type: RecordType,
    { inputs, columns, each = [] }: NewRecords,
    tx: Transaction,
  ): Promise<RecordView[]> {
    const drafts = inputs.map((input, at) => creation(ctx, { input }, { ...columns, ...each[at] }));
    return allOf(await this.writer.write(ctx, type, drafts, tx));
  }

  /** Changes the named fields of records in a transaction that the caller holds: all of them or none. */
  async updateMany(
    ctx: RequestContext,
    type: RecordType,
    { ids, input }: { readonly ids: readonly string[]; readonly input: object },
    tx: Transaction,
  ): Promise<RecordView[]> {
    const drafts = ids.map((id): Draft => ({ id, ...patch(ctx, { input }) }));
    return allOf(await this.writer.write(ctx, type, drafts, tx));
  }

  /** Changes records in a transaction that the caller holds: all of them or none. */
  async changeMany<Row extends RecordRow>(
    ctx: RequestContext,
    type: RecordType<Row>,
    {
      action,
      ids,
      edit,
      parentId,
    }: {
      action: Action;
      ids: readonly string[];
      edit: (row: Row) => ReadonlySet<string>;
      parentId?: string;
    },
    tx: Transaction,
  ): Promise<RecordView[]> {
    const drafts = ids.map((id): Draft<Row> => ({ action, id, edit, parentId }));
    return allOf(await this.writer.write(ctx, type, drafts, tx));
  }

  /** Deletes one record in a transaction that the caller holds. */
  async deleteWithin(
    ctx: RequestContext,
    type: RecordType,
    target: Target,
    tx: Transaction,
  ): Promise<RecordView> {
    if (target.parentId) await requireParent(tx, ctx, type, target.parentId);
    const [view] = allOf(await this.writer.write(ctx, type, [{ ...target, ...deletion(ctx) }], tx));
    if (!view) throw new Error('A deletion of one record answered with none.');
    return view;
  }

  private one(
    ctx: RequestContext,
    type: RecordType,
    draft: Draft,
    { parentId, count }: Beside = {},
  ): Promise<WrittenAndUnlinked> {
    return this.writes.run<WrittenAndUnlinked>(ctx, {
      types: [type],
      written: ({ view }) => [{ at: 0, type, view }],
      work: async (tx, refused) => {
        const above = parentId ?? draft.parentId;
        if (above && type.parent && 'inTurns' in type.parent && type.parent.inTurns)
          await holdParent(tx, ctx, type, above);
        else if (parentId) await requireParent(tx, ctx, type, parentId);
        const found = refused.get(0);
        if (found) throw refusal(draft, found);
        const [outcome] = await this.writer.write(ctx, type, [draft], tx);
        const written = writtenOf(outcome);
        if (!count) return written;
        return { ...written, unlinks: await count(tx, storedId(type.name, written.view.id)) };
      },
    });
  }
}

const allOf = (outcomes: readonly Outcome[]): RecordView[] =>
  outcomes.map((outcome) => writtenOf(outcome).view);

const saved = ({ view, duplicates }: Written): Saved => (duplicates ? { ...view, duplicates } : view);
