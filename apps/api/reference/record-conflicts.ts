import type { ExplainedProblem } from './explained';

/** Every code of a 409 about records that are one by now. */
export const RECORD_CONFLICTS: readonly ExplainedProblem[] = [
  {
    code: 'record_merged',
    status: 409,
    members: ['existing_id'],
    meaning:
      'The record was merged into another one, which answers for it: it is neither restored nor merged again.',
    remedy: 'Use the record that `existing_id` names, or undo the merge.',
  },
];
