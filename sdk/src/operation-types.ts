import type { operations } from './generated/api.d.ts';
import type { operationTable } from './generated/operations.ts';
import type { RequestOptions } from './options.ts';

/** The id of an operation in the OpenAPI document, such as `leads.create`. */
export type OperationId = keyof operations & string;

/** Where an operation takes its path, query and headers. */
export type ParametersOf<Id extends OperationId> = operations[Id]['parameters'];
/** What a file is given and answered as. */
export type Bytes = Blob | ArrayBuffer | Uint8Array<ArrayBuffer>;

type Json<T> = T extends { content: { 'application/json': infer Body } } ? Body : never;
/** JSON, or the bytes of a file. */
type Content<T, OfBytes> = T extends { content: { '*/*': unknown } | { 'application/octet-stream': unknown } }
  ? OfBytes
  : Json<T>;

/** The JSON of the successful answers of an operation as openapi-typescript describes it. */
export type AnswerIn<Described> = Described extends { responses: infer Responses }
  ? {
      [Status in keyof Responses]: Status extends 200 | 201 | 202 ? Content<Responses[Status], Blob> : never;
    }[keyof Responses]
  : never;

/** What an operation answers when it succeeds, in the wire's own names; all fields, of which a call may choose some. */
export type AnswerOf<Id extends OperationId> = Whole<AnswerIn<operations[Id]>>;

/** Without the form that an answer has when its call chose fields. */
type Whole<Answer> = [Answer] extends [{ data: readonly (infer Item)[] }]
  ? Omit<Answer, 'data'> & { data: WholeItem<Item>[] }
  : WholeItem<Answer>;

/** Of a record that may be a part, only the id is certain; of a whole one, its version is too. */
type WholeItem<Item> = [Extract<Item, Versioned>] extends [never] ? Item : Extract<Item, Versioned>;

interface Versioned {
  readonly version: number;
}

/** What an operation takes as its body, in the wire's own names. */
export type BodyOf<Id extends OperationId> = operations[Id] extends { requestBody?: infer Body }
  ? [NonNullable<Body>] extends [never]
    ? never
    : Content<NonNullable<Body>, Bytes>
  : never;

/** The query parameters of an operation; a list of types may also be its items. */
export type QueryOf<Id extends OperationId> = Widened<Present<ParametersOf<Id>['query']>>;

/** Without the `undefined` of "no such parameters", of which `keyof` would make every name. */
export type Present<T> = [NonNullable<T>] extends [never] ? Record<never, never> : NonNullable<T>;

type Widened<Query> = {
  [Name in keyof Query]: Query[Name] | (Name extends 'types' ? readonly string[] : never);
};

/** The options of a write: sent again with the same key it is never done twice. */
export type WriteOptions<Id extends OperationId> = RequestOptions & {
  /** Your own name for this write, 1 to 255 characters, remembered 24 h; made up when absent. */
  readonly idempotencyKey?: string | undefined;
  /** Run every check and answer as usual, but store nothing and emit no event. */
  readonly validateOnly?: boolean | undefined;
} & WriteQuery<Omit<QueryOf<Id>, 'validate_only'>> &
  IfMatch<Present<ParametersOf<Id>['header']>>;

/** The query of a write: it may be left out where the API needs nothing of it. */
type WriteQuery<Query> =
  Record<never, never> extends Query ? { readonly query?: Query | undefined } : { readonly query: Query };

type IfMatch<Header> = 'If-Match' extends keyof Header
  ? {
      /** The record as it was read, or its ETag: 412 (`StaleProblem`) when it has changed since. */
      readonly ifMatch?: string | object | undefined;
    }
  : unknown;

type IsUnion<T, Whole = T> = T extends unknown ? ([Whole] extends [T] ? false : true) : never;

/** What an operation is about: an id, or the ids in its path by name. */
export type TargetArguments<Path> = [Path] extends [undefined]
  ? []
  : IsUnion<keyof Path> extends true
    ? [target: Readonly<Path>]
    : [id: string];

/** The body, which may be left out where the API lets it. */
export type BodyArguments<Id extends OperationId> = [BodyOf<Id>] extends [never]
  ? []
  : operations[Id] extends { requestBody: object }
    ? [data: BodyOf<Id>]
    : [data?: BodyOf<Id>];

type ReadArguments<Query, Options> =
  Record<never, never> extends Query ? [query?: Query, options?: Options] : [query: Query, options?: Options];

type Table = typeof operationTable;

/** What needs no token may be asked for without one. */
type ReadOptions<Id extends OperationId> = Id extends keyof Table
  ? Table[Id] extends { anonymous: true }
    ? RequestOptions & {
        /** Send no token, also when the client has one. */
        readonly anonymous?: boolean | undefined;
      }
    : RequestOptions
  : RequestOptions;

/** What comes last: query (reads without a body) and options. */
export type OptionArguments<Id extends OperationId> = Id extends ReadId
  ? [BodyOf<Id>] extends [never]
    ? ReadArguments<QueryOf<Id>, ReadOptions<Id>>
    : [options?: RequestOptions]
  : Record<never, never> extends WriteOptions<Id>
    ? [options?: WriteOptions<Id>]
    : [options: WriteOptions<Id>];

/** Reads are the operations that no Idempotency-Key can be sent with. */
type ReadId = {
  [Id in OperationId]: 'Idempotency-Key' extends keyof Present<ParametersOf<Id>['header']> ? never : Id;
}[OperationId];
