import { WorkspaceTable } from '@platform/database';
import { Column, PrimaryColumn } from 'typeorm';

import type { MemberState } from './member.dto';

/** A user in a workspace. A member who left stays, so that what they did keeps its name. */
@WorkspaceTable('members')
export class Member {
  @PrimaryColumn('uuid') workspace_id: string;
  @PrimaryColumn('uuid') id: string;
  /** Null for who was invited and has not signed in yet. */
  @Column('uuid', { nullable: true }) user_id: string | null;
  @Column('text') name: string;
  /** Normalised: see `normalizedEmail`. */
  @Column('text') email: string;
  /** The key of a role. */
  @Column('text') role: string;
  @Column('text') state: MemberState;
  @Column('integer') version: number;
  @Column('timestamptz') created_at: Date;
  @Column('timestamptz') updated_at: Date;
}
