import { ReferenceTable } from '@platform/database';
import { Column, PrimaryColumn } from 'typeorm';

/** A person who can sign in, whatever workspaces they are a member of. */
@ReferenceTable('users')
export class User {
  @PrimaryColumn('uuid') id: string;
  /** Normalised: see `normalizedEmail`. */
  @Column('text') email: string;
  @Column('text') name: string;
  /** An argon2id PHC string; null for who signs in through somebody else only. */
  @Column('text', { nullable: true }) password_hash: string | null;
  /** The language that they chose for our pages and mails; null for that of the browser. */
  @Column('text', { nullable: true }) language: string | null;
  /** When they last showed that they read what is sent to their address. */
  @Column('timestamptz', { nullable: true }) email_verified_at: Date | null;
  @Column('timestamptz') created_at: Date;
}
