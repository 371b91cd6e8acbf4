import type { JobProgress } from './job.entities';

/** What became of one record in a step. */
export interface StepResult {
  /** The stored id of the record. */
  readonly id: string;
  readonly status: number;
  readonly result?: 'updated' | 'unchanged';
  readonly problem?: object;
}

/** How far a job is after these results. */
export function advanced(progress: JobProgress, results: readonly StepResult[]): JobProgress {
  const count = (result: StepResult['result']) => results.filter((one) => one.result === result).length;
  return {
    total: progress.total,
    processed: progress.processed + results.length,
    updated: progress.updated + count('updated'),
    unchanged: progress.unchanged + count('unchanged'),
    failed: progress.failed + count(undefined),
  };
}
