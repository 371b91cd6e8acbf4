import { LocalTable } from '@platform/database';
import { Column, PrimaryColumn } from 'typeorm';

import type { Ordering } from './ordering';

/** The queue of one endpoint: who works on it, when it must be looked at, and how it fares. */
@LocalTable('lanes')
export class Lane {
  @PrimaryColumn('uuid') endpoint_id: string;
  @Column('uuid') workspace_id: string;
  /** When it has something to do; the end of the lease while a worker holds it, so that an orphan wakes by itself. */
  @Column('timestamptz') wake_at: Date;
  @Column('timestamptz') lease_until: Date;
  @Column('uuid', { nullable: true }) owner: string | null;
  /** Counts the claims: what an earlier holder still wants to write is refused. */
  @Column('bigint') epoch: string;
  /** Counts the times that deliveries were put in: a release that missed one is refused. */
  @Column('bigint') gen: string;
  /** Whether the fan-out feeds it; else it is stopped or reads the log by itself from `read_sequence`. */
  @Column('boolean') hot: boolean;
  @Column('boolean') stopped: boolean;
  /** The last place of the log that was looked at for it, when it is not hot. */
  @Column('bigint') read_sequence: string;
  /** Since when it wants to read on; the one that has waited longest is next. */
  @Column('timestamptz') read_due: Date;
  /** Its deliveries that are not finished, those of replays excepted. */
  @Column('integer') pending: number;
  @Column('text') ordering: Ordering;
  @Column('timestamptz', { nullable: true }) failing_since: Date | null;
  @Column('integer') fail_streak: number;
  @Column('smallint', { nullable: true }) last_status: number | null;
}
