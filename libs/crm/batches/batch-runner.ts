import {
  type Draft,
  type DraftView,
  type Outcome,
  OutsideChecks,
  ownType,
  RecordWriter,
  type Refusals,
  refusal,
} from '@crm/records';
import { Injectable } from '@nestjs/common';
import { Settings } from '@platform/config';
import type { Transaction } from '@platform/database';
import { ProblemError, type RequestContext } from '@platform/http';

import { type BatchAnswer, type BatchResults, ResultList, refusedBatch } from './batch-answer';
import { type BatchItem, type BatchKind, draftOf } from './batch-item';
import { type Batch, type BatchPlan, planOf } from './batch-plan';
import { ItemAnswers } from './item-answers';
import { resolved } from './references';
import { Slices } from './slices';

/** A batch while it runs. */
interface Run {
  readonly ctx: RequestContext;
  readonly tx: Transaction;
  readonly batch: Batch;
  readonly refused: Refusals;
  readonly results: ResultList;
}

/** Does the operations of a batch with as few statements as there are kinds of record and steps that wait for one another. */
@Injectable()
export class BatchRunner {
  /** How many batches this process is at. */
  private running = 0;

  constructor(
    private readonly writer: RecordWriter,
    private readonly outside: OutsideChecks,
    private readonly slices: Slices,
    private readonly itemAnswers: ItemAnswers,
    private readonly settings: Settings,
  ) {}

  /** Answers with a result for each operation; an atomic batch of which one fails is a 422 with every problem. */
  async run(ctx: RequestContext, kind: BatchKind, batch: Batch): Promise<BatchAnswer> {
    this.running += 1;
    try {
      return await this.runPlan(ctx, planOf(ctx, kind, batch));
    } finally {
      this.running -= 1;
    }
  }

  private async runPlan(ctx: RequestContext, plan: BatchPlan): Promise<BatchAnswer> {
    const slices = await this.slices.cut(ctx, plan, { isAlone: this.running === 1 });
    if (slices.length === 1) return this.runWhole(ctx, plan);
    return this.slices.run(
      ctx,
      slices,
      (own, slice) => this.runWhole(own, slice),
      (slice, problem) => this.failed(ctx, slice, problem),
    );
  }

  private failed(ctx: RequestContext, { batch }: BatchPlan, problem: ProblemError): BatchAnswer {
    const results = this.resultsOf(ctx, batch);
    for (const at of batch.operations.keys()) results.fail(at, problem);
    return results.finish().answer;
  }

  /** In one transaction. */
  private async runWhole(ctx: RequestContext, plan: BatchPlan): Promise<BatchAnswer> {
    const { batch, items, levels, problems } = plan;
    const done = await this.outside.run<BatchResults | BatchAnswer>(ctx, {
      types: [...new Set(items.map(({ type }) => type))],
      written: writtenBy,
      work: async (tx, refused) => {
        const run = { ctx, tx, batch, refused, results: this.resultsOf(ctx, batch) };
        for (const [at, problem] of problems) run.results.fail(at, problem);
        const answers = await this.itemAnswers.recall(
          run,
          items.filter(({ at }) => !problems.has(at)),
        );
        for (const level of levels) await this.level(run, level);
        await answers.keep();
        const found = run.results.problems();
        if (batch.atomic && found.length > 0) throw refusedBatch(found);
        return run.results.finish();
      },
    });
    return 'answer' in done ? done.answer : done;
  }

  private resultsOf({ requestId }: RequestContext, { operations, full }: Batch): ResultList {
    return new ResultList(operations, { publicUrl: this.settings.publicUrl, requestId, full });
  }

  /** Operations that wait for none of their own: one set for each kind of record. */
  private async level(run: Run, level: readonly BatchItem[]): Promise<void> {
    const open = level.filter(({ at }) => !run.results.has(at));
    for (const type of new Set(open.map((item) => item.type))) {
      const drafts: { item: BatchItem; draft: Draft }[] = [];
      const own = await ownType(run.tx, run.ctx.workspaceId, type, { fresh: true });
      for (const item of open.filter((one) => one.type === type)) {
        const draft = this.draft(run, { ...item, type: own });
        if (draft instanceof ProblemError) run.results.fail(item.at, draft);
        else drafts.push({ item, draft });
      }
      const outcomes = await this.writer.write(
        run.ctx,
        type,
        drafts.map(({ draft }) => draft),
        run.tx,
      );
      drafts.forEach(({ item }, at) => {
        run.results.settle(item, outcomes[at] ?? missing());
      });
    }
  }

  private draft({ ctx, batch, refused, results }: Run, item: BatchItem): Draft | ProblemError {
    try {
      const { duplicates = 'as_ruled', lists } = batch;
      const draft: Draft = { ...draftOf(ctx, item, resolved(item, results.ids), lists), duplicates };
      const found = refused.get(item.at);
      return found ? refusal(draft, found) : draft;
    } catch (error) {
      if (error instanceof ProblemError) return error;
      throw error;
    }
  }
}

const writtenBy = (done: BatchResults | BatchAnswer): readonly DraftView[] =>
  'answer' in done ? done.written : [];

function missing(): Outcome {
  throw new Error('A draft has no outcome.');
}
