export { type AnswerMeta, metaOf } from './answer-meta.ts';
export { Dealwright } from './client.ts';
export type { ClientCredentials } from './client-credentials.ts';
export { ConnectionError, DealwrightError, TimeoutError } from './errors.ts';
export type { EventFeed, PollOptions } from './event-feed.ts';
export type { EventsResource } from './events-resource.ts';
export type { components, operations, paths } from './generated/api.d.ts';
export type { ListAnswer, Listing } from './listing.ts';
export type {
  AnswerOf,
  BodyOf,
  Operation,
  OperationId,
  QueryOf,
  Resource,
  WriteOptions,
} from './operation-types.ts';
export type { ConnectionOptions, Credentials, DealwrightOptions, RequestOptions } from './options.ts';
export * from './problems.ts';
export type { RequestMethod } from './request.ts';
export type { RetryNotice } from './retries.ts';
export { VERSION } from './version.ts';
export * from './webhooks.ts';
