import { LocalTable } from '@platform/database';
import { Column, PrimaryColumn } from 'typeorm';

/** Where a user is an active member: what is asked before a workspace is known. */
@LocalTable('memberships')
export class Membership {
  @PrimaryColumn('uuid') user_id: string;
  @PrimaryColumn('uuid') workspace_id: string;
  @Column('uuid') member_id: string;
}
