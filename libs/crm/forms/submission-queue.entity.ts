import { LocalTable } from '@platform/database';
import { Column, PrimaryColumn } from 'typeorm';

/** A submission that waits for a worker. */
@LocalTable('form_queue')
export class QueuedSubmission {
  @PrimaryColumn('uuid') submission_id: string;
  @Column('uuid') workspace_id: string;
  /** When it may be taken, or when whoever took it is given up. */
  @Column('timestamptz') due_at: Date;
  @Column('integer') attempts: number;
}
