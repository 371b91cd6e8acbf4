import { DRAFTS, type OutsideChecks, type RecordType, type RecordWriter } from '@crm/records';
import type { Settings } from '@platform/config';
import { type Database, Rollback, type Transaction } from '@platform/database';
import type { RequestContext } from '@platform/http';
import type { JobHandler, JobTurn, Step } from '@platform/jobs';

import { BulkChange, type Reviewed, type Taken } from './bulk-change';
import { BULK_UPDATE, type BulkUpdateInput } from './bulk-update.dto';
import { resultsOf, viewsOf } from './bulk-update-results';

/** How many records one transaction changes: few enough that nobody waits long for their locks. */
const AT_ONCE = 500;

/** How much longer than for a list finding a step's records may take: nobody sits and waits, and other writers may hold some. */
const PATIENCE = 6;

/** What a bulk update works with. */
export interface BulkUpdateParts {
  readonly types: readonly RecordType[];
  readonly writer: RecordWriter;
  readonly checks: OutsideChecks;
  readonly database: Database;
  readonly settings: Settings;
}

/** A step that may be stored, with what its records would be. */
interface TakenStep extends Step {
  readonly taken: readonly Taken[];
}

/** A step as it would be, and for whom. */
interface DraftedStep extends TakenStep {
  readonly ctx: RequestContext;
}

/** Changes the records of a bulk update, some hundred at a time; who watches them outside is asked before, as for any write. */
export class BulkUpdateHandler implements JobHandler {
  readonly kind = BULK_UPDATE;

  constructor(private readonly parts: BulkUpdateParts) {}

  async step(turn: JobTurn): Promise<void> {
    const { types, writer, checks, settings } = this.parts;
    const { object, input, created_at: askedAt } = turn.job;
    const type = types.find(({ name }) => name === object);
    if (!type) throw new Error(`This worker does not know records of the kind "${object}".`);
    const timeoutMs = PATIENCE * settings.listTimeoutMs;
    const change = new BulkChange(writer, type, input as BulkUpdateInput, askedAt, timeoutMs);
    if (await checks.watch(type, turn.job.workspace_id)) await this.reviewed(turn, type, change);
    else await this.alone(turn, change);
  }

  private async alone(turn: JobTurn, change: BulkChange): Promise<void> {
    await this.parts.database.transaction((tx) =>
      turn.advance(tx, (ctx) => this.next(tx, ctx, turn, change)),
    );
  }

  /** Draft, review with nothing locked, transaction; once more when records changed meanwhile, then without those. */
  private async reviewed(turn: JobTurn, type: RecordType, change: BulkChange): Promise<void> {
    for (let draft = 1; draft <= DRAFTS; draft += 1) {
      const drafted = await this.draft(turn, change);
      if (!drafted) return;
      const refused = await this.parts.checks.review(drafted.ctx, viewsOf(type, drafted.taken));
      const step = { ...drafted, reviewed: { drafts: drafted.taken, refused } };
      if (await this.store(turn, change, { ...step, mayBeMissed: draft === DRAFTS })) return;
    }
  }

  /** The step as it would be now, of which nothing stays; null when it is not ours any more. */
  private draft(turn: JobTurn, change: BulkChange): Promise<DraftedStep | null> {
    return this.parts.database.transaction(async (tx): Promise<DraftedStep | null> => {
      const drafted = await turn.advance(tx, async (ctx) => ({
        ...(await this.next(tx, ctx, turn, change)),
        ctx,
      }));
      throw new Rollback(drafted);
    });
  }

  /** Whether it is done with: not when records changed since the draft and it may be made anew. */
  private store(
    turn: JobTurn,
    change: BulkChange,
    { reviewed, mayBeMissed, position, isLast }: Step & { reviewed: Reviewed; mayBeMissed: boolean },
  ): Promise<boolean> {
    return this.parts.database.transaction(async (tx) => {
      await turn.advance(tx, async (ctx) => {
        const taken = await change.reviewed(tx, ctx, reviewed);
        const versions = new Map(reviewed.drafts.map(({ id, version }) => [id, version]));
        const isMissed = taken.some(({ id, version }) => versions.get(id) !== version);
        if (isMissed && !mayBeMissed) throw new Rollback(false);
        return { results: this.results(turn, taken), position, isLast };
      });
      return true;
    });
  }

  private async next(
    tx: Transaction,
    ctx: RequestContext,
    turn: JobTurn,
    change: BulkChange,
  ): Promise<TakenStep> {
    const taken = await change.next(tx, ctx, { after: turn.job.position, limit: AT_ONCE });
    return {
      taken,
      results: this.results(turn, taken),
      position: taken.at(-1)?.id ?? null,
      isLast: taken.length < AT_ONCE,
    };
  }

  private results({ job }: JobTurn, taken: readonly Taken[]) {
    return resultsOf(taken, { publicUrl: this.parts.settings.publicUrl, requestId: job.request_id });
  }
}
