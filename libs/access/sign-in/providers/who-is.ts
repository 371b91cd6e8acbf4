import { createRemoteJWKSet, jwtVerify } from 'jose';

import type { Granted, Proofs, Service } from './code-flow';

const PATIENCE_MS = 10_000;
/** Signatures that only the service can make: what is signed with our secret, anybody who knows it could have made. */
const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'ES384', 'ES512', 'RS384', 'RS512', 'EdDSA', 'Ed25519'];

/** Somebody as another service knows them. */
export interface Identity {
  readonly issuer: string;
  /** Never given to somebody else there. */
  readonly subject: string;
  /** What they are called there. */
  readonly label: string;
}

type KeySet = ReturnType<typeof createRemoteJWKSet>;

const keySets = new Map<string, KeySet>();

/** Asks who somebody is at a service that gave tokens. Throws when it does not say so beyond doubt. */
export const whoIs = (service: Service, tokens: Granted, proofs: Proofs): Promise<Identity> =>
  service.endpoints.keys === null ? fromUser(service, tokens) : fromIdToken(service, tokens, proofs);

/** OpenID Connect Core 1.0, section 3.1.3.7: signature, issuer, audience, time, and the nonce of this very attempt. */
async function fromIdToken(
  { provider, endpoints }: Service,
  { idToken }: Granted,
  { nonce }: Proofs,
): Promise<Identity> {
  if (idToken === null || endpoints.keys === null) throw new Error('The service gave no ID token.');
  const { payload } = await jwtVerify(idToken, keysAt(endpoints.keys), {
    issuer: provider.issuer,
    audience: provider.clientId,
    algorithms: ALGORITHMS,
    requiredClaims: ['sub', 'exp', 'iat', 'nonce'],
    clockTolerance: 60,
  });
  if (payload.nonce !== nonce) throw new Error('The ID token is of another attempt.');
  const isOurs = payload.azp === undefined || payload.azp === provider.clientId;
  if (!payload.sub || !isOurs) throw new Error('The ID token is for another client.');
  const label = [payload.email, payload.preferred_username, payload.name].find(
    (text) => typeof text === 'string',
  );
  return { issuer: provider.issuer, subject: payload.sub, label: (label ?? payload.sub).slice(0, 254) };
}

function keysAt(address: string): KeySet {
  const known =
    keySets.get(address) ?? createRemoteJWKSet(new URL(address), { timeoutDuration: PATIENCE_MS });
  keySets.set(address, known);
  return known;
}

/** GitHub speaks no OpenID Connect: the number of the account that the token opens. */
async function fromUser({ provider, endpoints }: Service, { accessToken }: Granted): Promise<Identity> {
  const answer = await fetch(endpoints.user ?? '', {
    headers: {
      authorization: `Bearer ${accessToken}`,
      accept: 'application/json',
      'user-agent': 'Dealwright',
    },
    signal: AbortSignal.timeout(PATIENCE_MS),
    redirect: 'error',
  });
  if (!answer.ok) throw new Error(`The service answered ${answer.status} when it was asked who that is.`);
  const user = (await answer.json()) as { readonly id?: unknown; readonly login?: unknown };
  if (typeof user.id !== 'number' || !Number.isSafeInteger(user.id))
    throw new Error('The service does not say who that is.');
  const label = typeof user.login === 'string' ? user.login : String(user.id);
  return { issuer: provider.issuer, subject: String(user.id), label: label.slice(0, 254) };
}
