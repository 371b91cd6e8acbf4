import { LocalTable } from '@platform/database';
import { Column, PrimaryColumn } from 'typeorm';

/** Which event goes to which endpoint. */
abstract class EventForEndpoint {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') endpoint_id: string;
  @Column('uuid') workspace_id: string;
  @Column('bigint') pos: string;
  @Column('bigint') sequence: string;
  @Column('date') event_day: string;
  @Column('uuid') event_id: string;
  @Column('text') type: string;
  /** The object that the event is about; null when the event was past its retention already. */
  @Column('uuid', { nullable: true }) record_id: string | null;
  /** The replay that it is part of; null for what is sent as it happens. */
  @Column('uuid', { nullable: true }) replay_id: string | null;
  @Column('timestamptz') created_at: Date;
  /** All attempts ever made. */
  @Column('smallint') attempts: number;
  /** sha256 of the body of the first attempt: later ones must send the same. */
  @Column('bytea', { nullable: true }) body_hash: Buffer | null;
}

/** An event that an endpoint has yet to accept. */
@LocalTable('deliveries')
export class Delivery extends EventForEndpoint {
  /** Never while an earlier one of its chain is not finished, and while it is parked. */
  @Column('timestamptz') due_at: Date;
  /** The chain that it stands in: of those with the same key one after the other is sent. Null where no order is kept. */
  @Column('uuid', { nullable: true }) order_key: string | null;
  /** When its tries were used up while later ones of its record wait behind it. */
  @Column('timestamptz', { nullable: true }) parked_at: Date | null;
  /** The attempts of the current run through the retry schedule. */
  @Column('smallint') tries: number;
}

/** A delivery that was accepted or given up. */
@LocalTable('delivery_log')
export class FinishedDelivery extends EventForEndpoint {
  @PrimaryColumn('date') day: string;
  @Column('text') state: 'delivered' | 'failed';
  @Column('timestamptz') finished_at: Date;
}

/** One request to an endpoint and what came of it. */
@LocalTable('attempts')
export class Attempt {
  @PrimaryColumn('date') day: string;
  @PrimaryColumn('uuid') id: string;
  @PrimaryColumn('uuid') delivery_id: string;
  @Column('uuid') endpoint_id: string;
  @Column('uuid') workspace_id: string;
  @Column('uuid') event_id: string;
  @Column('smallint') number: number;
  @Column('timestamptz') attempted_at: Date;
  @Column('integer') duration_ms: number;
  @Column('smallint', { nullable: true }) status: number | null;
  @Column('text', { nullable: true }) error: string | null;
  /** The first 4,096 bytes of the answer. */
  @Column('bytea', { nullable: true }) response: Buffer | null;
}
