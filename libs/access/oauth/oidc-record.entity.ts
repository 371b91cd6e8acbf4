import { LocalTable } from '@platform/database';
import { Column, PrimaryColumn } from 'typeorm';

/** Something that the authorization server remembers; ids that are bearer tokens are stored as their sha256 only. */
@LocalTable('oidc_records')
export class OidcRecord {
  /** The kind of record: `ClientCredentials`, `ReplayDetection` … */
  @PrimaryColumn('text') model: string;
  @PrimaryColumn('bytea') id_hash: Buffer;
  @Column('jsonb') payload: object;
  @Column('bytea', { nullable: true }) grant_hash: Buffer | null;
  @Column('bytea', { nullable: true }) uid_hash: Buffer | null;
  /** The installation that an access token acts as, and its epoch when the token was issued. */
  @Column('uuid', { nullable: true }) installation_id: string | null;
  @Column('integer', { nullable: true }) installation_epoch: number | null;
  /** The member that a grant or a token is of. */
  @Column('uuid', { nullable: true }) member_id: string | null;
  @Column('timestamptz', { nullable: true }) consumed_at: Date | null;
  @Column('timestamptz', { nullable: true }) expires_at: Date | null;
}
