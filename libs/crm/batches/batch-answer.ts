import type { DraftView, Outcome, RecordView } from '@crm/records';
import { type Fault, ProblemError, problemBody } from '@platform/http';

import type { BatchItem } from './batch-item';

/** A label that is longer than this is a fault, and not repeated. */
const LONGEST_KEY = 200;

/** What became of one operation, as callers read it. */
export interface ItemResult {
  readonly key?: string;
  readonly status: number;
  readonly id?: string;
  readonly result?: string;
  readonly record?: RecordView;
  readonly problem?: object;
  /** What a lead became, in a batch of conversions. */
  readonly conversion?: object;
  /** The records that it may repeat. */
  readonly duplicates?: readonly object[];
  /** Whether this was answered before (idempotency_key). */
  readonly replayed?: boolean;
}

/** How many operations came to each result; a result that none came to is left out. */
export type BatchSummary = Readonly<Record<string, number>>;

/** The answer to a batch, as callers read it. */
export interface BatchAnswer {
  readonly results: readonly ItemResult[];
  readonly summary: BatchSummary;
}

/** The answer with what only we need to know: it becomes the answer alone when it is stored. */
export interface BatchResults {
  readonly answer: BatchAnswer;
  readonly written: readonly DraftView[];
  toJSON(): BatchAnswer;
}

/** An operation that failed. */
export interface FailedItem {
  readonly at: number;
  readonly problem: ProblemError;
}

interface Form {
  readonly publicUrl: string;
  readonly requestId: string;
  /** Whether results carry whole records. */
  readonly full: boolean;
}

/** The results of a batch, in the order of its operations, while they come in. */
export class ResultList {
  /** The ids that were written, by the key of the operation. */
  readonly ids = new Map<string, string>();
  private readonly results: ItemResult[] = [];
  private readonly failed: FailedItem[] = [];
  private readonly written: DraftView[] = [];

  constructor(
    private readonly operations: readonly unknown[],
    private readonly form: Form,
  ) {}

  has(at: number): boolean {
    return this.results[at] !== undefined;
  }

  at(place: number): ItemResult | undefined {
    return this.results[place];
  }

  fail(at: number, problem: ProblemError): void {
    const { publicUrl, requestId } = this.form;
    this.failed.push({ at, problem });
    this.results[at] = {
      ...this.label(at),
      status: problem.status,
      problem: problemBody(publicUrl, problem, requestId),
    };
  }

  settle({ at, type }: BatchItem, outcome: Outcome): void {
    if ('problem' in outcome) {
      this.fail(at, outcome.problem);
      return;
    }
    const { view, result, duplicates } = outcome;
    this.written.push({ at, type, view });
    this.put(at, {
      status: result === 'created' ? 201 : 200,
      id: view.id,
      result,
      ...(this.form.full && { record: view }),
      ...(duplicates && { duplicates }),
    });
  }

  /** A result that is as good as a new one: now, or one that was given before. */
  put(at: number, result: ItemResult): void {
    const label = this.label(at);
    this.results[at] = { ...label, ...result };
    if (label.key !== undefined && result.id !== undefined) this.ids.set(label.key, result.id);
  }

  /** The operations that failed, in their order. */
  problems(): readonly FailedItem[] {
    return [...this.failed].sort((a, b) => a.at - b.at);
  }

  finish(): BatchResults {
    const answer = { results: this.results, summary: summaryOf(this.results) };
    return { answer, written: this.written, toJSON: () => answer };
  }

  /** The caller's key, told back even when the rest of the operation is wrong. */
  private label(at: number): { key?: string } {
    const operation = this.operations[at];
    if (typeof operation !== 'object' || operation === null || !('key' in operation)) return {};
    const { key } = operation;
    return typeof key === 'string' && key !== '' && key.length <= LONGEST_KEY ? { key } : {};
  }
}

/** 422: an atomic batch of which something failed; nothing of it was stored. `list` is the name of its list in the body. */
export function refusedBatch(failed: readonly FailedItem[], list = 'operations'): ProblemError {
  const errors = failed.flatMap(({ at, problem }) =>
    problem.errors.length > 0 ? problem.errors : [asFault(problem, `/${list}/${at}`)],
  );
  return new ProblemError({
    status: 422,
    code: 'batch_refused',
    title: 'Nothing of the batch was done',
    detail: `${failed.length === 1 ? 'One operation' : `${failed.length} operations`} of the atomic batch failed: correct what \`errors\` names, then send it again.`,
    errors: errors.slice(0, MAX_FAULTS),
  });
}

const MAX_FAULTS = 1000;

/** A problem about an operation as a whole, as one fault among others. */
function asFault({ code, message: detail }: ProblemError, pointer: string): Fault {
  const place = { pointer, detail };
  return { code, ...place };
}

/** Counts the results. */
export function summaryOf(results: readonly ItemResult[]): BatchSummary {
  const summary: Record<string, number> = {};
  for (const { result = 'failed' } of results) summary[result] = (summary[result] ?? 0) + 1;
  return summary;
}
