import { Injectable } from '@nestjs/common';
import { Settings } from '@platform/config';
import type { Transaction } from '@platform/database';
import { conflict, type ProblemError, type RequestContext, unprocessable } from '@platform/http';
import { toTypeId } from '@platform/ids';

import { ownType } from './custom-fields/own-type';
import { lockMatching, matching } from './matching-records';
import { patch } from './record-drafts';
import { type LockedRecord, RecordPages } from './record-pages';
import { shapeOf } from './record-shape';
import type { RecordType } from './record-type';
import { RecordWriter } from './record-writer';

/** How many records a request moves at most, about a second's work: what they leave is locked meanwhile. */
const MOST_MOVED = 2000;

const AT_ONCE = 500;

/** No record is newer. */
const END_OF_TIME = new Date('9999-12-31T00:00:00Z');

/** Which records are moved, and what is changed of each. */
export interface Move {
  /** As callers write it. */
  readonly filter: unknown;
  readonly data: object;
}

/** Moves records away from what is about to be deleted: each as a write of its own would, with its rules and events.
 * Also those that the caller does not see: whoever may take a stage away may not leave anything in it. */
@Injectable()
export class RecordMover {
  constructor(
    private readonly writer: RecordWriter,
    private readonly settings: Settings,
  ) {}

  /**
   * Changes every record that meets a filter, in a transaction that the caller holds: all of them or none. Problems: 409
   * `too_many_to_move`, and 422 about `?replace_with` when a record cannot go there.
   */
  async move(
    caller: RequestContext,
    type: RecordType,
    { filter, data }: Move,
    tx: Transaction,
  ): Promise<void> {
    const ctx = caller.beyondRights();
    const own = await ownType(tx, ctx.workspaceId, type, { fresh: true });
    const found = await new RecordPages(shapeOf(own)).count(
      tx,
      await matching(tx, ctx, own, filter),
      MOST_MOVED + 1,
    );
    if (found > MOST_MOVED) throw tooMany(type);
    const { listTimeoutMs: timeoutMs } = this.settings;
    let after: string | null = null;
    for (let last = found === 0; !last; ) {
      const walk = { filter, timeoutMs, after, createdUpTo: END_OF_TIME, limit: AT_ONCE };
      const records: LockedRecord[] = await lockMatching(tx, ctx, type, walk);
      const change = patch(ctx, { input: data });
      const drafts = records.map(({ id }) => ({ id, ...change, isReplacement: true }));
      const outcomes = await this.writer.write(ctx, type, drafts, tx);
      const problems = outcomes.map((outcome) => ('problem' in outcome ? outcome.problem : null));
      const at = problems.findIndex((problem) => problem !== null);
      const problem = problems[at];
      if (problem) throw refused(type, records[at]?.id ?? '', problem);
      after = records.at(-1)?.id ?? null;
      last = records.length < AT_ONCE;
    }
  }
}

const tooMany = ({ plural, words: { many } }: RecordType): ProblemError =>
  conflict(
    'too_many_to_move',
    `There are more than ${MOST_MOVED} ${many} to move: move them first with POST /v1/${plural}/bulk-update.`,
  );

/** The first record that cannot be moved says why. */
function refused({ name }: RecordType, id: string, problem: ProblemError): ProblemError {
  if (problem.status !== 422) return problem;
  const at = toTypeId(name, id);
  return unprocessable(
    problem.errors.map((fault) => ({
      ...fault,
      pointer: '?replace_with',
      detail: `${at} cannot be moved (${fault.pointer}): ${fault.detail}`,
    })),
  );
}
