import { createHash } from 'node:crypto';

import { Injectable } from '@nestjs/common';
import { Settings } from '@platform/config';
import { Database } from '@platform/database';
import { PossessionCheck, type SentToken } from '@platform/http';
import { hashToken } from '@platform/secrets';
import { calculateJwkThumbprint, EmbeddedJWK, errors, type JWTPayload, jwtVerify } from 'jose';

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

  async isProven(sent: SentToken, now: Date): Promise<boolean> {
    const { dpop } = sent.request.headers;
    const proof = typeof dpop === 'string' ? await verified(dpop) : null;
    if (!proof || proof.thumbprint !== sent.boundKey) return false;
    const { jti, iat } = proof.payload;
    if (typeof jti !== 'string' || typeof iat !== 'number') return false;
    if (Math.abs(now.getTime() / 1000 - iat) > WINDOW_SECONDS || !this.isFor(sent, proof.payload))
      return false;
    return this.isFirst(`${sent.boundKey} ${jti}`, now);
  }

  /** Whether a proof was made for this request and this token. */
  private isFor({ request, token }: SentToken, { htm, htu, ath }: JWTPayload): boolean {
    return (
      htm === request.method &&
      isAddress(htu, `${this.settings.publicUrl}${request.url}`) &&
      ath === createHash('sha256').update(token).digest('base64url')
    );
  }

  /** Of one proof sent many times at once, one is the first. */
  private async isFirst(id: string, now: Date): Promise<boolean> {
    const expiresAt = new Date(now.getTime() + 2 * WINDOW_SECONDS * 1000);
    const rows = await this.database.sql('oidc_records.first_proof', FIRST, [hashToken(id), expiresAt, now]);
    return rows.length === 1;
  }
}

/** A proof that was signed with the key that it names, and that key's thumbprint; null for anything else. */
async function verified(proof: string): Promise<{ payload: JWTPayload; thumbprint: string } | null> {
  try {
    const { payload, protectedHeader } = await jwtVerify(proof, EmbeddedJWK, {
      algorithms: ALGORITHMS,
      typ: 'dpop+jwt',
    });
    return { payload, thumbprint: await calculateJwkThumbprint(protectedHeader.jwk ?? {}) };
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
