import { WorkspaceTable } from '@platform/database';
import type { Actor } from '@platform/http';
import { Column, PrimaryColumn } from 'typeorm';

import type { MappingEntry } from './mapping';

/** What records an address can make. */
export const INCOMING_OBJECTS = ['lead', 'contact', 'deal', 'activity'] as const;
export type IncomingObject = (typeof INCOMING_OBJECTS)[number];

/** An address that makes a record of whatever is posted to it. */
@WorkspaceTable('incoming_urls')
export class IncomingUrl {
  @PrimaryColumn('uuid') workspace_id: string;
  @PrimaryColumn('uuid') id: string;
  @Column('text') name: string;
  @Column('text') object: IncomingObject;
  @Column('text', { nullable: true }) preset: string | null;
  @Column('jsonb') mapping: MappingEntry[];
  /** The key by which a record that is there already is found and changed. */
  @Column('text', { nullable: true }) unique_by: string | null;
  /** Where a payload has a name that it keeps when it is sent again. */
  @Column('text', { nullable: true }) idempotency_pointer: string | null;
  /** Where a payload has a secret that proves whence it comes; of that itself the sha256. */
  @Column('text', { nullable: true }) secret_pointer: string | null;
  @Column('bytea', { nullable: true }) secret_hash: Buffer | null;
  @Column('timestamptz', { nullable: true }) secret_set_at: Date | null;
  @Column('text', { array: true }) allowed_addresses: string[];
  @Column('timestamptz', { nullable: true }) expires_at: Date | null;
  @Column('boolean') is_active: boolean;
  @Column('timestamptz', { nullable: true }) rotated_at: Date | null;
  @Column('timestamptz', { nullable: true }) previous_expires_at: Date | null;
  /** Exact to a minute. */
  @Column('timestamptz', { nullable: true }) last_used_at: Date | null;
  @Column('integer') version: number;
  @Column('timestamptz') created_at: Date;
  @Column('timestamptz') updated_at: Date;
  @Column('jsonb') created_by: Actor;
}
