import { PersonRow } from '@crm/contact-details';
import { WorkspaceTable } from '@platform/database';
import { Column } from 'typeorm';

@WorkspaceTable('contacts')
export class Contact extends PersonRow {
  @Column('text', { nullable: true }) type: string | null;
  @Column('uuid', { nullable: true }) company_id: string | null;
  @Column('boolean') include_in_export: boolean;
}
