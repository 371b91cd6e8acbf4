import type { IdKind } from '@platform/ids';

import type { Edit } from '../edit';
import type { Columns, FieldKind } from '../field-kind';
import { reportUnknown, type SetId } from '../references';
import { CUSTOM } from './custom-field';
import {
  type FieldReader,
  nameOfField,
  presentValue,
  readField,
  storedIn,
  type TypedField,
  valuesOf,
} from './custom-values';

/** Puts the custom fields that a caller named into a row (RFC 7396), reports what is wrong with each, and says which they were. */
export const putCustomFields =
  (fields: readonly TypedField[]): NonNullable<FieldKind['put']> =>
  (given, row, { ctx, fault }) => {
    const reader: FieldReader = { country: ctx.principal.country, fault };
    const before = storedIn(row);
    const after: Columns = { ...before };
    const named: string[] = [CUSTOM];
    const input = inputOf(fields, given);
    for (const key of Object.keys(input)) {
      const field = fields.find((one) => one.key === key);
      if (field?.isReadOnly) {
        if (isOther(input[key], presentValue(field, before))) fault(readOnly(key));
      } else if (field) {
        named.push(nameOfField(field));
        put(after, field, readField(field, input[key], before[field.number] ?? null, reader));
      } else {
        const detail = `This kind of record has no custom field "${key}"`;
        fault({ pointer: `/${CUSTOM}/${escaped(key)}`, code: 'unknown_field', detail });
      }
    }
    row[CUSTOM] = after;
    return named;
  };

/** Puts survivors in the place of merged records, in the fields that name records. */
export const followCustomFields =
  (fields: readonly TypedField[]): NonNullable<FieldKind['follow']> =>
  (given, survivors) => {
    if (typeof given !== 'object' || given === null) return given;
    const ids = new Set(fields.filter((field) => field.of.more?.(field).idKind).map(({ key }) => key));
    const one = (value: unknown): unknown => survivors.get(String(value)) ?? value;
    return Object.fromEntries(
      Object.entries(given).map(([key, value]): [string, unknown] => {
        if (!ids.has(key)) return [key, value];
        return [key, Array.isArray(value) ? value.map(one) : one(value)];
      }),
    );
  };

const readOnly = (key: string) => ({
  pointer: `/${CUSTOM}/${key}`,
  code: 'read_only_field',
  detail: 'The app that made this field is gone: its values stay as they are',
});

/** Whoever sends back what they have read changes nothing. */
const isOther = (given: unknown, shown: unknown): boolean =>
  JSON.stringify(given ?? null) !== JSON.stringify(shown ?? null);

/** null empties all that there are. */
const inputOf = (fields: readonly TypedField[], given: unknown): Columns =>
  given === null ? Object.fromEntries(fields.map(({ key }) => [key, null])) : (given as Columns);

/** RFC 6901, section 3. */
const escaped = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');

function put(row: Columns, { number }: TypedField, value: unknown): void {
  if (value === undefined) return;
  if (value === null) Reflect.deleteProperty(row, String(number));
  else row[number] = value;
}

/** Gives new records their defaults, and reports required fields that are empty and ids that name nothing. */
export const checkCustomFields =
  (fields: readonly TypedField[]): NonNullable<FieldKind['check']> =>
  async (edits, ctx, tx) => {
    if (fields.length === 0) return;
    // What a visitor has sent is kept, whatever was required meanwhile.
    const required = ctx.actor.type === 'form' ? [] : fields.filter((field) => field.required);
    for (const edit of edits) {
      if (edit.action === 'create') fillDefaults(fields, edit, ctx.principal.country);
      for (const field of required) checkRequired(field, edit);
    }
    await checkIds(fields, edits, (kind, ids) => reportUnknown(tx, ctx, kind, ids));
  };

const rowOf = (edit: Edit): Columns => edit.row as unknown as Columns;

function fillDefaults(fields: readonly TypedField[], edit: Edit, country: string | null): void {
  const row = rowOf(edit);
  const after: Columns = { ...storedIn(row) };
  // A default that no longer fits its field is left out: nobody who writes could help it.
  const reader: FieldReader = { country, fault: () => undefined };
  for (const field of fields) {
    if (field.default === null || edit.given.has(nameOfField(field))) continue;
    put(after, field, readField(field, field.default, null, reader));
  }
  row[CUSTOM] = after;
}

/** A record from before the field was required may stay as it is; what is written must have it. */
function checkRequired(field: TypedField, edit: Edit): void {
  const isAsked = edit.action === 'create' || edit.given.has(nameOfField(field));
  if (!isAsked || valuesOf(field, rowOf(edit)).some((value) => !isBlank(value))) return;
  const pointer = `/${CUSTOM}/${field.key}`;
  if (edit.faults.some((fault) => fault.pointer.startsWith(pointer))) return;
  edit.fault(pointer, 'required', `${field.name} is required`);
}

/** An object whose members all say nothing. */
const isBlank = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  Object.values(value).every((member) => member === null || member === undefined);

async function checkIds(
  fields: readonly TypedField[],
  edits: readonly Edit[],
  report: (kind: IdKind, ids: readonly SetId[]) => Promise<void>,
): Promise<void> {
  const byKind = new Map<IdKind, SetId[]>();
  for (const field of fields) {
    const kind = field.of.more?.(field).idKind;
    if (!kind) continue;
    const ids = edits
      .filter((edit) => edit.given.has(nameOfField(field)))
      .flatMap((edit) => idsIn(field, edit));
    byKind.set(kind, [...(byKind.get(kind) ?? []), ...ids]);
  }
  for (const [kind, ids] of byKind) await report(kind, ids);
}

/** What was there before may have been deleted since, and stays. */
function idsIn(field: TypedField, edit: Edit): SetId[] {
  const kept = new Set(valuesOf(field, edit.before as unknown as Columns | null));
  return valuesOf(field, rowOf(edit)).flatMap((id, at) => {
    if (kept.has(id)) return [];
    const pointer = `/${CUSTOM}/${field.key}${field.multiple ? `/${at}` : ''}`;
    return [{ edit, pointer, id: String(id) }];
  });
}
