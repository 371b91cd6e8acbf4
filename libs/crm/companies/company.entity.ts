import { ClientRow } from '@crm/contact-details';
import { WorkspaceTable } from '@platform/database';
import { Column } from 'typeorm';

@WorkspaceTable('companies')
export class Company extends ClientRow {
  @Column('text') name: string;
  @Column('uuid', { nullable: true }) parent_id: string | null;
  @Column('text', { nullable: true }) type: string | null;
  @Column('text', { nullable: true }) industry: string | null;
  @Column('text', { nullable: true }) employee_count: string | null;
  @Column('numeric', { nullable: true }) annual_revenue: string | null;
  @Column('text', { nullable: true }) annual_revenue_currency: string | null;
  @Column('uuid', { nullable: true }) lead_id: string | null;
}
