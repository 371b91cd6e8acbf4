import { ReferenceTable } from '@platform/database';
import { Column, PrimaryColumn } from 'typeorm';

/** A person who can sign in, whatever workspaces they are a member of. */
@ReferenceTable('users')
export class User {
  @PrimaryColumn('uuid') id: string;
  /** Normalised: see `normalizedEmail`. */
  @Column('text') email: string;
  @Column('text') name: string;
  @Column('text') password_hash: string;
  @Column('timestamptz') created_at: Date;
}
