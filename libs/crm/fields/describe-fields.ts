import { askingStages } from '@crm/pipelines';
import { customPath, customType, isHidden, type RecordType } from '@crm/records';
import type { Sql } from '@platform/database';
import type { RequestContext } from '@platform/http';
import { toTypeId } from '@platform/ids';

import type { FieldDto } from './field.dto';
import type { Field } from './field.entity';
import { standardFields } from './standard-fields';

/** Whether deleted fields are told, too, or alone. */
export type Deleted = 'only' | 'include';

/** All fields of a kind of record, in the order of its form. */
export async function describeFields(
  sql: Sql,
  ctx: RequestContext,
  type: RecordType,
  deleted?: Deleted,
): Promise<FieldDto[]> {
  const rows = await sql.sql<Field>('fields.of_object', OF_OBJECT, [
    ctx.workspaceId,
    type.name,
    deleted !== undefined,
  ]);
  const said = new Map(rows.filter(({ standard }) => standard).map((row) => [row.key, row]));
  const standard = standardFields(ctx, type).map((field) => withSaid(field, said.get(field.key)));
  const isWriter = ctx.principal.scopes.has(type.scopes.write.name);
  const custom = rows.filter((row) => !row.standard).map((row) => customField(row, isWriter));
  const asking = await askingStages(sql, ctx.workspaceId, type.name);
  const told = deleted === 'only' ? custom.filter(({ deleted_at }) => deleted_at) : [...standard, ...custom];
  return told
    .filter(({ path }) => !isHidden(ctx, type.name, path))
    .map((field) => ({ ...field, writable: field.writable && mayChange(ctx, field) }))
    .map((field) => ({ ...field, required_from: [...askedFrom(asking, field.path)] }))
    .sort((a, b) => a.position - b.position);
}

const mayChange = ({ principal: { rights } }: RequestContext, { object, path }: FieldDto): boolean =>
  rights?.objects.get(object)?.fields.get(path) === undefined;

/** The stages that ask for a field, or for a part of it. */
const askedFrom = (asking: ReadonlyMap<string, readonly string[]>, path: string): ReadonlySet<string> =>
  new Set([...asking].flatMap(([asked, ids]) => (asked === path || asked.startsWith(`${path}.`) ? ids : [])));

/** A standard field with what the workspace says of it. */
function withSaid(field: FieldDto, row: Field | undefined): FieldDto {
  if (!row) return field;
  return {
    ...field,
    id: toTypeId('field', row.id),
    version: row.version,
    name: row.name ?? field.name,
    help_text: row.help_text ?? field.help_text,
    group: row.group,
    position: row.position === UNPLACED ? field.position : row.position,
    hidden: row.hidden,
  };
}

/** The position of a field that nobody has given one. */
const UNPLACED = 500;

function customField(row: Field, writable: boolean): FieldDto {
  const { object, key, name, type, multiple, required, unique, indexed, index_ready, hidden } = row;
  const of = customType(type ?? '');
  return {
    id: toTypeId('field', row.id),
    version: row.version,
    object,
    key,
    path: customPath(key),
    standard: false,
    name: name ?? key,
    type: type ?? '',
    multiple,
    filterable: (of?.filter ?? null) !== null,
    sortable: indexed && index_ready && !multiple,
    writable: writable && !row.read_only,
    required,
    required_from: [],
    unique,
    indexed,
    index_ready,
    hidden,
    group: row.group,
    position: row.position,
    help_text: row.help_text,
    options: row.options,
    target: row.target,
    ...rulesOf(row),
    ...endOf(row),
  };
}

const rulesOf = ({ default_value, min, max, min_length, max_length, pattern }: Field) => ({
  default: default_value?.value ?? null,
  min,
  max,
  min_length,
  max_length,
  pattern,
});

const endOf = ({ deleted_at }: Field) => ({ deleted_at: deleted_at?.toISOString() ?? null });

const OF_OBJECT = `
  SELECT id, version, object, standard, key, name, type, multiple, required, "unique", indexed, index_ready, hidden, read_only, "group",
    position, help_text, default_value, min, max, min_length, max_length, pattern, options, target, deleted_at
  FROM fields WHERE workspace_id = $1 AND object = $2 AND (deleted_at IS NULL OR $3) ORDER BY position, number NULLS FIRST, id`;
