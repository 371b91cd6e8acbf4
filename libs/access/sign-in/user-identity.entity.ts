import { LocalTable } from '@platform/database';
import { Column, PrimaryColumn } from 'typeorm';

/** An account of another service that opens one of ours; never found by an email address. */
@LocalTable('user_identities')
export class UserIdentity {
  @PrimaryColumn('text') issuer: string;
  @PrimaryColumn('text') subject: string;
  @Column('uuid') user_id: string;
  /** The key of the service in the settings. */
  @Column('text') provider: string;
  /** What it is called there: shown, and never compared. */
  @Column('text') label: string;
  @Column('timestamptz') created_at: Date;
}
