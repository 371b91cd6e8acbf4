import { ReferenceTable } from '@platform/database';
import { Column, PrimaryColumn } from 'typeorm';

/** How an app proves that it is itself (RFC 7591, `token_endpoint_auth_method`). */
export type AuthMethod = 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt';

/** The public keys of an app (RFC 7517). */
export interface PublicJwks {
  readonly keys: readonly object[];
}

/** Software that workspaces install: an OAuth client, one for all of them. */
@ReferenceTable('apps')
export class App {
  @PrimaryColumn('uuid') id: string;
  @Column('text') client_id: string;
  @Column('text') name: string;
  /** A private app belongs to one workspace and needs no review. */
  @Column('text') kind: 'private' | 'marketplace';
  /** sha256 of the secret, which has 256 random bits of its own. */
  @Column('bytea', { nullable: true }) client_secret_hash: Buffer | null;
  @Column('text') token_endpoint_auth_method: AuthMethod;
  @Column('jsonb', { nullable: true }) jwks: PublicJwks | null;
  /** All that it may ask a workspace for. */
  @Column('text', { array: true }) scopes: string[];
  @Column('timestamptz') created_at: Date;
}
