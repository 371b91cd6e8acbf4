import { ReferenceTable } from '@platform/database';
import { Column, PrimaryColumn } from 'typeorm';

/** How an app proves that it is itself (RFC 7591, `token_endpoint_auth_method`). */
export type AuthMethod = 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt' | 'none';

/** The fields that an app says it reads and writes, as `deal.amount`: what a person is shown who is asked for consent. */
export interface FieldAccess {
  readonly reads?: readonly string[];
  readonly writes?: readonly string[];
}

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
  /** A private app belongs to one workspace and needs no review; a first-party one is ours and in every workspace. */
  @Column('text') kind: 'private' | 'marketplace' | 'first_party';
  /** sha256 of the secret, which has 256 random bits of its own. */
  @Column('bytea', { nullable: true }) client_secret_hash: Buffer | null;
  @Column('text') token_endpoint_auth_method: AuthMethod;
  @Column('jsonb', { nullable: true }) jwks: PublicJwks | null;
  /** All that it may ask a workspace for. */
  @Column('text', { array: true }) scopes: string[];
  /** Those of them that a person may withhold. */
  @Column('text', { array: true }) optional_scopes: string[];
  /** Why it needs a scope, by the scope's name, in its publisher's words. */
  @Column('jsonb') scope_reasons: Readonly<Record<string, string>>;
  @Column('jsonb') field_access: FieldAccess;
  @Column('text', { nullable: true }) publisher: string | null;
  /** Where people may be sent back to, to the letter. */
  @Column('text', { array: true }) redirect_uris: string[];
  @Column('timestamptz') created_at: Date;
}
