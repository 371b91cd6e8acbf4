import { LocalTable, WorkspaceTable } from '@platform/database';
import type { Actor } from '@platform/http';
import { Column, PrimaryColumn } from 'typeorm';

/** An event as the write that caused it stored it. */
@WorkspaceTable('events')
export class StoredEvent {
  @PrimaryColumn('date') day: string;
  @PrimaryColumn('uuid') id: string;
  @PrimaryColumn('uuid') workspace_id: string;
  @Column('text') type: string;
  @Column('smallint') schema_version: number;
  @Column('text') object_kind: string;
  @Column('uuid') object_id: string;
  @Column('integer') object_version: number;
  @Column('jsonb') actor: Actor;
  @Column('text') principal: string;
  @Column('text') request_id: string;
  @Column('text', { array: true }) changed: string[];
  /** JSON: `{"object": …, "changes": …}`. */
  @Column('text') data: string;
  @Column('timestamptz') occurred_at: Date;
  /** When what it told was erased; its data is then the id of its object. */
  @Column('timestamptz', { nullable: true }) erased_at: Date | null;
}

/** Points to an event that is not in the log yet. */
@LocalTable('outbox')
export class OutboxPointer {
  @PrimaryColumn('smallint') shard: number;
  @PrimaryColumn('bigint') seq: string;
  @Column('date') day: string;
  @Column('uuid') event_id: string;
  @Column('uuid') workspace_id: string;
  @Column('text') type: string;
  /** The name of the scope that its readers must hold. */
  @Column('text') scope: string;
}

/** The place of an event in the log. */
@LocalTable('feed')
export class FeedEntry {
  @PrimaryColumn('smallint') shard: number;
  @PrimaryColumn('bigint') pos: string;
  @PrimaryColumn('date') day: string;
  @Column('date') event_day: string;
  @Column('uuid') event_id: string;
  @Column('uuid') workspace_id: string;
  @Column('bigint') sequence: string;
  @Column('text') type: string;
  /** The name of the scope that its readers must hold. */
  @Column('text') scope: string;
}

/** How far a shard's log goes, and how far it was fanned out. */
@LocalTable('shards')
export class Shard {
  @PrimaryColumn('smallint') shard: number;
  /** Raised by hand when the log was restored from a dump: cursors of the old log then answer 409. */
  @Column('integer') log_epoch: number;
  @Column('bigint') pos: string;
  @Column('date') day: string;
  @Column('bigint') fan_pos: string;
  @Column('date') fan_day: string;
}

/** The last sequence number of a workspace's log. */
@LocalTable('workspace_sequences')
export class WorkspaceSequence {
  @PrimaryColumn('uuid') workspace_id: string;
  @Column('bigint') sequence: string;
}
