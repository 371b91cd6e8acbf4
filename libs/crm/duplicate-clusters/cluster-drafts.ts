import type { Draft } from '@crm/records';
import { creation, deletion } from '@crm/records';
import type { Transaction } from '@platform/database';
import type { RequestContext } from '@platform/http';

import type { Component } from './components';
import type { DuplicateCluster } from './duplicate-cluster.entity';
import type { PairsOf } from './stored-pairs';

/** A change of a cluster. */
export type ClusterDraft = Draft<DuplicateCluster>;

/** The columns of a cluster that has these records. */
const columnsOf = ({ ids, score, isFull }: Component) => ({
  size: ids.length,
  score: String(score),
  is_full: isFull,
  record_ids: [...ids],
});

/** A cluster that was not there. */
export const newCluster = (ctx: RequestContext, { object }: PairsOf, component: Component): ClusterDraft =>
  creation(ctx, { input: {} }, { object, state: 'open', ...columnsOf(component) });

/** A cluster that has other records from now on. `given` are the fields that somebody named. */
export const changedCluster = (
  id: string,
  component: Component,
  given: readonly string[] = [],
): ClusterDraft => ({
  action: 'update',
  id,
  edit: (row) => {
    Object.assign(row, columnsOf(component));
    return new Set(given);
  },
});

/** A cluster that has no two records any more. */
export const goneCluster = (ctx: RequestContext, id: string): ClusterDraft => ({ id, ...deletion(ctx) });

/** Clusters that somebody dismissed, without records that are gone. */
export async function withoutRecords(
  tx: Transaction,
  ctx: RequestContext,
  { workspaceId, object }: PairsOf,
  gone: readonly string[],
): Promise<ClusterDraft[]> {
  if (gone.length === 0) return [];
  const left = new Set(gone);
  const rows = await tx.sql<DuplicateCluster>('duplicate_clusters.dismissed_with', DISMISSED_WITH, [
    workspaceId,
    object,
    gone,
  ]);
  return rows.map(({ id, record_ids, score, is_full }) => {
    const ids = record_ids.filter((one) => !left.has(one));
    return ids.length < 2
      ? goneCluster(ctx, id)
      : changedCluster(id, { ids, score: Number(score), isFull: is_full });
  });
}

const DISMISSED_WITH = `
  SELECT id, record_ids, score, is_full FROM duplicate_clusters
  WHERE workspace_id = $1 AND object = $2 AND state = 'dismissed' AND deleted_at IS NULL AND id IN (
    SELECT m.cluster_id FROM duplicate_cluster_members AS m WHERE m.workspace_id = $1 AND m.record_id = ANY($3))
  ORDER BY id`;
