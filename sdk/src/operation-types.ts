import type { operations } from './generated/api.d.ts';
import type { Listing } from './listing.ts';
import type { RequestOptions } from './options.ts';

/** The id of an operation in the OpenAPI document, such as `leads.create`. */
export type OperationId = keyof operations & string;

type ParametersOf<Id extends OperationId> = operations[Id]['parameters'];
type Json<T> = T extends { content: { 'application/json': infer Body } } ? Body : never;

/** The JSON of the successful answers of an operation as openapi-typescript describes it. */
export type AnswerIn<Described> = Described extends { responses: infer Responses }
  ? {
      [Status in keyof Responses]: Status extends 200 | 201 | 202 ? Json<Responses[Status]> : never;
    }[keyof Responses]
  : never;

/** What an operation answers when it succeeds, in the wire's own names; all fields, of which a call may choose some. */
export type AnswerOf<Id extends OperationId> = Whole<AnswerIn<operations[Id]>>;

/** Without the form that an answer has when its call chose fields. */
type Whole<Answer> = Answer extends { data: readonly (infer Item)[] }
  ? Omit<Answer, 'data'> & { data: WholeItem<Item>[] }
  : WholeItem<Answer>;

type WholeItem<Item> = IsUnion<Item> extends true ? WithoutParts<Item> : Item;

type WithoutParts<Item> = Item extends unknown ? ({ id: string } extends Item ? never : Item) : never;

/** What an operation takes as its body, in the wire's own names. */
export type BodyOf<Id extends OperationId> = operations[Id] extends { requestBody?: infer Body }
  ? [NonNullable<Body>] extends [never]
    ? never
    : Json<NonNullable<Body>>
  : never;

/** The query parameters of an operation; a filter may also be the object that it stands for, a list its items. */
export type QueryOf<Id extends OperationId> = Widened<Present<ParametersOf<Id>['query']>>;

/** Without the `undefined` of "no such parameters", of which `keyof` would make every name. */
type Present<T> = [NonNullable<T>] extends [never] ? Record<never, never> : NonNullable<T>;

type Widened<Query> = {
  [Name in keyof Query]:
    | Query[Name]
    | (Name extends 'filter' ? Readonly<Record<string, unknown>> : never)
    | (Name extends 'types' | 'fields' | 'expand' | 'sort' ? ItemsOf<Query[Name]> : never);
};

/** A list may also be its one item. */
type ItemsOf<List> =
  NonNullable<List> extends readonly (infer Item)[] ? Item | readonly Item[] : readonly string[];

/** The options of a write: sent again with the same key it is never done twice. */
export type WriteOptions<Id extends OperationId> = RequestOptions & {
  /** Your own name for this write, 1 to 255 characters, remembered 24 h; made up when absent. */
  readonly idempotencyKey?: string | undefined;
  /** Run every check and answer as usual, but store nothing and emit no event. */
  readonly validateOnly?: boolean | undefined;
  readonly query?: Omit<QueryOf<Id>, 'validate_only'> | undefined;
} & IfMatch<Present<ParametersOf<Id>['header']>>;

type IfMatch<Header> = 'If-Match' extends keyof Header
  ? {
      /** The record as it was read, or its ETag: 412 (`StaleProblem`) when it has changed since. */
      readonly ifMatch?: string | object | undefined;
    }
  : unknown;

type IsUnion<T, Whole = T> = T extends unknown ? ([Whole] extends [T] ? false : true) : never;

type TargetArguments<Path> = [Path] extends [undefined]
  ? []
  : IsUnion<keyof Path> extends true
    ? [target: Readonly<Path>]
    : [id: string];

type BodyArguments<Id extends OperationId> = [BodyOf<Id>] extends [never]
  ? []
  : operations[Id] extends { requestBody: object }
    ? [data: BodyOf<Id>]
    : [data?: BodyOf<Id>];

type ReadArguments<Query> =
  Record<never, never> extends Query
    ? [query?: Query, options?: RequestOptions]
    : [query: Query, options?: RequestOptions];

type OptionArguments<Id extends OperationId> = Id extends ReadId
  ? ReadArguments<QueryOf<Id>>
  : [options?: WriteOptions<Id>];

/** Reads are the operations that no Idempotency-Key can be sent with. */
type ReadId = {
  [Id in OperationId]: 'Idempotency-Key' extends keyof Present<ParametersOf<Id>['header']> ? never : Id;
}[OperationId];

type Result<Answer> = Answer extends { data: readonly (infer Item)[] }
  ? Listing<Item, Answer>
  : Promise<Answer>;

/** The method of one operation: what it is about, its body, then query (reads) and options. */
export type Operation<Id extends OperationId> = (
  ...args: [...TargetArguments<ParametersOf<Id>['path']>, ...BodyArguments<Id>, ...OptionArguments<Id>]
) => Result<AnswerOf<Id>>;

/** All operations whose ids begin with `Name.`: `webhook_endpoints.rotate_secret` is the method `rotateSecret`. */
export type Resource<Name extends string> = {
  readonly [Id in OperationId as Id extends `${Name}.${infer Verb}` ? CamelCase<Verb> : never]: Operation<Id>;
};

type CamelCase<Name extends string> = Name extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Name;
