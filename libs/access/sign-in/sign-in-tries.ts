import { Injectable } from '@nestjs/common';
import { Database } from '@platform/database';
import { hashToken } from '@platform/secrets';

import { tooManyTries } from './page-error';

const MINUTE_MS = 60_000;

/** How often something may be tried within a time. */
interface TryLimit {
  readonly tries: number;
  readonly withinMs: number;
}

/** What is limited. What one address can spend on an account is little, so that nobody locks others out with few addresses. */
const LIMITS = {
  password_at_address: { tries: 10, withinMs: 15 * MINUTE_MS },
  password: { tries: 100, withinMs: 60 * MINUTE_MS },
  address: { tries: 100, withinMs: 15 * MINUTE_MS },
  second_factor: { tries: 10, withinMs: 15 * MINUTE_MS },
  mail: { tries: 5, withinMs: 60 * MINUTE_MS },
  mail_from_address: { tries: 30, withinMs: 60 * MINUTE_MS },
} as const satisfies Readonly<Record<string, TryLimit>>;

/** One thing that is counted: a limit, and whose. */
export type Tried = readonly [limit: keyof typeof LIMITS, whose: string];

/** Counts what could be guessed: before it is looked at, so that many tries at once are counted, too. */
@Injectable()
export class SignInTries {
  constructor(private readonly database: Database) {}

  /** Counts one try for each of these. Throws the page for too many tries when one of them has had its share. */
  async count(subjects: readonly Tried[], now: Date): Promise<void> {
    for (const [limit, whose] of subjects) {
      const { tries, withinMs } = LIMITS[limit];
      const until = new Date(now.getTime() + withinMs);
      const [row] = await this.database.sql<Row>('sign_in_tries.count', COUNT, [
        subjectOf(limit, whose),
        now,
        until,
      ]);
      if (row && row.tries > tries) throw tooManyTries(row.expires_at.getTime() - now.getTime());
    }
  }

  /** Takes the try back that succeeded, and of the first of these all that failed before it. */
  async succeeded([first, ...more]: readonly Tried[]): Promise<void> {
    if (first) await this.database.sql('sign_in_tries.forget', FORGET, [subjectOf(...first)]);
    for (const subject of more)
      await this.database.sql('sign_in_tries.take_back', TAKE_BACK, [subjectOf(...subject)]);
  }

  /** Forgets what is over. */
  async removeExpired(now: Date): Promise<void> {
    await this.database.sql('sign_in_tries.remove_expired', REMOVE_EXPIRED, [now]);
  }
}

interface Row {
  readonly tries: number;
  readonly expires_at: Date;
}

const subjectOf = (limit: string, whose: string): Buffer => hashToken(`${limit} ${whose}`);

const COUNT = `
  INSERT INTO sign_in_tries AS t (subject, tries, expires_at) VALUES ($1, 1, $3)
  ON CONFLICT (subject) DO UPDATE SET
    tries = CASE WHEN t.expires_at <= $2 THEN 1 ELSE t.tries + 1 END,
    expires_at = CASE WHEN t.expires_at <= $2 THEN excluded.expires_at ELSE t.expires_at END
  RETURNING tries, expires_at`;

const FORGET = 'DELETE FROM sign_in_tries WHERE subject = $1';

const TAKE_BACK = 'UPDATE sign_in_tries SET tries = tries - 1 WHERE subject = $1 AND tries > 0';

const REMOVE_EXPIRED = 'DELETE FROM sign_in_tries WHERE expires_at <= $1';
