import { WorkspaceTable } from '@platform/database';
import { Column, PrimaryColumn } from 'typeorm';

/** Counts the changes of a workspace's endpoints, so that workers know when what they keep of them is old. */
@WorkspaceTable('subscription_versions')
export class SubscriptionVersion {
  @PrimaryColumn('uuid') workspace_id: string;
  @Column('bigint') version: string;
}
