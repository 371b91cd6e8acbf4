import { isMergedObject, survivorsOf } from '@crm/merged-ids';
import {
  CUSTOM,
  customPath,
  knownIds,
  RecordService,
  type RecordType,
  recordTypeOf,
  type TypedField,
  typedFields,
} from '@crm/records';
import { Injectable } from '@nestjs/common';
import type { Transaction } from '@platform/database';
import { type Fault, type RequestContext, unprocessable } from '@platform/http';
import { toTypeId } from '@platform/ids';

import { asCustomField } from './as-custom-field';
import { candidates } from './convert-value';
import type { ConvertFieldDto } from './field.dto';
import type { Field } from './field.entity';
import { fieldType } from './field.record-type';
import { type FieldName, holdWriters, nextNumber, type StoredField } from './field-statements';
import { dropIndex, dropKeys, type HeldValue, heldValues } from './field-values';

/** How many records one set changes. */
const AT_ONCE = 1000;

/** Gives a custom field another type, together with every value that there is. */
@Injectable()
export class FieldConversion {
  constructor(private readonly records: RecordService) {}

  /**
   * All values or none: 422 names the records whose values have no form in the new type. The field gets a new number, so that
   * nothing can take a value of the old type for one of the new.
   */
  async convert(
    ctx: RequestContext,
    tx: Transaction,
    { name, field }: { readonly name: FieldName; readonly field: StoredField },
    input: ConvertFieldDto,
  ): Promise<void> {
    await holdWriters(tx, ctx.workspaceId);
    const held = await heldValues(tx, name, field);
    const from = await this.typed(tx, ctx, field);
    const number = await nextNumber(tx, ctx.workspaceId);
    await this.redefine(ctx, tx, field, { ...input, number });
    const to = await this.typed(tx, ctx, field);
    const values = await followed(ctx, tx, to, convertAll(ctx, name, { held, from, to }));
    await refuseUnknown(ctx, tx, { name, to, values });
    // Whoever may change the field may change every value of it.
    await this.store(ctx.beyondRights(), tx, { name, field, number }, values);
    await dropIndex(tx, ctx.workspaceId, field);
    await dropKeys(tx, name, field);
  }

  private async typed(tx: Transaction, ctx: RequestContext, { id }: StoredField): Promise<TypedField> {
    const rows = await tx.sql<Field>('fields.whole', WHOLE, [ctx.workspaceId, id]);
    const [field] = typedFields(rows.map(asCustomField));
    if (!field) throw new Error('The type of a stored field is unknown here.');
    return field;
  }

  private async redefine(
    ctx: RequestContext,
    tx: Transaction,
    { id }: StoredField,
    { type, multiple, options, target, number }: ConvertFieldDto & { readonly number: number },
  ): Promise<void> {
    const edit = (row: Field) => {
      const bounds = { min: null, max: null, min_length: null, max_length: null, pattern: null };
      Object.assign(row, bounds, { type, number, default_value: null, target: target ?? null });
      row.multiple = multiple ?? false;
      row.options = (options ?? []).map((option) => ({
        id: option.id,
        label: option.label,
        color: option.color ?? null,
        archived: option.archived ?? false,
      }));
      return new Set(['type', 'multiple', 'options', 'target']);
    };
    await this.records.changeMany(ctx, fieldType, { action: 'update', ids: [id], edit }, tx);
  }

  private async store(
    ctx: RequestContext,
    tx: Transaction,
    { name, field, number }: { name: FieldName; field: StoredField; number: number },
    values: ReadonlyMap<string, unknown>,
  ): Promise<void> {
    const type: RecordType | undefined = recordTypeOf(name.object);
    if (!type) throw new Error(`There are no records of the kind "${name.object}".`);
    const ids = [...values.keys()];
    for (let at = 0; at < ids.length; at += AT_ONCE) {
      const edit = (row: object & { readonly id: string }) => {
        const stored = { ...(row as { [CUSTOM]?: object })[CUSTOM], [number]: values.get(row.id) };
        Reflect.deleteProperty(stored, String(field.number));
        Object.assign(row, { [CUSTOM]: stored });
        return new Set([CUSTOM, customPath(name.key)]);
      };
      await this.records.changeMany(
        ctx,
        type,
        { action: 'update', ids: ids.slice(at, at + AT_ONCE), edit },
        tx,
      );
    }
  }
}

interface Conversion {
  readonly held: readonly HeldValue[];
  readonly from: TypedField;
  readonly to: TypedField;
}

/** The new values by record; 422 with the records that have none. */
function convertAll(
  ctx: RequestContext,
  { object }: FieldName,
  { held, from, to }: Conversion,
): Map<string, unknown> {
  const faults: Fault[] = [];
  const values = new Map<string, unknown>();
  for (const { id, value } of held) {
    const given = [value].flat().map((one) => from.of.present(one, from));
    const read = given.map((one) => converted(ctx, one, to));
    const wrong = read.flatMap((one, at) =>
      'detail' in one ? [`${JSON.stringify(given[at])}: ${one.detail}`] : [],
    );
    const pointer = `/${toTypeId(object, id)}`;
    if (wrong[0] !== undefined) faults.push({ pointer, code: 'does_not_convert', detail: wrong[0] });
    else if (!to.multiple && read.length > 1)
      faults.push({ pointer, code: 'does_not_convert', detail: 'It has several values' });
    else {
      const stored = read.map((one) => ('value' in one ? one.value : null));
      values.set(id, to.multiple ? stored : stored[0]);
    }
  }
  if (faults.length > 0) throw unprocessable(faults);
  return values;
}

const idsIn = (value: unknown): string[] => [value].flat().filter((one) => typeof one === 'string');

/** The values with survivors in the place of the merged records that they name. */
async function followed(
  { workspaceId }: RequestContext,
  tx: Transaction,
  to: TypedField,
  values: ReadonlyMap<string, unknown>,
): Promise<ReadonlyMap<string, unknown>> {
  const kind = to.of.more?.(to).idKind;
  if (!kind || !isMergedObject(kind)) return values;
  const survivors = await survivorsOf(tx, workspaceId, kind, [...values.values()].flatMap(idsIn));
  const one = (value: unknown): unknown => survivors.get(String(value)) ?? value;
  return new Map(
    [...values].map(([id, value]) => [id, Array.isArray(value) ? [...new Set(value.map(one))] : one(value)]),
  );
}

/** An id of the right form names something of this workspace, or it is no value. */
async function refuseUnknown(
  ctx: RequestContext,
  tx: Transaction,
  {
    name: { object },
    to,
    values,
  }: { readonly name: FieldName; readonly to: TypedField; readonly values: ReadonlyMap<string, unknown> },
): Promise<void> {
  const kind = to.of.more?.(to).idKind;
  if (!kind) return;
  const known = await knownIds(tx, ctx, kind, [...values.values()].flatMap(idsIn));
  const faults = [...values].flatMap(([id, value]): Fault[] =>
    idsIn(value).every((one) => known.has(one))
      ? []
      : [
          {
            pointer: `/${toTypeId(object, id)}`,
            code: 'does_not_convert',
            detail: `There is no such ${kind.replaceAll('_', ' ')} in this workspace`,
          },
        ],
  );
  if (faults.length > 0) throw unprocessable(faults);
}

function converted(ctx: RequestContext, value: unknown, to: TypedField) {
  const reader = { country: ctx.principal.country, before: null };
  const read = candidates(value, to).map((one) => to.of.read(one, to, reader));
  return (
    read.find((one) => 'value' in one) ?? read[0] ?? { code: 'wrong_type', detail: 'There is no such value' }
  );
}

const WHOLE = 'SELECT * FROM fields WHERE workspace_id = $1 AND id = $2';
