import { WorkspaceTable } from '@platform/database';
import { PrimaryColumn } from 'typeorm';

/** A normalised phone or email, and the record that it reaches. */
@WorkspaceTable('contact_points')
export class ContactPoint {
  @PrimaryColumn('uuid') workspace_id: string;
  @PrimaryColumn('text') kind: 'phone' | 'email';
  @PrimaryColumn('text') value_norm: string;
  /** The kind of record. */
  @PrimaryColumn('text') object: string;
  @PrimaryColumn('uuid') record_id: string;
}
