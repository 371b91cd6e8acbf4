import { WorkspaceTable } from '@platform/database';
import { Column, PrimaryColumn } from 'typeorm';

/** An id in another system, and the one record of its kind that holds it. */
@WorkspaceTable('external_ids')
export class ExternalId {
  @PrimaryColumn('uuid') workspace_id: string;
  /** The kind of record. */
  @PrimaryColumn('text') object: string;
  @PrimaryColumn('text') app: string;
  @PrimaryColumn('text') external_id: string;
  @Column('uuid') record_id: string;
}
