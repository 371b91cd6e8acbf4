import type { ListMode, RepeatMode } from '@crm/records';
import { ProblemError, type RequestContext } from '@platform/http';

import { type BatchItem, type BatchKind, readItem } from './batch-item';
import { levelsOf } from './references';

/** A batch whose envelope is valid. */
export interface Batch {
  readonly atomic: boolean;
  readonly operations: readonly unknown[];
  /** The place of each operation that has a key. */
  readonly keys: ReadonlyMap<string, number>;
  /** What lists in changes mean. */
  readonly lists?: ListMode;
  /** Whether results carry whole records. */
  readonly full: boolean;
  /** What becomes of records that seem to be there already; as the rules say unless told. */
  readonly duplicates?: RepeatMode | undefined;
}

/** A batch whose operations have been read. */
export interface BatchPlan {
  readonly batch: Batch;
  readonly items: readonly BatchItem[];
  /** Operations that wait for none of their own level, in the order in which the levels are done. */
  readonly levels: readonly (readonly BatchItem[])[];
  /** What speaks against operations before anything is done, by their place. */
  readonly problems: ReadonlyMap<number, ProblemError>;
}

/** Reads the operations of a batch; one that is wrong is told of in its place. */
export function planOf(ctx: RequestContext, kind: BatchKind, batch: Batch): BatchPlan {
  const items: BatchItem[] = [];
  const problems = new Map<number, ProblemError>();
  batch.operations.forEach((raw, at) => {
    try {
      items.push(readItem(ctx, kind, raw, at));
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      problems.set(at, error);
    }
  });
  const { levels, refused } = levelsOf(items, batch.keys);
  return { batch, items, levels, problems: new Map([...problems, ...refused]) };
}
