import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '@platform/database';
import { conflict, notFound, type RequestContext } from '@platform/http';
import { newUuid } from '@platform/ids';

import type { Job, JobProgress, JobResult } from './job.entities';
import { DEQUEUE, GET, LOCK } from './job-statements';
import { readPrincipal, storedPrincipal } from './stored-principal';

/** A job to be done. */
export interface NewJob {
  readonly kind: string;
  readonly object: string;
  /** What the caller may do that makes this possible: asked again at every step, and of whoever looks at the job. */
  readonly scope: string;
  /** What is to be done, in a form that survives JSON. */
  readonly input: unknown;
  /** How many records it is about. */
  readonly total: number;
}

/** Which results to read: those behind a record, in the order of their ids. */
export interface ResultRange {
  readonly after: string | null;
  readonly limit: number;
}

/** How many jobs of a workspace may wait or run; callers who come at the same moment may exceed it by one each. */
const MOST_WAITING = 100;

/** Work that outlives its request, as callers see it: those who have the scope that the job needs. */
@Injectable()
export class Jobs {
  constructor(private readonly database: Database) {}

  /** Leaves a job for the workers, in the caller's transaction. Problem: 409 `too_many_jobs`. */
  async add(
    tx: Transaction,
    ctx: RequestContext,
    { kind, object, scope, input, total }: NewJob,
  ): Promise<Job> {
    await this.refuseTooMany(tx, ctx);
    const progress: JobProgress = { total, processed: 0, updated: 0, unchanged: 0, failed: 0 };
    const [job] = await tx.sql<Job>('jobs.add', ADD, [
      ctx.workspaceId,
      newUuid(),
      kind,
      object,
      scope,
      JSON.stringify(input),
      JSON.stringify(storedPrincipal(ctx.principal)),
      ctx.requestId,
      JSON.stringify(progress),
      ctx.now,
    ]);
    if (!job) throw new Error('A job was added and not answered.');
    await tx.sql('jobs.enqueue', ENQUEUE, [job.id, ctx.workspaceId, ctx.now]);
    return job;
  }

  /** One of the workspace's jobs; 404 without the scope that it needs. */
  async get(ctx: RequestContext, id: string): Promise<Job> {
    return visible(ctx, await this.database.sql<Job>('jobs.get', GET, [ctx.workspaceId, id]));
  }

  /** What became of single records, in the order of their ids. */
  results(ctx: RequestContext, { id }: Job, { after, limit }: ResultRange): Promise<JobResult[]> {
    return this.database.sql<JobResult>('jobs.results', RESULTS, [
      ctx.workspaceId,
      id,
      after ?? FIRST,
      limit,
    ]);
  }

  /** Stops a job after the step that runs now; what is done stays done. Problem: 409 `job_ended`. */
  async cancel(tx: Transaction, ctx: RequestContext, id: string): Promise<Job> {
    const job = visible(ctx, await tx.sql<Job>('jobs.lock', LOCK, [ctx.workspaceId, id]));
    if (job.state === 'cancelled') return job;
    if (job.finished_at) throw conflict('job_ended', 'The job has ended already: what it did stays done.');
    await tx.sql('jobs.dequeue', DEQUEUE, [id]);
    return visible(ctx, await tx.sql<Job>('jobs.cancel', CANCEL, [ctx.workspaceId, id, ctx.now]));
  }

  private async refuseTooMany(tx: Transaction, ctx: RequestContext): Promise<void> {
    const [row] = await tx.sql<{ waiting: number }>('jobs.waiting', WAITING, [ctx.workspaceId]);
    if (row && row.waiting < MOST_WAITING) return;
    throw conflict(
      'too_many_jobs',
      `The workspace has ${MOST_WAITING} jobs that wait or run: wait until one has ended, or cancel one.`,
    );
  }
}

/** What others do to records that a role keeps from somebody is not theirs to see or to stop. */
function visible({ principal }: RequestContext, [job]: readonly Job[]): Job {
  if (!job || !principal.scopes.has(job.scope)) throw notFound('job');
  if (principal.rights && readPrincipal(job.principal).id !== principal.id) throw notFound('job');
  return job;
}

/** Before every id. */
const FIRST = '00000000-0000-0000-0000-000000000000';

const ADD = `
  INSERT INTO jobs (workspace_id, id, kind, object, scope, state, input, principal, request_id, progress, failures, created_at)
  VALUES ($1, $2, $3, $4, $5, 'queued', $6, $7, $8, $9, 0, $10)
  RETURNING *`;

const ENQUEUE = 'INSERT INTO job_queue (job_id, workspace_id, due_at) VALUES ($1, $2, $3)';

const WAITING = 'SELECT count(*)::int AS waiting FROM job_queue WHERE workspace_id = $1';

const CANCEL =
  "UPDATE jobs SET state = 'cancelled', finished_at = $3 WHERE workspace_id = $1 AND id = $2 RETURNING *";

const RESULTS = `
  SELECT * FROM job_results WHERE workspace_id = $1 AND job_id = $2 AND id > $3 ORDER BY id LIMIT $4`;
