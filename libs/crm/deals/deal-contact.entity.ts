import { WorkspaceTable } from '@platform/database';
import { Column, PrimaryColumn } from 'typeorm';

/** A contact's part in a deal, to be found from the contact. */
@WorkspaceTable('deal_contacts')
export class DealContact {
  @PrimaryColumn('uuid') workspace_id: string;
  @PrimaryColumn('uuid') deal_id: string;
  @PrimaryColumn('uuid') contact_id: string;
  @Column('text', { nullable: true }) role: string | null;
  @Column('boolean') is_primary: boolean;
}
