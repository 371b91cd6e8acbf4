import { checkPatch, countMatching, OutsideChecks, type RecordType, RecordWriter } from '@crm/records';
import { Injectable } from '@nestjs/common';
import { Settings } from '@platform/config';
import type { Transaction } from '@platform/database';
import type { RequestContext } from '@platform/http';
import { advanced, type Job, Jobs, jobResultView, jobView } from '@platform/jobs';
import { Writes } from '@platform/writes';

import { BulkChange, type Taken } from './bulk-change';
import { BULK_UPDATE, type BulkUpdateDto, type BulkUpdateInput, TRIED } from './bulk-update.dto';
import { resultsOf, viewsOf } from './bulk-update-results';

/** Starts bulk updates, or tries them. */
@Injectable()
export class BulkUpdates {
  constructor(
    private readonly jobs: Jobs,
    private readonly writes: Writes,
    private readonly checks: OutsideChecks,
    private readonly writer: RecordWriter,
    private readonly settings: Settings,
  ) {}

  /**
   * Leaves a bulk update for the workers; a dry run tries it on the first records instead, and nothing stays. Problems: 400
   * for a filter that is none or takes too long, 403 for what it names, 422 for an id in the fields that names nothing, 409 `too_many_jobs`.
   */
  async start(ctx: RequestContext, type: RecordType, input: BulkUpdateInput): Promise<BulkUpdateDto> {
    if (ctx.write.validateOnly) return this.try(ctx, type, input);
    return this.writes.run(ctx, async (tx) => jobView(await this.add(tx, ctx, type, input)));
  }

  private async add(
    tx: Transaction,
    ctx: RequestContext,
    type: RecordType,
    input: BulkUpdateInput,
  ): Promise<Job> {
    const { listTimeoutMs: timeoutMs } = this.settings;
    const total = await countMatching(tx, ctx, type, { filter: input.filter, timeoutMs });
    await checkPatch(tx, ctx, type, { input: input.data, lists: input.list_mode, pointer: '/data' });
    const { name: object, scopes } = type;
    return this.jobs.add(tx, ctx, { kind: BULK_UPDATE, object, scope: scopes.write.name, input, total });
  }

  private async try(ctx: RequestContext, type: RecordType, input: BulkUpdateInput): Promise<BulkUpdateDto> {
    const change = new BulkChange(this.writer, type, input, ctx.now, this.settings.listTimeoutMs);
    const { job, taken } = await this.checks.run(ctx, {
      types: [type],
      work: async (tx, refused) => ({
        job: await this.add(tx, ctx, type, input),
        taken: await change.next(tx, ctx, { after: null, limit: TRIED }, refused),
      }),
      written: (tried) => viewsOf(type, tried.taken),
    });
    return this.tried(ctx, job, taken);
  }

  private tried({ requestId }: RequestContext, job: Job, taken: readonly Taken[]): BulkUpdateDto {
    const results = resultsOf(taken, { publicUrl: this.settings.publicUrl, requestId });
    return {
      ...jobView({ ...job, progress: advanced(job.progress, results) }),
      results: results.map((result) => jobResultView(job.object, result)),
    };
  }
}
