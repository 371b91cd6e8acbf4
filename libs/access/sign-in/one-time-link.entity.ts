import { LocalTable } from '@platform/database';
import { Column, PrimaryColumn } from 'typeorm';

/** What a link is for. */
export type LinkPurpose = 'invitation' | 'reset_password' | 'welcome' | 'confirm_email';

/** A link that works once. */
@LocalTable('one_time_links')
export class OneTimeLink {
  /** sha256 of the token in the link, which is stored nowhere else. */
  @PrimaryColumn('bytea') token_hash: Buffer;
  @Column('text') purpose: LinkPurpose;
  /** Whose account it is about; null for invitations. */
  @Column('uuid', { nullable: true }) user_id: string | null;
  @Column('uuid', { nullable: true }) workspace_id: string | null;
  @Column('uuid', { nullable: true }) member_id: string | null;
  /** The address that it was sent to. */
  @Column('text') email: string;
  @Column('timestamptz') created_at: Date;
  @Column('timestamptz') expires_at: Date;
}
