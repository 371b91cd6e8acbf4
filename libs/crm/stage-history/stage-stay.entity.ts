import { WorkspaceTable } from '@platform/database';
import type { Actor } from '@platform/http';
import { Column, PrimaryColumn } from 'typeorm';

/** How a record came to a stage. */
export const STAY_TYPES = ['created', 'moved', 'moved_to_pipeline', 'finished'] as const;
export type StayType = (typeof STAY_TYPES)[number];

/** The time that a record stood in one stage: written when it leaves, so that nothing is written for one that stays. */
@WorkspaceTable('stage_history')
export class StageStay {
  @PrimaryColumn('uuid') workspace_id: string;
  @PrimaryColumn('uuid') id: string;
  @Column('text') object: string;
  @Column('uuid') record_id: string;
  @Column('text') type: StayType;
  @Column('uuid') pipeline_id: string;
  @Column('uuid') stage_id: string;
  @Column('uuid', { nullable: true }) from_stage_id: string | null;
  @Column('uuid', { nullable: true }) to_stage_id: string | null;
  @Column('timestamptz') entered_at: Date;
  @Column('jsonb', { nullable: true }) entered_by: Actor | null;
  @Column('timestamptz') left_at: Date;
  @Column('jsonb') left_by: Actor;
  @Column('numeric', { nullable: true }) amount: string | null;
  @Column('text', { nullable: true }) amount_currency: string | null;
  @Column('integer', { nullable: true }) probability: number | null;
}
