import { type RecordType, recordTypes, rowTable } from '@crm/records';
import type { Sql } from '@platform/database';
import { fieldsOf, type RequestContext } from '@platform/http';

import { directoryOf } from './directory-field';
import type { DirectoryName } from './directory-names';

/** A field of one kind of record that takes values of a directory. */
export interface Use {
  readonly type: RecordType;
  readonly field: string;
}

/** Every field that takes values of a directory. */
export const usesOf = (directory: DirectoryName): Use[] =>
  recordTypes().flatMap((type) =>
    fieldsOf(type.create)
      .filter((spec) => directoryOf(spec) === directory)
      .map(({ name: field }) => ({ type, field })),
  );

/** The first field by which a record that is not deleted holds a value, if any does. */
export async function firstUse(
  sql: Sql,
  { workspaceId }: RequestContext,
  directory: DirectoryName,
  key: string,
): Promise<Use | null> {
  for (const use of usesOf(directory)) {
    const { table } = rowTable(use.type.row);
    const found = await sql.sql(
      `${table}.has.${use.field}`,
      `SELECT 1 FROM ${table} WHERE workspace_id = $1 AND "${use.field}" = $2 AND deleted_at IS NULL LIMIT 1`,
      [workspaceId, key],
    );
    if (found.length > 0) return use;
  }
  return null;
}
