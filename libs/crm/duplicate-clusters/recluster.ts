import { type RecordView, type RecordWriter, writtenViews } from '@crm/records';
import type { Transaction } from '@platform/database';
import type { RequestContext } from '@platform/http';

import { type ClusterDraft, changedCluster, goneCluster, newCluster } from './cluster-drafts';
import { MOST_MEMBERS } from './cluster-fields';
import { componentsOf, successors } from './components';
import type { DuplicateCluster } from './duplicate-cluster.entity';
import { duplicateClusterType } from './duplicate-cluster.record-type';
import { openPairsAmong, type PairsOf } from './stored-pairs';

type Known = Pick<DuplicateCluster, 'id' | 'record_ids' | 'score' | 'is_full'>;

/** What changes of clusters when pairs of these records have come or gone: what still hangs together stays the cluster that it was. */
async function drafts(
  tx: Transaction,
  ctx: RequestContext,
  of: PairsOf,
  touched: ReadonlySet<string>,
  given: readonly string[] = [],
): Promise<ClusterDraft[]> {
  const known = await tx.sql<Known>('duplicate_clusters.open_with', OPEN_WITH, [
    of.workspaceId,
    of.object,
    [...touched],
  ]);
  const all = new Set([...touched, ...known.flatMap(({ record_ids }) => record_ids)]);
  const components = componentsOf(await openPairsAmong(tx, of, [...all]), MOST_MEMBERS);
  const became = successors(
    known.map(({ record_ids }) => record_ids),
    components,
  );
  const kept = known.map(({ id }, at) => {
    const component = became[at];
    return component ? changedCluster(id, component, given) : goneCluster(ctx, id);
  });
  const fresh = components.filter((component) => !became.includes(component));
  return [...kept, ...fresh.map((component) => newCluster(ctx, of, component))];
}

/** Those that are not what they were are written, with their events; a role does not limit what follows from records. */
async function store(
  writer: RecordWriter,
  tx: Transaction,
  ctx: RequestContext,
  changes: readonly ClusterDraft[],
): Promise<RecordView[]> {
  if (changes.length === 0) return [];
  return writtenViews(await writer.write(ctx.beyondRights(), duplicateClusterType, changes, tx));
}

export const recluster = { drafts, store };

/**
 * The oldest first: of two that become one, it stays. Each record leads to its clusters, whatever the plan was made for: one that was
 * kept since there were no clusters would look through all of them.
 */
const OPEN_WITH = `
  SELECT cluster.* FROM (
    SELECT DISTINCT member.cluster_id FROM unnest($3::uuid[]) AS touched (id)
    CROSS JOIN LATERAL (SELECT cluster_id FROM duplicate_cluster_members
      WHERE workspace_id = $1 AND record_id = touched.id OFFSET 0) AS member) AS own
  CROSS JOIN LATERAL (SELECT id, record_ids, score, is_full FROM duplicate_clusters
    WHERE workspace_id = $1 AND id = own.cluster_id AND object = $2 AND state = 'open' AND deleted_at IS NULL OFFSET 0) AS cluster
  ORDER BY cluster.id`;
