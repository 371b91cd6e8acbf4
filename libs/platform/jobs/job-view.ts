import { type IdKind, toTypeId } from '@platform/ids';

import type { JobDto, JobResultDto } from './job.dto';
import type { Job, JobResult } from './job.entities';

/** The public form of a job. */
export const jobView = ({ id, kind, object, state, progress, problem, ...job }: Job): JobDto => ({
  id: toTypeId('job', id),
  kind,
  object,
  state,
  progress,
  problem,
  created_at: job.created_at.toISOString(),
  started_at: job.started_at?.toISOString() ?? null,
  finished_at: job.finished_at?.toISOString() ?? null,
});

/** The public form of what became of one record of this kind. */
export const jobResultView = (
  object: string,
  { id, status, result, problem }: Pick<JobResult, 'id' | 'status'> & Partial<JobResult>,
): JobResultDto => ({
  id: toTypeId(object as IdKind, id),
  status,
  result: result ?? null,
  problem: problem ?? null,
});
