import type { Sql } from '@platform/database';
import { conflict, type ProblemError } from '@platform/http';
import { type IdKind, toTypeId } from '@platform/ids';

import { type KeyValue, nameOf } from './draft';
import type { Edit } from './edit';
import type { Columns } from './field-kind';
import { isMerged, type RecordRow } from './record.entity';
import type { UniqueKey } from './record-shape';

/** Whose keys are meant. */
export interface KeySpace {
  readonly workspaceId: string;
  readonly object: IdKind;
}

/** The same with those of the records, by stored ids, that the caller may hear of. */
interface ToldSpace extends KeySpace {
  readonly readable: (ids: readonly string[]) => Promise<ReadonlySet<string>>;
}

/** What a row holds of a key: its values by name. */
export function valuesIn(key: UniqueKey, row: RecordRow | null, object: IdKind): Map<string, Columns> {
  if (!row || isMerged(row)) return new Map();
  const rows = key.rows(row as unknown as Columns, key.field, object);
  return new Map(rows.map((value) => [nameOf({ key, value }), value]));
}

/** The stored ids of the records that hold these values, by the name of the value. */
export async function holdersOf(
  sql: Sql,
  { workspaceId, object }: KeySpace,
  wanted: readonly KeyValue[],
): Promise<ReadonlyMap<string, string>> {
  const holders = new Map<string, string>();
  for (const key of new Set(wanted.map((one) => one.key))) {
    const { table, owner, exclusive } = key;
    const values = wanted.filter((one) => one.key === key).map(({ value }) => value);
    const rows = await sql.sql<Columns>(
      `${table}.holders`,
      `SELECT ${[...exclusive.columns, owner].join(', ')} FROM ${table}
       WHERE workspace_id = $1 AND object = $2 AND ${within(exclusive.columns, 3)}`,
      [workspaceId, object, ...lists(exclusive.columns, values)],
    );
    for (const row of rows) holders.set(nameOf({ key, value: row }), String(row[owner]));
  }
  return holders;
}

/** What stood in the way of a record: another one that has its value, or somebody who let go of it meanwhile. */
export type Claimed = ReadonlyMap<Edit, ProblemError | 'again'>;

interface Claim {
  readonly key: UniqueKey;
  readonly edit: Edit;
  readonly added: readonly Columns[];
  readonly removed: readonly Columns[];
}

/**
 * Takes the values that these edits add to their keys, and lets go of those that they remove. Answers with the edits whose
 * value belongs to another record; of theirs, nothing is taken. Waits for other writers of the same values.
 */
export async function claimKeys(
  sql: Sql,
  space: ToldSpace,
  keys: readonly UniqueKey[],
  edits: readonly Edit[],
): Promise<Claimed> {
  const claims = keys.flatMap((key) => edits.map((edit) => claimOf(key, edit, space.object)));
  const missed: Missed[] = [];
  for (const key of keys) {
    const free = await take(sql, space, key, addedTo(claims.filter((claim) => claim.key === key)));
    for (const { edit, added } of claims.filter((claim) => claim.key === key)) {
      const value = added.find((one) => !free.has(nameOf({ key, value: one })));
      if (value) missed.push({ key, edit, value });
    }
  }
  const refused = new Set(missed.map(({ edit }) => edit));
  for (const key of keys) {
    const own = claims.filter((claim) => claim.key === key);
    const kept = own.filter(({ edit }) => !refused.has(edit)).flatMap(({ removed }) => removed);
    await letGo(sql, space, key, [...addedTo(own.filter(({ edit }) => refused.has(edit))), ...kept]);
  }
  return explain(sql, space, missed);
}

function claimOf(key: UniqueKey, edit: Edit, object: IdKind): Claim {
  const before = valuesIn(key, edit.before, object);
  const after = valuesIn(key, edit.row, object);
  return {
    key,
    edit,
    added: [...after].filter(([name]) => !before.has(name)).map(([, value]) => value),
    removed: [...before].filter(([name]) => !after.has(name)).map(([, value]) => value),
  };
}

const addedTo = (claims: readonly Claim[]): Columns[] => claims.flatMap(({ added }) => added);

/** Refuses a record that names the same value twice. */
export function refuseTwice(keys: readonly UniqueKey[], edit: Edit, object: IdKind): void {
  for (const key of keys) {
    if (isMerged(edit.row)) continue;
    const listed = key.rows(edit.row as unknown as Columns, key.field, object).length;
    if (listed === valuesIn(key, edit.row, object).size) continue;
    throw conflict(
      'duplicate_external_id',
      'The same external id stands twice in this request: name each once.',
    );
  }
}

async function take(
  sql: Sql,
  { workspaceId }: KeySpace,
  key: UniqueKey,
  values: readonly Columns[],
): Promise<ReadonlySet<string>> {
  if (values.length === 0) return new Set();
  const { table, columns, exclusive } = key;
  // Everybody takes values in the same order, so that two writers of the same ones do not wait for each other.
  const inOrder = [...values].sort((a, b) => (exclusive.print(a) < exclusive.print(b) ? -1 : 1));
  const list = columns.join(', ');
  const rows = await sql.sql<Columns>(
    `${table}.take`,
    `INSERT INTO ${table} (${list}) SELECT ${list} FROM jsonb_populate_recordset(NULL::${table}, $1::jsonb)
     ON CONFLICT DO NOTHING RETURNING ${exclusive.columns.join(', ')}`,
    [JSON.stringify(inOrder.map((value) => ({ ...value, workspace_id: workspaceId })))],
  );
  return new Set(rows.map((value) => nameOf({ key, value })));
}

async function letGo(
  sql: Sql,
  { workspaceId, object }: KeySpace,
  { table, owner, exclusive }: UniqueKey,
  values: readonly Columns[],
): Promise<void> {
  if (values.length === 0) return;
  const columns = [...exclusive.columns, owner];
  await sql.sql(
    `${table}.let_go`,
    `DELETE FROM ${table} WHERE workspace_id = $1 AND object = $2 AND ${within(columns, 3, 'uuid')}`,
    [workspaceId, object, ...lists(columns, values)],
  );
}

interface Missed extends KeyValue {
  readonly edit: Edit;
}

async function explain(sql: Sql, space: ToldSpace, missed: readonly Missed[]): Promise<Claimed> {
  if (missed.length === 0) return new Map();
  const holders = await holdersOf(sql, space, missed);
  const readable = await space.readable([...holders.values()]);
  return new Map(
    missed.map((one): [Edit, ProblemError | 'again'] => {
      const holder = holders.get(nameOf(one));
      const { key, edit, value } = one;
      if (!holder) return [edit, 'again'];
      return [
        edit,
        readable.has(holder)
          ? alreadyExists(textOf(key, value), toTypeId(space.object, holder))
          : outOfReach(one),
      ];
    }),
  );
}

const alreadyExists = (text: string, existing: string): ProblemError =>
  conflict('already_exists', `${text} belongs to ${existing} already.`, {
    members: { existing_id: existing },
  });

/** That there is such a record cannot be hidden from who wants to have its key; which it is can. */
export const outOfReach = ({ key, value }: KeyValue): ProblemError => {
  const text = textOf(key, value);
  return conflict('key_out_of_reach', `${text} belongs to another record already, which you do not reach.`);
};

const textOf = ({ exclusive }: UniqueKey, value: Columns): string =>
  `The ${exclusive.key.replaceAll('_', ' ')} ${exclusive.print(value)}`;

/** Whether a row's values are among the lists that stand from parameter `from`; the last list is of type `last`. */
function within(columns: readonly string[], from: number, last = 'text'): string {
  const params = columns.map((_, at) => `$${from + at}::${at === columns.length - 1 ? last : 'text'}[]`);
  return `(${columns.join(', ')}) IN (SELECT * FROM unnest(${params.join(', ')}))`;
}

const lists = (columns: readonly string[], values: readonly Columns[]): unknown[][] =>
  columns.map((column) => values.map((value) => value[column]));
