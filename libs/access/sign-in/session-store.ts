import { Injectable } from '@nestjs/common';
import { Database, type Sql } from '@platform/database';
import { newUuid } from '@platform/ids';
import { hashToken, newToken } from '@platform/secrets';

import type { Session } from './session.entity';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** A session that nobody uses for so long is over. */
const IDLE_MS = 14 * DAY_MS;
/** No session lasts longer. */
const LIFETIME_MS = 90 * DAY_MS;
/** How long a second factor is waited for. */
const PENDING_MS = 10 * MINUTE_MS;
const SEEN_EVERY_MS = MINUTE_MS;

/** A session with the person whose it is. */
export interface FoundSession
  extends Pick<Session, 'id' | 'user_id' | 'is_pending' | 'methods' | 'authenticated_at' | 'last_seen_at'> {
  readonly name: string;
  readonly email: string;
  readonly language: string | null;
}

/** What a new session is made of. */
export type NewSession = Pick<Session, 'user_id' | 'is_pending' | 'methods' | 'address' | 'user_agent'>;

/** Stores sessions; their tokens only as sha256. */
@Injectable()
export class SessionStore {
  constructor(private readonly database: Database) {}

  /** Stores a session, and answers with its token. */
  async add(session: NewSession, now: Date): Promise<string> {
    const token = newToken('session');
    const expiresAt = new Date(now.getTime() + (session.is_pending ? PENDING_MS : LIFETIME_MS));
    await this.database.sql('sessions.add', ADD, [
      newUuid(),
      hashToken(token),
      session.user_id,
      session.is_pending,
      session.methods,
      session.address,
      session.user_agent,
      now,
      expiresAt,
    ]);
    return token;
  }

  /** The session of a token, unless it is over; that it was used is noted. */
  async find(token: string, now: Date): Promise<FoundSession | null> {
    const [found] = await this.database.sql<FoundSession>('sessions.find', FIND, [
      hashToken(token),
      now,
      idleSince(now),
    ]);
    if (!found) return null;
    if (found.last_seen_at.getTime() < now.getTime() - SEEN_EVERY_MS)
      await this.database.sql('sessions.seen', SEEN, [found.id, now]);
    return found;
  }

  /** The sessions of somebody, the one used last first. */
  list(userId: string, now: Date): Promise<Session[]> {
    return this.database.sql<Session>('sessions.list', LIST, [userId, now, idleSince(now)]);
  }

  /** Notes that whoever uses a session showed once more who they are. */
  async confirmed(id: string, now: Date): Promise<void> {
    await this.database.sql('sessions.confirmed', CONFIRMED, [id, now]);
  }

  /** Ends one session of somebody, and tells whether there was one. */
  async end(userId: string, id: string, sql: Sql = this.database): Promise<boolean> {
    return (await sql.sql('sessions.end', END, [userId, id])).length > 0;
  }

  async endByToken(token: string): Promise<void> {
    await this.database.sql('sessions.end_by_token', END_BY_TOKEN, [hashToken(token)]);
  }

  /** Ends all sessions of somebody, but for one if it is told. */
  async endAll(userId: string, { but = null, sql = this.database }: { but?: string | null; sql?: Sql } = {}) {
    await sql.sql('sessions.end_all', END_ALL, [userId, but]);
  }

  async removeExpired(now: Date): Promise<void> {
    await this.database.sql('sessions.remove_expired', REMOVE_EXPIRED, [now]);
    await this.database.sql('sessions.remove_idle', REMOVE_IDLE, [idleSince(now)]);
  }
}

const idleSince = (now: Date): Date => new Date(now.getTime() - IDLE_MS);

const ADD = `
  INSERT INTO sessions (id, token_hash, user_id, is_pending, methods, address, user_agent,
    created_at, authenticated_at, last_seen_at, expires_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $8, $9)`;

const FIND = `
  SELECT s.id, s.user_id, s.is_pending, s.methods, s.authenticated_at, s.last_seen_at, u.name, u.email, u.language
  FROM sessions AS s JOIN users AS u ON u.id = s.user_id
  WHERE s.token_hash = $1 AND s.expires_at > $2 AND s.last_seen_at > $3`;

const SEEN = 'UPDATE sessions SET last_seen_at = $2 WHERE id = $1';

const CONFIRMED = 'UPDATE sessions SET authenticated_at = $2 WHERE id = $1';

const LIST = `
  SELECT id, user_id, is_pending, methods, address, user_agent, created_at, authenticated_at, last_seen_at, expires_at
  FROM sessions WHERE user_id = $1 AND NOT is_pending AND expires_at > $2 AND last_seen_at > $3
  ORDER BY last_seen_at DESC, id LIMIT 200`;

const END = 'DELETE FROM sessions WHERE user_id = $1 AND id = $2 RETURNING id';

const END_BY_TOKEN = 'DELETE FROM sessions WHERE token_hash = $1';

const END_ALL = 'DELETE FROM sessions WHERE user_id = $1 AND ($2::uuid IS NULL OR id <> $2)';

const REMOVE_EXPIRED = 'DELETE FROM sessions WHERE expires_at <= $1';

const REMOVE_IDLE = 'DELETE FROM sessions WHERE last_seen_at <= $1';
