import {
  customType,
  forgetFields,
  KEY_PATTERN,
  RecordService,
  type RecordType,
  type RecordView,
} from '@crm/records';
import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '@platform/database';
import {
  conflict,
  etagOf,
  notFound,
  type RequestContext,
  staleVersion,
  unprocessable,
  versionMismatch,
} from '@platform/http';
import { toTypeId } from '@platform/ids';
import { Writes } from '@platform/writes';

import { type Deleted, describeFields } from './describe-fields';
import type { ConvertFieldDto, CreateFieldDto, FieldDto, FieldObject, UpdateFieldDto } from './field.dto';
import type { Field } from './field.entity';
import { fieldType } from './field.record-type';
import { FieldConversion } from './field-conversion';
import {
  countFields,
  type FieldName,
  holdWriters,
  lockField,
  nextNumber,
  renew,
  type StoredField,
} from './field-statements';
import { claimValues, dropIndex, dropKeys, hasValues } from './field-values';
import { isStandardField } from './standard-fields';

/** How many custom fields a kind of record may have, and how many of them may be indexed beside the unique ones. */
const MAX_FIELDS = 1000;
const MAX_INDEXED = 20;

/** What standard fields take: the rest is the same in all workspaces. */
const SHOWN: ReadonlySet<string> = new Set(['name', 'help_text', 'group', 'position', 'hidden']);

/** Tells which fields records have, and changes those that a workspace has added. */
@Injectable()
export class Fields {
  constructor(
    private readonly records: RecordService,
    private readonly writes: Writes,
    private readonly database: Database,
    private readonly conversion: FieldConversion,
  ) {}

  /** Every field of a kind of record, in the order of its form. */
  list(ctx: RequestContext, type: RecordType, deleted?: Deleted): Promise<FieldDto[]> {
    return describeFields(this.database, ctx, type, deleted);
  }

  /** One field by its key, a custom one before a standard one; 404 when there is none. */
  async get(ctx: RequestContext, type: RecordType, key: string): Promise<FieldDto> {
    const field = ofKey(await this.list(ctx, type), key);
    if (!field) throw notFound('field');
    return field;
  }

  /** Adds a field; 409 when its key is taken, also by a deleted one, or there are too many; 422 when a standard field has it. */
  create(ctx: RequestContext, type: RecordType, input: CreateFieldDto): Promise<FieldDto> {
    if (isStandardField(type, input.key)) throw standardKey(input.key);
    return this.change(ctx, type, input.key, async (tx, name) => {
      const number = await nextNumber(tx, ctx.workspaceId);
      const there = await lockField(tx, name, false);
      if (there) throw taken(there);
      await this.requireRoom(tx, name, { all: 1, indexed: input.indexed && !input.unique ? 1 : 0 });
      const columns = { object: type.name, standard: false, number, index_ready: true, read_only: false };
      await this.records.createMany(ctx, fieldType, { inputs: [input], columns }, tx);
      return fieldIn(tx, ctx, type, name.key);
    });
  }

  /** Changes what is said of a field, and its rules; of a standard one what is shown alone. */
  update(
    ctx: RequestContext,
    type: RecordType,
    target: { readonly key: string; readonly ifMatch?: string | undefined },
    changes: Partial<UpdateFieldDto>,
  ): Promise<FieldDto> {
    return this.change(ctx, type, target.key, async (tx, name) => {
      const field = await this.existing(ctx, tx, type, name);
      requireVersion(target.ifMatch, field.version);
      if (field.number === null) requireShown(changes);
      else await this.prepare(tx, ctx, name, field, changes);
      await this.records.updateMany(ctx, fieldType, { ids: [field.id], input: changes }, tx);
      return fieldIn(tx, ctx, type, name.key);
    });
  }

  /** Gives a custom field another type where every value converts; 422 names the records whose values do not. */
  convert(ctx: RequestContext, type: RecordType, key: string, input: ConvertFieldDto): Promise<FieldDto> {
    return this.change(ctx, type, key, async (tx, name) => {
      const field = await this.custom(tx, type, name);
      await this.conversion.convert(ctx, tx, { name, field }, input);
      return fieldIn(tx, ctx, type, key);
    });
  }

  /** Deletes a custom field: its values stay for 30 days, unseen. */
  delete(ctx: RequestContext, type: RecordType, key: string, ifMatch?: string): Promise<FieldDto> {
    return this.change(ctx, type, key, async (tx, name) => {
      const field = await this.custom(tx, type, name);
      requireVersion(ifMatch, field.version);
      await this.mark(ctx, field.id, 'delete', tx);
      return fieldIn(tx, ctx, type, key, 'include');
    });
  }

  /** Brings a deleted field back with its values; 404 when it is gone for good. */
  restore(ctx: RequestContext, type: RecordType, key: string): Promise<FieldDto> {
    return this.change(ctx, type, key, async (tx, name) => {
      const field = await lockField(tx, name, false);
      if (!field) throw notFound('field');
      if (field.deleted_at === null) return fieldIn(tx, ctx, type, key);
      const indexed = field.indexed && !field.unique ? 1 : 0;
      await this.requireRoom(tx, name, { all: 1, indexed });
      await this.mark(ctx, field.id, 'restore', tx);
      return fieldIn(tx, ctx, type, key);
    });
  }

  /** Runs a change once per Idempotency-Key, and tells the field as it is then. */
  private change(
    ctx: RequestContext,
    type: RecordType,
    key: string,
    work: (tx: Transaction, name: FieldName) => Promise<FieldDto>,
  ): Promise<FieldDto> {
    // No field has such a key, and the database cannot even be asked for some.
    if (!KEY_PATTERN.test(key)) throw notFound('field');
    const { workspaceId } = ctx;
    const name = { workspaceId, object: type.name as FieldObject, key };
    return this.writes.run(ctx, async (tx) => {
      const field = await work(tx, name);
      await renew(tx, workspaceId);
      tx.afterCommit(() => forgetFields(workspaceId));
      return field;
    });
  }

  /** A custom field, or the row of a standard one, which is made when it is first needed. */
  private async existing(
    ctx: RequestContext,
    tx: Transaction,
    type: RecordType,
    name: FieldName,
  ): Promise<StoredField> {
    const custom = await lockField(tx, name, false);
    if (custom?.deleted_at === null) return custom;
    if (!isStandardField(type, name.key)) throw notFound('field');
    const known = await lockField(tx, name, true);
    if (known) return known;
    const columns = { object: type.name, standard: true, key: name.key, read_only: false };
    await this.records.createMany(ctx, fieldType, { inputs: [{}], columns }, tx);
    const made = await lockField(tx, name, true);
    if (!made) throw new Error('A field was stored and is not there.');
    return made;
  }

  private async custom(tx: Transaction, type: RecordType, name: FieldName): Promise<StoredField> {
    const field = await lockField(tx, name, false);
    if (field?.deleted_at === null) return field;
    if (isStandardField(type, name.key)) {
      throw conflict('standard_field', 'Standard fields cannot be deleted: hide it with {"hidden": true}.');
    }
    throw notFound('field');
  }

  /** Brings what is stored of the values in line with a change of `unique` or `indexed`. */
  private async prepare(
    tx: Transaction,
    ctx: RequestContext,
    name: FieldName,
    field: StoredField,
    { unique, indexed }: Partial<UpdateFieldDto>,
  ): Promise<void> {
    const isUnique = unique ?? field.unique;
    const isIndexed = indexed ?? field.indexed;
    if (isUnique === field.unique && isIndexed === field.indexed) return;
    await holdWriters(tx, ctx.workspaceId);
    if (isUnique !== field.unique) await this.becomeUnique(tx, name, field, isUnique);
    if (isIndexed === field.indexed) return;
    if (isIndexed) await this.becomeIndexed(tx, ctx, name, { ...field, unique: isUnique });
    else await dropIndex(tx, ctx.workspaceId, field);
  }

  private async becomeIndexed(
    tx: Transaction,
    ctx: RequestContext,
    name: FieldName,
    field: StoredField,
  ): Promise<void> {
    await this.requireRoom(tx, name, { all: 0, indexed: field.unique ? 0 : 1 });
    const isReady = !(await hasValues(tx, name, field));
    await this.set(ctx, field.id, { index_ready: isReady }, tx);
  }

  private async becomeUnique(
    tx: Transaction,
    name: FieldName,
    field: StoredField,
    isUnique: boolean,
  ): Promise<void> {
    if (!isUnique) await dropKeys(tx, name, field);
    else if (customType(field.type ?? '')?.canBeUnique) await claimValues(tx, name, field);
  }

  private async requireRoom(
    tx: Transaction,
    { workspaceId, object }: FieldName,
    more: { readonly all: number; readonly indexed: number },
  ): Promise<void> {
    const { all, indexed } = await countFields(tx, workspaceId, object);
    if (all + more.all > MAX_FIELDS)
      throw conflict('too_many_fields', `A kind of record may have at most ${MAX_FIELDS} custom fields.`);
    if (indexed + more.indexed > MAX_INDEXED && more.indexed > 0)
      throw conflict('too_many_indexed', `At most ${MAX_INDEXED} fields of a kind of record may be indexed.`);
  }

  private async set(
    ctx: RequestContext,
    id: string,
    columns: Partial<Field>,
    tx: Transaction,
  ): Promise<void> {
    const edit = (row: Field) => {
      Object.assign(row, columns);
      return new Set(Object.keys(columns));
    };
    await this.records.changeMany(ctx, fieldType, { action: 'update', ids: [id], edit }, tx);
  }

  private async mark(
    ctx: RequestContext,
    id: string,
    action: 'delete' | 'restore',
    tx: Transaction,
  ): Promise<RecordView[]> {
    const edit = (row: Field) => {
      row.deleted_at = action === 'delete' ? ctx.now : null;
      return new Set(['deleted_at']);
    };
    return this.records.changeMany(ctx, fieldType, { action, ids: [id], edit }, tx);
  }
}

async function fieldIn(
  tx: Transaction,
  ctx: RequestContext,
  type: RecordType,
  key: string,
  deleted?: Deleted,
): Promise<FieldDto> {
  const field = ofKey(await describeFields(tx, ctx, type, deleted), key);
  if (!field) throw new Error('A field was changed and is not there.');
  return field;
}

const ofKey = (fields: readonly FieldDto[], key: string): FieldDto | undefined =>
  fields.find((field) => field.key === key && !field.standard) ?? fields.find((field) => field.key === key);

function requireVersion(ifMatch: string | undefined, version: number): void {
  if (staleVersion(ifMatch, version) !== null) throw versionMismatch(etagOf(version));
}

function requireShown(changes: object): void {
  const wrong = Object.keys(changes).filter((name) => !SHOWN.has(name));
  if (wrong.length === 0) return;
  throw unprocessable(
    wrong.map((name) => ({
      pointer: `/${name}`,
      code: 'standard_field',
      detail: 'Standard fields are the same in all workspaces: only how they are shown can be changed',
    })),
  );
}

const standardKey = (key: string) =>
  unprocessable([
    { pointer: '/key', code: 'reserved', detail: `A standard field is called "${key}": take another key` },
  ]);

const taken = ({ id, key, deleted_at }: StoredField) => {
  const existing_id = toTypeId('field', id);
  return deleted_at === null
    ? conflict('already_exists', `${existing_id} has the key ${key} already.`, { members: { existing_id } })
    : conflict('deleted_record', `${existing_id} had the key ${key} and is deleted: restore it.`, {
        members: { existing_id },
      });
};
