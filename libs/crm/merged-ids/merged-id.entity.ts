import { WorkspaceTable } from '@platform/database';
import { Column, PrimaryColumn } from 'typeorm';

/** An id that a record had before it was merged, and the record that answers for it: the last of a chain of merges. Kept for ever. */
@WorkspaceTable('merged_ids')
export class MergedId {
  @PrimaryColumn('uuid') workspace_id: string;
  /** The kind of record. */
  @PrimaryColumn('text') object: string;
  @PrimaryColumn('uuid') merged_id: string;
  @Column('uuid') survivor_id: string;
}
