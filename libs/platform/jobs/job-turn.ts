import type { Sql, Transaction } from '@platform/database';
import { missingScope, type Principal, RequestContext, unauthorized } from '@platform/http';

import type { CurrentRights } from './current-rights';
import type { Job, JobProgress, JobState } from './job.entities';
import { advanced, type StepResult } from './job-progress';
import { DEQUEUE, LOCK } from './job-statements';
import { readPrincipal } from './stored-principal';

/** A part of a job, done in one transaction. */
export interface Step {
  readonly results: readonly StepResult[];
  /** The last record that it dealt with; null when there was none left. */
  readonly position: string | null;
  readonly isLast: boolean;
  /** How far the job is, of one whose results do not tell. */
  readonly progress?: JobProgress;
}

/** The next step of a job, for whoever does it. */
export class JobTurn {
  constructor(
    /** The job as it was when its turn came. */
    readonly job: Job,
    private readonly rights: CurrentRights,
  ) {}

  /**
   * Does the step in a transaction, under a lock on the job and with the rights that its caller has left, and stores what
   * came of it beside it. Null, and nothing done, when the job has ended or another worker did this step meanwhile.
   * Problems: 401 and 403 when the caller may do this no longer.
   */
  async advance<Done extends Step>(
    tx: Transaction,
    work: (ctx: RequestContext) => Promise<Done>,
  ): Promise<Done | null> {
    const [job] = await tx.sql<Job>('jobs.lock', LOCK, [this.job.workspace_id, this.job.id]);
    if (!job || job.finished_at || job.position !== this.job.position) return null;
    const now = new Date();
    const step = await work(new RequestContext(await this.principal(tx, job, now), job.request_id, now));
    await store(tx, job, step, now);
    return step;
  }

  /** The caller with what is left of its rights, for what a step does before its transaction. Problems: 401 and 403. */
  async context(sql: Sql): Promise<RequestContext> {
    const now = new Date();
    return new RequestContext(await this.principal(sql, this.job, now), this.job.request_id, now);
  }

  /** The caller with what is left of the rights that it had. */
  private async principal(sql: Sql, job: Job, now: Date): Promise<Principal> {
    const principal = readPrincipal(job.principal);
    const left = await this.rights.of(sql, principal, now);
    if (!left) {
      throw unauthorized(
        'The credential that started this job was revoked or has expired: what was done stays done.',
        'invalid_token',
      );
    }
    const { scopes, rights } = left;
    if (!scopes.has(job.scope)) throw missingScope(job.scope);
    return {
      ...principal,
      rights,
      scopes: new Set([...principal.scopes].filter((scope) => scopes.has(scope))),
    };
  }
}

async function store(tx: Transaction, job: Job, { results, position, isLast, progress }: Step, now: Date) {
  const { workspace_id: workspaceId, id } = job;
  await tx.sql('jobs.store_results', STORE_RESULTS, [workspaceId, id, JSON.stringify(results)]);
  const state: JobState = isLast ? 'finished' : 'running';
  await tx.sql('jobs.advance', ADVANCE, [
    workspaceId,
    id,
    state,
    position ?? job.position,
    JSON.stringify(progress ?? advanced(job.progress, results)),
    job.started_at ?? now,
    isLast ? now : null,
  ]);
  if (isLast) await tx.sql('jobs.dequeue', DEQUEUE, [id]);
  else await tx.sql('jobs.requeue', REQUEUE, [id, now]);
}

/** Behind the jobs that wait already: every job gets its turn. */
const REQUEUE = 'UPDATE job_queue SET due_at = $2 WHERE job_id = $1';

const STORE_RESULTS = `
  INSERT INTO job_results (workspace_id, job_id, id, status, result, problem)
  SELECT $1, $2, r.id, r.status, r.result, r.problem
  FROM jsonb_to_recordset($3::jsonb) AS r (id uuid, status smallint, result text, problem jsonb)`;

const ADVANCE = `
  UPDATE jobs SET state = $3, position = $4, progress = $5, started_at = $6, finished_at = $7, failures = 0
  WHERE workspace_id = $1 AND id = $2`;
