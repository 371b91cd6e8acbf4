import { type Sql, withConnection } from '@platform/database';
import type { Filter, FilterField, FilterLink, FilterSchema, ScalarField } from '@platform/filters';
import { compileFilter, foldText } from '@platform/filters';
import { toTypeId } from '@platform/ids';

/** A made-up kind of record with a field of every type, in its public form. */
export interface Thing {
  readonly id: string;
  readonly title: string | null;
  readonly word: string | null;
  readonly flag: boolean | null;
  readonly count: number | null;
  readonly amount: string | null;
  readonly currency: string | null;
  readonly day: string | null;
  readonly time: string | null;
  readonly owner: string | null;
  readonly tags: readonly string[];
  readonly parent: Thing | null;
  readonly friends: readonly Thing[];
}

/** A thing before its links are known. */
export type ThingRow = Omit<Thing, 'parent' | 'friends' | 'id' | 'owner'> & {
  readonly id: string;
  readonly owner: string | null;
  readonly parent: number | null;
  readonly friends: readonly number[];
};

const WORKSPACE = '01930d5c-0000-7000-8000-000000000001';
const OTHER_WORKSPACE = '01930d5c-0000-7000-8000-000000000002';

const scalar = (
  type: ScalarField['type'],
  name: keyof Thing,
  more: Partial<ScalarField> = {},
): FilterField => ({
  type,
  at: [name],
  value: (row) => `${row}.${name}`,
  ...more,
});

const link = (many: boolean, name: 'parent' | 'friends'): FilterLink => ({
  many,
  to: () => thingSchema,
  at: [name],
  sql: (from, to) =>
    many
      ? {
          tables: `test_friends AS ${to}_j JOIN test_things AS ${to} ON ${to}.workspace_id = $1 AND ${to}.id = ${to}_j.friend_id`,
          where: `${to}_j.workspace_id = $1 AND ${to}_j.id = ${from}.id`,
        }
      : { tables: `test_things AS ${to}`, where: `${to}.workspace_id = $1 AND ${to}.id = ${from}.parent_id` },
});

export const thingSchema: FilterSchema = {
  needs: 'things:read',
  fields: {
    id: scalar('id', 'id', { idKind: 'deal' }),
    title: scalar('text', 'title', {
      folded: (row) => `${row}.folded`,
      key: (row) => `left(${row}.folded, 100)`,
      nearby: (row) => `${row}.search_text`,
    }),
    word: scalar('word', 'word', { choices: ['red', 'green', 'blue'] }),
    flag: scalar('boolean', 'flag'),
    count: scalar('integer', 'count'),
    amount: scalar('decimal', 'amount', {
      currency: {
        type: 'word',
        at: ['currency'],
        choices: ['EUR', 'USD'],
        value: (row) => `${row}.currency`,
      },
    }),
    day: scalar('date', 'day'),
    time: scalar('time', 'time'),
    owner: scalar('id', 'owner', { idKind: 'member' }),
    tags: {
      list: true,
      example: '"a tag"',
      at: ['tags'],
      isEmpty: (row) => `${row}.tags = '[]'`,
      has: (row, value, bind) => `${row}.tags @> ${bind(JSON.stringify([value]))}::jsonb`,
    },
  },
  links: { parent: link(false, 'parent'), friends: link(true, 'friends') },
  search: { sql: (row) => `${row}.search_text`, read: (record) => searched(record as Partial<Thing>) },
};

const searched = ({ title, tags = [] }: Partial<Thing>): string =>
  [title ?? '', ...tags].map(foldText).join('\n');

const TABLES = [
  `CREATE TABLE test_things (workspace_id uuid, id uuid, title text, folded text, search_text text, word text, flag boolean,
     count integer, amount numeric, currency text, day date, time timestamptz, owner uuid, tags jsonb, parent_id uuid,
     PRIMARY KEY (workspace_id, id))`,
  'CREATE TABLE test_friends (workspace_id uuid, id uuid, friend_id uuid)',
];

/** Tables of things in a database; the rows stand in two workspaces, so that a forgotten workspace doubles what is found. */
export async function storeThings(url: string, rows: readonly ThingRow[]): Promise<Thing[]> {
  await withConnection(url, async (connection) => {
    for (const table of TABLES) await connection.sql('', `/* test */ ${table}`);
    for (const workspaceId of [WORKSPACE, OTHER_WORKSPACE]) {
      const stored = rows.map(({ parent, friends, ...row }) => ({
        ...row,
        workspace_id: workspaceId,
        folded: row.title === null ? null : foldText(row.title),
        search_text: searched(row),
        parent_id: parent === null ? null : rows[parent]?.id,
      }));
      await connection.sql(
        '',
        '/* test */ INSERT INTO test_things SELECT * FROM jsonb_populate_recordset(NULL::test_things, $1)',
        [JSON.stringify(stored)],
      );
      const pairs = rows.flatMap((row) =>
        row.friends.map((at) => ({ workspace_id: workspaceId, id: row.id, friend_id: rows[at]?.id })),
      );
      await connection.sql(
        '',
        '/* test */ INSERT INTO test_friends SELECT * FROM jsonb_populate_recordset(NULL::test_friends, $1)',
        [JSON.stringify(pairs)],
      );
    }
    await connection.sql('', '/* test */ ANALYZE test_things, test_friends');
  });
  return linked(rows);
}

/** The ids of the things that a filter finds in the database, in their order. */
export async function foundThings(sql: Sql, filter: Filter): Promise<string[]> {
  const params: unknown[] = [WORKSPACE];
  const condition = compileFilter(filter, 't', (value) => `$${params.push(value)}`);
  const rows = await sql.sql<{ id: string }>(
    '',
    `SELECT t.id FROM test_things AS t WHERE t.workspace_id = $1 AND ${condition} ORDER BY t.id`,
    params,
  );
  return rows.map(({ id }) => toTypeId('deal', id));
}

/** The public form of each thing; links are looked up when they are read, because they may go round in circles. */
export function linked(rows: readonly ThingRow[]): Thing[] {
  const things: Thing[] = [];
  for (const { parent, friends, ...row } of rows) {
    things.push({
      ...row,
      id: toTypeId('deal', row.id),
      owner: row.owner === null ? null : toTypeId('member', row.owner),
      get parent() {
        return parent === null ? null : (things[parent] ?? null);
      },
      get friends() {
        return friends.flatMap((at) => things[at] ?? []);
      },
    });
  }
  return things;
}
