import { Injectable } from '@nestjs/common';
import { Database, Rollback, type Transaction } from '@platform/database';
import { conflict, type Fault, type RequestContext, unprocessable } from '@platform/http';
import { Writes } from '@platform/writes';

import type { RecordType } from './record-type';
import type { RecordView } from './record-view';

/** Somebody outside the database who may refuse a write: asked with the records as they would be stored. */
export interface OutsideCheck {
  /** Whether writes of this type are asked about. */
  watches(type: RecordType): boolean;
  /** What speaks against the drafts; nothing is locked while it thinks. */
  review(ctx: RequestContext, type: RecordType, drafts: readonly RecordView[]): Promise<readonly Fault[]>;
}

/** How often a draft is made anew because the record changed while it was being reviewed. */
const DRAFTS = 2;

/**
 * Writes in three phases when somebody outside watches a type: a draft made by a rolled-back transaction, the review with
 * nothing locked, and the transaction, which stores only what was reviewed. Otherwise the transaction alone.
 */
@Injectable()
export class OutsideChecks {
  private readonly checks: OutsideCheck[] = [];

  constructor(
    private readonly database: Database,
    private readonly writes: Writes,
  ) {}

  /** Asks `check` before every later write of the types that it watches. */
  add(check: OutsideCheck): void {
    this.checks.push(check);
  }

  /** Problems: 422 with what the checks found, 409 `changed_meanwhile`, and whatever `work` throws. */
  async run(
    ctx: RequestContext,
    type: RecordType,
    work: (tx: Transaction) => Promise<RecordView[]>,
  ): Promise<RecordView[]> {
    const watching = this.checks.filter((check) => check.watches(type));
    if (watching.length === 0) return this.writes.run(ctx, work);
    for (let draft = 1; draft <= DRAFTS; draft += 1) {
      const drafts = await this.draft(work);
      const faults = await Promise.all(watching.map((check) => check.review(ctx, type, drafts)));
      if (faults.some((found) => found.length > 0)) throw unprocessable(faults.flat());
      const stored = await this.store(ctx, drafts, work);
      if (stored) return stored;
    }
    throw conflict(
      'changed_meanwhile',
      'The record kept changing while an app was checking this write: try again.',
    );
  }

  private draft(work: (tx: Transaction) => Promise<RecordView[]>): Promise<RecordView[]> {
    return this.database.transaction(async (tx): Promise<RecordView[]> => {
      throw new Rollback(await work(tx));
    });
  }

  /** Null when the records are no longer those that were reviewed. */
  private store(
    ctx: RequestContext,
    drafts: readonly RecordView[],
    work: (tx: Transaction) => Promise<RecordView[]>,
  ): Promise<RecordView[] | null> {
    return this.writes.run<RecordView[] | null>(ctx, async (tx) => {
      const records = await work(tx);
      if (records.every(({ version }, at) => version === drafts[at]?.version)) return records;
      throw new Rollback(null);
    });
  }
}
