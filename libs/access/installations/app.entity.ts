import { ReferenceTable } from '@platform/database';
import { Sealed } from '@platform/secrets';
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

export const REVIEW_STATES = ['draft', 'submitted', 'approved', 'rejected'] as const;

/** How far an app has come on its way into the marketplace. */
export type ReviewState = (typeof REVIEW_STATES)[number];

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
  /** Its own name in its manifest; null for an app that has none. */
  @Column('text', { nullable: true }) key: string | null;
  /** The workspace whose developers change it; null for one that the operator brought. */
  @Column('uuid', { nullable: true }) owner_workspace_id: string | null;
  /** The version that is rolled out. */
  @Column('uuid', { nullable: true }) version_id: string | null;
  @Column('text', { array: true }) categories: string[];
  /** Its names, publisher and description, folded for search. */
  @Column('text') search_text: string;
  @Column('text') review_state: ReviewState;
  @Column('text', { nullable: true }) review_reason: string | null;
  @Column('timestamptz', { nullable: true }) submitted_at: Date | null;
  @Column('timestamptz', { nullable: true }) reviewed_at: Date | null;
  /** The secret before the last rotation, while it still works. */
  @Column('bytea', { nullable: true }) previous_client_secret_hash: Buffer | null;
  @Column('timestamptz', { nullable: true }) previous_client_secret_expires_at: Date | null;
  /** Sealed: signs what is sent to the app. */
  @Sealed('app.signing-secret', { nullable: true }) signing_secret: string | null;
  @Sealed('app.signing-secret', { nullable: true }) previous_signing_secret: string | null;
  @Column('timestamptz', { nullable: true }) previous_signing_secret_expires_at: Date | null;
  /** One more with every change: installations follow it. */
  @Column('integer') revision: number;
  @Column('timestamptz') updated_at: Date;
}
