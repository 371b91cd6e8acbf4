import { hashPassword } from '@access/passwords';
import { Injectable } from '@nestjs/common';
import { constraintViolation, Database, type Sql, type Transaction } from '@platform/database';
import { conflict } from '@platform/http';
import { newUuid } from '@platform/ids';

import { normalizedEmail } from './normalized-email';
import { User } from './user.entity';

/** A person about to be kept. */
export interface NewUser {
  readonly email: string;
  readonly name: string;
  /** Null for who signs in through somebody else. */
  readonly password: string | null;
  /** Whether they have shown that the address is theirs. */
  readonly isVerified: boolean;
}

/** What may change of a user. */
export type UserChange = Partial<Omit<User, 'id' | 'created_at'>>;

/** Keeps the people who can sign in, apart from the workspaces that they work in. */
@Injectable()
export class Users {
  constructor(private readonly database: Database) {}

  /** Keeps somebody new; 409 `email_taken` when the address has an account already. */
  async add(tx: Transaction, { email, name, password, isVerified }: NewUser, now: Date): Promise<User> {
    const user: User = {
      id: newUuid(),
      email: normalizedEmail(email),
      name,
      password_hash: password === null ? null : await hashPassword(password),
      language: null,
      email_verified_at: isVerified ? now : null,
      created_at: now,
    };
    try {
      await tx.rows.insert(User, user);
      return user;
    } catch (error) {
      throw emailTaken(error);
    }
  }

  /** Whose address it is, written in whatever way. */
  async byEmail(email: string, sql: Sql = this.database): Promise<User | null> {
    const [user] = await sql.sql<User>('users.by_email', `${READ} WHERE email = $1`, [
      normalizedEmail(email),
    ]);
    return user ?? null;
  }

  async byId(id: string, sql: Sql = this.database): Promise<User | null> {
    const [user] = await sql.sql<User>('users.by_id', `${READ} WHERE id = $1`, [id]);
    return user ?? null;
  }

  /** The same, held until the transaction ends. */
  async lock(tx: Transaction, id: string): Promise<User | null> {
    const [user] = await tx.sql<User>('users.lock', `${READ} WHERE id = $1 FOR NO KEY UPDATE`, [id]);
    return user ?? null;
  }

  /** Changes the named columns; 409 `email_taken` when somebody else has the new address. */
  async change(tx: Transaction, id: string, change: UserChange): Promise<void> {
    try {
      await tx.rows.update(User, { id }, change);
    } catch (error) {
      throw emailTaken(error);
    }
  }
}

const emailTaken = (error: unknown): unknown =>
  constraintViolation(error)?.constraint === 'users_email_unique'
    ? conflict('email_taken', 'This email address already has an account: sign in with it.')
    : error;

const READ = `
  SELECT id, email, name, password_hash, language, email_verified_at, created_at FROM users`;
