import { CustomizableRow, type UtmDto } from '@crm/contact-details';
import { WorkspaceTable } from '@platform/database';
import { Column } from 'typeorm';

import type { DealContactDto } from './deal.dto';

@WorkspaceTable('deals')
export class Deal extends CustomizableRow {
  @Column('text') title: string;
  @Column('text', { nullable: true }) type: string | null;
  @Column('numeric', { nullable: true }) amount: string | null;
  @Column('text', { nullable: true }) amount_currency: string | null;
  @Column('numeric', { nullable: true }) amount_base: string | null;
  @Column('text', { nullable: true }) amount_base_currency: string | null;
  @Column('text') amount_mode: string;
  @Column('integer') probability: number;
  @Column('uuid') pipeline_id: string;
  @Column('uuid') stage_id: string;
  @Column('timestamptz') stage_changed_at: Date;
  @Column('timestamptz', { nullable: true }) won_at: Date | null;
  @Column('timestamptz', { nullable: true }) lost_at: Date | null;
  @Column('uuid', { nullable: true }) company_id: string | null;
  @Column('jsonb') contacts: DealContactDto[];
  @Column('date', { nullable: true }) begins_on: string | null;
  @Column('date', { nullable: true }) expected_close_on: string | null;
  @Column('text', { nullable: true }) lost_reason: string | null;
  @Column('text', { nullable: true }) source: string | null;
  @Column('text', { nullable: true }) source_description: string | null;
  @Column('text', { nullable: true }) comment: string | null;
  @Column('jsonb', { nullable: true }) utm: UtmDto | null;
}
