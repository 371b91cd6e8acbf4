import { type Columns, defineFieldKind, type Edit } from '@crm/records';
import type { Sql } from '@platform/database';
import { type FieldSpec, field, type RequestContext } from '@platform/http';
import { IsString, Matches } from 'class-validator';

import { DEFAULT_VALUES } from './default-values';
import type { DirectoryName } from './directory-names';

/** The form of the keys of values. */
export const VALUE_KEY = /^[a-z0-9][a-z0-9_+-]{0,49}$/;

/** A field of records that holds the key of a value of a directory. */
export const DirectoryField = (directory: DirectoryName) => {
  const keys = DEFAULT_VALUES[directory].map(([key]) => key);
  const message = `$property must be the key of a value of the directory "${directory}", such as "${keys[0] ?? ''}"`;
  return field(
    'directory',
    { type: 'string', pattern: VALUE_KEY.source, 'x-directory': directory },
    [IsString(), Matches(VALUE_KEY, { message })],
    {
      optional: true,
      example: keys[0],
      description: `The key of a value of the directory \`${directory}\`, which starts with ${keys.map((key) => `\`${key}\``).join(', ')}.`,
    },
  );
};

/** The directory that a field takes its values from; null for all other fields. */
export const directoryOf = ({ schema }: FieldSpec): DirectoryName | null =>
  (schema['x-directory'] as DirectoryName | undefined) ?? null;

defineFieldKind('directory', {
  filter: ({ name }) => ({ field: { type: 'word', at: [name], value: (row) => `${row}."${name}"` } }),
  check: refuseUnknown,
});

/** Reports values that a write sets and the workspace does not have; those that it has cannot be deleted meanwhile. */
async function refuseUnknown(
  edits: readonly Edit[],
  ctx: RequestContext,
  sql: Sql,
  fields: readonly FieldSpec[],
): Promise<void> {
  const set = edits.flatMap((edit) => fields.flatMap((spec) => valueIn(edit, spec)));
  if (set.length === 0) return;
  const wanted = new Map(set.map((one) => [nameOf(one), one]));
  const found = await sql.sql<Named>('directory_values.hold', HOLD, [
    ctx.workspaceId,
    [...wanted.values()].map(({ directory }) => directory),
    [...wanted.values()].map(({ key }) => key),
  ]);
  const known = new Set(found.map(nameOf));
  for (const value of set) {
    if (known.has(nameOf(value))) continue;
    const detail = `The directory "${value.directory}" has no value "${value.key}": GET /v1/directories/${value.directory}/values lists those that it has`;
    value.edit.fault(`/${value.field}`, 'unknown_directory_value', detail);
  }
}

interface Named {
  readonly directory: string;
  readonly key: string;
}

const nameOf = ({ directory, key }: Named): string => `${directory} ${key}`;

function valueIn(edit: Edit, spec: FieldSpec): (Named & { readonly edit: Edit; readonly field: string })[] {
  const { name } = spec;
  const key = (edit.row as unknown as Columns)[name];
  const before = (edit.before as unknown as Columns | null)?.[name];
  const directory = directoryOf(spec);
  if (typeof key !== 'string' || key === before || directory === null) return [];
  return [{ edit, field: name, directory, key }];
}

/** Whoever deletes a value waits for those that use it, and they find it deleted. */
const HOLD = `
  SELECT v.directory, v.key
  FROM directory_values v JOIN unnest($2::text[], $3::text[]) AS w (directory, key)
    ON w.directory = v.directory AND w.key = v.key
  WHERE v.workspace_id = $1 AND v.deleted_at IS NULL
  ORDER BY v.id FOR KEY SHARE OF v`;
