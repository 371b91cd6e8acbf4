import { CONFLICTS } from './conflicts';
import { DELIVERY_CONFLICTS } from './delivery-conflicts';
import type { ExplainedProblem } from './explained';
import { RECORD_CONFLICTS } from './record-conflicts';

/** Every `code` that a problem+json answer can carry, by status. A test finds those that the sources throw and this list lacks. */
export const PROBLEMS: readonly ExplainedProblem[] = [
  {
    code: 'invalid_request',
    status: 400,
    meaning: 'Something in the body, the query string or a header breaks the contract of the operation.',
    remedy:
      'Read `errors`: it names every fault at once, each with its place. Correct them all and send again.',
  },
  {
    code: 'json_too_deep',
    status: 400,
    meaning: 'The JSON in the body nests more than 32 levels deep.',
    remedy: 'Send a flatter body: no operation needs more than a few levels.',
  },
  {
    code: 'malformed_request',
    status: 400,
    meaning: 'The request is not well-formed HTTP, or its body is not JSON.',
    remedy: 'Check the body with a JSON parser, and that `Content-Length` fits it.',
  },
  {
    code: 'query_too_expensive',
    status: 400,
    meaning: 'Finding the records of a list or a search took the database longer than a request may take.',
    remedy:
      'Add a condition that fewer records meet, such as an owner, a stage or a time, ask for no exact count, or sort by `created_at`; then send again.',
  },
  {
    code: 'invalid_token',
    status: 401,
    meaning: 'The token is unknown, has expired or was revoked.',
    remedy:
      'Get a new access token with the credentials of your app; when a private app key is refused, make a new one.',
  },
  {
    code: 'invalid_dpop_proof',
    status: 401,
    meaning:
      'The token is bound to a key (RFC 9449), and the request brings no new proof that its sender has that key.',
    remedy:
      'Send `Authorization: DPoP …` and a `DPoP` header made for this request: its method and address, the time, an id that was never used, and the hash of the token.',
  },
  {
    code: 'missing_token',
    status: 401,
    meaning: 'The request carries no `Authorization` header.',
    remedy: 'Send `Authorization: Bearer …` with an access token or a private app key.',
  },
  {
    code: 'missing_scope',
    status: 403,
    members: ['required_scope'],
    meaning: 'The token is good, but was not given the scope that this operation needs.',
    remedy:
      'Ask for the scope that `required_scope` names, have the workspace grant it, then get a new token.',
  },
  {
    code: 'not_the_app',
    status: 403,
    meaning: 'Only the app of the installation may do this, and the token is not one of it.',
    remedy: 'Use an access token of the installation, or a key that belongs to it.',
  },
  {
    code: 'missing_right',
    status: 403,
    members: ['required_right', 'granted', 'role'],
    meaning: 'The role of the member whom the token acts for does not reach as far as this.',
    remedy:
      'See what the member may do with `GET /v1/members/{id}/effective-rights`; an admin can change the role, or give the member another one.',
  },
  {
    code: 'wrong_secret',
    status: 403,
    meaning: 'The payload lacks the secret that the incoming webhook URL asks for, or has another one.',
    remedy: 'Set the same secret in the service that posts, such as the key of a Google lead form.',
  },
  {
    code: 'own_credential_needed',
    status: 403,
    meaning:
      'Personal tokens are made and replaced by their member alone, not by keys or apps that act for them.',
    remedy: 'Send the request with a personal token of that member.',
  },
  {
    code: 'workspace_key_needed',
    status: 403,
    meaning:
      'The first personal token of a member is made with a private app key of the workspace and with nothing else.',
    remedy: 'Use such a key, or let the member make the token at `/v1/me/tokens`.',
  },
  {
    code: 'address_not_allowed',
    status: 403,
    meaning: 'The key is good, and bound to other addresses than the one that the request comes from.',
    remedy:
      'Add the address that `detail` names to `allowed_addresses` of the key; behind a proxy the operator has to set `TRUST_PROXY`.',
  },
  {
    code: 'origin_not_allowed',
    status: 403,
    meaning: 'The form names the sites that may send it, and the site that sent it is none of them.',
    remedy: 'Add the origin of your site to `allowed_origins` of the form.',
  },
  {
    code: 'not_found',
    status: 404,
    meaning: 'There is no such thing in this workspace, or this token may not read it.',
    remedy:
      'Check the id and the workspace of the token. A deleted record is found with `deleted=include`, and can be restored.',
  },
  {
    code: 'unknown_route',
    status: 404,
    meaning: 'No operation has this address.',
    remedy: 'Compare method and path with the API reference.',
  },
  {
    code: 'method_not_allowed',
    status: 405,
    meaning: 'The address exists, but not with this method.',
    remedy: 'Compare method and path with the API reference.',
  },
  {
    code: 'request_timeout',
    status: 408,
    meaning: 'The request did not arrive whole within a minute.',
    remedy:
      'Check that `Content-Length` fits the body and that the connection is fast enough, then send it again.',
  },
  ...CONFLICTS,
  ...DELIVERY_CONFLICTS,
  ...RECORD_CONFLICTS,
  {
    code: 'cursor_expired',
    status: 410,
    members: ['earliest_cursor'],
    meaning: 'The events behind this cursor are gone: they are kept for 30 days.',
    remedy: 'Read the records anew, then go on reading events from `earliest_cursor`.',
  },
  {
    code: 'incoming_url_closed',
    status: 410,
    meaning: 'The incoming webhook URL was switched off, or is over.',
    remedy: 'Set `is_active` of it again or another `expires_at`, or make another one.',
  },
  {
    code: 'form_closed',
    status: 410,
    meaning: 'The form takes no submissions any more.',
    remedy: 'Set `is_active` of the form again, or take it off your site.',
  },
  {
    code: 'precondition_failed',
    status: 412,
    optionalMembers: ['current_etag'],
    meaning:
      'A condition of the request does not hold: `If-None-Match: *` and the record is there, or `If-Match` and there is none.',
    remedy: 'Read the record, then decide whether to create or to change it.',
  },
  {
    code: 'version_mismatch',
    status: 412,
    members: ['current_etag'],
    optionalMembers: ['changed'],
    meaning: 'The record has changed since you read the `ETag` that `If-Match` carries.',
    remedy: 'Read the record again, decide whether your change still holds, and send it with the new `ETag`.',
  },
  {
    code: 'body_too_large',
    status: 413,
    meaning:
      'The body is larger than this operation takes, which is 1 MB unless the reference says otherwise.',
    remedy: 'Split the request.',
  },
  {
    code: 'uri_too_long',
    status: 414,
    meaning: 'The address is longer than the server takes.',
    remedy: 'Shorten the query string.',
  },
  {
    code: 'unsupported_media_type',
    status: 415,
    meaning: 'The body is of a type that this operation does not read.',
    remedy: 'Send JSON, with `Content-Type: application/json`.',
  },
  {
    code: 'batch_refused',
    status: 422,
    meaning: 'One operation of an atomic batch failed, so nothing of the batch was done.',
    remedy: 'Correct everything that `errors` names, then send the batch again.',
  },
  {
    code: 'idempotency_key_reused',
    status: 422,
    meaning: 'This `Idempotency-Key` was used for a different request in the last 24 hours.',
    remedy: 'Make a new key for every new write; keep a key only to repeat the very same request.',
  },
  {
    code: 'unprocessable',
    status: 422,
    meaning: 'The request is well formed, but cannot be carried out as things are.',
    remedy: 'Read `errors`: it names every reason at once, each with its place.',
  },
  {
    code: 'failed_reference',
    status: 424,
    meaning: 'An operation of a batch refers to another one, which failed.',
    remedy: 'Correct the other operation, then send both again.',
  },
  {
    code: 'rate_limited',
    status: 429,
    members: ['violated_policies'],
    meaning: 'A budget is used up: of the token, of its app in the workspace, or of the whole workspace.',
    remedy:
      'Wait as many seconds as `Retry-After` says; `violated_policies` names the budget. `RateLimit` on every answer tells what is left, and `x-cost` in the API document what an operation costs.',
  },
  {
    code: 'too_many_submissions',
    status: 429,
    meaning: 'The form, or this network address with it, has been sent as often as it may be within an hour.',
    remedy: 'Wait as long as `Retry-After` says; the limits are fields of the form.',
  },
  {
    code: 'headers_too_large',
    status: 431,
    meaning: 'The address and the headers of the request have more than 16 kB together.',
    remedy:
      'Send long filters in the body of a search, and leave out headers and cookies that are not for this server.',
  },
  {
    code: 'internal_error',
    status: 500,
    meaning: 'Something went wrong on our side. A write was not stored.',
    remedy:
      'Try again after a pause, a write with the same `Idempotency-Key`. If it happens again, tell us the `request_id`.',
  },
  {
    code: 'too_busy',
    status: 503,
    meaning: 'More batches are waiting for their turn at this server than it has room for.',
    remedy: 'Wait as many seconds as `Retry-After` says, then send it again; nothing was done.',
  },
];
