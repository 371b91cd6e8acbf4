import { ifMatchOf } from './answer-meta.ts';
import type { Api } from './api.ts';
import { type IdReference, KINDS, type KindOf, type Referable } from './batch-reference.ts';
import type {
  Atomicity,
  BatchAnswer,
  BatchName,
  BatchOptions,
  BatchResult,
  BatchReturn,
} from './batch-types.ts';
import type { BodyOf } from './operation-types.ts';
import type { DealwrightProblem, Fault } from './problems.ts';
import type { RecordOf } from './record-reads.ts';
import { batchCall } from './record-resource.ts';

/** One operation that was put into a batch. */
export interface BatchItem<Name extends BatchName> {
  readonly name: Name;
  /** Its label in the request and in the answer. */
  readonly key: string;
  /** Stands for the record's id in operations of the same batch. */
  readonly id: IdReference<KindOf<Name>>;
}

/** Which record, in a batch: by its id, or as an operation of the same batch writes it. */
type Target<Name extends BatchName> = string | IdReference<KindOf<Name>>;

interface IfMatch {
  /** The record as it was read, or its ETag. */
  readonly ifMatch?: string | object | undefined;
}

/** Puts operations on one kind of record into a batch; nothing is sent before `run`. */
export interface BatchWriter<Name extends BatchName> {
  create(data: Referable<BodyOf<`${Name}.create`>>): BatchItem<Name>;
  update(id: Target<Name>, data: Referable<BodyOf<`${Name}.update`>>, options?: IfMatch): BatchItem<Name>;
  upsert(
    upsert: {
      readonly by: BodyOf<`${Name}.upsert`>['by'];
      readonly data: Referable<BodyOf<`${Name}.update`>>;
    },
    options?: IfMatch,
  ): BatchItem<Name>;
  delete(id: Target<Name>, options?: IfMatch): BatchItem<Name>;
}

type AnyRecord = RecordOf<BatchName>;

/** What became of a batch that ran. */
export class BatchResults<Return extends BatchReturn> {
  /** As the server sent it. */
  readonly answer: BatchAnswer<AnyRecord, Return>;
  readonly #at: (item: BatchItem<BatchName>) => number;

  /** Made by `batch.run`. */
  constructor(answer: BatchAnswer<AnyRecord, Return>, at: (item: BatchItem<BatchName>) => number) {
    this.answer = answer;
    this.#at = at;
  }

  /** What became of one operation: it has a `problem`, or an `id` and a `result`. */
  of<Name extends BatchName>(item: BatchItem<Name>): BatchResult<RecordOf<Name>, Return> {
    const result = this.answer.results[this.#at(item)];
    if (!result) throw new TypeError(`The server answered without a result of ${item.key}`);
    // The server answers in the order of the operations: what stands here is a record of this kind.
    return result as BatchResult<RecordOf<Name>, Return>;
  }
}

/** Writes to records of several kinds in one request, up to 1,000, which may refer to one another. */
export class Batch {
  readonly leads: BatchWriter<'leads'> = this.#writer('leads');
  readonly deals: BatchWriter<'deals'> = this.#writer('deals');
  readonly contacts: BatchWriter<'contacts'> = this.#writer('contacts');
  readonly companies: BatchWriter<'companies'> = this.#writer('companies');
  readonly products: BatchWriter<'products'> = this.#writer('products');
  readonly activities: BatchWriter<'activities'> = this.#writer('activities');
  readonly notes: BatchWriter<'notes'> = this.#writer('notes');

  readonly #api: Api;
  readonly #operations: object[] = [];
  readonly #places = new Map<BatchItem<BatchName>, number>();
  readonly #idempotencyKey = crypto.randomUUID();

  /** Made by `client.batch`. */
  constructor(api: Api) {
    this.#api = api;
  }

  /** Sends the operations. Run again, as after an outage, it has the same Idempotency-Key: nothing is done twice. */
  async run<const Return extends BatchReturn = undefined>(
    options: BatchOptions<Return> & Atomicity = {},
  ): Promise<BatchResults<Return>> {
    const keyed = { idempotencyKey: this.#idempotencyKey, ...options };
    const answer = await this.#api.perform(batchCall('/v1/batch', this.#operations, keyed));
    return new BatchResults(answer as BatchAnswer<AnyRecord, Return>, (item) => this.#placeOf(item));
  }

  /** The faults of one operation, of all those that an atomic batch was refused for. */
  faultsOf(item: BatchItem<BatchName>, { errors }: DealwrightProblem): Fault[] {
    const pointer = `/operations/${this.#placeOf(item)}`;
    return errors.filter((fault) => fault.pointer === pointer || fault.pointer.startsWith(`${pointer}/`));
  }

  #placeOf(item: BatchItem<BatchName>): number {
    const place = this.#places.get(item);
    if (place === undefined) throw new TypeError(`${item.key} belongs to another batch`);
    return place;
  }

  #writer<Name extends BatchName>(name: Name): BatchWriter<Name> {
    return {
      create: (data) => this.#add(name, { op: 'create', data }),
      update: (id, data, options) => this.#add(name, { op: 'update', id, data }, options),
      upsert: ({ by, data }, options) => this.#add(name, { op: 'upsert', by, data }, options),
      delete: (id, options) => this.#add(name, { op: 'delete', id }, options),
    };
  }

  #add<Name extends BatchName>(name: Name, operation: object, { ifMatch }: IfMatch = {}): BatchItem<Name> {
    const place = this.#operations.length;
    const object: KindOf<Name> = KINDS[name];
    const key: `${KindOf<Name>}-${number}` = `${object}-${place}`;
    const item: BatchItem<Name> = { name, key, id: { $ref: `${key}.id` } };
    this.#operations.push({
      object,
      key,
      ...operation,
      ...(ifMatch !== undefined && { if_match: ifMatchOf(ifMatch) }),
    });
    this.#places.set(item, place);
    return item;
  }
}
