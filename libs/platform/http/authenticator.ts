import type { Principal } from './request-context';

/** Tells whose credential a bearer token is: filled by the library that keeps the tokens. */
export abstract class Authenticator {
  /** The principal of a live token, or null when the token is unknown, expired or revoked. */
  abstract authenticate(token: string, now: Date): Promise<Principal | null>;
}
