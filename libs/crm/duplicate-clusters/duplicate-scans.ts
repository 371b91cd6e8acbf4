import { DUPLICATE_SCOPES } from '@crm/duplicates';
import type { MatchedObject } from '@crm/matching';
import { Injectable } from '@nestjs/common';
import { Database } from '@platform/database';
import { PrivilegedActions } from '@platform/events';
import { conflict, type RequestContext } from '@platform/http';
import { toTypeId } from '@platform/ids';
import { type JobDto, Jobs, jobView } from '@platform/jobs';
import { Writes } from '@platform/writes';

import { holdClusters } from './cluster-keeper';
import type { DuplicateScanDto } from './duplicate-cluster.dto';
import { DUPLICATE_SCAN } from './scan-handler';
import { beginScan, isRunning, lastScan, lastScans } from './scan-state';

/** Starts scans for duplicates, and tells of the last ones. */
@Injectable()
export class DuplicateScans {
  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly writes: Writes,
    private readonly privileged: PrivilegedActions,
  ) {}

  /** Leaves a scan for the workers. Problems: 409 `scan_running`, `too_many_jobs`. */
  start(ctx: RequestContext, object: MatchedObject): Promise<JobDto> {
    const of = { workspaceId: ctx.workspaceId, object };
    return this.writes.run(ctx, async (tx) => {
      await holdClusters(tx, of);
      const last = await lastScan(tx, of);
      const jobId = last?.job_id ?? null;
      if (jobId && (await isRunning(tx, ctx.workspaceId, jobId))) throw running(jobId);
      const scope = DUPLICATE_SCOPES.write.name;
      const wanted = { kind: DUPLICATE_SCAN, object, scope, input: {}, total: 0 };
      const added = await this.jobs.add(tx, ctx, wanted);
      await beginScan(tx, of, { jobId: added.id, at: ctx.now });
      const job = jobView(added);
      const target = { type: 'job', id: job.id };
      await this.privileged.record(tx, ctx, {
        action: 'duplicate_scan.started',
        target,
        before: null,
        after: { object },
      });
      return job;
    });
  }

  async list({ workspaceId }: RequestContext): Promise<DuplicateScanDto[]> {
    const scans = await lastScans(this.database, workspaceId);
    return scans.map(({ object, job_id, started_at, finished_at, common_keys }) => ({
      object,
      job_id: job_id && toTypeId('job', job_id),
      started_at: started_at.toISOString(),
      finished_at: finished_at?.toISOString() ?? null,
      common_keys,
    }));
  }
}

const running = (jobId: string) =>
  conflict(
    'scan_running',
    'These records are being scanned already: wait until that has ended, or cancel it.',
    {
      members: { job_id: toTypeId('job', jobId) },
    },
  );
