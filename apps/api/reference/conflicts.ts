import type { ExplainedProblem } from './explained';

/** Every code of a 409. */
export const CONFLICTS: readonly ExplainedProblem[] = [
  {
    code: 'admin_role',
    status: 409,
    meaning: 'The role `admin` may do everything and cannot be changed, so that nobody can lock a workspace.',
    remedy: 'Make another role, and give it to the members who are to be limited.',
  },
  {
    code: 'already_converted',
    status: 409,
    members: ['existing_ids'],
    meaning: 'The lead was converted before.',
    remedy:
      'Go on with what it became, which `existing_ids` names, or undo the conversion with `POST /v1/leads/{id}/unconvert`.',
  },
  {
    code: 'already_exists',
    status: 409,
    members: ['existing_id'],
    meaning: 'An external id in the request belongs to another record already.',
    remedy: 'Update that record, which `existing_id` names, or correct the external id.',
  },
  {
    code: 'already_installed',
    status: 409,
    meaning: 'The app is installed in this workspace already.',
    remedy: 'Use the installation that is there, or remove it first.',
  },
  {
    code: 'built_in_role',
    status: 409,
    meaning: 'Every workspace has this role: it can be changed, not deleted.',
    remedy: 'Change the role, or give its members another one and leave it.',
  },
  {
    code: 'changed_meanwhile',
    status: 409,
    meaning:
      'What this write needs kept changing: while an app outside was checking it, or because somebody did the same at once.',
    remedy: 'Send the request again.',
  },
  {
    code: 'cursor_reset',
    status: 409,
    members: ['earliest_cursor'],
    meaning: 'The event log was restored from a backup after this cursor was given.',
    remedy: 'Read the records anew, then go on reading events from `earliest_cursor`.',
  },
  {
    code: 'deleted_record',
    status: 409,
    members: ['existing_id'],
    meaning: 'The key of an upsert belongs to a record that is deleted.',
    remedy: 'Restore the record that `existing_id` names, or use another key.',
  },
  {
    code: 'duplicate_external_id',
    status: 409,
    meaning: 'The same external id stands twice in one request.',
    remedy: 'Name each external id once.',
  },
  {
    code: 'duplicate_idempotency_key',
    status: 409,
    meaning: 'Two operations of one batch have the same `idempotency_key`.',
    remedy: 'Name each write of your own differently.',
  },
  {
    code: 'email_taken',
    status: 409,
    meaning: 'The email address has an account already.',
    remedy: 'Sign in with that account, or use another address.',
  },
  {
    code: 'endpoint_not_active',
    status: 409,
    meaning: 'The webhook endpoint is paused or switched off, and this needs an active one.',
    remedy: 'Resume the endpoint first.',
  },
  {
    code: 'job_ended',
    status: 409,
    meaning: 'The job has ended, so it cannot be stopped any more.',
    remedy: 'Read the job: its `state` and its results say what was done.',
  },
  {
    code: 'key_taken',
    status: 409,
    meaning: 'Another role has this key already.',
    remedy: 'Choose another `key`, or change that role.',
  },
  {
    code: 'key_out_of_reach',
    status: 409,
    meaning:
      'An external id, or another unique value, in the request belongs to a record that your role does not reach.',
    remedy: 'Correct the value, or ask somebody who reaches that record.',
  },
  {
    code: 'keys_of_two_records',
    status: 409,
    members: ['existing_ids'],
    meaning: 'The key of an upsert belongs to one record, and its data names a key of another one.',
    remedy: 'Look at the records that `existing_ids` names: send the keys of one of them, or merge the two.',
  },
  {
    code: 'key_ended',
    status: 409,
    meaning: 'The key was revoked or is over: it gets no other token.',
    remedy: 'Make another key.',
  },
  {
    code: 'last_admin',
    status: 409,
    meaning: 'The workspace would be left without an admin.',
    remedy: 'Make another active member an admin first.',
  },
  {
    code: 'member_exists',
    status: 409,
    members: ['existing_id'],
    meaning: 'A member of the workspace has this email address already, perhaps one who left.',
    remedy: 'Change the member that `existing_id` names, or bring them back with `reactivate`.',
  },
  {
    code: 'name_taken',
    status: 409,
    meaning: 'Something else of this kind has the same name already.',
    remedy: 'Choose another name, or change what has this one.',
  },
  {
    code: 'no_default',
    status: 409,
    meaning: 'What is to be reset was added in the workspace: it has nothing to go back to.',
    remedy: 'Change it as you want it.',
  },
  {
    code: 'not_converted',
    status: 409,
    meaning: 'The lead is not converted, so there is nothing to undo.',
    remedy: 'Nothing needs to be done.',
  },
  {
    code: 'not_held',
    status: 409,
    meaning: 'The submission is neither in quarantine nor failed, so there is nothing to release.',
    remedy: 'Read the submission: its `state` and its `lead_id` say what became of it.',
  },
  {
    code: 'not_unique',
    status: 409,
    members: ['existing_ids'],
    meaning: 'A field cannot become unique while two records have the same value.',
    remedy: 'Correct one of the records that `existing_ids` names, then change the field.',
  },
  {
    code: 'record_busy',
    status: 409,
    meaning: 'Another write has held what this one needs for several seconds.',
    remedy: 'Send the request again in a few seconds, with the same `Idempotency-Key`.',
  },
  {
    code: 'role_in_use',
    status: 409,
    meaning: 'Members have the role that is to be deleted.',
    remedy: 'Give them another role first: `GET /v1/members?role=…` lists them.',
  },
  {
    code: 'standard_field',
    status: 409,
    meaning: 'The field is one that all workspaces have.',
    remedy: 'Hide it instead: change it with `{"hidden": true}`.',
  },
  {
    code: 'system_value',
    status: 409,
    meaning: 'Every workspace has this value of a directory.',
    remedy: 'Rename it, or give it another colour or place; it cannot be deleted.',
  },
  {
    code: 'too_many_fields',
    status: 409,
    meaning: 'The kind of record has as many custom fields as it may.',
    remedy: 'Delete those that nobody uses.',
  },
  {
    code: 'too_many_indexed',
    status: 409,
    meaning: 'The kind of record has as many indexed fields as it may.',
    remedy: 'Set `indexed` to false on a field that lists are rarely filtered or sorted by.',
  },
  {
    code: 'too_many_jobs',
    status: 409,
    meaning: 'As many jobs wait or run in the workspace as may at once.',
    remedy: 'Wait until one of them has ended, or cancel one.',
  },
  {
    code: 'too_many_to_move',
    status: 409,
    meaning: 'More records stand in what you want to delete than one request moves.',
    remedy: 'Move them first with the bulk update that the detail names, then delete it.',
  },
  {
    code: 'too_many_values',
    status: 409,
    meaning: 'More records have a value of the field than can be looked at in one request.',
    remedy: 'Add a new field with the new rules, and write its values in batches.',
  },
  {
    code: 'touched_since',
    status: 409,
    members: ['existing_ids'],
    meaning:
      'What a conversion made was changed since, or something else points to it: undoing the conversion would lose that.',
    remedy:
      'Look at the records that `existing_ids` names. Delete what is not wanted by hand, or leave the conversion as it is.',
  },
  {
    code: 'write_in_progress',
    status: 409,
    meaning: 'Another write with this `Idempotency-Key` has not ended yet.',
    remedy: 'Wait a few seconds and send the same request with the same key: it is done once.',
  },
];
