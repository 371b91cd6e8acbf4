import { resultsOf } from '@crm/bulk-updates';
import { type Deal, dealType } from '@crm/deals';
import { type Draft, lockMatching, type RecordWriter } from '@crm/records';
import type { Settings } from '@platform/config';
import type { Database } from '@platform/database';
import type { JobHandler, JobTurn } from '@platform/jobs';

/** The kind of job that values deals anew. */
export const REVALUATION = 'revaluation';

/** The deals with an amount whose value can have changed: open ones, and closed ones that have none because there was no rate. */
export const DEALS_TO_VALUE = {
  amount: { is_null: false },
  or: [{ won_at: null, lost_at: null }, { amount_base: null }],
};

/** How many deals one transaction values. */
const AT_ONCE = 500;

/** A job may look for its records longer than a caller waits. */
const PATIENCE = 6;

/**
 * Values open deals by the rates of today and closed ones by those of the day they were closed, some hundred at a time: a
 * write like any for those whose value changes.
 */
export class RevaluationHandler implements JobHandler {
  readonly kind = REVALUATION;

  constructor(
    private readonly database: Database,
    private readonly writer: RecordWriter,
    private readonly settings: Settings,
  ) {}

  async step(turn: JobTurn): Promise<void> {
    const { position, created_at: createdUpTo } = turn.job;
    await this.database.transaction((tx) =>
      turn.advance(tx, async (ctx) => {
        const timeoutMs = PATIENCE * this.settings.listTimeoutMs;
        const walk = { filter: DEALS_TO_VALUE, timeoutMs, after: position, createdUpTo, limit: AT_ONCE };
        const deals = await lockMatching(tx, ctx, dealType, walk);
        const outcomes = await this.writer.write(ctx, dealType, deals.map(unvalued), tx);
        const taken = outcomes.flatMap((outcome, at) => {
          const deal = deals[at];
          return deal ? [{ ...deal, outcome }] : [];
        });
        return {
          results: resultsOf(taken, { publicUrl: this.settings.publicUrl, requestId: turn.job.request_id }),
          position: deals.at(-1)?.id ?? null,
          isLast: deals.length < AT_ONCE,
        };
      }),
    );
  }
}

/** Forgets the value: the rules of deals give it a new one. */
const unvalued = ({ id }: { readonly id: string }): Draft<Deal> => ({
  action: 'update',
  id,
  edit: (deal) => {
    Object.assign(deal, { amount_base: null, amount_base_currency: null });
    return new Set();
  },
});
