import { requireMergeScopes } from '@crm/merges';
import { countMatching, recordTypeOf } from '@crm/records';
import { Injectable } from '@nestjs/common';
import { Settings } from '@platform/config';
import type { Transaction } from '@platform/database';
import { PrivilegedActions } from '@platform/events';
import { invalidRequest, type RequestContext, unprocessable } from '@platform/http';
import { type JobDto, Jobs, jobView } from '@platform/jobs';
import { Writes } from '@platform/writes';

import { DUPLICATE_MERGE } from './cluster-merge-handler';
import { type ClusterMergeInput, clusterFilter } from './cluster-merge-input';
import { duplicateClusterType } from './duplicate-cluster.record-type';

/** Starts jobs that merge what clusters hold. */
@Injectable()
export class ClusterMerges {
  constructor(
    private readonly jobs: Jobs,
    private readonly writes: Writes,
    private readonly settings: Settings,
    private readonly privileged: PrivilegedActions,
  ) {}

  /** Leaves the merging for the workers. Problems: 400 unless the clusters are said in one way, 422 when one that is named is not there, 403 without the scopes of a merge, 409 `too_many_jobs`. */
  async start(ctx: RequestContext, input: ClusterMergeInput): Promise<JobDto> {
    const { object, filter, ids } = input;
    if ((filter === undefined) !== Boolean(ids)) throw invalidRequest([ONE_OF]);
    const type = recordTypeOf(object);
    if (!type) throw new Error(`This process does not know records of the kind "${object}".`);
    requireMergeScopes(ctx, type);
    return this.writes.run(ctx, async (tx) => {
      const { listTimeoutMs: timeoutMs } = this.settings;
      if (ids) await requireKnown(tx, ctx, { ids: [...new Set(ids)], timeoutMs });
      const meant = { filter: clusterFilter(input), timeoutMs };
      const total = await countMatching(tx, ctx, duplicateClusterType, meant);
      const scope = type.scopes.delete.name;
      const job = jobView(
        await this.jobs.add(tx, ctx, {
          kind: DUPLICATE_MERGE,
          object: 'duplicate_cluster',
          scope,
          input,
          total,
        }),
      );
      await this.privileged.record(tx, ctx, {
        action: 'duplicate_merge.started',
        target: { type: 'job', id: job.id },
        before: null,
        after: { ...input, total },
      });
      return job;
    });
  }
}

/** Whoever names clusters means all of them: one that the caller does not see is a mistake. */
async function requireKnown(
  tx: Transaction,
  ctx: RequestContext,
  { ids, timeoutMs }: { readonly ids: readonly string[]; readonly timeoutMs: number },
): Promise<void> {
  const known = await countMatching(tx, ctx, duplicateClusterType, {
    filter: { id: { in: ids } },
    timeoutMs,
  });
  if (known < ids.length)
    throw unprocessable([
      { pointer: '/ids', code: 'unknown_reference', detail: 'One of these is no duplicate cluster' },
    ]);
}

const ONE_OF = {
  pointer: '/filter',
  code: 'not_together',
  detail: 'Say by filter or by ids which clusters are meant',
};
