import { Injectable } from '@nestjs/common';
import { Database, type Sql } from '@platform/database';
import { KeyStore } from '@platform/secrets';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';

export const SIGNING_ALG = 'ES256';

/** Keeps the key pairs of the authorization server, sealed. */
@Injectable()
export class SigningKeys {
  constructor(
    private readonly database: Database,
    private readonly keys: KeyStore,
  ) {}

  /** Every private key, the one that signs first; of several processes that start at once all get the same. */
  async all(now: Date): Promise<JWK[]> {
    const known = await readSigningKeys(this.database, this.keys);
    if (known.length > 0) return known;
    await this.make(now);
    return readSigningKeys(this.database, this.keys);
  }

  private async make(now: Date): Promise<void> {
    const { privateKey } = await generateKeyPair(SIGNING_ALG, { extractable: true });
    const jwk = await exportJWK(privateKey);
    const kid = await calculateJwkThumbprint(jwk);
    const sealed = this.keys.seal(
      JSON.stringify({ ...jwk, kid, alg: SIGNING_ALG, use: 'sig' }),
      context(kid),
    );
    await this.database.sql('signing_keys.add', ADD, [kid, SIGNING_ALG, sealed, now]);
  }
}

/** The stored private keys, opened; throws SecretUnreadableError when one was sealed with a key that is not there. */
export async function readSigningKeys(connection: Sql, keys: KeyStore): Promise<JWK[]> {
  const rows = await connection.sql<{ kid: string; private_jwk: string }>('signing_keys.all', ALL);
  return rows.map(({ kid, private_jwk }) => JSON.parse(keys.openText(private_jwk, context(kid))) as JWK);
}

const context = (kid: string) => ({ workspaceId: null, purpose: 'oauth.signing-key', row: kid });

const ALL = 'SELECT kid, private_jwk FROM signing_keys ORDER BY retired_at DESC NULLS FIRST, kid';

const ADD = `
  INSERT INTO signing_keys (kid, alg, private_jwk, created_at) VALUES ($1, $2, $3, $4)
  ON CONFLICT (alg) WHERE retired_at IS NULL DO NOTHING`;
