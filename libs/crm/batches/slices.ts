import { givenKeysOf, ownType } from '@crm/records';
import { Injectable, Logger } from '@nestjs/common';
import { Database } from '@platform/database';
import { asProblem, type ProblemError, type RequestContext } from '@platform/http';
import { Writes } from '@platform/writes';

import { type BatchAnswer, type ItemResult, summaryOf } from './batch-answer';
import type { BatchItem } from './batch-item';
import type { BatchPlan } from './batch-plan';

/** How many operations a slice has; it must not change while Idempotency-Keys of sliced batches are remembered. */
const SIZE = 500;

/** Does one slice, as a batch of its own. */
type RunSlice = (ctx: RequestContext, slice: BatchPlan) => Promise<BatchAnswer>;

/**
 * Cuts large batches into slices that are done at the same time, each in a transaction of its own. Only creations that ask
 * nothing of one another are cut apart, and never those of a batch that is all or nothing.
 */
@Injectable()
export class Slices {
  private readonly logger = new Logger(Slices.name);

  constructor(
    private readonly database: Database,
    private readonly writes: Writes,
  ) {}

  /**
   * The slices of a batch in their order, or the batch as it is: beside other batches it is not cut, because the processors are
   * busy then. One with an Idempotency-Key is always cut, so that it meets its own slices when it comes again.
   */
  async cut(
    ctx: RequestContext,
    plan: BatchPlan,
    { isAlone }: { isAlone: boolean },
  ): Promise<readonly BatchPlan[]> {
    const count = Math.ceil(plan.batch.operations.length / SIZE);
    if (count < 2 || !(isAlone || ctx.write.idempotency)) return [plan];
    if (!mayBeCut(ctx, plan) || (await this.namesSomethingTwice(ctx, plan.items))) return [plan];
    return Array.from({ length: count }, (_, number) => sliceOf(plan, number * SIZE));
  }

  /**
   * Does slices and puts their answers together. Under an Idempotency-Key the failure of one is the failure of the request,
   * which finds what was done when it comes again; without one, each operation of a slice that failed is told of it.
   */
  async run(
    ctx: RequestContext,
    slices: readonly BatchPlan[],
    runSlice: RunSlice,
    failed: (slice: BatchPlan, problem: ProblemError) => BatchAnswer,
  ): Promise<BatchAnswer> {
    const known = await this.writes.known<BatchAnswer>(ctx);
    if (known) return known.result;
    const parts = await this.writes.inParts(ctx, slices.length);
    const done = await Promise.allSettled(
      slices.map((slice, number) => runSlice(parts[number] ?? ctx, slice)),
    );
    const failures = done.filter(({ status }) => status === 'rejected');
    const [first] = failures;
    if (first?.status === 'rejected' && (ctx.write.idempotency || failures.length === done.length))
      throw first.reason as Error;
    ctx.replayed = parts.every(({ replayed }) => replayed);
    return joined(
      done.map((one, number) => {
        if (one.status === 'fulfilled') return one.value;
        const slice = slices[number] as BatchPlan;
        this.logger.error(
          { request_id: ctx.requestId, err: one.reason as Error },
          'A slice of a batch failed',
        );
        return failed(slice, asProblem(one.reason));
      }),
    );
  }

  /** Who comes first gets a key: that is for the order of the batch to decide, and not for which slice is quicker. */
  private async namesSomethingTwice(ctx: RequestContext, items: readonly BatchItem[]): Promise<boolean> {
    const names = items.flatMap(({ input: { idempotency_key: key } }) => (key === undefined ? [] : [key]));
    for (const type of new Set(items.map((item) => item.type))) {
      const given = givenKeysOf(await ownType(this.database, ctx.workspaceId, type, { fresh: false }));
      for (const item of items) if (item.type === type) names.push(...given(item.input.data));
    }
    return new Set(names).size < names.length;
  }
}

function mayBeCut(ctx: RequestContext, { batch, items, levels }: BatchPlan): boolean {
  if (batch.atomic || batch.duplicates || ctx.write.validateOnly || levels.length !== 1) return false;
  return items.every(isAlone);
}

/** Whether nothing that the operation does can concern another creation. */
const isAlone = ({ type, input }: BatchItem): boolean =>
  input.op === 'create' && type.parent === undefined && type.consequences === undefined;

function joined(answers: readonly BatchAnswer[]): BatchAnswer {
  const results: ItemResult[] = answers.flatMap((answer) => answer.results);
  return { results, summary: summaryOf(results) };
}

function sliceOf({ batch, items, problems }: BatchPlan, start: number): BatchPlan {
  const isInside = (at: number) => at >= start && at < start + SIZE;
  const own = items.filter(({ at }) => isInside(at)).map((item) => ({ ...item, at: item.at - start }));
  return {
    batch: { ...batch, operations: batch.operations.slice(start, start + SIZE), keys: new Map() },
    items: own,
    levels: [own],
    problems: new Map(
      [...problems].flatMap(([at, problem]) => (isInside(at) ? [[at - start, problem] as const] : [])),
    ),
  };
}
