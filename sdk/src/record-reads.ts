import type { Choice, ChosenRecord } from './chosen-record.ts';
import type { Listing } from './listing.ts';
import type {
  AnswerOf,
  BodyOf,
  OperationId,
  ParametersOf,
  QueryOf,
  TargetArguments,
} from './operation-types.ts';
import type { RequestOptions } from './options.ts';

type NameBefore<Id, Verb extends string> = Id extends `${infer Name}.${Verb}` ? Name : never;

/** The kinds of record that can be searched, by the names they have on the client: `leads`, `deals` … */
export type RecordName = NameBefore<OperationId, 'search'>;

type Search<Name extends RecordName> = Extract<BodyOf<`${Name}.search`>, object>;
type Member<T, Key> = Key extends keyof T ? NonNullable<T[Key]> : never;
type ItemsOf<List> = List extends readonly (infer Item extends string)[] ? Item : never;

/** A whole record, its links not expanded: `RecordOf<'deals'>`. */
export type RecordOf<Name extends RecordName> = AnswerOf<`${Name}.get`>;
/** What a list or a search can be narrowed down by: `FilterOf<'deals'>`. */
export type FilterOf<Name extends RecordName> = Member<Search<Name>, 'filter'>;
/** What a list or a search can be sorted by, descending with a minus sign. */
export type SortOf<Name extends RecordName> = ItemsOf<Member<Search<Name>, 'sort'>>;
/** The names that `fields` takes. */
export type FieldOf<Name extends RecordName> = ItemsOf<Member<Search<Name>, 'fields'>>;
/** The names that `expand` takes. */
export type LinkOf<Name extends RecordName> = ItemsOf<Member<Search<Name>, 'expand'>>;

/** How records are to be answered. */
interface Shape<Fields, Expand> {
  /** Answer with these fields alone; the id is always there. */
  readonly fields?: Fields;
  /** Put these linked records beside their ids. */
  readonly expand?: Expand;
}

/** Which records are meant, and in which order. */
interface Selection<Name extends RecordName, Count> {
  /** All conditions must hold: `{ amount: { gte: '1000' }, company: { industry: 'retail' } }`. */
  readonly filter?: FilterOf<Name> | undefined;
  /** A field or up to three, descending with a minus sign; `-created_at` unless told. */
  readonly sort?: SortOf<Name> | readonly SortOf<Name>[] | undefined;
  /** Adds `total` to each page; an estimate counts no further than 10,000. */
  readonly count?: Count;
}

type Chosen<Name extends RecordName, Entity, Fields, Expand> = ChosenRecord<
  Entity,
  LinkOf<Name>,
  Fields,
  Expand
>;

type Rest<Query> = Omit<Query, keyof Shape<0, 0> | keyof Selection<never, 0>>;
type CountChoice = 'exact' | 'estimate' | undefined;

/** One page of records. */
export interface RecordPage<Item, Count = undefined> {
  readonly data: Item[];
  readonly has_more: boolean;
  /** Pass it as `cursor` to get the next page. */
  readonly next_cursor: string | null;
  /** How many there are in all, when `count` asks. */
  readonly total: Count extends string ? number : undefined;
}

type Records<Name extends RecordName, Entity, Fields, Expand, Count> = Listing<
  Chosen<Name, Entity, Fields, Expand>,
  RecordPage<Chosen<Name, Entity, Fields, Expand>, Count>
>;

/** Reads one record: `get(id, { expand: ['company'] })` has `company`, `fields: ['title']` nothing but id and title. */
export type RecordGet<Name extends RecordName, Entity = RecordOf<Name>> = <
  const Fields extends Choice<FieldOf<Name>> = undefined,
  const Expand extends Choice<LinkOf<Name>> = undefined,
>(
  ...args: [
    ...TargetArguments<ParametersOf<`${Name}.get`>['path']>,
    query?: Rest<QueryOf<`${Name}.get`>> & Shape<Fields, Expand>,
    options?: RequestOptions,
  ]
) => Promise<Chosen<Name, Entity, Fields, Expand>>;

/** Lists records: `list({ filter, sort, fields, expand, count, limit })`. */
export type RecordList<Name extends RecordName, Entity = RecordOf<Name>> = <
  const Fields extends Choice<FieldOf<Name>> = undefined,
  const Expand extends Choice<LinkOf<Name>> = undefined,
  const Count extends CountChoice = undefined,
>(
  ...args: [
    ...TargetArguments<ParametersOf<`${Name}.list`>['path']>,
    query?: Rest<QueryOf<`${Name}.list`>> & Selection<Name, Count> & Shape<Fields, Expand>,
    options?: RequestOptions,
  ]
) => Records<Name, Entity, Fields, Expand, Count>;

/** Lists records as `list` does, also by words; sent as a body, it may be long, and it sees your own writes. */
export type RecordSearch<Name extends RecordName, Entity = RecordOf<Name>> = <
  const Fields extends Choice<FieldOf<Name>> = undefined,
  const Expand extends Choice<LinkOf<Name>> = undefined,
  const Count extends CountChoice = undefined,
>(
  ...args: [
    ...TargetArguments<ParametersOf<`${Name}.search`>['path']>,
    query: Rest<Search<Name>> & Selection<Name, Count> & Shape<Fields, Expand>,
    options?: RequestOptions,
  ]
) => Records<Name, Entity, Fields, Expand, Count>;
