import { toTypeId } from '@platform/ids';

import type { JobDto } from './job.dto';
import type { Job } from './job.entities';

/** The public form of a job. */
export const jobView = ({ id, kind, object, state, progress, ...job }: Job): JobDto => ({
  id: toTypeId('job', id),
  kind,
  object,
  state,
  progress,
  created_at: job.created_at.toISOString(),
  started_at: job.started_at?.toISOString() ?? null,
  finished_at: job.finished_at?.toISOString() ?? null,
});
