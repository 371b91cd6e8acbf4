import { Injectable } from '@nestjs/common';
import { Database, type Sql, type Transaction } from '@platform/database';
import { conflict, notFound, type RequestContext } from '@platform/http';
import { newUuid } from '@platform/ids';

import type { Job, JobResult } from './job.entities';
import { storedPrincipal } from './stored-principal';

/** A job to be done. */
export interface NewJob {
  readonly kind: string;
  readonly object: string;
  /** What is to be done, in a form that survives JSON. */
  readonly input: unknown;
}

/** Which results to read: those behind a record, in the order of their ids. */
export interface ResultRange {
  readonly after: string | null;
  readonly limit: number;
}

/** Work that outlives its request, as callers see it. */
@Injectable()
export class Jobs {
  constructor(private readonly database: Database) {}

  /** Leaves a job for the workers, in the caller's transaction. */
  async add(tx: Transaction, ctx: RequestContext, { kind, object, input }: NewJob): Promise<Job> {
    const [job] = await tx.sql<Job>('jobs.add', ADD, [
      ctx.workspaceId,
      newUuid(),
      kind,
      object,
      JSON.stringify(input),
      JSON.stringify(storedPrincipal(ctx.principal)),
      ctx.requestId,
      ctx.now,
    ]);
    if (!job) throw new Error('A job was added and not answered.');
    await tx.sql('jobs.enqueue', ENQUEUE, [job.id, ctx.workspaceId, ctx.now]);
    return job;
  }

  /** One of the workspace's jobs. */
  async get(ctx: RequestContext, id: string): Promise<Job> {
    return only(await this.database.sql<Job>('jobs.get', GET, [ctx.workspaceId, id]));
  }

  /** What became of single records, in the order of their ids. */
  async results(ctx: RequestContext, id: string, { after, limit }: ResultRange): Promise<JobResult[]> {
    await this.get(ctx, id);
    return this.database.sql<JobResult>('jobs.results', RESULTS, [
      ctx.workspaceId,
      id,
      after ?? FIRST,
      limit,
    ]);
  }

  /** Stops a job after the step that runs now; what is done stays done. */
  async cancel(tx: Sql, ctx: RequestContext, id: string): Promise<Job> {
    const job = only(await tx.sql<Job>('jobs.lock_for_caller', LOCK, [ctx.workspaceId, id]));
    if (job.state === 'cancelled') return job;
    if (job.finished_at) throw conflict('job_ended', 'The job has ended already: what it did stays done.');
    return only(await tx.sql<Job>('jobs.cancel', CANCEL, [ctx.workspaceId, id, ctx.now]));
  }
}

function only([job]: readonly Job[]): Job {
  if (!job) throw notFound('job');
  return job;
}

/** Before every id. */
const FIRST = '00000000-0000-0000-0000-000000000000';

const ADD = `
  INSERT INTO jobs (workspace_id, id, kind, object, state, input, principal, request_id, progress, failures, created_at)
  VALUES ($1, $2, $3, $4, 'queued', $5, $6, $7, '{"processed": 0, "updated": 0, "unchanged": 0, "failed": 0}', 0, $8)
  RETURNING *`;

const ENQUEUE = 'INSERT INTO job_queue (job_id, workspace_id, due_at) VALUES ($1, $2, $3)';

const GET = 'SELECT * FROM jobs WHERE workspace_id = $1 AND id = $2';

const LOCK = `${GET} FOR UPDATE`;

const CANCEL =
  "UPDATE jobs SET state = 'cancelled', finished_at = $3 WHERE workspace_id = $1 AND id = $2 RETURNING *";

const RESULTS = `
  SELECT * FROM job_results WHERE workspace_id = $1 AND job_id = $2 AND id > $3 ORDER BY id LIMIT $4`;
