import type { Sql } from '@platform/database';

import type { ThingKind } from './timeline.dto';

/** Where a thing stands on the timeline of a record. */
export interface PlacedThing {
  readonly kind: ThingKind;
  /** The stored id. */
  readonly id: string;
  readonly at: Date;
}

/** Which things of a record to read. */
export interface ThingRange {
  readonly recordId: string;
  readonly kinds: readonly ThingKind[];
  /** The place of the thing that was read last. */
  readonly after: { readonly at: string; readonly id: string } | null;
  readonly limit: number;
}

/** The things that belong to a record, the newest first. */
export async function thingsOf(sql: Sql, workspaceId: string, range: ThingRange): Promise<PlacedThing[]> {
  const { recordId, kinds, after, limit } = range;
  if (kinds.length === 0) return [];
  return sql.sql<PlacedThing>('timeline.things', QUERY, [
    workspaceId,
    recordId,
    kinds,
    limit,
    after?.at ?? LAST_TIME,
    after?.id ?? LAST_ID,
  ]);
}

/** Behind everything. */
const LAST_TIME = 'infinity';
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** As many as are asked for of each kind, each from its own stretch of the index. */
const QUERY = `
  SELECT t.kind, t.id, t.at FROM unnest($3::text[]) AS k (kind), LATERAL (
    SELECT l.object AS kind, l.thing_id AS id, l.at FROM record_links AS l
    WHERE l.workspace_id = $1 AND l.record_id = $2 AND l.object = k.kind
      AND (l.at, l.thing_id) < ($5::timestamptz, $6::uuid)
    ORDER BY l.at DESC, l.thing_id DESC LIMIT $4
  ) AS t ORDER BY t.at DESC, t.id DESC LIMIT $4`;
