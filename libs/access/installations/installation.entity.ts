import { WorkspaceTable } from '@platform/database';
import type { Actor } from '@platform/http';
import { Sealed } from '@platform/secrets';
import { Column, PrimaryColumn } from 'typeorm';

export const INSTALLATION_STATES = [
  'requested',
  'declined',
  'pending_setup',
  'active',
  'suspended',
  'uninstalled',
  'redacted',
] as const;

/**
 * `requested` by a member and `declined` by an admin; `pending_setup` until the app says that it is ready, its tokens work
 * already; `redacted` once all that is known of it is forgotten.
 */
export type InstallationState = (typeof INSTALLATION_STATES)[number];

/** What becomes of a write when an app that checks it does not answer. */
export type UnansweredChecks = 'warn' | 'block';

/** Fields that an app may read and write, by object; `*` stands for all of an object. */
export type GrantedFields = Readonly<
  Record<string, { readonly reads?: readonly string[]; readonly writes?: readonly string[] }>
>;

/** An app in a workspace. */
@WorkspaceTable('installations')
export class Installation {
  @PrimaryColumn('uuid') workspace_id: string;
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') app_id: string;
  /** What the workspace granted. */
  @Column('text', { array: true }) scopes: string[];
  @Column('text') state: InstallationState;
  /** Raised to end every token that was issued before. */
  @Column('integer') epoch: number;
  @Column('integer') version: number;
  @Column('timestamptz') created_at: Date;
  @Column('text', { nullable: true }) app_key: string | null;
  @Column('text') app_name: string;
  /** The version of the app that it runs; null for an app without a manifest. */
  @Column('text', { nullable: true }) app_version: string | null;
  /** Those that a later version of the app asks for, until an admin grants them. */
  @Column('text', { array: true }) pending_scopes: string[];
  /** The fields that the workspace lets it read and write, by object; what is not named it uses as a whole. */
  @Column('jsonb') field_access: GrantedFields;
  @Column('jsonb') pending_field_access: GrantedFields;
  @Column('text') unanswered_checks: UnansweredChecks;
  @Column('jsonb') settings: object;
  /** Sealed: the settings that nobody but the app may read. */
  @Sealed('installation.settings', { nullable: true }) secret_settings: string | null;
  @Column('timestamptz', { nullable: true }) settings_changed_at: Date | null;
  @Column('timestamptz', { nullable: true }) ready_at: Date | null;
  @Column('timestamptz', { nullable: true }) requested_at: Date | null;
  @Column('jsonb', { nullable: true }) requested_by: Actor | null;
  @Column('text', { nullable: true }) request_reason: string | null;
  /** Why it was declined or suspended. */
  @Column('text', { nullable: true }) state_reason: string | null;
  @Column('timestamptz', { nullable: true }) installed_at: Date | null;
  @Column('jsonb', { nullable: true }) installed_by: Actor | null;
  @Column('timestamptz', { nullable: true }) uninstalled_at: Date | null;
  /** Whether the admin chose to delete what the app made. */
  @Column('boolean') deletes_data: boolean;
  @Column('timestamptz', { nullable: true }) redact_at: Date | null;
  @Column('timestamptz', { nullable: true }) redacted_at: Date | null;
  @Column('timestamptz', { nullable: true }) redaction_acknowledged_at: Date | null;
  @Column('timestamptz') updated_at: Date;
}
