import { Injectable } from '@nestjs/common';
import { Database, Rollback, type Transaction } from '@platform/database';
import { conflict, type Fault, type ProblemError, type RequestContext } from '@platform/http';
import { Writes } from '@platform/writes';

import type { RecordType } from './record-type';
import type { RecordView } from './record-view';

/** Somebody outside the database who may refuse a write: asked with the records as they would be stored. */
export interface OutsideCheck {
  /** Whether writes of this type are asked about in this workspace (a stored id). */
  watches(type: RecordType, workspaceId: string): boolean | Promise<boolean>;
  /** What speaks against each of the drafts, at most 100, in their order; nothing is locked while it thinks. */
  review(
    ctx: RequestContext,
    type: RecordType,
    drafts: readonly RecordView[],
  ): Promise<readonly (readonly Fault[])[]>;
}

/** A record as a write would store it, and which of the write's records it is. */
export interface DraftView {
  readonly at: number;
  readonly type: RecordType;
  readonly view: RecordView;
}

/** What was found to speak against records of a write, by their place in it. */
export type Refusals = ReadonlyMap<number, readonly Fault[]>;

/** A write that somebody outside may want to see first. */
export interface ReviewedWrite<Result> {
  readonly types: readonly RecordType[];
  /** The write itself, without what was refused; runs once, or once as a draft and once for good. */
  work(tx: Transaction, refused: Refusals): Promise<Result>;
  /** The records that a result says were written. */
  written(result: Result): readonly DraftView[];
}

/** How often a draft is made anew because the record changed while it was being reviewed. */
export const DRAFTS = 2;
const DRAFTS_A_CALL = 100;

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

  /** Whether writes of this type have three phases in a workspace. */
  async watch(type: RecordType, workspaceId: string): Promise<boolean> {
    return (await this.watching(type, workspaceId)).length > 0;
  }

  /** Problems: 409 `changed_meanwhile`, and whatever `work` throws. */
  async run<Result>(ctx: RequestContext, write: ReviewedWrite<Result>): Promise<Result> {
    if (!(await this.watchAny(write.types, ctx.workspaceId)))
      return this.writes.run(ctx, (tx) => write.work(tx, NOTHING));
    const known = await this.writes.known<Result>(ctx);
    if (known) return known.result;
    for (let draft = 1; draft <= DRAFTS; draft += 1) {
      const drafts = write.written(await this.draft(write));
      const refused = await this.review(ctx, drafts);
      const stored = await this.store(ctx, write, { drafts, refused });
      if (stored) return stored.result;
    }
    throw changedMeanwhile();
  }

  private draft<Result>(write: ReviewedWrite<Result>): Promise<Result> {
    return this.database.transaction(async (tx): Promise<Result> => {
      throw new Rollback(await write.work(tx, NOTHING));
    });
  }

  /** What speaks against each draft, by its place; call it with nothing locked. */
  async review(ctx: RequestContext, drafts: readonly DraftView[]): Promise<Refusals> {
    const calls: { type: RecordType; check: OutsideCheck; some: readonly DraftView[] }[] = [];
    for (const type of new Set(drafts.map((draft) => draft.type))) {
      const own = chunked(drafts.filter((draft) => draft.type === type));
      for (const check of await this.watching(type, ctx.workspaceId))
        calls.push(...own.map((some) => ({ type, check, some })));
    }
    const refused = new Map<number, readonly Fault[]>();
    await Promise.all(
      calls.map(async ({ type, check, some }) => {
        const views = some.map(({ view }) => view);
        const found = await check.review(ctx, type, views);
        some.forEach(({ at }, place) => {
          const faults = found[place] ?? [];
          if (faults.length > 0) refused.set(at, [...(refused.get(at) ?? []), ...faults]);
        });
      }),
    );
    return refused;
  }

  private async watchAny(types: readonly RecordType[], workspaceId: string): Promise<boolean> {
    for (const type of types) if (await this.watch(type, workspaceId)) return true;
    return false;
  }

  /** Who has to be asked about writes of this type. */
  private async watching(type: RecordType, workspaceId: string): Promise<OutsideCheck[]> {
    const found: OutsideCheck[] = [];
    for (const check of this.checks) if (await check.watches(type, workspaceId)) found.push(check);
    return found;
  }

  /** Null when the records are no longer those that were reviewed. */
  private store<Result>(
    ctx: RequestContext,
    write: ReviewedWrite<Result>,
    { drafts, refused }: { readonly drafts: readonly DraftView[]; readonly refused: Refusals },
  ): Promise<{ result: Result } | null> {
    const reviewed = new Map(drafts.map(({ at, view }) => [at, view.version]));
    return this.writes
      .run<Result | null>(ctx, async (tx) => {
        const result = await write.work(tx, refused);
        if (write.written(result).every(({ at, view }) => reviewed.get(at) === view.version)) return result;
        throw new Rollback(null);
      })
      .then((result) => (result === null ? null : { result }));
  }
}

/** 409: what was reviewed is no longer what would be stored. */
export const changedMeanwhile = (): ProblemError =>
  conflict('changed_meanwhile', 'The record kept changing while an app was checking this write: try again.');

const NOTHING: Refusals = new Map();

const chunked = (drafts: readonly DraftView[]): DraftView[][] =>
  Array.from({ length: Math.ceil(drafts.length / DRAFTS_A_CALL) }, (_, at) =>
    drafts.slice(at * DRAFTS_A_CALL, (at + 1) * DRAFTS_A_CALL),
  );
