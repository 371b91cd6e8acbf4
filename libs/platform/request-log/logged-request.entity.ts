import { WorkspaceTable } from '@platform/database';
import { Column, PrimaryColumn } from 'typeorm';

/** A request of a credential and how it was answered, kept for 7 days. */
@WorkspaceTable('request_log')
export class LoggedRequest {
  /** The day (UTC) on which it was answered: the partition. */
  @PrimaryColumn('date') day: string;
  @PrimaryColumn('uuid') workspace_id: string;
  /** In the order of the answers. */
  @PrimaryColumn('uuid') id: string;
  @Column('timestamptz') answered_at: Date;
  @Column('integer') duration_us: number;
  @Column('text') method: string;
  /** `/v1/leads/{id}`; null for an address that there is not. */
  @Column('text', { nullable: true }) route: string | null;
  @Column('text') path: string;
  /** The query string, without secrets. */
  @Column('text', { nullable: true }) query: string | null;
  @Column('smallint') status: number;
  /** The first digit of the status. */
  @Column('smallint') status_class: number;
  @Column('text', { nullable: true }) problem: string | null;
  /** The public id of the installation, key or member whose credential it was. */
  @Column('text') principal: string;
  @Column('uuid', { nullable: true }) key_id: string | null;
  @Column('uuid', { nullable: true }) member_id: string | null;
  @Column('uuid', { nullable: true }) installation_id: string | null;
  @Column('text') request_id: string;
  @Column('text', { nullable: true }) address: string | null;
  @Column('text', { nullable: true }) user_agent: string | null;
  /** The beginnings of the bodies, without secrets. */
  @Column('text', { nullable: true }) request_head: string | null;
  @Column('text', { nullable: true }) answer_head: string | null;
  /** How many requests it stands for: more than 1 where only a sample was kept. */
  @Column('integer') sample_rate: number;
}
