import { Injectable } from '@nestjs/common';
import { Database, type Sql } from '@platform/database';
import { hashToken, isWellFormedToken, newToken } from '@platform/secrets';

import type { LinkPurpose, OneTimeLink } from './one-time-link.entity';

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

const LIFETIME_MS: Readonly<Record<LinkPurpose, number>> = {
  reset_password: HOUR_MS,
  confirm_email: DAY_MS,
  welcome: 7 * DAY_MS,
  invitation: 14 * DAY_MS,
};

/** What a new link is about. */
export type NewLink = Pick<OneTimeLink, 'purpose' | 'email'> &
  Partial<Pick<OneTimeLink, 'user_id' | 'workspace_id' | 'member_id'>>;

/** Makes links that work once, and finds what they are about. */
@Injectable()
export class OneTimeLinks {
  constructor(private readonly database: Database) {}

  /** Makes a link in place of those of the same purpose for the same person or member, and answers with its token. */
  async issue(sql: Sql, link: NewLink, now = new Date()): Promise<string> {
    const { purpose, email, user_id = null, workspace_id = null, member_id = null } = link;
    if (user_id !== null) await sql.sql('one_time_links.replace', REPLACE, [user_id, purpose]);
    if (member_id !== null) await this.withdraw(sql, member_id);
    const token = newToken('link');
    await sql.sql('one_time_links.add', ADD, [
      hashToken(token),
      purpose,
      user_id,
      workspace_id,
      member_id,
      email,
      now,
      new Date(now.getTime() + LIFETIME_MS[purpose]),
    ]);
    return token;
  }

  /** What a link is about, when it is for one of these purposes and still works. */
  async find(token: string, purposes: readonly LinkPurpose[], now = new Date()): Promise<OneTimeLink | null> {
    if (!isWellFormedToken(token)) return null;
    const [link] = await this.database.sql<OneTimeLink>('one_time_links.find', FIND, [
      hashToken(token),
      purposes,
      now,
    ]);
    return link ?? null;
  }

  /** The same, and it works no more: of many at once, one gets it. */
  async use(
    sql: Sql,
    token: string,
    purposes: readonly LinkPurpose[],
    now = new Date(),
  ): Promise<OneTimeLink | null> {
    if (!isWellFormedToken(token)) return null;
    const [link] = await sql.sql<OneTimeLink>('one_time_links.use', USE, [hashToken(token), purposes, now]);
    return link ?? null;
  }

  /** Ends the invitation of a member. */
  async withdraw(sql: Sql, memberId: string): Promise<void> {
    await sql.sql('one_time_links.withdraw', WITHDRAW, [memberId]);
  }

  /** Ends all links that are about the account of somebody. */
  async endAll(sql: Sql, userId: string): Promise<void> {
    await sql.sql('one_time_links.end_all', END_ALL, [userId]);
  }

  async removeExpired(now: Date): Promise<void> {
    await this.database.sql('one_time_links.remove_expired', REMOVE_EXPIRED, [now]);
  }
}

const COLUMNS = 'token_hash, purpose, user_id, workspace_id, member_id, email, created_at, expires_at';

const ADD = `INSERT INTO one_time_links (${COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`;

const FIND = `
  SELECT ${COLUMNS} FROM one_time_links WHERE token_hash = $1 AND purpose = ANY ($2) AND expires_at > $3`;

const USE = `
  DELETE FROM one_time_links WHERE token_hash = $1 AND purpose = ANY ($2) AND expires_at > $3
  RETURNING ${COLUMNS}`;

const REPLACE = 'DELETE FROM one_time_links WHERE user_id = $1 AND purpose = $2';

const WITHDRAW = 'DELETE FROM one_time_links WHERE member_id = $1';

const END_ALL = 'DELETE FROM one_time_links WHERE user_id = $1';

const REMOVE_EXPIRED = 'DELETE FROM one_time_links WHERE expires_at <= $1';
