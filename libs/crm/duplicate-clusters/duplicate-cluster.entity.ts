import type { MatchedObject } from '@crm/matching';
import { RecordRow } from '@crm/records';
import { WorkspaceTable } from '@platform/database';
import { Column, PrimaryColumn } from 'typeorm';

import type { ClusterState } from './duplicate-cluster.dto';

/** Records of a kind that may all be the same one. */
@WorkspaceTable('duplicate_clusters')
export class DuplicateCluster extends RecordRow {
  @Column('text') object: MatchedObject;
  @Column('text') state: ClusterState;
  @Column('integer') size: number;
  /** The highest of its pairs, from 0 to 1. */
  @Column('numeric') score: string;
  /** Whether more belong to it than it holds. */
  @Column('boolean') is_full: boolean;
  /** Stored ids, in their order. */
  @Column('jsonb') record_ids: string[];
}

/** A record in a cluster, to be found by. */
@WorkspaceTable('duplicate_cluster_members')
export class DuplicateClusterMember {
  @PrimaryColumn('uuid') workspace_id: string;
  @PrimaryColumn('uuid') cluster_id: string;
  @PrimaryColumn('uuid') record_id: string;
}
