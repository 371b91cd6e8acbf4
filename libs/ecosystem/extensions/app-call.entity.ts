import { WorkspaceTable } from '@platform/database';
import { Column, PrimaryColumn } from 'typeorm';

export const CALL_OUTCOMES = ['passed', 'refused', 'unanswered'] as const;

/** What came of a question to an app: nothing spoke against the drafts, something did, or there was no usable answer. */
export type CallOutcome = (typeof CALL_OUTCOMES)[number];

/** One question to an app that checks writes, kept for 30 days. */
@WorkspaceTable('app_calls')
export class AppCall {
  @PrimaryColumn('uuid') workspace_id: string;
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') installation_id: string;
  /** Why it was asked, such as `deal.stage_gate`. */
  @Column('text') slot: string;
  @Column('text') outcome: CallOutcome;
  @Column('smallint', { nullable: true }) status: number | null;
  @Column('text', { nullable: true }) error: string | null;
  @Column('integer') duration_ms: number;
  /** How many records it was shown, and how many of them it refused. */
  @Column('smallint') drafts: number;
  @Column('smallint') refused: number;
  @Column('text') request_id: string;
  @Column('timestamptz') created_at: Date;
}
