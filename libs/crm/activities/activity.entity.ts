import { OwnedRow } from '@crm/contact-details';
import type { RecordLinkAnswerDto } from '@crm/record-links';
import { WorkspaceTable } from '@platform/database';
import { Column } from 'typeorm';

@WorkspaceTable('activities')
export class Activity extends OwnedRow {
  @Column('text') type: string;
  @Column('text') subject: string;
  @Column('text', { nullable: true }) description: string | null;
  @Column('text', { nullable: true }) direction: string | null;
  @Column('timestamptz', { nullable: true }) due_at: Date | null;
  @Column('timestamptz', { nullable: true }) starts_at: Date | null;
  @Column('timestamptz', { nullable: true }) ends_at: Date | null;
  @Column('boolean') done: boolean;
  @Column('timestamptz', { nullable: true }) done_at: Date | null;
  @Column('text', { nullable: true }) outcome: string | null;
  @Column('text') priority: string;
  @Column('integer', { nullable: true }) duration_seconds: number | null;
  @Column('jsonb') links: RecordLinkAnswerDto[];
}
