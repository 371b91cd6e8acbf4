import { createHash } from 'node:crypto';

import { Injectable } from '@nestjs/common';
import { Settings } from '@platform/config';
import { Database } from '@platform/database';
import { PossessionCheck, type SentToken } from '@platform/http';
import { hashToken } from '@platform/secrets';
import { calculateJwkThumbprint, EmbeddedJWK, errors, type JWTVerifyResult, jwtVerify } from 'jose';

/** What a proof may be signed with: the same as the authorization server says. */
const ALGORITHMS = ['ES256', 'Ed25519', 'EdDSA'];

/** How far a proof's clock may be from ours. */
const WINDOW_SECONDS = 60;

/** Checks that whoever sends a token has the key that it was bound to (RFC 9449, section 4.3), each proof once. */
@Injectable()
export class DpopProofs extends PossessionCheck {
  constructor(
    private readonly settings: Settings,
    private readonly database: Database,
  ) {
    super();
  }

  async isProven({ request, token, boundKey }: SentToken, now: Date): Promise<boolean> {
    const { dpop } = request.headers;
    const proof = typeof dpop === 'string' ? await verified(dpop) : null;
    const { jwk } = proof?.protectedHeader ?? {};
    if (!proof || !jwk || (await calculateJwkThumbprint(jwk)) !== boundKey) return false;
    const { payload } = proof;
    const { jti, iat } = payload;
    if (typeof jti !== 'string' || typeof iat !== 'number') return false;
    const age = Math.abs(now.getTime() / 1000 - iat);
    const isForThis =
      payload.htm === request.method &&
      isAddress(payload.htu, `${this.settings.publicUrl}${request.url}`) &&
      payload.ath === createHash('sha256').update(token).digest('base64url');
    return isForThis && age <= WINDOW_SECONDS && (await this.isFirst(`${boundKey} ${jti}`, now));
  }

  /** Of one proof sent many times at once, one is the first. */
  private async isFirst(id: string, now: Date): Promise<boolean> {
    const expiresAt = new Date(now.getTime() + 2 * WINDOW_SECONDS * 1000);
    const rows = await this.database.sql('oidc_records.first_proof', FIRST, [hashToken(id), expiresAt, now]);
    return rows.length === 1;
  }
}

async function verified(proof: string): Promise<JWTVerifyResult | null> {
  try {
    return await jwtVerify(proof, EmbeddedJWK, { algorithms: ALGORITHMS, typ: 'dpop+jwt' });
  } catch (error) {
    // What a stranger made up is no mistake of ours.
    if (error instanceof errors.JOSEError || error instanceof TypeError) return null;
    throw error;
  }
}

/** Query and fragment are left out of the comparison. */
function isAddress(sent: unknown, here: string): boolean {
  if (typeof sent !== 'string' || !URL.canParse(sent)) return false;
  const [one, other] = [new URL(sent), new URL(here)];
  return one.origin === other.origin && one.pathname === other.pathname && one.username === '';
}

const FIRST = `
  INSERT INTO oidc_records (model, id_hash, payload, expires_at) VALUES ('DPoPProof', $1, '{}', $2)
  ON CONFLICT (model, id_hash) DO UPDATE SET expires_at = excluded.expires_at
  WHERE oidc_records.expires_at <= $3
  RETURNING model`;
