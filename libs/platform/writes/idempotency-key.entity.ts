import { WorkspaceTable } from '@platform/database';
import { Sealed } from '@platform/secrets';
import { Column, PrimaryColumn } from 'typeorm';

/** A write that a caller named, and what was answered to it. */
@WorkspaceTable('idempotency_keys')
export class IdempotencyKey {
  @PrimaryColumn('uuid') workspace_id: string;
  @PrimaryColumn('uuid') id: string;
  @Column('text') principal: string;
  @Column('text') key: string;
  @Column('bytea') fingerprint: Buffer;
  /** Sealed: an answer may hold a secret that is shown once. Null only inside the write's own transaction. */
  @Sealed('idempotency', { nullable: true }) result: string | null;
  @Column('timestamptz') expires_at: Date;
}
