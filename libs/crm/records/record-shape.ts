import type { Transaction } from '@platform/database';
import type { Change } from '@platform/events';
import { type FieldSpec, fieldNames, fieldsOf, type RequestContext } from '@platform/http';
import type { IdKind } from '@platform/ids';

import { kindIn } from './custom-fields/kind-in';
import type { Edit } from './edit';
import type { Columns, Exclusive, FieldKind, Lookup, Putting } from './field-kind';
import { FOUND_BY } from './folded-texts';
import { followedValue } from './followed-values';
import { lackingPart, mergedList } from './merged-list';
import type { RecordRow } from './record.entity';
import { answeredFields, type RecordType } from './record-type';
import { type RowTable, rowTable } from './row-table';

/** A lookup of one field. */
export interface FieldLookup extends Lookup, RowTable {
  readonly field: string;
}

/** A lookup whose values name one record alone. */
export interface UniqueKey extends FieldLookup {
  readonly exclusive: Exclusive;
}

/** A field that holds the id of another record, or of a member. */
export interface Reference {
  readonly field: string;
  readonly kind: IdKind;
}

/** A record type, compiled once: how its rows become answers and its inputs become rows. */
export class RecordShape<Row extends RecordRow = RecordRow> {
  readonly table: string;
  /** What is read of a row; the columns that it is found by are only written. */
  readonly columns: readonly string[];
  readonly lookups: readonly FieldLookup[];
  /** What a record of this type can be named by, other than its id, by whoever sees this form of it. */
  readonly uniqueKeys: readonly UniqueKey[];
  readonly references: readonly Reference[];
  private readonly template: Columns;
  private readonly view: readonly ViewField[];
  private readonly inputs: ReadonlyMap<string, InputField>;
  private readonly checks: ReadonlyMap<FieldKind, readonly InputField[]>;

  constructor(readonly type: RecordType<Row>) {
    const { table, columns } = rowTable(type.row);
    this.table = table;
    this.columns = columns.filter((column) => !FOUND_BY.includes(column));
    this.view = answeredFields(type).map((field) => ({
      field,
      kind: kindIn(type, field.kind),
      order: field.nested && fieldNames(field.nested),
    }));
    this.inputs = new Map(
      [...fieldsOf(type.create), ...fieldsOf(type.update)].map((field) => [
        field.name,
        { field, kind: kindIn(type, field.kind) },
      ]),
    );
    const inputs = [...this.inputs.values()];
    this.checks = Map.groupBy(
      inputs.filter(({ kind }) => 'check' in kind),
      ({ kind }) => kind,
    );
    const ofFields = inputs.flatMap(({ field: { name }, kind: { lookup, lookups = [] } }) =>
      [...(lookup ? [lookup] : []), ...lookups].map((one) => ({ ...one, ...rowTable(one.row), field: name })),
    );
    const ofType = (type.lookups ?? []).map((one) => ({
      ...one,
      ...rowTable(one.row),
      field: one.from[0] ?? '',
    }));
    this.lookups = [...ofFields, ...ofType];
    this.uniqueKeys = this.lookups
      .filter((lookup): lookup is UniqueKey => lookup.exclusive !== undefined)
      .filter(({ field, path = field }) => type.seen?.hidden.has(path) !== true);
    this.template = Object.fromEntries(this.columns.map((column) => [column, null]));
    for (const { field, kind } of inputs) kind.store(null, field, this.template, null);
    this.references = inputs
      .filter(({ field: { kind } }) => kind === 'id')
      .map(({ field: { name, schema } }) => ({ field: name, kind: schema['x-id-of'] as IdKind }));
  }

  /** A row with every field empty. */
  blank(): Columns {
    return { ...this.template };
  }

  /** Puts the fields that a caller named into a row, in the order of their declaration, and says which they were. */
  apply(row: Columns, input: object, putting: Putting): Set<string> {
    const given = new Set<string>();
    const values = input as Columns;
    const { ctx, lists, survivors } = putting;
    for (const [name, { field, kind }] of this.inputs) {
      if (values[name] === undefined) continue;
      const asked = followedValue(kind, values[name], survivors);
      if (kind.put) {
        for (const path of kind.put(asked, row, putting)) given.add(path);
        continue;
      }
      const value = lists === 'merge' ? mergedList(kind, field, asked, { row, ctx }) : asked;
      kind.store(value, field, row, ctx);
      given.add(name);
    }
    return given;
  }

  /** Puts into a row what it lacks of the given fields: it keeps every value that it has. Says which fields they were. */
  complete(row: Columns, input: object, putting: Putting): Set<string> {
    const lacking = Object.entries(input).map(([name, given]): [string, unknown] => {
      const known = this.inputs.get(name);
      const value = known && followedValue(known.kind, given, putting.survivors);
      return [name, known && lackingPart(known.kind, known.field, value, { row, ctx: putting.ctx })];
    });
    return this.apply(row, Object.fromEntries(lacking), { ...putting, lists: 'replace' });
  }

  /** Reports what only the workspace knows to be wrong with the fields of these edits, and gives new records their defaults. */
  async check(edits: readonly Edit[], ctx: RequestContext, tx: Transaction): Promise<void> {
    for (const [kind, inputs] of this.checks) {
      await kind.check?.(
        edits,
        ctx,
        tx,
        inputs.map(({ field }) => field),
      );
    }
  }

  /** Whether a field stands in answers, or the member that a path begins with. */
  isAnswered(path: string): boolean {
    const [name] = path.split('.');
    return this.view.some(({ field }) => field.name === name) && this.type.seen?.hidden.has(path) !== true;
  }

  /** The public form of a row: the fields that the view declares, and no others. */
  present(row: Columns): Record<string, unknown> {
    const answer: Record<string, unknown> = {};
    for (const { field, kind, order } of this.view) {
      const value = kind.present(row, field);
      answer[field.name] = order ? inOrder(value, order) : value;
    }
    return answer;
  }

  /** The fields that differ between two public forms. */
  difference(before: Record<string, unknown>, after: Record<string, unknown>): Record<string, Change> {
    const changes: Record<string, Change> = {};
    for (const { field, kind } of this.view) {
      const { name } = field;
      if (BOOKKEEPING.has(name) || same(before[name], after[name])) continue;
      if (kind.difference) Object.assign(changes, kind.difference(before[name], after[name], name));
      else changes[name] = { from: before[name] ?? null, to: after[name] ?? null };
    }
    return changes;
  }
}

interface InputField {
  readonly field: FieldSpec;
  readonly kind: FieldKind;
}

interface ViewField extends InputField {
  /** The fields of an object, or of each object of a list, in the order of their contract. */
  readonly order: readonly string[] | undefined;
}

/** jsonb gives keys back in an order of its own: an answer has them in the order of the contract. */
function inOrder(value: unknown, order: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((item) => inOrder(item, order));
  if (typeof value !== 'object' || value === null) return value;
  const from = value as Columns;
  if (isInOrder(from, order)) return from;
  const ordered: Columns = {};
  for (const name of order) ordered[name] = from[name];
  return ordered;
}

function isInOrder(value: Columns, order: readonly string[]): boolean {
  let at = 0;
  for (const name in value) {
    if (name !== order[at]) return false;
    at += 1;
  }
  return at === order.length;
}

/** Fields that change with every write: they say nothing of what changed. */
export const BOOKKEEPING: ReadonlySet<string> = new Set([
  'version',
  'updated_at',
  'updated_by',
  'created_at',
  'created_by',
]);

const same = (a: unknown, b: unknown): boolean =>
  a === b || (typeof a === 'object' && typeof b === 'object' && canonical(a) === canonical(b));

/** JSON with sorted keys: jsonb gives keys back in an order of its own. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );

const shapes = new WeakMap<object, unknown>();

/** The compiled form of a record type. */
export function shapeOf<Row extends RecordRow>(type: RecordType<Row>): RecordShape<Row> {
  const known = shapes.get(type) as RecordShape<Row> | undefined;
  if (known) return known;
  const shape = new RecordShape(type);
  shapes.set(type, shape);
  return shape;
}
