import { WorkspaceTable } from '@platform/database';
import { Column, PrimaryColumn } from 'typeorm';

/** The last entry of a workspace's audit log: locked by whoever adds the next one. */
@WorkspaceTable('audit_heads')
export class AuditHead {
  @PrimaryColumn('uuid') workspace_id: string;
  @Column('bigint') number: string;
  @Column('text') hash: string;
  @Column('timestamptz') occurred_at: Date;
}
