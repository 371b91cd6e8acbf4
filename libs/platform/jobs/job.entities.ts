import { LocalTable, WorkspaceTable } from '@platform/database';
import { Column, PrimaryColumn } from 'typeorm';

/** How many records a job has dealt with. */
export interface JobProgress {
  /** How many there were at the request. */
  readonly total: number;
  readonly processed: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly failed: number;
}

export const JOB_STATES = ['queued', 'running', 'finished', 'cancelled', 'failed'] as const;
export type JobState = (typeof JOB_STATES)[number];

/** Work that outlives its request. */
@WorkspaceTable('jobs')
export class Job {
  @PrimaryColumn('uuid') workspace_id: string;
  @PrimaryColumn('uuid') id: string;
  @Column('text') kind: string;
  /** The kind of record that it is about. */
  @Column('text') object: string;
  /** What its caller must be allowed at every step, and whoever looks at it. */
  @Column('text') scope: string;
  @Column('text') state: JobState;
  /** What is to be done; its form belongs to the kind. */
  @Column('jsonb') input: unknown;
  /** Whose rights it has: the caller's, of those at the request what is left. */
  @Column('jsonb') principal: unknown;
  @Column('text') request_id: string;
  /** The record that it came to. */
  @Column('uuid', { nullable: true }) position: string | null;
  @Column('jsonb') progress: JobProgress;
  /** How often in a row a step was begun and not done. */
  @Column('integer') failures: number;
  /** Why it failed, as callers read it. */
  @Column('jsonb', { nullable: true }) problem: object | null;
  @Column('timestamptz') created_at: Date;
  @Column('timestamptz', { nullable: true }) started_at: Date | null;
  @Column('timestamptz', { nullable: true }) finished_at: Date | null;
}

/** What became of one record. */
@WorkspaceTable('job_results')
export class JobResult {
  @PrimaryColumn('uuid') workspace_id: string;
  @PrimaryColumn('uuid') job_id: string;
  /** The stored id of the record. */
  @PrimaryColumn('uuid') id: string;
  @Column('smallint') status: number;
  @Column('text', { nullable: true }) result: string | null;
  @Column('jsonb', { nullable: true }) problem: object | null;
}

/** A job that is not done, and when the next worker may take it: a worker that does it moves the time on. */
@LocalTable('job_queue')
export class JobQueueEntry {
  @PrimaryColumn('uuid') job_id: string;
  @Column('uuid') workspace_id: string;
  @Column('timestamptz') due_at: Date;
}
