import type { EventFilter } from '@ecosystem/event-log';
import { LocalTable } from '@platform/database';
import { Column, PrimaryColumn } from 'typeorm';

export const REPLAY_STATES = ['running', 'completed', 'cancelled'] as const;

export type ReplayState = (typeof REPLAY_STATES)[number];

/** A part of the log that is sent to an endpoint once more. */
@LocalTable('webhook_replays')
export class WebhookReplay {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') workspace_id: string;
  @Column('uuid') endpoint_id: string;
  @Column('text') state: ReplayState;
  /** Whether it takes up deliveries that failed; else it makes new ones. */
  @Column('boolean') only_failed: boolean;
  @Column('bigint') from_sequence: string;
  @Column('bigint') to_sequence: string;
  @Column('text', { array: true, nullable: true }) types: string[] | null;
  @Column('jsonb', { nullable: true }) filter: object | null;
  @Column('jsonb', { nullable: true }) checked_filter: EventFilter | null;
  /** The last place of the log that was looked at; of failed deliveries it is the event. */
  @Column('bigint') read_sequence: string;
  @Column('uuid') read_event: string;
  @Column('boolean') is_read: boolean;
  @Column('timestamptz') read_due: Date;
  @Column('integer') made: number;
  @Column('integer') delivered: number;
  @Column('integer') failed: number;
  @Column('timestamptz') created_at: Date;
  @Column('timestamptz', { nullable: true }) finished_at: Date | null;
}
