import { WorkspaceTable } from '@platform/database';
import { Column, PrimaryColumn } from 'typeorm';

/** A thing that belongs to a record, to be found from the record, in the order of the record's timeline. */
@WorkspaceTable('record_links')
export class RecordLink {
  @PrimaryColumn('uuid') workspace_id: string;
  @PrimaryColumn('uuid') record_id: string;
  /** The kind of the thing. */
  @PrimaryColumn('text') object: string;
  /** Where the thing stands on the timeline. */
  @PrimaryColumn('timestamptz') at: Date;
  @PrimaryColumn('uuid') thing_id: string;
  /** Of activities, so that what is planned is counted without them. */
  @Column('boolean', { nullable: true }) done: boolean | null;
  @Column('timestamptz', { nullable: true }) due_at: Date | null;
}
