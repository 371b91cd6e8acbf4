import type { components } from './generated/api.d.ts';
import { DealwrightProblem } from './problems.ts';

type Document = components['schemas']['Problem'];
type Has<Member extends keyof Document> = Required<Pick<Document, Member>>;

/** What problem documents have beside the members that all have, by their code. */
export interface ProblemMembers {
  /** 409: another record has the external id. */
  already_exists: Has<'existing_id'>;
  /** 409: the record that has the key is deleted. */
  deleted_record: Has<'existing_id'>;
  /** 409: the keys of an upsert belong to two records. */
  keys_of_two_records: Has<'existing_ids'>;
  /** 403: the token lacks a scope. */
  missing_scope: Has<'required_scope'>;
  /** 412: the record has changed since it was read. */
  version_mismatch: Has<'current_etag'> & Pick<Document, 'changed'>;
  /** 410: the cursor is older than the log. */
  cursor_expired: Has<'earliest_cursor'>;
  /** 409: the log began anew. */
  cursor_reset: Has<'earliest_cursor'>;
  /** 429, also after the retries. */
  rate_limited: Has<'violated_policies'>;
}

/** The codes of problems that programs are likely to tell apart; newer servers may send others too. */
export type ProblemCode =
  | keyof ProblemMembers
  | 'batch_refused'
  | 'body_too_large'
  | 'changed_meanwhile'
  | 'endpoint_not_active'
  | 'failed_reference'
  | 'idempotency_key_reused'
  | 'internal_error'
  | 'invalid_request'
  | 'invalid_token'
  | 'json_too_deep'
  | 'malformed_request'
  | 'method_not_allowed'
  | 'missing_token'
  | 'not_found'
  | 'precondition_failed'
  | 'record_busy'
  | 'unknown_route'
  | 'unprocessable'
  | 'unsupported_media_type'
  | 'uri_too_long'
  | 'write_in_progress';

type MembersOf<Code> = Code extends keyof ProblemMembers ? ProblemMembers[Code] : unknown;

/** An error with this code; its `body` has the members that come with it. */
export type ProblemWith<Code extends ProblemCode> = DealwrightProblem & {
  readonly code: Code;
  readonly body: Readonly<MembersOf<Code>>;
};

/** Whether an error is a problem with this code: `isProblem(error, 'already_exists') && error.body.existing_id`. */
export const isProblem = <const Code extends ProblemCode>(
  error: unknown,
  code: Code,
): error is ProblemWith<Code> => error instanceof DealwrightProblem && error.code === code;

/** Whether the problem of an operation of a batch has this code; none has no code. */
export const hasCode = <Problem extends Document, const Code extends ProblemCode>(
  problem: Problem | undefined,
  code: Code,
): problem is Problem & { code: Code } & MembersOf<Code> => problem?.code === code;
