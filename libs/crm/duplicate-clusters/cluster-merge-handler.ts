import { createHash } from 'node:crypto';

import type { Merges } from '@crm/merges';
import { lockMatching, type RecordType, recordTypeOf } from '@crm/records';
import type { Settings } from '@platform/config';
import type { Database } from '@platform/database';
import { ProblemError, problemBody, RequestContext } from '@platform/http';
import type { JobHandler, JobTurn, StepResult } from '@platform/jobs';

import type { ClusterKeeper } from './cluster-keeper';
import { type ClusterMergeInput, clusterFilter } from './cluster-merge-input';
import { type MergeOfCluster, mergeOfCluster, recordsOfCluster } from './cluster-to-merge';
import { duplicateClusterType } from './duplicate-cluster.record-type';

/** The kind of job that merges what clusters hold. */
export const DUPLICATE_MERGE = 'duplicate_merge';

/** How much longer than for a list finding the next cluster may take. */
const PATIENCE = 6;

/** A merge of the same cluster by the same job is running: its answer is the answer. */
const STILL_RUNNING = 'write_in_progress';

interface MergeParts {
  readonly database: Database;
  readonly merges: Merges;
  readonly keeper: ClusterKeeper;
  readonly settings: Settings;
}

/**
 * Merges one cluster a step: as any merge that somebody asks for, once for each job. A worker that dies behind it leaves a step that is told
 * the same when it is done again. What cannot be merged is told in the results, and stays a cluster.
 */
export class ClusterMergeHandler implements JobHandler {
  readonly kind = DUPLICATE_MERGE;

  constructor(private readonly parts: MergeParts) {}

  async step(turn: JobTurn): Promise<void> {
    const { database, keeper } = this.parts;
    const input = turn.job.input as ClusterMergeInput;
    const type = recordTypeOf(input.object);
    if (!type) throw new Error(`This worker does not know records of the kind "${input.object}".`);
    const ctx = await turn.context(database);
    const id = await this.next(ctx, turn, input);
    if (id === null) {
      await database.transaction((tx) =>
        turn.advance(tx, () => Promise.resolve({ results: [], position: null, isLast: true })),
      );
      return;
    }
    // Whoever follows the log may be behind: what is no pair any more must not be merged.
    const known = await recordsOfCluster(database, ctx, id);
    await database.transaction((tx) => keeper.check(tx, ctx, input.object, known));
    const wanted = await mergeOfCluster(database, ctx, { type, id, input });
    const result = await this.merge(ctx, turn, type, { id, wanted });
    await database.transaction((tx) =>
      turn.advance(tx, async () => {
        await keeper.check(tx, ctx, input.object, wanted.recordIds);
        return { results: [result], position: id, isLast: false };
      }),
    );
  }

  /** The next open cluster that is meant and that the caller may see. */
  private next(ctx: RequestContext, { job }: JobTurn, input: ClusterMergeInput): Promise<string | null> {
    const timeoutMs = PATIENCE * this.parts.settings.listTimeoutMs;
    const walk = {
      filter: clusterFilter(input),
      timeoutMs,
      after: job.position,
      createdUpTo: job.created_at,
      limit: 1,
    };
    return this.parts.database.transaction(async (tx) => {
      const [found] = await lockMatching(tx, ctx, duplicateClusterType, walk);
      return found?.id ?? null;
    });
  }

  private async merge(
    ctx: RequestContext,
    { job }: JobTurn,
    type: RecordType,
    { id, wanted }: { readonly id: string; readonly wanted: MergeOfCluster },
  ): Promise<StepResult> {
    if (!wanted.merge) return { id, status: 200, result: 'unchanged' };
    try {
      await this.parts.merges.merge(onceFor(ctx, `${job.id} ${id}`), type, wanted.merge);
      return { id, status: 200, result: 'updated' };
    } catch (error) {
      if (!(error instanceof ProblemError) || error.code === STILL_RUNNING) throw error;
      const problem = problemBody(this.parts.settings.publicUrl, error, job.request_id);
      return { id, status: error.status, problem };
    }
  }
}

/** The same caller with a write that is done once under this name. */
function onceFor({ principal, requestId }: RequestContext, name: string): RequestContext {
  const fingerprint = createHash('sha256').update(name).digest();
  const idempotency = { key: `cluster-${fingerprint.toString('hex')}`, fingerprint };
  return new RequestContext(principal, requestId, new Date(), { idempotency, validateOnly: false });
}
