import type { components } from './generated/api.d.ts';
import type { BodyOf, OperationId, WriteOptions } from './operation-types.ts';
import type { RecordName, RecordOf } from './record-reads.ts';

type BatchId = Extract<OperationId, `${RecordName}.batch`>;

/** The kinds of record that batches write, by the names they have on the client. */
export type BatchName = BatchId extends `${infer Name}.batch` ? Extract<Name, RecordName> : never;

/** What every operation of a batch may have. */
interface Labels {
  /** Your own label, told back in the result; each of a request's is different. */
  readonly key?: string | undefined;
  /** Your own name for this write: sent again within 24 hours it is not done twice. */
  readonly idempotency_key?: string | undefined;
}

interface Condition {
  /** The ETag that you read, as in If-Match. */
  readonly if_match?: string | undefined;
}

/** One operation of a batch about one kind of record, in the wire's own names. */
export type BatchOperation<Name extends BatchName> = Labels &
  (
    | { readonly op: 'create'; readonly data: BodyOf<`${Name}.create`> }
    | (Condition & { readonly op: 'update'; readonly id: string; readonly data: BodyOf<`${Name}.update`> })
    | (Condition & { readonly op: 'upsert' } & Readonly<BodyOf<`${Name}.upsert`>>)
    | (Condition & { readonly op: 'delete'; readonly id: string })
  );

/** A problem as the wire has it: of one operation of a batch. */
export type WireProblem = components['schemas']['Problem'];

/** How much results tell: `full` adds the records. */
export type BatchReturn = 'summary' | 'full' | undefined;

/** An operation that was done. */
export type BatchSuccess<Entity, Return extends BatchReturn = undefined> = {
  readonly key?: string;
  readonly status: number;
  readonly id: string;
  readonly result: 'created' | 'updated' | 'unchanged' | 'deleted';
  /** Set when it was done before under its idempotency_key. */
  readonly replayed?: boolean;
  readonly problem?: undefined;
} & (Return extends 'full' ? { readonly record: Entity } : unknown);

/** An operation of which nothing was done. */
export interface BatchFailure {
  readonly key?: string;
  readonly status: number;
  readonly id?: undefined;
  readonly result?: undefined;
  readonly record?: undefined;
  readonly problem: WireProblem;
}

/** What became of one operation: it has a `problem`, or it was done. */
export type BatchResult<Entity, Return extends BatchReturn = undefined> =
  | BatchSuccess<Entity, Return>
  | BatchFailure;

/** What became of a batch, in the wire's own names; results in the order of the operations. */
export interface BatchAnswer<Entity, Return extends BatchReturn = undefined> {
  readonly results: readonly BatchResult<Entity, Return>[];
  readonly summary: components['schemas']['BatchSummary'];
}

/** What a batch takes beside its operations. */
export type BatchOptions<Return extends BatchReturn> = Omit<WriteOptions<'leads.batch'>, 'query'> & {
  /** `full` adds the whole record to each result; ids alone unless told. */
  readonly return?: Return;
  /** What lists in changes mean: the whole list (`replace`, unless told), or entries to put into it (`merge`). */
  readonly listMode?: 'replace' | 'merge' | undefined;
};

/** All operations are done or none: one problem makes the batch throw a 422 `batch_refused` with every fault. */
export interface Atomicity {
  readonly atomic?: boolean | undefined;
}

/** An operation of `writeMany` with its place, as it was sent, and what became of it. */
export interface Written<Name extends BatchName, Return extends BatchReturn> {
  readonly index: number;
  readonly operation: BatchOperation<Name>;
  readonly result: BatchResult<RecordOf<Name>, Return>;
}

/** Many writes at once, on each kind of record that has batches. */
export interface BatchMethods<Name extends BatchName> {
  /** Up to 1,000 operations in one request: each stands for itself unless `atomic`. */
  batch<const Return extends BatchReturn = undefined>(
    operations: readonly BatchOperation<Name>[],
    options?: BatchOptions<Return> & Atomicity,
  ): Promise<BatchAnswer<RecordOf<Name>, Return>>;
  /**
   * Any number of operations, request after request, and what became of each, in order. Every operation object gets its
   * idempotency_key once: after an outage pass the same objects again, and nothing is done twice.
   */
  writeMany<const Return extends BatchReturn = undefined>(
    operations: Iterable<BatchOperation<Name>> | AsyncIterable<BatchOperation<Name>>,
    options?: Omit<BatchOptions<Return>, 'idempotencyKey'>,
  ): AsyncGenerator<Written<Name, Return>, void, undefined>;
}
