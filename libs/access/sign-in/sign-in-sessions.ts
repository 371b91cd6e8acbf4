import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

import { Injectable } from '@nestjs/common';
import { isPageLanguage, PageCookies, type PageLanguage } from '@platform/pages';
import { isWellFormedToken } from '@platform/secrets';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { type FoundSession, SessionStore } from './session-store';

/** Somebody who is signed in with this browser. */
export interface SignedIn {
  /** The stored id of the session. */
  readonly sessionId: string;
  /** Proves to `checkCsrf` that a form was made for this session. */
  readonly csrfToken: string;
  /** When they last showed who they are. */
  readonly authenticatedAt: Date;
  /** How: `pwd`, `otp` (a code of the second factor), `recovery`, `provider:google` … */
  readonly methods: readonly string[];
  readonly user: {
    /** A stored id. */
    readonly id: string;
    readonly name: string;
    readonly email: string;
    /** The language that they chose; null for that of the browser. */
    readonly language: PageLanguage | null;
  };
}

const COOKIE = 'session';
const COOKIE_SECONDS = 90 * 24 * 60 * 60;
const LONGEST_USER_AGENT = 300;

type WithHeaders = { readonly headers: IncomingHttpHeaders };

/** Knows who is signed in with a browser. A session that was ended is unknown at the next request, on every process. */
@Injectable()
export class SignInSessions {
  constructor(
    private readonly store: SessionStore,
    private readonly cookies: PageCookies,
  ) {}

  /** Who sends a request; null for nobody, and for who has not shown the second factor yet. */
  async current(request: WithHeaders, now = new Date()): Promise<SignedIn | null> {
    const found = await this.find(request, now);
    return found && !found.session.is_pending ? signedIn(found) : null;
  }

  /** Who has shown the first factor and still has to show the second. */
  async pending(request: WithHeaders, now = new Date()): Promise<SignedIn | null> {
    const found = await this.find(request, now);
    return found?.session.is_pending ? signedIn(found) : null;
  }

  /** Begins a session in place of the one that the browser had: nobody knows its token beforehand. */
  async begin(
    request: FastifyRequest,
    reply: FastifyReply,
    {
      userId,
      methods,
      isPending = false,
    }: { userId: string; methods: readonly string[]; isPending?: boolean },
  ): Promise<void> {
    const before = this.tokenOf(request);
    if (before !== null) await this.store.endByToken(before);
    const session = {
      user_id: userId,
      is_pending: isPending,
      methods: [...methods],
      address: request.ip,
      user_agent: request.headers['user-agent']?.slice(0, LONGEST_USER_AGENT) ?? null,
    };
    this.cookies.set(reply, COOKIE, await this.store.add(session, new Date()), COOKIE_SECONDS);
  }

  /** Ends the session of the browser. */
  async end(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const token = this.tokenOf(request);
    if (token !== null) await this.store.endByToken(token);
    this.cookies.clear(reply, COOKIE);
  }

  private async find(request: WithHeaders, now: Date): Promise<Found | null> {
    const token = this.tokenOf(request);
    const session = token === null ? null : await this.store.find(token, now);
    return token !== null && session ? { token, session } : null;
  }

  private tokenOf(request: WithHeaders): string | null {
    const token = this.cookies.read(request, COOKIE);
    return token !== null && isWellFormedToken(token) ? token : null;
  }
}

interface Found {
  readonly token: string;
  readonly session: FoundSession;
}

const signedIn = ({ token, session }: Found): SignedIn => ({
  sessionId: session.id,
  // Whoever does not know the token cannot make it, and it does not tell the token.
  csrfToken: createHash('sha256').update(`csrf ${token}`).digest('base64url'),
  authenticatedAt: session.authenticated_at,
  methods: session.methods,
  user: {
    id: session.user_id,
    name: session.name,
    email: session.email,
    language: isPageLanguage(session.language) ? session.language : null,
  },
});
