import { WorkspaceTable } from '@platform/database';
import { Column, PrimaryColumn } from 'typeorm';

import type { RoleRights } from './role-rights';

/** What the members who have it may do. */
@WorkspaceTable('roles')
export class Role {
  @PrimaryColumn('uuid') workspace_id: string;
  @PrimaryColumn('uuid') id: string;
  /** Names the role at its members; never changes. */
  @Column('text') key: string;
  @Column('text') name: string;
  @Column('text', { nullable: true }) description: string | null;
  /** Whether it came with the workspace: it can be changed, unless it is `admin`, and not be deleted. */
  @Column('boolean') built_in: boolean;
  /** As the public API writes them. */
  @Column('jsonb') rights: RoleRights;
  @Column('integer') version: number;
  @Column('timestamptz') created_at: Date;
  @Column('timestamptz') updated_at: Date;
}
