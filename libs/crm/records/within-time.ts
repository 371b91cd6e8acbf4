import { StatementTimeout } from '@platform/database';
import { ProblemError } from '@platform/http';

/** What `work` answers; 400 `query_too_expensive` when the database stopped a statement of it that took too long. */
export async function withinTime<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof StatementTimeout)) throw error;
    throw new ProblemError({
      status: 400,
      code: 'query_too_expensive',
      title: 'The list takes too long',
      detail: `Finding these records took longer than ${error.timeoutMs} ms: add a condition that fewer records meet, such as an owner, a stage or a time, ask for no exact count, or sort by created_at.`,
    });
  }
}
