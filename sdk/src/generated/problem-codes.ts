import type { components } from './api.d.ts';

type Problem = components['schemas']['Problem'];
type Has<Member extends keyof Problem> = Required<Pick<Problem, Member>>;
type MayHave<Member extends keyof Problem> = Partial<Pick<Problem, Member>>;

/** What problem documents have beside the members that all have, by their code: made from the OpenAPI document, never edited. */
export interface ProblemMembers {
  /** 403: The key is good, and bound to other addresses than the one that the request comes from. */
  address_not_allowed: unknown;
  /** 409: The role `admin` may do everything and cannot be changed, so that nobody can lock a workspace. */
  admin_role: unknown;
  /** 409: The lead was converted before. */
  already_converted: Has<'existing_ids'>;
  /** 409: An external id in the request belongs to another record already. */
  already_exists: Has<'existing_id'>;
  /** 409: The app is installed in this workspace already. */
  already_installed: unknown;
  /** 409: Somebody has asked for this app already. */
  already_requested: unknown;
  /** 409: Another app has the key of this manifest: of this workspace, or in the marketplace. */
  app_key_taken: unknown;
  /** 409: The app has no manifest, waits for its review, or is in the marketplace already. */
  app_not_submittable: unknown;
  /** 409: The app is not waiting for a review. */
  app_not_submitted: unknown;
  /** 409: The webhook endpoint belongs to an app that is suspended, which is sent nothing. */
  app_suspended: unknown;
  /** 422: One operation of an atomic batch failed, so nothing of the batch was done. */
  batch_refused: unknown;
  /** 413: The body is larger than this operation takes, which is 1 MB unless the reference says otherwise. */
  body_too_large: unknown;
  /** 409: Every workspace has this role: it can be changed, not deleted. */
  built_in_role: unknown;
  /** 409: A record was made of this payload already. */
  capture_done: unknown;
  /** 409: What this write needs kept changing: while an app outside was checking it, or because somebody did the same at once. */
  changed_meanwhile: unknown;
  /** 409: Somebody has said already that the records of this cluster are not the same. */
  cluster_dismissed: unknown;
  /** 410: The events behind this cursor are gone: they are kept for 30 days. */
  cursor_expired: Has<'earliest_cursor'>;
  /** 409: The event log was restored from a backup after this cursor was given. */
  cursor_reset: Has<'earliest_cursor'>;
  /** 409: The key of an upsert belongs to a record that is deleted. */
  deleted_record: Has<'existing_id'>;
  /** 409: The delivery was accepted or given up, so nothing waits for it. */
  delivery_finished: unknown;
  /** 409: The same event is on its way to the same webhook endpoint in another delivery. */
  delivery_pending: unknown;
  /** 409: The endpoint keeps an order, and an earlier delivery has to be sent before this one. */
  delivery_waits: unknown;
  /** 409: The same external id stands twice in one request. */
  duplicate_external_id: unknown;
  /** 409: Two operations of one batch have the same `idempotency_key`. */
  duplicate_idempotency_key: unknown;
  /** 409: A rule for duplicates blocks the record, or `duplicates=block` was asked for: `duplicates` names those that it may be the same as, with scores and reasons. */
  duplicates_found: Has<'duplicates'>;
  /** 409: The email address has an account already. */
  email_taken: unknown;
  /** 409: The webhook endpoint is active, so there is no place from which it could go on. */
  endpoint_active: unknown;
  /** 409: The webhook endpoint is paused or switched off, and this needs an active one. */
  endpoint_not_active: unknown;
  /** 424: An operation of a batch refers to another one, which failed. */
  failed_reference: unknown;
  /** 410: The form takes no submissions any more. */
  form_closed: unknown;
  /** 431: The address and the headers of the request have more than 16 kB together. */
  headers_too_large: unknown;
  /** 422: This `Idempotency-Key` was used for a different request in the last 24 hours. */
  idempotency_key_reused: unknown;
  /** 410: The incoming webhook URL was switched off, or is over. */
  incoming_url_closed: unknown;
  /** 500: Something went wrong on our side. A write was not stored. */
  internal_error: unknown;
  /** 401: The token is bound to a key (RFC 9449), and the request brings no new proof that its sender has that key. */
  invalid_dpop_proof: unknown;
  /** 400: Something in the body, the query string or a header breaks the contract of the operation. */
  invalid_request: unknown;
  /** 401: The token is unknown, has expired or was revoked. */
  invalid_token: unknown;
  /** 409: The job has ended, so it cannot be stopped any more. */
  job_ended: unknown;
  /** 400: The JSON in the body nests more than 32 levels deep. */
  json_too_deep: unknown;
  /** 409: The key was revoked or is over: it gets no other token. */
  key_ended: unknown;
  /** 409: An external id, or another unique value, in the request belongs to a record that your role does not reach. */
  key_out_of_reach: unknown;
  /** 409: Another role has this key already. */
  key_taken: unknown;
  /** 409: The key of an upsert belongs to one record, and its data names a key of another one. */
  keys_of_two_records: Has<'existing_ids'>;
  /** 409: The workspace would be left without an admin. */
  last_admin: unknown;
  /** 409: The survivor of the merge has taken part in another one since, which builds on this one. */
  later_merge: Has<'merge_id'>;
  /** 400: The request is not well-formed HTTP, or its body is not JSON. */
  malformed_request: unknown;
  /** 409: The webhook endpoint belongs to an app, whose manifest says what it is. */
  managed_by_app: unknown;
  /** 409: A member of the workspace has this email address already, perhaps one who left. */
  member_exists: Has<'existing_id'>;
  /** 409: The member has left the workspace: no personal token can be made for them. */
  member_left: unknown;
  /** 409: The merge is older than 90 days, or its records were erased from the log: what an undo needs is gone. */
  merge_final: unknown;
  /** 409: The merge was undone already. */
  merge_undone: unknown;
  /** 405: The address exists, but not with this method. */
  method_not_allowed: unknown;
  /** 403: The role of the member whom the token acts for does not reach as far as this. */
  missing_right: Has<'required_right' | 'granted' | 'role'>;
  /** 403: The token is good, but was not given the scope that this operation needs. */
  missing_scope: Has<'required_scope'>;
  /** 401: The request carries no `Authorization` header. */
  missing_token: unknown;
  /** 409: Something else of this kind has the same name already. */
  name_taken: unknown;
  /** 409: The app proves itself with keys of its own, and has no client secret. */
  no_client_secret: unknown;
  /** 409: What is to be reset was added in the workspace: it has nothing to go back to. */
  no_default: unknown;
  /** 409: The lead is not converted, so there is nothing to undo. */
  not_converted: unknown;
  /** 404: There is no such thing in this workspace, or this token may not read it. */
  not_found: unknown;
  /** 409: The submission is neither in quarantine nor failed, so there is nothing to release. */
  not_held: unknown;
  /** 409: The app is not installed any more, or not yet. */
  not_installed: unknown;
  /** 409: The member has joined or left: there is no invitation to send. */
  not_invited: unknown;
  /** 403: Only the app of the installation may do this, and the token is not one of it. */
  not_the_app: unknown;
  /** 409: A field cannot become unique while two records have the same value. */
  not_unique: Has<'existing_ids'>;
  /** 403: The form names the sites that may send it, and the site that sent it is none of them. */
  origin_not_allowed: unknown;
  /** 403: Personal tokens are made and replaced by their member alone, not by keys or apps that act for them. */
  own_credential_needed: unknown;
  /** 412: A condition of the request does not hold: `If-None-Match: *` and the record is there, or `If-Match` and there is none. */
  precondition_failed: MayHave<'current_etag'>;
  /** 400: Finding the records of a list or a search took the database longer than a request may take. */
  query_too_expensive: unknown;
  /** 429: A budget is used up: of the token, of its app in the workspace, or of the whole workspace. */
  rate_limited: Has<'violated_policies'>;
  /** 409: Another write has held what this one needs for several seconds. */
  record_busy: unknown;
  /** 409: The record was merged into another one, which answers for it: it is neither restored nor merged again. */
  record_merged: Has<'existing_id'>;
  /** 409: The replay is completed or was cancelled before. */
  replay_ended: unknown;
  /** 409: A webhook endpoint has one replay at a time, and one is running. */
  replay_running: unknown;
  /** 409: An admin has answered this request before. */
  request_answered: unknown;
  /** 408: The request did not arrive whole within a minute. */
  request_timeout: unknown;
  /** 409: Members have the role that is to be deleted. */
  role_in_use: unknown;
  /** 409: The records of this kind are being scanned for duplicates already. */
  scan_running: Has<'job_id'>;
  /** 409: The field is one that all workspaces have. */
  standard_field: unknown;
  /** 409: Only an app that was uninstalled can be forgotten. */
  still_installed: unknown;
  /** 409: Every workspace has this value of a directory. */
  system_value: unknown;
  /** 503: More batches are waiting for their turn at this server than it has room for. */
  too_busy: unknown;
  /** 409: The kind of record has as many custom fields as it may. */
  too_many_fields: unknown;
  /** 409: The kind of record has as many indexed fields as it may. */
  too_many_indexed: unknown;
  /** 409: As many jobs wait or run in the workspace as may at once. */
  too_many_jobs: unknown;
  /** 429: The form, or this network address with it, has been sent as often as it may be within an hour. */
  too_many_submissions: unknown;
  /** 409: More records stand in what you want to delete than one request moves. */
  too_many_to_move: unknown;
  /** 409: More records have a value of the field than can be looked at in one request. */
  too_many_values: unknown;
  /** 409: What a conversion made was changed since, or something else points to it: undoing the conversion would lose that. */
  touched_since: Has<'existing_ids'>;
  /** 404: No operation has this address. */
  unknown_route: unknown;
  /** 422: The request is well formed, but cannot be carried out as things are. */
  unprocessable: unknown;
  /** 415: The body is of a type that this operation does not read. */
  unsupported_media_type: unknown;
  /** 414: The address is longer than the server takes. */
  uri_too_long: unknown;
  /** 412: The record has changed since you read the `ETag` that `If-Match` carries. */
  version_mismatch: Has<'current_etag'> & MayHave<'changed'>;
  /** 403: The first personal token of a member is made with a private app key of the workspace and with nothing else. */
  workspace_key_needed: unknown;
  /** 409: Another write with this `Idempotency-Key` has not ended yet. */
  write_in_progress: unknown;
  /** 403: The payload lacks the secret that the incoming webhook URL asks for, or has another one. */
  wrong_secret: unknown;
}

/** The codes of single faults that the OpenAPI document knows. */
export type KnownFaultCode =
  | 'amount_of_line_items'
  | 'app_unanswered'
  | 'base_currency'
  | 'before_begin'
  | 'check_failed'
  | 'circular_parent'
  | 'circular_reference'
  | 'contradicts_companies'
  | 'convert_instead'
  | 'currency_mismatch'
  | 'default_needed'
  | 'does_not_convert'
  | 'duplicate'
  | 'empty'
  | 'empty_record'
  | 'failed_reference'
  | 'filter_too_deep'
  | 'filter_too_large'
  | 'finds_nothing'
  | 'fragment_not_allowed'
  | 'header_invalid'
  | 'header_not_allowed'
  | 'hidden_field_required'
  | 'host_not_allowed'
  | 'in_use'
  | 'incompatible_field'
  | 'invalid'
  | 'invalid_cursor'
  | 'invalid_id'
  | 'invalid_idempotency_key'
  | 'invalid_redirect_uri'
  | 'key_differs'
  | 'key_taken'
  | 'lead_converted'
  | 'missing_right'
  | 'no_line_items'
  | 'no_member'
  | 'no_price_in_currency'
  | 'no_such_event'
  | 'not_a_choice'
  | 'not_compared'
  | 'not_done'
  | 'not_for_field'
  | 'not_json'
  | 'not_merged'
  | 'not_of_this_type'
  | 'not_possible'
  | 'not_sortable'
  | 'not_the_key'
  | 'not_together'
  | 'not_usable_on_events'
  | 'nothing_mapped'
  | 'one_of'
  | 'origin_not_declared'
  | 'out_of_range'
  | 'port_not_allowed'
  | 'read_only_field'
  | 'required'
  | 'required_in_stage'
  | 'reserved'
  | 'scheme_not_allowed'
  | 'scope_needed'
  | 'scope_not_requested'
  | 'segment_cycle'
  | 'segment_of_other_object'
  | 'segments_too_deep'
  | 'stage_needed'
  | 'stage_of_other_pipeline'
  | 'standard_field'
  | 'too_large'
  | 'too_long'
  | 'too_many'
  | 'too_many_levels'
  | 'too_many_links'
  | 'too_many_words'
  | 'too_small'
  | 'unknown_directory_value'
  | 'unknown_event_type'
  | 'unknown_field'
  | 'unknown_parameter'
  | 'unknown_reference'
  | 'unknown_role'
  | 'unknown_scope'
  | 'unknown_segment'
  | 'unknown_setting'
  | 'unsuitable_replacement'
  | 'url_invalid'
  | 'url_too_long'
  | 'userinfo_not_allowed'
  | 'version_not_greater'
  | 'wrong_expiry'
  | 'wrong_format'
  | 'wrong_length'
  | 'wrong_object'
  | 'wrong_order'
  | 'wrong_type';
