import type { MergeInput } from '@crm/merges';
import { type Columns, type RecordType, rowTable } from '@crm/records';
import type { Sql } from '@platform/database';
import type { RequestContext } from '@platform/http';
import { toTypeId } from '@platform/ids';

import type { SurvivorPolicy } from './cluster-merge.dto';
import type { ClusterMergeInput } from './cluster-merge-input';
import { openPairsAmong } from './stored-pairs';

/** How many records one merge takes. */
const MOST_MERGED = 50;

/** What becomes of a cluster. */
export interface MergeOfCluster {
  /** The stored ids of its records. */
  readonly recordIds: readonly string[];
  /** Null when fewer than two of its records are left. */
  readonly merge: MergeInput | null;
}

type Row = Columns & { readonly id: string; readonly created_at: Date; readonly updated_at: Date };

/** The stored ids of the records of a cluster. */
export async function recordsOfCluster(
  sql: Sql,
  { workspaceId }: RequestContext,
  id: string,
): Promise<readonly string[]> {
  const [cluster] = await sql.sql<{ record_ids: string[] }>('duplicate_clusters.records', RECORDS, [
    workspaceId,
    id,
  ]);
  return cluster?.record_ids ?? [];
}

/**
 * Which record of a cluster stays, and which are merged into it: those that are a pair with it. Others only hang together with these, and
 * may be somebody else: they stay.
 */
export async function mergeOfCluster(
  sql: Sql,
  ctx: RequestContext,
  { type, id, input }: { readonly type: RecordType; readonly id: string; readonly input: ClusterMergeInput },
): Promise<MergeOfCluster> {
  const { workspaceId } = ctx;
  const recordIds = await recordsOfCluster(sql, ctx, id);
  const { table } = rowTable(type.row);
  const rows = await sql.sql<Row>(
    `${table}.of_cluster`,
    `SELECT * FROM ${table} WHERE workspace_id = $1 AND id = ANY($2) AND deleted_at IS NULL ORDER BY id`,
    [workspaceId, recordIds],
  );
  const pairs = await openPairsAmong(sql, { workspaceId, object: input.object }, recordIds);
  const paired = (one: string, other: string) =>
    pairs.some(({ low_id, high_id }) => [low_id, high_id].includes(one) && [low_id, high_id].includes(other));
  const [survivor] = rows.toSorted(BY[input.survivor ?? 'oldest']);
  const merged = survivor ? rows.filter((row) => row !== survivor && paired(row.id, survivor.id)) : [];
  if (!survivor || merged.length === 0) return { recordIds, merge: null };
  const { strategy = null, lists = null } = input;
  const named = merged.slice(0, MOST_MERGED).map((row) => toTypeId(type.name, row.id));
  return { recordIds, merge: { survivor: toTypeId(type.name, survivor.id), merge: named, strategy, lists } };
}

type Order = (a: Row, b: Row) => number;

const oldest: Order = (a, b) => a.created_at.getTime() - b.created_at.getTime() || (a.id < b.id ? -1 : 1);

/** How many columns say something. */
const filled = (row: Row): number =>
  Object.values(row).filter((value) => value !== null && !(Array.isArray(value) && value.length === 0))
    .length;

const BY: Readonly<Record<SurvivorPolicy, Order>> = {
  oldest,
  newest: (a, b) => oldest(b, a),
  last_changed: (a, b) => b.updated_at.getTime() - a.updated_at.getTime() || oldest(a, b),
  most_complete: (a, b) => filled(b) - filled(a) || oldest(a, b),
};

const RECORDS = 'SELECT record_ids FROM duplicate_clusters WHERE workspace_id = $1 AND id = $2';
