import type { Sql } from '@platform/database';

/** A version of a thing that somebody has seen, and the one that it has now. */
export interface SeenVersion {
  /** The stored id of the thing. */
  readonly id: string;
  readonly seen: number;
  readonly current: number;
}

/** By id, the fields that changed after the seen version; a thing is missing when its events do not reach back that far. */
export async function changedSince(
  sql: Sql,
  workspaceId: string,
  things: readonly SeenVersion[],
): Promise<ReadonlyMap<string, string[]>> {
  if (things.length === 0) return new Map();
  const rows = await sql.sql<{ id: string; versions: number; changed: string[] }>(
    'events.changed_since',
    QUERY,
    [workspaceId, things.map(({ id }) => id), things.map(({ seen }) => seen)],
  );
  const found = new Map(rows.map((row) => [row.id, row]));
  return new Map(
    things.flatMap(({ id, seen, current }) => {
      const row = found.get(id);
      return row?.versions === current - seen ? [[id, row.changed] as const] : [];
    }),
  );
}

const QUERY = `
  SELECT t.id, count(DISTINCT e.object_version)::int AS versions,
    coalesce(array_agg(DISTINCT f.field ORDER BY f.field) FILTER (WHERE f.field IS NOT NULL), '{}') AS changed
  FROM unnest($2::uuid[], $3::int[]) AS t (id, seen)
  JOIN events e ON e.workspace_id = $1 AND e.object_id = t.id AND e.object_version > t.seen
  LEFT JOIN LATERAL unnest(e.changed) AS f (field) ON true
  GROUP BY t.id`;
