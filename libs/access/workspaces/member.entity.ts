import { WorkspaceTable } from '@platform/database';
import { Column, PrimaryColumn } from 'typeorm';

/** A user in a workspace. A member who left stays, so that what they did keeps its name. */
@WorkspaceTable('members')
export class Member {
  @PrimaryColumn('uuid') workspace_id: string;
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') user_id: string;
  @Column('text') name: string;
  @Column('text') email: string;
  @Column('text') role: 'admin' | 'member';
  @Column('text') state: 'active' | 'left';
  @Column('integer') version: number;
  @Column('timestamptz') created_at: Date;
  @Column('timestamptz') updated_at: Date;
}
