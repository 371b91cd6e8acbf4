import { createPrivateKey, type KeyObject } from 'node:crypto';

import { Injectable } from '@nestjs/common';
import { Database, type Sql } from '@platform/database';
import { KeyStore } from '@platform/secrets';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

/** How long a key signs before the next one does. */
const LIFE_MS = 90 * DAY_MS;
/** How long a key is published before it signs: much longer than receivers are told to keep our keys. */
const AHEAD_MS = DAY_MS;
/** How long a key that was followed by another signs along, and is published. */
const ALONG_MS = DAY_MS;
/** How long a process keeps what it read: all of a roll is told a day ahead. */
const KEPT_MS = 60_000;

interface Key {
  readonly jwk: JWK;
  readonly privateKey: KeyObject;
  readonly activatesAt: Date;
  readonly retiredAt: Date | null;
}

/**
 * Keeps the key pairs with which deliveries to apps are signed, sealed, and replaces them in time. A key is published a day before
 * it signs, and signs along for a day after the next one began: no receiver that asks for our keys once a day ever fails.
 */
@Injectable()
export class WebhookSigningKeys {
  private known: { readonly keys: readonly Key[]; readonly until: number } | null = null;

  constructor(
    private readonly database: Database,
    private readonly keys: KeyStore,
  ) {}

  /** The private keys that sign now, the newest first. */
  async inForce(now: Date): Promise<KeyObject[]> {
    const keys = await this.all(now);
    return keys
      .filter(({ activatesAt, retiredAt }) => activatesAt <= now && (!retiredAt || endOf(retiredAt) > now))
      .map(({ privateKey }) => privateKey);
  }

  /** The public halves of all that sign or will (RFC 7517). */
  async published(now: Date): Promise<JWK[]> {
    return (await this.all(now)).map(({ jwk: { d: _, ...publicHalf } }) => publicHalf);
  }

  /** Makes the next key when the one that signs is old, and takes away those that are over. Of many processes one makes a key. */
  async renew(now: Date): Promise<void> {
    const activatesAt = new Date(now.getTime() + AHEAD_MS);
    await this.database.sql('webhook_signing_keys.remove', REMOVE, [new Date(now.getTime() - ALONG_MS)]);
    await this.database.transaction(async (tx) => {
      const due = new Date(activatesAt.getTime() - LIFE_MS);
      const retired = await tx.sql('webhook_signing_keys.retire', RETIRE, [due, activatesAt]);
      if (retired.length > 0) await this.add(tx, now, activatesAt);
    });
    this.known = null;
  }

  private async all(now: Date): Promise<readonly Key[]> {
    if (this.known && this.known.until > performance.now()) return this.known.keys;
    let keys = await this.stored();
    if (keys.length === 0) {
      await this.add(this.database, now, now);
      keys = await this.stored();
    }
    this.known = { keys, until: performance.now() + KEPT_MS };
    return keys;
  }

  private async stored(): Promise<Key[]> {
    const rows = await this.database.sql<KeyRow>('webhook_signing_keys.all', ALL);
    return rows.map(({ kid, private_jwk, activates_at, retired_at }) => {
      const jwk = JSON.parse(this.keys.openText(private_jwk, context(kid))) as JWK;
      const privateKey = createPrivateKey({ key: { ...jwk }, format: 'jwk' });
      return { jwk, privateKey, activatesAt: activates_at, retiredAt: retired_at };
    });
  }

  private async add(sql: Sql, now: Date, activatesAt: Date): Promise<void> {
    const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
    const jwk = await exportJWK(privateKey);
    const kid = await calculateJwkThumbprint(jwk);
    const text = JSON.stringify({ ...jwk, kid, alg: 'EdDSA', use: 'sig' });
    const sealed = this.keys.seal(text, context(kid));
    await sql.sql('webhook_signing_keys.add', ADD, [kid, sealed, now, activatesAt]);
  }
}

interface KeyRow {
  readonly kid: string;
  readonly private_jwk: string;
  readonly activates_at: Date;
  readonly retired_at: Date | null;
}

const endOf = (retiredAt: Date): Date => new Date(retiredAt.getTime() + ALONG_MS);

const context = (kid: string) => ({ workspaceId: null, purpose: 'webhook.signing-key', row: kid });

const ALL = `
  SELECT kid, private_jwk, activates_at, retired_at FROM webhook_signing_keys ORDER BY activates_at DESC, kid`;

const ADD = `
  INSERT INTO webhook_signing_keys (kid, private_jwk, created_at, activates_at) VALUES ($1, $2, $3, $4)
  ON CONFLICT DO NOTHING`;

const RETIRE = `
  UPDATE webhook_signing_keys SET retired_at = $2 WHERE retired_at IS NULL AND activates_at <= $1 RETURNING kid`;

const REMOVE = 'DELETE FROM webhook_signing_keys WHERE retired_at <= $1';
