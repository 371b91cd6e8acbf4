import { fieldsOf } from '@platform/http';
import { type IdKind, toTypeId, toUuid } from '@platform/ids';

import { customPath } from './custom-fields/custom-field';
import { MAX_VALUES, presentValue, storedIn, type TypedField } from './custom-fields/custom-values';
import { kindIn } from './custom-fields/kind-in';
import type { Columns, FieldKind } from './field-kind';
import type { RecordType } from './record-type';
import { rowTable } from './row-table';

/** The entries of a list: what makes two of them the same, and how many there may be. */
interface PartEntries {
  readonly max: number | null;
  readonly sameness: (entry: unknown) => string;
}

/** A part of a row that has a value of its own: a field that can be written, or one of the workspace's own. */
export interface RowPart {
  /** As filters and the changes of events name it. */
  readonly path: string;
  /** The value as it is stored: it survives JSON. */
  readonly read: (row: Columns) => unknown;
  /** Puts a stored value into a row; the row shares nothing with what it was. */
  readonly write: (row: Columns, stored: unknown) => void;
  /** The value as the API shows it. */
  readonly present: (row: Columns) => unknown;
  readonly entries: PartEntries | null;
  /** The kind of record that it names. */
  readonly names: IdKind | null;
}

/** Names of columns that hold the id of another record and that callers cannot write. */
const MADE_OF = ['lead_id'];

/** The parts of the rows of a type, in the form that a workspace has. */
export function rowParts(type: RecordType): RowPart[] {
  const { columns } = rowTable(type.row);
  const made = MADE_OF.filter((name) => columns.includes(name)).map((name) => plainPart(name, 'lead'));
  const fields = new Map(
    [...fieldsOf(type.create), ...fieldsOf(type.update)].map((field) => [field.name, field]),
  );
  return [
    ...[...fields.values()].flatMap((field): RowPart[] => {
      const kind = kindIn(type, field.kind);
      if (kind.put) return (type.own?.fields ?? []).map(customPart);
      const names = kind.columns(field.name);
      return [
        {
          path: field.name,
          read: (row) =>
            names.length === 1 ? (row[field.name] ?? null) : names.map((name) => row[name] ?? null),
          write: (row, stored) => {
            const values = names.length === 1 ? [stored] : (stored as unknown[]);
            names.forEach((name, at) => {
              row[name] = values[at];
            });
          },
          present: (row) => kind.present(row, field),
          entries: entriesOf(kind, field.schema.maxItems),
          names: (field.schema['x-id-of'] as IdKind | undefined) ?? kind.listed?.kind ?? null,
        },
      ];
    }),
    ...made,
  ];
}

function entriesOf({ sameness }: FieldKind, max: unknown): PartEntries | null {
  if (!sameness) return null;
  return {
    max: typeof max === 'number' ? max : null,
    sameness: (entry) => sameness(entry as Columns),
  };
}

const plainPart = (name: string, kind: IdKind): RowPart => ({
  path: name,
  read: (row) => row[name] ?? null,
  write: (row, stored) => {
    row[name] = stored;
  },
  present: (row) => (typeof row[name] === 'string' ? toTypeId(kind, row[name]) : null),
  entries: null,
  names: kind,
});

const customPart = (field: TypedField): RowPart => ({
  path: customPath(field.key),
  read: (row) => storedIn(row)[field.number] ?? null,
  write: (row, stored) => {
    const { [field.number]: _, ...others } = storedIn(row);
    row.custom_fields = stored === null ? others : { ...others, [field.number]: stored };
  },
  present: (row) => presentValue(field, storedIn(row)),
  entries: field.multiple ? { max: MAX_VALUES, sameness: (value) => JSON.stringify(value) } : null,
  names: field.of.more?.(field).idKind ?? null,
});

/** Whether a value of the API says nothing. */
export const isBlank = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  value === '' ||
  (Array.isArray(value) && value.length === 0) ||
  (typeof value === 'object' && Object.values(value).every((member) => member === null));

/** A stored value in which ids of a kind, stored or public ones, are others: those that answer for them now. */
export function withIds(stored: unknown, kind: IdKind, now: ReadonlyMap<string, string>): unknown {
  if (typeof stored === 'string') {
    const publicId = toUuid(kind, stored);
    const other = now.get(publicId ?? stored);
    if (other === undefined) return stored;
    return publicId === null ? other : toTypeId(kind, other);
  }
  if (Array.isArray(stored)) return stored.map((one: unknown) => withIds(one, kind, now));
  if (typeof stored !== 'object' || stored === null) return stored;
  return Object.fromEntries(Object.entries(stored).map(([key, value]) => [key, withIds(value, kind, now)]));
}

/** The ids of a kind in a stored value, as they are stored, be they stored or public there. */
export function idsWithin(stored: unknown, kind: IdKind): string[] {
  if (typeof stored === 'string') return [toUuid(kind, stored) ?? (UUID.test(stored) ? stored : [])].flat();
  if (typeof stored !== 'object' || stored === null) return [];
  return Object.values(stored).flatMap((value) => idsWithin(value, kind));
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
