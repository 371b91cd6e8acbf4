import { LocalTable } from '@platform/database';
import { Column, PrimaryColumn } from 'typeorm';

/** What a token check must know of an installation before it knows the workspace; written with the installation. */
@LocalTable('installation_lookups')
export class InstallationLookup {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') workspace_id: string;
  @Column('uuid') app_id: string;
  @Column('text', { array: true }) scopes: string[];
  /** `active` while its tokens work, also before the app has set itself up. */
  @Column('text') state: 'active' | 'suspended' | 'uninstalled';
  @Column('integer') epoch: number;
  /** The revision of the app that the installation was brought up to. */
  @Column('integer') app_revision: number;
  /** When the worker has to see to its redaction; null when nothing is to be done. */
  @Column('timestamptz', { nullable: true }) redact_at: Date | null;
}
