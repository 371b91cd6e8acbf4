export { type AnswerMeta, metaOf } from './answer-meta.ts';
export type { Batch, BatchItem, BatchResults, BatchWriter } from './batch.ts';
export type { IdReference, Referable } from './batch-reference.ts';
export type {
  BatchAnswer,
  BatchFailure,
  BatchMethods,
  BatchName,
  BatchOperation,
  BatchOptions,
  BatchResult,
  BatchSuccess,
  WireProblem,
  Written,
} from './batch-types.ts';
export type { ChosenRecord } from './chosen-record.ts';
export { Dealwright } from './client.ts';
export type { ClientCredentials } from './client-credentials.ts';
export { ConnectionError, DealwrightError, TimeoutError } from './errors.ts';
export type { EventFeed, PollOptions } from './event-feed.ts';
export type { EventsResource } from './events-resource.ts';
export type { components, operations, paths } from './generated/api.d.ts';
export type { KnownFaultCode, ProblemMembers } from './generated/problem-codes.ts';
export type { ListAnswer, Listing } from './listing.ts';
export type { AnswerOf, BodyOf, OperationId, QueryOf, WriteOptions } from './operation-types.ts';
export type { ConnectionOptions, Credentials, DealwrightOptions, RequestOptions } from './options.ts';
export {
  hasCode,
  isProblem,
  type ProblemCode,
  type ProblemWith,
} from './problem-codes.ts';
export * from './problems.ts';
export type { FieldOf, FilterOf, LinkOf, RecordName, RecordOf, RecordPage, SortOf } from './record-reads.ts';
export type { RecordResource } from './record-resource.ts';
export type { RequestMethod } from './request.ts';
export type { Operation, Resource } from './resource-types.ts';
export type { RetryNotice } from './retries.ts';
export { VERSION } from './version.ts';
export * from './webhooks.ts';
export type { OwnTypes, WorkspaceTypes } from './workspace-types.ts';
