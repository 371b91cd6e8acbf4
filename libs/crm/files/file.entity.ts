import type { RecordLinkAnswerDto } from '@crm/record-links';
import { RecordRow } from '@crm/records';
import { WorkspaceTable } from '@platform/database';
import { Column } from 'typeorm';

/** A file; its bytes are in the store, under its id. */
@WorkspaceTable('files')
export class FileRow extends RecordRow {
  @Column('text') name: string;
  @Column('jsonb') links: RecordLinkAnswerDto[];
  @Column('integer') size: number;
  @Column('text') content_type: string;
  @Column('text') sha256: string;
}
