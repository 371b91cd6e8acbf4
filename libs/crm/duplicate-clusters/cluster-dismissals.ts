import { type RecordView, RecordWriter, type Target, writtenOf } from '@crm/records';
import { Injectable } from '@nestjs/common';
import type { Transaction } from '@platform/database';
import { conflict, invalidRequest, notFound, type RequestContext } from '@platform/http';
import { toTypeId } from '@platform/ids';
import { Writes } from '@platform/writes';

import { storedIdOf } from './cluster-fields';
import { holdClusters } from './cluster-keeper';
import type { ClusterState } from './duplicate-cluster.dto';
import type { DuplicateCluster } from './duplicate-cluster.entity';
import { BY_HAND, duplicateClusterType } from './duplicate-cluster.record-type';
import { recluster } from './recluster';
import {
  dismissPairs,
  openPairsAmong,
  type PairIds,
  type PairsOf,
  pairOf,
  takeBackDismissals,
} from './stored-pairs';

/** A cluster whose records are to be grouped anew. */
interface Regrouping {
  readonly cluster: DuplicateCluster;
  readonly of: PairsOf;
  /** What somebody did by hand. */
  readonly given: readonly string[];
  /** Records that may belong to it again. */
  readonly also?: readonly string[];
}

/** Says of records that they are not the same, and takes it back. */
@Injectable()
export class ClusterDismissals {
  constructor(
    private readonly writer: RecordWriter,
    private readonly writes: Writes,
  ) {}

  /**
   * From now on no two records of the cluster are the same, or those that are named are not the same as the rest of it: whatever they
   * become. Problems: 400 for an id that is not in it, 404, 409 `cluster_dismissed`, 412.
   */
  dismiss(ctx: RequestContext, target: Target, named: readonly string[] | null): Promise<RecordView> {
    return this.change(ctx, target, async (tx, cluster, of) => {
      if (cluster.state === 'dismissed') throw conflict('cluster_dismissed', DISMISSED);
      const pairs = dismissed(cluster, named);
      await dismissPairs(tx, of, { pairs, at: ctx.now, by: ctx.actor });
      const left = await openPairsAmong(tx, of, cluster.record_ids);
      if (left.length === 0) return this.turn(tx, ctx, target, 'dismissed');
      return this.regroup(tx, ctx, { cluster, of, given: [BY_HAND] });
    });
  }

  /** Forgets that records of the cluster are not the same, and makes clusters of them anew. Problems: 404, 412. */
  reopen(ctx: RequestContext, target: Target): Promise<RecordView> {
    return this.change(ctx, target, async (tx, cluster, of) => {
      const isWhole = cluster.state === 'dismissed';
      const back = await takeBackDismissals(tx, of, cluster.record_ids, isWhole ? 'among' : 'with');
      const view = await this.turn(tx, ctx, target, 'open');
      const ids = back.flatMap(({ low_id, high_id }) => [low_id, high_id]);
      const given = isWhole ? [] : [BY_HAND];
      const again = await this.regroup(tx, ctx, { cluster, of, given, also: ids });
      return again.version >= view.version ? again : view;
    });
  }

  private change(
    ctx: RequestContext,
    { id }: Target,
    work: (tx: Transaction, cluster: DuplicateCluster, of: PairsOf) => Promise<RecordView>,
  ): Promise<RecordView> {
    return this.writes.run(ctx, async (tx) => {
      const known = await this.find(tx, ctx, id);
      const of = { workspaceId: ctx.workspaceId, object: known.object };
      await holdClusters(tx, of);
      return work(tx, await this.find(tx, ctx, id), of);
    });
  }

  private async find(
    tx: Transaction,
    { workspaceId }: RequestContext,
    id: string,
  ): Promise<DuplicateCluster> {
    const [row] = await tx.sql<DuplicateCluster>('duplicate_clusters.find_one', FIND, [workspaceId, id]);
    if (!row) throw notFound('duplicate_cluster');
    return row;
  }

  private async turn(
    tx: Transaction,
    ctx: RequestContext,
    target: Target,
    state: ClusterState,
  ): Promise<RecordView> {
    const draft = {
      ...target,
      action: 'update' as const,
      edit: (row: DuplicateCluster) => {
        row.state = state;
        return new Set<string>();
      },
    };
    const [outcome] = await this.writer.write(ctx, duplicateClusterType, [draft], tx);
    return writtenOf(outcome).view;
  }

  /** Makes clusters of the records anew, and answers with the one that was this. */
  private async regroup(
    tx: Transaction,
    ctx: RequestContext,
    { cluster, of, given, also = [] }: Regrouping,
  ): Promise<RecordView> {
    const drafts = await recluster.drafts(tx, ctx, of, new Set([...cluster.record_ids, ...also]), given);
    const views = await recluster.store(this.writer, tx, ctx, drafts);
    const id = toTypeId('duplicate_cluster', cluster.id);
    const own = views.find((view) => view.id === id);
    if (!own) throw new Error('A cluster was grouped anew and is not among those that came of it.');
    return own;
  }
}

/** All pairs of the cluster, or those of the named records with the others. */
function dismissed({ record_ids }: DuplicateCluster, named: readonly string[] | null): PairIds[] {
  const out = new Set((named ?? []).map((id) => storedIdOf(id) ?? ''));
  const unknown = (named ?? []).findIndex((id) => !record_ids.includes(storedIdOf(id) ?? ''));
  if (unknown >= 0) {
    const detail = 'This record is not in the cluster';
    throw invalidRequest([{ pointer: `/record_ids/${unknown}`, code: 'unknown_reference', detail }]);
  }
  return record_ids.flatMap((one, at) =>
    record_ids
      .slice(at + 1)
      .filter((other) => named === null || out.has(one) !== out.has(other))
      .map((other) => pairOf(one, other)),
  );
}

const DISMISSED = 'Somebody has said already that these are not the same.';

const FIND = 'SELECT * FROM duplicate_clusters WHERE workspace_id = $1 AND id = $2 AND deleted_at IS NULL';
