import { Injectable } from '@nestjs/common';
import { Database, type Sql } from '@platform/database';
import { KeyStore } from '@platform/secrets';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';

export const SIGNING_ALG = 'ES256';

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

/** How long a key signs. */
const LIFE_MS = 90 * DAY_MS;
/** How long a key is published before it signs: longer than anybody keeps our keys without asking again. */
const AHEAD_MS = DAY_MS;
/** How long a key is published after it signed for the last time: longer than anything lasts that it signed. */
const AFTER_MS = DAY_MS;

/** Keeps the key pairs of the authorization server, sealed, and replaces them in time. */
@Injectable()
export class SigningKeys {
  constructor(
    private readonly database: Database,
    private readonly keys: KeyStore,
  ) {}

  /** Every private key, the one that signs first; of several processes that start at once all get the same. */
  async all(now: Date): Promise<JWK[]> {
    const known = await this.stored(now);
    if (known.length > 0) return known;
    await this.add(this.database, now, now);
    return this.stored(now);
  }

  /** The public halves of all of them (RFC 7517). */
  async published(now: Date): Promise<JWK[]> {
    return (await this.all(now)).map(publicHalf);
  }

  /**
   * Makes the next key when the one that signs is old: it is published now and signs a day later. Takes away those that are long
   * over. Tells whether anything changed; of many processes at once one makes a key.
   */
  async renew(now: Date): Promise<boolean> {
    const removed = await this.database.sql('signing_keys.remove', REMOVE, [
      new Date(now.getTime() - AFTER_MS),
    ]);
    const activatesAt = new Date(now.getTime() + AHEAD_MS);
    const due = new Date(activatesAt.getTime() - LIFE_MS);
    const isMade = await this.database.transaction(async (tx) => {
      const retired = await tx.sql('signing_keys.retire', RETIRE, [SIGNING_ALG, due, activatesAt]);
      if (retired.length === 0) return false;
      await this.add(tx, now, activatesAt);
      return true;
    });
    return isMade || removed.length > 0;
  }

  private async stored(now: Date): Promise<JWK[]> {
    return readSigningKeys(this.database, this.keys, now);
  }

  private async add(sql: Sql, now: Date, activatesAt: Date): Promise<void> {
    const { privateKey } = await generateKeyPair(SIGNING_ALG, { extractable: true });
    const jwk = await exportJWK(privateKey);
    const kid = await calculateJwkThumbprint(jwk);
    const sealed = this.keys.seal(
      JSON.stringify({ ...jwk, kid, alg: SIGNING_ALG, use: 'sig' }),
      context(kid),
    );
    await sql.sql('signing_keys.add', ADD, [kid, SIGNING_ALG, sealed, now, activatesAt]);
  }
}

/** The stored private keys, opened, the one that signs first; throws SecretUnreadableError when one was sealed with a key that is not there. */
export async function readSigningKeys(
  connection: Sql,
  keys: KeyStore,
  now: Date = new Date(),
): Promise<JWK[]> {
  const rows = await connection.sql<{ kid: string; private_jwk: string }>('signing_keys.all', ALL, [now]);
  return rows.map(({ kid, private_jwk }) => JSON.parse(keys.openText(private_jwk, context(kid))) as JWK);
}

const publicHalf = ({ d: _, ...jwk }: JWK): JWK => jwk;

const context = (kid: string) => ({ workspaceId: null, purpose: 'oauth.signing-key', row: kid });

/** First the one that signs now, then the one that will, then those that did. */
const ALL = `
  SELECT kid, private_jwk FROM signing_keys
  ORDER BY (activates_at <= $1 AND (retired_at IS NULL OR retired_at > $1)) DESC, activates_at DESC, kid`;

const ADD = `
  INSERT INTO signing_keys (kid, alg, private_jwk, created_at, activates_at) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (alg) WHERE retired_at IS NULL DO NOTHING`;

const RETIRE = `
  UPDATE signing_keys SET retired_at = $3 WHERE alg = $1 AND retired_at IS NULL AND activates_at <= $2
  RETURNING kid`;

const REMOVE = 'DELETE FROM signing_keys WHERE retired_at <= $1 RETURNING kid';
