import type { MatchedObject } from '@crm/matching';
import { LocalTable, WorkspaceTable } from '@platform/database';
import { Column, PrimaryColumn } from 'typeorm';

export const SCAN_PHASES = ['pairs', 'keys', 'done'] as const;

/** The last scan of a kind of record, and how far it is. From the first one on, clusters of that kind are kept. */
@WorkspaceTable('duplicate_scans')
export class DuplicateScan {
  @PrimaryColumn('uuid') workspace_id: string;
  @PrimaryColumn('text') object: MatchedObject;
  /** None of a workspace that has kept clusters from its beginning. */
  @Column('uuid', { nullable: true }) job_id: string | null;
  @Column('timestamptz') started_at: Date;
  @Column('timestamptz', { nullable: true }) finished_at: Date | null;
  /** First the pairs that are there are looked at, then the keys. */
  @Column('text') phase: (typeof SCAN_PHASES)[number];
  /** The pair behind which it goes on. */
  @Column('uuid', { nullable: true }) after_low: string | null;
  @Column('uuid', { nullable: true }) after_high: string | null;
  /** The key behind which it goes on. */
  @Column('text') after_key: string;
  /** How many keys were so common that only the newest records were compared. */
  @Column('integer') common_keys: number;
}

/** How far the log was followed. */
@LocalTable('duplicate_follower')
export class DuplicateFollower {
  @PrimaryColumn('smallint') shard: number;
  @Column('bigint') pos: string;
  @Column('date') day: string;
}
