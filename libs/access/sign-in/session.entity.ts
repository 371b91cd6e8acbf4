import { LocalTable } from '@platform/database';
import { Column, PrimaryColumn } from 'typeorm';

/** A browser in which somebody is signed in, or about to be. */
@LocalTable('sessions')
export class Session {
  @PrimaryColumn('uuid') id: string;
  /** sha256 of the token in the browser's cookie, which is stored nowhere. */
  @Column('bytea') token_hash: Buffer;
  @Column('uuid') user_id: string;
  /** Whether the second factor is still to come: such a session opens nothing. */
  @Column('boolean') is_pending: boolean;
  /** How they showed who they are, in order: `pwd`, `otp`, `recovery`, `provider:google` … */
  @Column('text', { array: true }) methods: string[];
  @Column('text') address: string;
  @Column('text', { nullable: true }) user_agent: string | null;
  @Column('timestamptz') created_at: Date;
  @Column('timestamptz') authenticated_at: Date;
  /** Exact to a minute. */
  @Column('timestamptz') last_seen_at: Date;
  @Column('timestamptz') expires_at: Date;
}
