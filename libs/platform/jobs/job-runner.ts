import { Injectable, Logger } from '@nestjs/common';
import { Database, type Transaction } from '@platform/database';
import type { Found } from '@platform/events';
import { RequestContext } from '@platform/http';

import type { Job, JobProgress } from './job.entities';
import { readPrincipal } from './stored-principal';

/** What became of one record in a step. */
export interface StepResult {
  /** The stored id of the record. */
  readonly id: string;
  readonly status: number;
  readonly result?: 'updated' | 'unchanged';
  readonly problem?: object;
}

/** A part of a job, done in one transaction. */
export interface Step {
  readonly results: readonly StepResult[];
  /** The last record that it dealt with; null when there was none left. */
  readonly position: string | null;
  readonly isLast: boolean;
}

/** Does the jobs of one kind, step by step; each step goes on behind the position of the one before. */
export interface JobHandler {
  readonly kind: string;
  step(tx: Transaction, ctx: RequestContext, job: Job): Promise<Step>;
}

/** How long a worker may be silent before another one takes its job over. */
const LEASE_MS = 20_000;
/** A step that keeps failing for a reason of ours ends the job. */
const MAX_FAILURES = 5;

/**
 * Takes waiting jobs and does them. A step's records, results and position are stored in one transaction, under a lock on
 * the job: a worker that dies in it leaves nothing, and two that take the same job do no step twice.
 */
@Injectable()
export class JobRunner {
  private readonly logger = new Logger(JobRunner.name);
  private readonly handlers = new Map<string, JobHandler>();

  constructor(private readonly database: Database) {}

  handle(handler: JobHandler): void {
    this.handlers.set(handler.kind, handler);
  }

  /** One step of one waiting job. */
  async work(): Promise<Found> {
    const now = new Date();
    const [taken] = await this.database.sql<{ job_id: string; workspace_id: string }>('jobs.take', TAKE, [
      now,
      new Date(now.getTime() + LEASE_MS),
    ]);
    if (!taken) return 'none';
    try {
      await this.database.transaction((tx) => this.step(tx, taken.workspace_id, taken.job_id));
    } catch (error) {
      this.logger.error({ err: error, job: taken.job_id }, 'A step of a job failed and will be tried again');
      await this.failed(taken.workspace_id, taken.job_id);
    }
    return 'all';
  }

  private async step(tx: Transaction, workspaceId: string, id: string): Promise<void> {
    const [job] = await tx.sql<Job>('jobs.lock', LOCK, [workspaceId, id]);
    if (!job || job.finished_at) {
      await tx.sql('jobs.dequeue', DEQUEUE, [id]);
      return;
    }
    const handler = this.handlers.get(job.kind);
    if (!handler) throw new Error(`No handler of this worker does jobs of the kind "${job.kind}".`);
    const now = new Date();
    const ctx = new RequestContext(readPrincipal(job.principal), job.request_id, now);
    const { results, position, isLast } = await handler.step(tx, ctx, job);
    await tx.sql('jobs.store_results', STORE_RESULTS, [workspaceId, id, JSON.stringify(results)]);
    const state = isLast ? 'finished' : 'running';
    await tx.sql('jobs.advance', ADVANCE, [
      workspaceId,
      id,
      state,
      position ?? job.position,
      JSON.stringify(advanced(job.progress, results)),
      job.started_at ?? now,
      isLast ? now : null,
    ]);
    if (isLast) await tx.sql('jobs.dequeue', DEQUEUE, [id]);
    else await tx.sql('jobs.requeue', REQUEUE, [id, now]);
  }

  private async failed(workspaceId: string, id: string): Promise<void> {
    await this.database.sql('jobs.failed', FAILED, [workspaceId, id, MAX_FAILURES, new Date()]);
  }
}

function advanced(progress: JobProgress, results: readonly StepResult[]): JobProgress {
  const count = (result: StepResult['result']) => results.filter((one) => one.result === result).length;
  return {
    processed: progress.processed + results.length,
    updated: progress.updated + count('updated'),
    unchanged: progress.unchanged + count('unchanged'),
    failed: progress.failed + count(undefined),
  };
}

const TAKE = `
  UPDATE job_queue SET due_at = $2 WHERE job_id = (
    SELECT job_id FROM job_queue WHERE due_at <= $1
    ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED
  ) RETURNING job_id, workspace_id`;

const LOCK = 'SELECT * FROM jobs WHERE workspace_id = $1 AND id = $2 FOR UPDATE';

const DEQUEUE = 'DELETE FROM job_queue WHERE job_id = $1';

/** Behind the jobs that wait already: every job gets its turn. */
const REQUEUE = 'UPDATE job_queue SET due_at = $2 WHERE job_id = $1';

const STORE_RESULTS = `
  INSERT INTO job_results (workspace_id, job_id, id, status, result, problem)
  SELECT $1, $2, r.id, r.status, r.result, r.problem
  FROM jsonb_to_recordset($3::jsonb) AS r (id uuid, status smallint, result text, problem jsonb)`;

const ADVANCE = `
  UPDATE jobs SET state = $3, position = $4, progress = $5, started_at = $6, finished_at = $7, failures = 0
  WHERE workspace_id = $1 AND id = $2`;

const FAILED = `
  UPDATE jobs SET failures = failures + 1,
    state = CASE WHEN failures + 1 >= $3 THEN 'failed' ELSE state END,
    finished_at = CASE WHEN failures + 1 >= $3 THEN $4::timestamptz END
  WHERE workspace_id = $1 AND id = $2 AND finished_at IS NULL`;
