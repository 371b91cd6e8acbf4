import type { DraftView, RecordType } from '@crm/records';
import { problemBody } from '@platform/http';
import type { StepResult } from '@platform/jobs';

import type { Taken } from './bulk-change';

/** What became of single records, as it is stored with the job. */
export const resultsOf = (
  taken: readonly Taken[],
  { publicUrl, requestId }: { publicUrl: string; requestId: string },
): StepResult[] =>
  taken.map(({ id, outcome }): StepResult => {
    if (!('problem' in outcome)) {
      return { id, status: 200, result: outcome.result === 'updated' ? 'updated' : 'unchanged' };
    }
    const { problem } = outcome;
    return { id, status: problem.status, problem: problemBody(publicUrl, problem, requestId) };
  });

/** The records as they would be stored, for whoever reviews them. */
export const viewsOf = (type: RecordType, taken: readonly Taken[]): DraftView[] =>
  taken.flatMap(({ outcome }, at) => ('problem' in outcome ? [] : [{ at, type, view: outcome.view }]));
