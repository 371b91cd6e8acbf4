import { WorkspaceTable } from '@platform/database';
import type { ProblemDto } from '@platform/http';
import { Column, PrimaryColumn } from 'typeorm';

export type CaptureState = 'done' | 'failed';

/** A payload as it came in. */
@WorkspaceTable('incoming_captures')
export class IncomingCapture {
  @PrimaryColumn('uuid') workspace_id: string;
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') url_id: string;
  @Column('timestamptz') received_at: Date;
  @Column('text') state: CaptureState;
  /** JSON. */
  @Column('text') payload: string;
  /** The public id of the record that was made or changed. */
  @Column('text', { nullable: true }) record_id: string | null;
  @Column('text', { nullable: true }) result: string | null;
  @Column('jsonb', { nullable: true }) problem: ProblemDto | null;
  @Column('integer') attempts: number;
  @Column('text') request_id: string;
}
