import type { MatchedObject } from '@crm/matching';
import type { Sql } from '@platform/database';

import { MOST_PER_KEY } from './candidates';
import { numbersOf, prefixIn } from './key-number';

/** Records that share a key. */
export interface KeyBlock {
  /** The beginning of the key, and what is stored of it. */
  readonly key: string;
  /** Their stored ids: at most 200, the newest. */
  readonly ids: readonly string[];
  /** Whether there are more. */
  readonly isCommon: boolean;
}

/** A part of all keys of a kind of record, in their order. */
export interface KeyPage {
  readonly blocks: readonly KeyBlock[];
  /** How many keys of single records were read. */
  readonly read: number;
  /** The key behind which it goes on; null at the end. */
  readonly next: string | null;
}

interface KeyRow {
  readonly key: string;
  readonly record_id: string;
}

/** The next keys behind one (all of them behind an empty one), some thousand rows at once; keys of one record alone are left out. */
export async function nextKeyBlocks(
  sql: Sql,
  { workspaceId, object, after }: { workspaceId: string; object: MatchedObject; after: string },
  limit = ROWS_AT_ONCE,
): Promise<KeyPage> {
  const { from, to } = numbersOf(object);
  const behind = after === '' ? from - 1 : numberIn(after);
  const rows = await sql.sql<KeyRow>('match_keys.next', NEXT, [workspaceId, behind, to, limit]);
  const byKey = [...Map.groupBy(rows, ({ key }) => key)];
  const isEnd = rows.length < limit;
  const [only] = byKey;
  // One key fills the page, and may go on behind it: its newest records are looked at, and the rest of it passed over.
  if (only && !isEnd && byKey.length === 1) {
    const ids = await newest(sql, workspaceId, only[0]);
    const key = named(only[0]);
    return { blocks: [{ key, ids, isCommon: true }], read: rows.length, next: key };
  }
  // The last key may go on behind the page: it waits for the next one.
  const whole = isEnd ? byKey : byKey.slice(0, -1);
  const read = whole.reduce((sum, [, of]) => sum + of.length, 0);
  const last = isEnd ? undefined : whole.at(-1)?.[0];
  return { blocks: whole.flatMap(blockOf), read, next: last === undefined ? null : named(last) };
}

/** What is stored of a key with the beginning of it, and back. */
const named = (number: string): string => `${prefixIn(Number(number))}:${number}`;

const numberIn = (key: string): number => Number(key.slice(key.indexOf(':') + 1));

/** The records of a key, unless it has only one. */
function blockOf([key, of]: readonly [string, readonly KeyRow[]]): KeyBlock[] {
  const ids = of.map(({ record_id }) => record_id);
  if (ids.length < 2) return [];
  return [{ key: named(key), ids: ids.slice(-MOST_PER_KEY), isCommon: ids.length > MOST_PER_KEY }];
}

async function newest(sql: Sql, workspaceId: string, number: string): Promise<string[]> {
  const rows = await sql.sql<KeyRow>('match_keys.newest', NEWEST, [workspaceId, number, MOST_PER_KEY]);
  return rows.map(({ record_id }) => record_id);
}

/** How many keys all records of a kind have together. */
export async function countKeys(sql: Sql, workspaceId: string, object: MatchedObject): Promise<number> {
  const { from, to } = numbersOf(object);
  const [row] = await sql.sql<{ keys: number }>('match_keys.count', COUNT, [workspaceId, from, to]);
  return row?.keys ?? 0;
}

/** More than a key is looked at, so that a common one is known as such. */
const ROWS_AT_ONCE = 1500;

const NEXT = `
  SELECT key, record_id FROM match_keys WHERE workspace_id = $1 AND key > $2 AND key < $3
  ORDER BY key, record_id LIMIT $4`;

const NEWEST = `
  SELECT key, record_id FROM match_keys WHERE workspace_id = $1 AND key = $2
  ORDER BY record_id DESC LIMIT $3`;

const COUNT =
  'SELECT count(*)::int AS keys FROM match_keys WHERE workspace_id = $1 AND key >= $2 AND key < $3';
