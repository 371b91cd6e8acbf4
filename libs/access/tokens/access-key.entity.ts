import { LocalTable } from '@platform/database';
import type { Actor } from '@platform/http';
import { Column, PrimaryColumn } from 'typeorm';

/** For programs of the workspace and apps, or for whatever a member does themselves. */
export type KeyKind = 'private_app' | 'personal';

/** A long-lived credential for one workspace; of the token itself only the sha256 is kept. */
@LocalTable('access_keys')
export class AccessKey {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') workspace_id: string;
  /** The installation that the key acts as; it may do no more than the workspace granted to that. */
  @Column('uuid', { nullable: true }) installation_id: string | null;
  /** The member that the key acts for. */
  @Column('uuid', { nullable: true }) member_id: string | null;
  @Column('text') kind: KeyKind;
  @Column('bytea') token_hash: Buffer;
  @Column('text') name: string;
  @Column('text', { array: true }) scopes: string[];
  @Column('timestamptz') expires_at: Date;
  @Column('timestamptz', { nullable: true }) revoked_at: Date | null;
  /** Exact to a minute. */
  @Column('timestamptz', { nullable: true }) last_used_at: Date | null;
  @Column('integer') version: number;
  /** When its token was last replaced; the one before works until `previous_expires_at`. */
  @Column('timestamptz', { nullable: true }) rotated_at: Date | null;
  @Column('bytea', { nullable: true }) previous_token_hash: Buffer | null;
  @Column('timestamptz', { nullable: true }) previous_expires_at: Date | null;
  /** Where requests may come from, as addresses and networks (CIDR); from anywhere when there are none. */
  @Column('text', { array: true }) allowed_addresses: string[];
  @Column('timestamptz') created_at: Date;
  @Column('timestamptz') updated_at: Date;
  @Column('jsonb') created_by: Actor;
}
