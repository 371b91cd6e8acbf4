import { randomUUID } from 'node:crypto';

import type { App, Installation, PublicJwks } from '@access/installations';
import { toTypeId } from '@platform/ids';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

import type { AccessApp } from './access-app';

const ISSUER = 'https://crm.example.com/oauth';

/** The `resource` that names an installation. */
export const resourceOf = (installation: Pick<Installation, 'id'>): string =>
  `urn:dealwright:installation:${toTypeId('installation', installation.id)}`;

/** Asks for a token with a secret in the Authorization header. */
export const askByBasic = (
  server: AccessApp,
  { app, clientSecret }: { app: App; clientSecret: string | null },
  form: Record<string, string> = {},
) =>
  server.http
    .post('/oauth/token')
    .auth(app.client_id, clientSecret ?? '')
    .type('form')
    .send({ grant_type: 'client_credentials', ...form });

/** A key pair of an app: what it registers, and what it signs with. */
export async function appKeys() {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const jwks: PublicJwks = {
    keys: [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256', use: 'sig' }],
  };
  const assertion = (clientId: string, audience = ISSUER): Promise<string> =>
    new SignJWT({ jti: randomUUID() })
      .setProtectedHeader({ alg: 'ES256', kid: 'one' })
      .setIssuer(clientId)
      .setSubject(clientId)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime('1m')
      .sign(privateKey);
  return { jwks, assertion };
}

/** Asks for a token with a signed assertion. */
export const askByAssertion = (server: AccessApp, assertion: string, form: Record<string, string> = {}) =>
  server.http
    .post('/oauth/token')
    .type('form')
    .send({
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
      ...form,
    });
