import type { FastifyRequest } from 'fastify';

import type { Principal } from './request-context';

/** Tells whose credential a bearer token is: filled by the library that keeps the tokens. */
export abstract class Authenticator {
  /** The principal of a live token, or null when the token is unknown, expired or revoked. */
  abstract authenticate(token: string, now: Date): Promise<Principal | null>;
}

/** A token that is bound to a key, and the request that it came with. */
export interface SentToken {
  readonly request: FastifyRequest;
  readonly token: string;
  /** The RFC 7638 thumbprint of the key. */
  readonly boundKey: string;
}

/** Tells whether a sender has the key that a token is bound to: filled by the library that keeps the tokens. */
export abstract class PossessionCheck {
  /** Whether the request brings a proof of it that was not used before. */
  abstract isProven(sent: SentToken, now: Date): Promise<boolean>;
}
