import type { Sql } from '@platform/database';
import { FILTER_LIMITS, type Json, type KeptFilter, segmentIdsIn } from '@platform/filters';
import type { RequestContext } from '@platform/http';
import { type IdKind, toTypeId, toUuid } from '@platform/ids';

/** The scope that shows segments: they are a library of their own, which declares it. */
export const SEGMENTS_SCOPE = 'segments:read';

/** The kinds of record that segments can be made of. */
export const SEGMENTED = ['lead', 'deal', 'contact', 'company'] as const satisfies readonly IdKind[];

/** Whether segments can be made of a kind of record. */
export const isSegmented = (kind: IdKind): boolean => SEGMENTED.some((one) => one === kind);

/** The segments that filters name and those that these name, by public id: those that are not there are missing. */
export async function keptFilters(
  sql: Sql,
  { workspaceId }: Pick<RequestContext, 'workspaceId'>,
  filters: readonly Json[],
): Promise<ReadonlyMap<string, KeptFilter>> {
  const found = new Map<string, KeptFilter>();
  let wanted = idsIn(filters);
  for (let level = 0; level < FILTER_LIMITS.segments && wanted.length > 0; level += 1) {
    const rows = await sql.sql<KeptRow>('segments.filters', FILTERS, [workspaceId, wanted.map(stored)]);
    for (const { id, object, filter } of rows) {
      found.set(toTypeId('segment', id), { object, filter: JSON.parse(filter) as Json });
    }
    const inner = rows.map(({ id }) => found.get(toTypeId('segment', id))?.filter);
    wanted = idsIn(inner).filter((id) => !found.has(id));
  }
  return found;
}

interface KeptRow {
  readonly id: string;
  readonly object: string;
  readonly filter: string;
}

/** More of them than a filter may have conditions are not looked up. */
const idsIn = (filters: readonly Json[]): string[] => [
  ...new Set(filters.flatMap((filter) => segmentIdsIn(filter)).slice(0, FILTER_LIMITS.conditions)),
];

const stored = (id: string): string | null => toUuid('segment', id);

const FILTERS =
  'SELECT id, object, filter FROM segments WHERE workspace_id = $1 AND id = ANY($2) AND deleted_at IS NULL';
