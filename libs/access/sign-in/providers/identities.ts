import { Injectable } from '@nestjs/common';
import { constraintViolation, Database, type Sql } from '@platform/database';

import { PageError } from '../page-error';
import type { UserIdentity } from '../user-identity.entity';
import type { Identity } from './who-is';

/** Knows whose accounts the accounts of other services open. */
@Injectable()
export class Identities {
  constructor(private readonly database: Database) {}

  /** The stored id of the user, or null for an identity that nobody has connected. */
  async userOf({ issuer, subject }: Identity): Promise<string | null> {
    const [row] = await this.database.sql<{ user_id: string }>('identities.user_of', USER_OF, [
      issuer,
      subject,
    ]);
    return row?.user_id ?? null;
  }

  of(userId: string): Promise<UserIdentity[]> {
    return this.database.sql<UserIdentity>('identities.of', OF, [userId]);
  }

  /** Connects an identity with a user. Throws the page for one that is taken: by somebody, or of the same service. */
  async connect(
    userId: string,
    { provider, issuer, subject, label }: Identity & { readonly provider: string },
    sql: Sql = this.database,
  ): Promise<void> {
    try {
      await sql.sql('identities.add', ADD, [issuer, subject, userId, provider, label, new Date()]);
    } catch (error) {
      if (!constraintViolation(error)) throw error;
      throw new PageError(409, 'identityTaken');
    }
  }

  async disconnect(userId: string, provider: string): Promise<void> {
    await this.database.sql('identities.remove', REMOVE, [userId, provider]);
  }
}

const USER_OF = 'SELECT user_id FROM user_identities WHERE issuer = $1 AND subject = $2';

const OF = `
  SELECT issuer, subject, user_id, provider, label, created_at FROM user_identities WHERE user_id = $1
  ORDER BY created_at`;

const ADD = `
  INSERT INTO user_identities (issuer, subject, user_id, provider, label, created_at)
  VALUES ($1, $2, $3, $4, $5, $6)`;

const REMOVE = 'DELETE FROM user_identities WHERE user_id = $1 AND provider = $2';
