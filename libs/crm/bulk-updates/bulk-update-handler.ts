import { type Draft, lockMatching, type Outcome, patch, type RecordType, RecordWriter } from '@crm/records';
import { Settings } from '@platform/config';
import type { Transaction } from '@platform/database';
import { problemBody, RequestContext } from '@platform/http';
import type { Job, JobHandler, Step, StepResult } from '@platform/jobs';

import { BULK_UPDATE, type BulkUpdateInput } from './bulk-update.dto';

/** How many records one transaction changes: few enough that nobody waits long for their locks. */
const AT_ONCE = 500;

/** Changes the records of a bulk update, some hundred at a time. */
export class BulkUpdateHandler implements JobHandler {
  readonly kind = BULK_UPDATE;

  constructor(
    private readonly types: readonly RecordType[],
    private readonly writer: RecordWriter,
    private readonly settings: Settings,
  ) {}

  async step(tx: Transaction, ctx: RequestContext, job: Job): Promise<Step> {
    const type = this.types.find(({ name }) => name === job.object);
    if (!type) throw new Error(`This worker does not know records of the kind "${job.object}".`);
    const { filter, data, list_mode: lists } = job.input as BulkUpdateInput;
    // "The last seven days" are those before the request, however long the job takes.
    const asked = new RequestContext(ctx.principal, ctx.requestId, job.created_at);
    const walk = { filter, after: job.position, createdUpTo: job.created_at, limit: AT_ONCE };
    const ids = await lockMatching(tx, asked, type, walk);
    const change = patch(ctx, type, { input: data, lists, pointer: '/data' });
    const outcomes = await this.writer.write(
      ctx,
      type,
      ids.map((id): Draft => ({ id, ...change })),
      tx,
    );
    return {
      results: ids.map((id, at) => this.resultOf(id, outcomes[at], job.request_id)),
      position: ids.at(-1) ?? null,
      isLast: ids.length < AT_ONCE,
    };
  }

  private resultOf(id: string, outcome: Outcome | undefined, requestId: string): StepResult {
    if (!outcome) throw new Error('A record of a bulk update has no outcome.');
    if ('problem' in outcome) {
      const { problem } = outcome;
      return {
        id,
        status: problem.status,
        problem: problemBody(this.settings.publicUrl, problem, requestId),
      };
    }
    return { id, status: 200, result: outcome.result === 'updated' ? 'updated' : 'unchanged' };
  }
}
