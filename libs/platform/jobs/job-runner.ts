import { Injectable, Logger } from '@nestjs/common';
import { Settings } from '@platform/config';
import { Database } from '@platform/database';
import type { Found } from '@platform/events';
import { ProblemError, problemBody } from '@platform/http';

import { CurrentRights } from './current-rights';
import type { Job } from './job.entities';
import { DEQUEUE } from './job-statements';
import { JobTurn } from './job-turn';

/** Does the jobs of one kind, step by step; each step goes on behind the position of the one before. */
export interface JobHandler {
  readonly kind: string;
  /**
   * Does one step: everything in it happens in a transaction that advances the turn. A ProblemError ends the job; any
   * other error is tried again.
   */
  step(turn: JobTurn): Promise<void>;
}

/** How long a worker may be silent before another one takes its job over. */
const LEASE_MS = 10_000;
/** A step that keeps failing for a reason of ours, or that keeps killing its worker, ends the job. */
const MAX_ATTEMPTS = 5;
/** How many jobs of a workspace have their turns; the younger ones wait until one of these has ended. */
const RUNNING_AT_ONCE = 2;

/**
 * Takes waiting jobs and does them. A step's records, results and position are stored in one transaction, under a lock on
 * the job: a worker that dies in it leaves nothing, and two that take the same job do no step twice.
 */
@Injectable()
export class JobRunner {
  private readonly logger = new Logger(JobRunner.name);
  private readonly handlers = new Map<string, JobHandler>();

  constructor(
    private readonly database: Database,
    private readonly rights: CurrentRights,
    private readonly settings: Settings,
  ) {}

  handle(handler: JobHandler): void {
    this.handlers.set(handler.kind, handler);
  }

  /** One step of one waiting job. */
  async work(): Promise<Found> {
    const now = new Date();
    const [taken] = await this.database.sql<{ job_id: string; workspace_id: string }>('jobs.take', TAKE, [
      now,
      new Date(now.getTime() + LEASE_MS),
      RUNNING_AT_ONCE,
    ]);
    if (!taken) return 'none';
    const [job] = await this.database.sql<Job>('jobs.attempt', ATTEMPT, [taken.workspace_id, taken.job_id]);
    if (!job) await this.database.sql('jobs.dequeue', DEQUEUE, [taken.job_id]);
    else if (job.failures > MAX_ATTEMPTS) await this.end(job, OURS);
    else await this.step(job);
    return 'all';
  }

  private async step(job: Job): Promise<void> {
    const handler = this.handlers.get(job.kind);
    try {
      if (!handler) throw new Error(`No handler of this worker does jobs of the kind "${job.kind}".`);
      await handler.step(new JobTurn(job, this.rights));
    } catch (error) {
      if (error instanceof ProblemError) {
        await this.end(job, error);
        return;
      }
      this.logger.error({ err: error, job: job.id }, 'A step of a job failed and will be tried again');
      if (job.failures >= MAX_ATTEMPTS) await this.end(job, OURS);
    }
  }

  /** What was done stays done. */
  private async end(job: Job, problem: ProblemError): Promise<void> {
    const body = problemBody(this.settings.publicUrl, problem, job.request_id);
    await this.database.sql('jobs.fail', FAIL, [job.workspace_id, job.id, new Date(), JSON.stringify(body)]);
    await this.database.sql('jobs.dequeue', DEQUEUE, [job.id]);
  }
}

const OURS = new ProblemError({
  status: 500,
  code: 'internal_error',
  title: 'Something went wrong on our side',
  detail:
    'The job could not go on: what was done stays done. Start it again; if that fails, tell us the request_id.',
});

/** The oldest jobs of each workspace, in turns. */
const TAKE = `
  UPDATE job_queue SET due_at = $2 WHERE job_id = (
    SELECT entry.job_id FROM job_queue AS entry
    WHERE entry.due_at <= $1 AND (
      SELECT count(*) FROM job_queue AS older
      WHERE older.workspace_id = entry.workspace_id AND older.job_id < entry.job_id) < $3
    ORDER BY entry.due_at LIMIT 1 FOR UPDATE OF entry SKIP LOCKED
  ) RETURNING job_id, workspace_id`;

/** Counted before the step, because a worker that dies in it counts nothing; a step that is done sets it back. */
const ATTEMPT = `
  UPDATE jobs SET failures = failures + 1 WHERE workspace_id = $1 AND id = $2 AND finished_at IS NULL RETURNING *`;

const FAIL = `
  UPDATE jobs SET state = 'failed', finished_at = $3, problem = $4
  WHERE workspace_id = $1 AND id = $2 AND finished_at IS NULL`;
