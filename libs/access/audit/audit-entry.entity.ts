import { WorkspaceTable } from '@platform/database';
import type { Actor } from '@platform/http';
import { Column, PrimaryColumn } from 'typeorm';

/** One privileged action. Rows are only added: nothing in the product changes or removes one. */
@WorkspaceTable('audit_entries')
export class AuditEntry {
  @PrimaryColumn('uuid') workspace_id: string;
  @PrimaryColumn('uuid') id: string;
  /** 1 for the first of a workspace, then one more each: there are no gaps. */
  @Column('bigint') number: string;
  /** Never before that of the entry before. */
  @Column('timestamptz') occurred_at: Date;
  @Column('text') action: string;
  @Column('text') target_type: string;
  @Column('text') target_id: string;
  /** JSON, as it was hashed. */
  @Column('text', { nullable: true }) before: string | null;
  @Column('text', { nullable: true }) after: string | null;
  @Column('text') actor_type: Actor['type'];
  @Column('text', { nullable: true }) actor_id: string | null;
  @Column('jsonb', { nullable: true }) on_behalf_of: Actor | null;
  /** The public id of the key or token that the request carried. */
  @Column('text', { nullable: true }) credential: string | null;
  @Column('text', { nullable: true }) address: string | null;
  @Column('text', { nullable: true }) user_agent: string | null;
  @Column('text') request_id: string;
  /** SHA-256 in hexadecimal: of the entry before, and of this one with that in it. */
  @Column('text') previous_hash: string;
  @Column('text') hash: string;
}
