import { WorkspaceTable } from '@platform/database';
import { Column, PrimaryColumn } from 'typeorm';

/** An app in a workspace. */
@WorkspaceTable('installations')
export class Installation {
  @PrimaryColumn('uuid') workspace_id: string;
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') app_id: string;
  /** What the workspace granted. */
  @Column('text', { array: true }) scopes: string[];
  @Column('text') state: 'active' | 'suspended' | 'uninstalled';
  /** Raised to end every token that was issued before. */
  @Column('integer') epoch: number;
  @Column('integer') version: number;
  @Column('timestamptz') created_at: Date;
}
