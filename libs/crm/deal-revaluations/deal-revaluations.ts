import { dealType } from '@crm/deals';
import { countMatching } from '@crm/records';
import { Injectable } from '@nestjs/common';
import { Settings } from '@platform/config';
import type { RequestContext } from '@platform/http';
import { type JobDto, Jobs, jobView } from '@platform/jobs';
import { Writes } from '@platform/writes';

import { DEALS_TO_VALUE, REVALUATION } from './revaluation';

/** Starts jobs that value deals anew. */
@Injectable()
export class DealRevaluations {
  constructor(
    private readonly jobs: Jobs,
    private readonly writes: Writes,
    private readonly settings: Settings,
  ) {}

  /** Leaves a revaluation for the workers. Problem: 409 `too_many_jobs`. */
  start(ctx: RequestContext): Promise<JobDto> {
    const { name: object, scopes } = dealType;
    return this.writes.run(ctx, async (tx) => {
      const total = await countMatching(tx, ctx, dealType, {
        filter: DEALS_TO_VALUE,
        timeoutMs: this.settings.listTimeoutMs,
      });
      const job = { kind: REVALUATION, object, scope: scopes.write.name, input: {}, total };
      return jobView(await this.jobs.add(tx, ctx, job));
    });
  }
}
