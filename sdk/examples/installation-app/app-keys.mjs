import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

import { exportJWK, generateKeyPair, importJWK, SignJWT } from 'jose';

/** An assertion is used at once. */
const LIFE = '1m';

/**
 * The app's own key pair, made when there is none; nobody else ever needs the file.
 * @param {string} path
 */
export async function appKey(path) {
  if (!existsSync(path)) {
    const { privateKey } = await generateKeyPair('ES256', { extractable: true });
    const jwk = { ...(await exportJWK(privateKey)), kid: randomUUID(), alg: 'ES256', use: 'sig' };
    writeFileSync(path, JSON.stringify(jwk), { mode: 0o600 });
  }
  /** @type {import('jose').JWK} */
  const jwk = JSON.parse(readFileSync(path, 'utf8'));
  const { d: _, ...publicHalf } = jwk;
  return { jwk, jwks: { keys: [publicHalf] } };
}

/**
 * Proves to the token endpoint which app is asking (RFC 7523): each assertion once.
 * @param {import('jose').JWK} jwk
 * @param {{ clientId: string, issuer: string }} app
 */
export async function assertion(jwk, { clientId, issuer }) {
  return new SignJWT()
    .setProtectedHeader({ alg: 'ES256', kid: jwk.kid ?? '' })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(issuer)
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime(LIFE)
    .sign(await importJWK(jwk, 'ES256'));
}
