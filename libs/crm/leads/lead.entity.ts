import { PersonRow } from '@crm/contact-details';
import { WorkspaceTable } from '@platform/database';
import { Column } from 'typeorm';

@WorkspaceTable('leads')
export class Lead extends PersonRow {
  @Column('text', { nullable: true }) title: string | null;
  @Column('text', { nullable: true }) company_name: string | null;
  @Column('numeric', { nullable: true }) amount: string | null;
  @Column('text', { nullable: true }) amount_currency: string | null;
  @Column('numeric', { nullable: true }) amount_base: string | null;
  @Column('text', { nullable: true }) amount_base_currency: string | null;
  @Column('uuid') pipeline_id: string;
  @Column('uuid') stage_id: string;
  @Column('timestamptz') stage_changed_at: Date;
}
