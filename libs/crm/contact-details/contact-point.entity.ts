import { WorkspaceTable } from '@platform/database';
import { Column, PrimaryColumn } from 'typeorm';

/** A normalised phone or email, and the record that it reaches. */
@WorkspaceTable('contact_points')
export class ContactPoint {
  @PrimaryColumn('uuid') workspace_id: string;
  @PrimaryColumn('uuid') record_id: string;
  /** The kind of record. */
  @Column('text') object: string;
  @PrimaryColumn('text') kind: 'phone' | 'email';
  @PrimaryColumn('text') value_norm: string;
}
