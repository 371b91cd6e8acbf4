import { WorkspaceTable } from '@platform/database';
import type { Actor } from '@platform/http';
import { Column, PrimaryColumn } from 'typeorm';

/** Two records that the rules take for one, the older one first. */
@WorkspaceTable('duplicate_pairs')
export class DuplicatePair {
  @PrimaryColumn('uuid') workspace_id: string;
  @PrimaryColumn('text') object: string;
  @PrimaryColumn('uuid') low_id: string;
  @PrimaryColumn('uuid') high_id: string;
  @Column('numeric') score: string;
}

/** Two records of which somebody said that they are not the same; kept whether the rules take them for one or not. */
@WorkspaceTable('duplicate_dismissals')
export class DuplicateDismissal {
  @PrimaryColumn('uuid') workspace_id: string;
  @PrimaryColumn('text') object: string;
  @PrimaryColumn('uuid') low_id: string;
  @PrimaryColumn('uuid') high_id: string;
  @Column('timestamptz') dismissed_at: Date;
  @Column('jsonb') dismissed_by: Actor;
}
