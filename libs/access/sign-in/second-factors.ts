import { Injectable } from '@nestjs/common';
import { Database, type Sql } from '@platform/database';
import { hashToken, KeyStore, type SealContext } from '@platform/secrets';

import { keyForApp, newKey, newRecoveryCode, plainRecoveryCode, stepOf } from './one-time-codes';
import type { SecondFactor } from './second-factor.entities';

const RECOVERY_CODES = 10;

/** How somebody stands with the second step. */
export interface SecondStep {
  readonly state: 'off' | 'begun' | 'on';
  readonly recoveryCodes: number;
}

/** Asks for codes of an authenticator app (TOTP, RFC 6238) beside the password, and for recovery codes in their place. */
@Injectable()
export class SecondFactors {
  constructor(
    private readonly database: Database,
    private readonly keys: KeyStore,
  ) {}

  async isOn(userId: string): Promise<boolean> {
    return (await this.of(userId))?.confirmed_at != null;
  }

  async standing(userId: string): Promise<SecondStep> {
    const factor = await this.of(userId);
    if (!factor) return { state: 'off', recoveryCodes: 0 };
    const [row] = await this.database.sql<{ count: number }>('recovery_codes.count', COUNT_CODES, [userId]);
    return { state: factor.confirmed_at ? 'on' : 'begun', recoveryCodes: row?.count ?? 0 };
  }

  /** Makes a key for somebody who has none in use. */
  async begin(userId: string, now: Date): Promise<void> {
    const sealed = this.keys.seal(newKey(), contextOf(userId));
    await this.database.sql('second_factors.begin', BEGIN, [userId, sealed, now]);
  }

  /** The key that was begun, for the app; null when there is none, or it is in use and shown no more. */
  async begun(userId: string, email: string): Promise<{ text: string; uri: string } | null> {
    const factor = await this.of(userId);
    return factor && !factor.confirmed_at ? keyForApp(this.keyOf(factor), email) : null;
  }

  /** Turns the second step on with a first code, and answers with the recovery codes; null for a wrong code. */
  async confirm(sql: Sql, userId: string, code: string, now: Date): Promise<string[] | null> {
    const factor = await this.of(userId, sql);
    const step = factor && !factor.confirmed_at ? stepOf(this.keyOf(factor), digitsOf(code), now) : null;
    if (step === null) return null;
    const done = await sql.sql('second_factors.confirm', CONFIRM, [userId, step, now]);
    return done.length > 0 ? this.newRecoveryCodes(sql, userId) : null;
  }

  /** What kind of code this is, which works no more afterwards; null for a wrong one. */
  async check(
    userId: string,
    code: string,
    now: Date,
    sql: Sql = this.database,
  ): Promise<'otp' | 'recovery' | null> {
    const recovery = plainRecoveryCode(code);
    if (recovery !== null) {
      const used = await sql.sql('recovery_codes.use', USE_CODE, [userId, hashToken(recovery)]);
      return used.length > 0 ? 'recovery' : null;
    }
    const factor = await this.of(userId, sql);
    const step = factor?.confirmed_at ? stepOf(this.keyOf(factor), digitsOf(code), now) : null;
    if (step === null) return null;
    const taken = await sql.sql('second_factors.take', TAKE, [userId, step]);
    return taken.length > 0 ? 'otp' : null;
  }

  /** Makes new recovery codes in place of those before, and answers with them: they are stored as hashes only. */
  async newRecoveryCodes(sql: Sql, userId: string): Promise<string[]> {
    const codes = Array.from({ length: RECOVERY_CODES }, newRecoveryCode);
    const hashes = codes.map((code) => hashToken(code.replaceAll('-', '')));
    await sql.sql('recovery_codes.forget', FORGET_CODES, [userId]);
    await sql.sql('recovery_codes.add', ADD_CODES, [userId, hashes]);
    return codes;
  }

  async turnOff(sql: Sql, userId: string): Promise<void> {
    await sql.sql('recovery_codes.forget', FORGET_CODES, [userId]);
    await sql.sql('second_factors.remove', REMOVE, [userId]);
  }

  private async of(userId: string, sql: Sql = this.database): Promise<SecondFactor | null> {
    const [factor] = await sql.sql<SecondFactor>('second_factors.of', OF, [userId]);
    return factor ?? null;
  }

  private keyOf({ user_id, sealed }: SecondFactor): Buffer {
    return this.keys.open(sealed, contextOf(user_id));
  }
}

const contextOf = (userId: string): SealContext => ({
  workspaceId: null,
  purpose: 'second-factor',
  row: userId,
});

const digitsOf = (code: string): string => code.replaceAll(/\s/g, '');

const OF =
  'SELECT user_id, sealed, confirmed_at, last_step, created_at FROM second_factors WHERE user_id = $1';

const BEGIN = `
  INSERT INTO second_factors AS f (user_id, sealed, created_at) VALUES ($1, $2, $3)
  ON CONFLICT (user_id) DO UPDATE SET sealed = excluded.sealed, created_at = excluded.created_at
  WHERE f.confirmed_at IS NULL`;

const CONFIRM = `
  UPDATE second_factors SET confirmed_at = $3, last_step = $2 WHERE user_id = $1 AND confirmed_at IS NULL
  RETURNING user_id`;

/** Of many at once with the same code, one gets through. */
const TAKE = `
  UPDATE second_factors SET last_step = $2
  WHERE user_id = $1 AND confirmed_at IS NOT NULL AND (last_step IS NULL OR last_step < $2)
  RETURNING user_id`;

const REMOVE = 'DELETE FROM second_factors WHERE user_id = $1';

const COUNT_CODES = 'SELECT count(*)::int AS count FROM recovery_codes WHERE user_id = $1';

const ADD_CODES = 'INSERT INTO recovery_codes (user_id, code_hash) SELECT $1, unnest($2::bytea[])';

const USE_CODE = 'DELETE FROM recovery_codes WHERE user_id = $1 AND code_hash = $2 RETURNING user_id';

const FORGET_CODES = 'DELETE FROM recovery_codes WHERE user_id = $1';
