import type { Sql } from '@platform/database';

import type { Edge } from './components';

/** The pairs of one kind of record in one workspace. */
export interface PairsOf {
  readonly workspaceId: string;
  readonly object: string;
}

/** Two records by their stored ids, the lower one first. */
export type PairIds = Pick<Edge, 'low_id' | 'high_id'>;

export const nameOfPair = ({ low_id, high_id }: PairIds): string => `${low_id} ${high_id}`;

/** A pair of two ids in any order. */
export const pairOf = (one: string, other: string): PairIds =>
  one < other ? { low_id: one, high_id: other } : { low_id: other, high_id: one };

/** The pairs that any of the records has. */
export const pairsTouching = (
  sql: Sql,
  { workspaceId, object }: PairsOf,
  ids: readonly string[],
): Promise<Edge[]> => sql.sql<Edge>('duplicate_pairs.touching', TOUCHING, [workspaceId, object, ids]);

/** The pairs among records of which nobody said that they are not the same. */
export const openPairsAmong = (
  sql: Sql,
  { workspaceId, object }: PairsOf,
  ids: readonly string[],
): Promise<Edge[]> => sql.sql<Edge>('duplicate_pairs.open_among', OPEN_AMONG, [workspaceId, object, ids]);

/** The pairs behind one, in their order. */
export const nextPairs = (
  sql: Sql,
  { workspaceId, object }: PairsOf,
  { after, limit }: { readonly after: PairIds; readonly limit: number },
): Promise<Edge[]> =>
  sql.sql<Edge>('duplicate_pairs.next', NEXT, [workspaceId, object, after.low_id, after.high_id, limit]);

/** How many pairs there are. */
export async function countPairs(sql: Sql, { workspaceId, object }: PairsOf): Promise<number> {
  const [row] = await sql.sql<{ pairs: number }>('duplicate_pairs.count', COUNT, [workspaceId, object]);
  return row?.pairs ?? 0;
}

/** Keeps pairs, and answers with those that were not there, or had another score. */
export const keepPairs = (
  sql: Sql,
  { workspaceId, object }: PairsOf,
  pairs: readonly Edge[],
): Promise<PairIds[]> =>
  sql.sql<PairIds>('duplicate_pairs.keep', KEEP, [workspaceId, object, JSON.stringify(pairs)]);

/** Forgets pairs, and answers with those that were there. */
export const forgetPairs = (
  sql: Sql,
  { workspaceId, object }: PairsOf,
  pairs: readonly PairIds[],
): Promise<PairIds[]> =>
  sql.sql<PairIds>('duplicate_pairs.forget', FORGET, [workspaceId, object, JSON.stringify(pairs)]);

/** Remembers of pairs that they are not the same. */
export const dismissPairs = (
  sql: Sql,
  { workspaceId, object }: PairsOf,
  { pairs, at, by }: { readonly pairs: readonly PairIds[]; readonly at: Date; readonly by: object },
): Promise<PairIds[]> =>
  sql.sql<PairIds>('duplicate_dismissals.add', DISMISS, [
    workspaceId,
    object,
    JSON.stringify(pairs),
    at,
    JSON.stringify(by),
  ]);

/** Takes it back that records are not the same: among them, or, `with` others, of each of them. Answers with the pairs. */
export const takeBackDismissals = (
  sql: Sql,
  { workspaceId, object }: PairsOf,
  ids: readonly string[],
  which: 'among' | 'with',
): Promise<PairIds[]> =>
  which === 'among'
    ? sql.sql<PairIds>(
        'duplicate_dismissals.among',
        `${TAKE_BACK} low_id = ANY($3) AND high_id = ANY($3) RETURNING low_id, high_id`,
        [workspaceId, object, ids],
      )
    : sql.sql<PairIds>(
        'duplicate_dismissals.with',
        `${TAKE_BACK} (low_id = ANY($3) OR high_id = ANY($3)) RETURNING low_id, high_id`,
        [workspaceId, object, ids],
      );

/** The dismissed pairs among records. */
export const dismissedAmong = (
  sql: Sql,
  { workspaceId, object }: PairsOf,
  ids: readonly string[],
): Promise<PairIds[]> => sql.sql<PairIds>('duplicate_dismissals.known', KNOWN, [workspaceId, object, ids]);

const TOUCHING = `
  SELECT low_id, high_id, score::float8 AS score FROM duplicate_pairs
  WHERE workspace_id = $1 AND object = $2 AND low_id = ANY($3)
  UNION
  SELECT low_id, high_id, score::float8 FROM duplicate_pairs
  WHERE workspace_id = $1 AND object = $2 AND high_id = ANY($3)`;

const OPEN_AMONG = `
  SELECT p.low_id, p.high_id, p.score::float8 AS score FROM duplicate_pairs AS p
  WHERE p.workspace_id = $1 AND p.object = $2 AND p.low_id = ANY($3) AND p.high_id = ANY($3)
    AND NOT EXISTS (SELECT 1 FROM duplicate_dismissals AS d
      WHERE d.workspace_id = $1 AND d.object = $2 AND d.low_id = p.low_id AND d.high_id = p.high_id)`;

const NEXT = `
  SELECT low_id, high_id, score::float8 AS score FROM duplicate_pairs
  WHERE workspace_id = $1 AND object = $2 AND (low_id, high_id) > ($3, $4) ORDER BY low_id, high_id LIMIT $5`;

const COUNT = 'SELECT count(*)::int AS pairs FROM duplicate_pairs WHERE workspace_id = $1 AND object = $2';

const KEEP = `
  INSERT INTO duplicate_pairs (workspace_id, object, low_id, high_id, score)
  SELECT $1, $2, p.low_id, p.high_id, p.score
  FROM jsonb_to_recordset($3::jsonb) AS p (low_id uuid, high_id uuid, score numeric)
  ON CONFLICT ON CONSTRAINT duplicate_pairs_pkey DO UPDATE SET score = excluded.score
  WHERE duplicate_pairs.workspace_id = $1 AND duplicate_pairs.score <> excluded.score
  RETURNING low_id, high_id`;

const FORGET = `
  DELETE FROM duplicate_pairs AS t USING jsonb_to_recordset($3::jsonb) AS p (low_id uuid, high_id uuid)
  WHERE t.workspace_id = $1 AND t.object = $2 AND t.low_id = p.low_id AND t.high_id = p.high_id
  RETURNING t.low_id, t.high_id`;

const DISMISS = `
  INSERT INTO duplicate_dismissals (workspace_id, object, low_id, high_id, dismissed_at, dismissed_by)
  SELECT $1, $2, p.low_id, p.high_id, $4, $5 FROM jsonb_to_recordset($3::jsonb) AS p (low_id uuid, high_id uuid)
  ON CONFLICT ON CONSTRAINT duplicate_dismissals_pkey DO NOTHING
  RETURNING low_id, high_id`;

const TAKE_BACK = 'DELETE FROM duplicate_dismissals WHERE workspace_id = $1 AND object = $2 AND';

const KNOWN = `
  SELECT low_id, high_id FROM duplicate_dismissals
  WHERE workspace_id = $1 AND object = $2 AND low_id = ANY($3) AND high_id = ANY($3)`;
