import type { ExplainedProblem } from './explained';

/** Every code of a 409 about records that may be one, or are one by now. */
export const RECORD_CONFLICTS: readonly ExplainedProblem[] = [
  {
    code: 'cluster_dismissed',
    status: 409,
    meaning: 'Somebody has said already that the records of this cluster are not the same.',
    remedy: 'Take that back first, with `POST /v1/duplicate-clusters/{id}/reopen`.',
  },
  {
    code: 'duplicates_found',
    status: 409,
    members: ['duplicates'],
    meaning:
      'A rule for duplicates blocks the record, or `duplicates=block` was asked for: `duplicates` names those that it may be the same as, with scores and reasons.',
    remedy:
      'Use one of those, correct what is the same, or send it with `duplicates=ignore`: rules that block let that pass with the scope `duplicates:manage`.',
  },
  {
    code: 'later_merge',
    status: 409,
    members: ['merge_id'],
    meaning: 'The survivor of the merge has taken part in another one since, which builds on this one.',
    remedy: 'Undo the merge that `merge_id` names first.',
  },
  {
    code: 'merge_final',
    status: 409,
    meaning:
      'The merge is older than 90 days, or its records were erased from the log: what an undo needs is gone.',
    remedy: 'Create the record anew, and correct the survivor by hand.',
  },
  {
    code: 'merge_undone',
    status: 409,
    meaning: 'The merge was undone already.',
    remedy: 'Nothing: the records are there.',
  },
  {
    code: 'record_merged',
    status: 409,
    members: ['existing_id'],
    meaning:
      'The record was merged into another one, which answers for it: it is neither restored nor merged again.',
    remedy: 'Use the record that `existing_id` names, or undo the merge.',
  },
  {
    code: 'scan_running',
    status: 409,
    members: ['job_id'],
    meaning: 'The records of this kind are being scanned for duplicates already.',
    remedy: 'Wait until the job that `job_id` names has ended, or cancel it.',
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
];
