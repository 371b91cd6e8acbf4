import type { Sql } from '@platform/database';
import type { FilterSchema, ScalarField, ValueType } from '@platform/filters';
import { toTypeId } from '@platform/ids';

/** The scope that shows who works in the workspace: members belong to another library, which declares it. */
export const MEMBERS_SCOPE = 'members:read';

const field = (type: ValueType, name: string, more: Partial<ScalarField> = {}): ScalarField => ({
  type,
  at: [name],
  value: (row) => `${row}.${name}`,
  ...more,
});

/** What filters may ask of the member that a record is linked to. */
export const memberFilterSchema: FilterSchema = {
  needs: MEMBERS_SCOPE,
  fields: {
    id: field('id', 'id', { idKind: 'member' }),
    name: field('word', 'name'),
    email: field('word', 'email'),
    role: field('word', 'role'),
    state: field('word', 'state', { choices: ['invited', 'active', 'left'] }),
  },
};

interface MemberRow {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: string;
  readonly state: string;
  readonly version: number;
  readonly created_at: Date;
  readonly updated_at: Date;
}

/** Members in their public form, by their public ids. */
export async function membersByIds(
  sql: Sql,
  workspaceId: string,
  ids: readonly string[],
): Promise<Map<string, unknown>> {
  const rows = await sql.sql<MemberRow>(
    'expand.members',
    `SELECT id, name, email, role, state, version, created_at, updated_at FROM members
     WHERE workspace_id = $1 AND id = ANY($2)`,
    [workspaceId, ids],
  );
  return new Map(
    rows.map(({ id, created_at, updated_at, ...rest }) => {
      const publicId = toTypeId('member', id);
      const times = { created_at: created_at.toISOString(), updated_at: updated_at.toISOString() };
      return [publicId, { id: publicId, ...rest, ...times }];
    }),
  );
}
