import { createHash, randomUUID } from 'node:crypto';

import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';

/** A key that tokens can be bound to, and its proofs (RFC 9449). */
export async function dpopKey() {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const jwk: JWK = await exportJWK(publicKey);
  const proof = (
    htm: string,
    htu: string,
    {
      token,
      header = {},
      ...claims
    }: Readonly<Record<string, unknown>> & { token?: string; header?: object } = {},
  ): Promise<string> =>
    new SignJWT({
      jti: randomUUID(),
      htm,
      htu,
      iat: Math.floor(Date.now() / 1000),
      ...(token !== undefined && { ath: createHash('sha256').update(token).digest('base64url') }),
      ...claims,
    })
      .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk, ...header })
      .sign(privateKey);
  return { proof, jwk };
}
