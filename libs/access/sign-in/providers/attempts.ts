import { randomBytes } from 'node:crypto';

import { Injectable } from '@nestjs/common';
import { PageCookies } from '@platform/pages';
import { KeyStore, type SealContext, SecretUnreadableError } from '@platform/secrets';
import type { FastifyReply, FastifyRequest } from 'fastify';

import type { Proofs } from './code-flow';

const COOKIE = 'provider';
const LIFETIME_SECONDS = 600;
/** Browsers keep 4,096 bytes a cookie. */
const LONGEST_RETURN = 1500;

/** What somebody wants who is led to another service. */
export type Intent =
  | { readonly kind: 'sign_in'; readonly returnTo: string | null }
  | { readonly kind: 'connect'; readonly sessionId: string }
  | { readonly kind: 'join'; readonly invitation: string };

/** A sign-in elsewhere on its way. */
export interface Attempt {
  readonly provider: string;
  readonly intent: Intent;
  readonly proofs: Proofs;
  readonly until: number;
}

/** Remembers sign-ins elsewhere in the browser that began them, sealed: nobody else can end one, nor read it. */
@Injectable()
export class Attempts {
  constructor(
    private readonly cookies: PageCookies,
    private readonly keys: KeyStore,
  ) {}

  /** What nobody can guess, for a new attempt. */
  newProofs(): Omit<Proofs, 'verifier'> {
    return { state: randomBytes(32).toString('base64url'), nonce: randomBytes(32).toString('base64url') };
  }

  keep(reply: FastifyReply, attempt: Omit<Attempt, 'until'>): void {
    const until = Date.now() + LIFETIME_SECONDS * 1000;
    const sealed = this.keys.seal(
      JSON.stringify({ ...attempt, intent: short(attempt.intent), until }),
      CONTEXT,
    );
    this.cookies.set(reply, COOKIE, sealed, LIFETIME_SECONDS);
  }

  /** The attempt of this browser with a service, which is over with it; null when there is none. */
  take(request: FastifyRequest, reply: FastifyReply, provider: string): Attempt | null {
    const sealed = this.cookies.read(request, COOKIE);
    this.cookies.clear(reply, COOKIE);
    const attempt = sealed === null ? null : this.opened(sealed);
    return attempt && attempt.provider === provider && attempt.until > Date.now() ? attempt : null;
  }

  private opened(sealed: string): Attempt | null {
    try {
      return JSON.parse(this.keys.openText(sealed, CONTEXT)) as Attempt;
    } catch (error) {
      if (error instanceof SecretUnreadableError) return null;
      throw error;
    }
  }
}

const CONTEXT: SealContext = { workspaceId: null, purpose: 'sign-in.provider', row: 'cookie' };

const short = (intent: Intent): Intent =>
  intent.kind === 'sign_in' && (intent.returnTo?.length ?? 0) > LONGEST_RETURN
    ? { ...intent, returnTo: null }
    : intent;
