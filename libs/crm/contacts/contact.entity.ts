import { PersonRow } from '@crm/contact-details';
import { WorkspaceTable } from '@platform/database';
import { Column } from 'typeorm';

/** A company of a contact as it is stored: by its stored id. */
export interface StoredContactCompany {
  readonly company_id: string;
  readonly role: string | null;
  /** Null until it is known which one is primary. */
  readonly primary: boolean | null;
}

@WorkspaceTable('contacts')
export class Contact extends PersonRow {
  @Column('text', { nullable: true }) type: string | null;
  @Column('uuid', { nullable: true }) company_id: string | null;
  @Column('jsonb') companies: StoredContactCompany[];
  @Column('boolean') include_in_export: boolean;
  @Column('uuid', { nullable: true }) lead_id: string | null;
}
