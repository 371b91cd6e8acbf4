import type { ExternalIdDto } from '@crm/contact-details';
import type { RecordLinkAnswerDto } from '@crm/record-links';
import { RecordRow } from '@crm/records';
import { WorkspaceTable } from '@platform/database';
import { Column } from 'typeorm';

@WorkspaceTable('notes')
export class Note extends RecordRow {
  @Column('text') text: string;
  @Column('boolean') pinned: boolean;
  @Column('timestamptz') written_at: Date;
  @Column('jsonb') links: RecordLinkAnswerDto[];
  @Column('jsonb') external_ids: ExternalIdDto[];
}
