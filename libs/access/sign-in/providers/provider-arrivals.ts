import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Arrivals } from '../arrivals';
import { Invitations } from '../invitations';
import { PageError } from '../page-error';
import { leadOn, signInAddress } from '../page-visits';
import { SignInSessions } from '../sign-in-sessions';
import { Identities } from './identities';
import { ProviderSignIn } from './provider-sign-in';
import type { Identity } from './who-is';

interface Arrival {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly provider: string;
  readonly identity: Identity;
}

/** Decides what becomes of somebody who comes back from another service: an address in what it says opens nothing. */
@Injectable()
export class ProviderArrivals {
  constructor(
    private readonly providers: ProviderSignIn,
    private readonly identities: Identities,
    private readonly sessions: SignInSessions,
    private readonly arrivals: Arrivals,
    private readonly invitations: Invitations,
  ) {}

  async arrive(request: FastifyRequest, reply: FastifyReply, provider: string): Promise<unknown> {
    const { identity, intent } = await this.providers.end(request, reply, provider);
    const arrival = { request, reply, provider, identity };
    if (intent.kind === 'connect') return this.connect(arrival, intent.sessionId);
    if (intent.kind === 'join') return this.join(arrival, intent.invitation);
    return this.signIn(arrival, intent.returnTo);
  }

  private async signIn(arrival: Arrival, returnTo: string | null): Promise<unknown> {
    const userId = await this.identities.userOf(arrival.identity);
    if (userId === null) throw new PageError(403, 'unknownIdentity');
    return this.letIn(arrival, userId, returnTo);
  }

  /** Only for the session that began it: nobody's account is connected by leading their browser here. */
  private async connect(
    { request, reply, provider, identity }: Arrival,
    sessionId: string,
  ): Promise<unknown> {
    const signedIn = await this.sessions.current(request);
    if (signedIn?.sessionId !== sessionId) throw new PageError(403, 'providerFailed');
    await this.identities.connect(signedIn.user.id, { ...identity, provider });
    return leadOn(reply, '/account/sign-ins?done=connected');
  }

  private async join(arrival: Arrival, token: string): Promise<unknown> {
    const page = `/invitation/${token}`;
    const known = await this.identities.userOf(arrival.identity);
    if (known !== null) return this.letIn(arrival, known, page);
    const { name, isKnown } = await this.invitations.find(token);
    // An account with that address is opened by its own ways alone.
    if (isKnown) return leadOn(arrival.reply, signInAddress(page));
    const { provider, identity } = arrival;
    const userId = await this.invitations.acceptNew(token, { name, password: null }, (tx, user) =>
      this.identities.connect(user.id, { ...identity, provider }, tx),
    );
    return this.letIn(arrival, userId, '/account?done=joined');
  }

  private letIn({ request, reply, provider }: Arrival, userId: string, returnTo: string | null) {
    return this.arrivals.arrive(request, reply, { userId, method: `provider:${provider}`, returnTo });
  }
}
