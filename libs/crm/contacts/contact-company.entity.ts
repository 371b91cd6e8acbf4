import { WorkspaceTable } from '@platform/database';
import { Column, PrimaryColumn } from 'typeorm';

/** A contact's place in a company, to be found from the company. */
@WorkspaceTable('contact_companies')
export class ContactCompany {
  @PrimaryColumn('uuid') workspace_id: string;
  @PrimaryColumn('uuid') contact_id: string;
  @PrimaryColumn('uuid') company_id: string;
  @Column('text', { nullable: true }) role: string | null;
  @Column('boolean') is_primary: boolean;
}
