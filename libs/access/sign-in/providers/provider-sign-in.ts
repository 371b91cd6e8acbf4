import { Injectable, Logger } from '@nestjs/common';
import { Settings, type SignInProviderSettings } from '@platform/config';
import { queryText } from '@platform/pages';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { PageError } from '../page-error';
import { type Attempt, Attempts, type Intent } from './attempts';
import { authorizationAddress, granted, type Service } from './code-flow';
import { ProviderEndpoints } from './endpoints';
import { type Identity, whoIs } from './who-is';

/** Leads people to other services, and finds out who came back. */
@Injectable()
export class ProviderSignIn {
  private readonly logger = new Logger('SignIn');

  constructor(
    private readonly settings: Settings,
    private readonly endpoints: ProviderEndpoints,
    private readonly attempts: Attempts,
  ) {}

  /** The services of the settings. */
  get all(): readonly SignInProviderSettings[] {
    return this.settings.signInProviders;
  }

  /** The address of a service to which the browser goes for what somebody wants. Throws the page for an unknown service, or one that is down. */
  async begin(reply: FastifyReply, key: string, intent: Intent): Promise<string> {
    const service = await this.service(key);
    const proofs = this.attempts.newProofs();
    const { address, verifier } = await authorizationAddress(service, proofs);
    this.attempts.keep(reply, { provider: key, intent, proofs: { ...proofs, verifier } });
    return address;
  }

  /** Who came back, and what for. Throws the page for anything that the service has not said, or not to this browser. */
  async end(
    request: FastifyRequest,
    reply: FastifyReply,
    key: string,
  ): Promise<{ identity: Identity; intent: Intent }> {
    const attempt = this.attempts.take(request, reply, key);
    if (!attempt) throw new PageError(403, 'providerFailed');
    const service = await this.service(key);
    if (!isFrom(service, queryText(request, 'iss'))) throw new PageError(403, 'providerFailed');
    return { identity: await this.identity(request, service, attempt), intent: attempt.intent };
  }

  private async identity(request: FastifyRequest, service: Service, attempt: Attempt): Promise<Identity> {
    const names = ['code', 'state', 'error', 'error_description'];
    const query = Object.fromEntries(
      names.map((name) => [name, queryText(request, name)] as const).filter(([, value]) => value !== ''),
    );
    try {
      const tokens = query.code === undefined ? null : await granted(service, query, attempt.proofs);
      if (tokens) return await whoIs(service, tokens, attempt.proofs);
    } catch (error) {
      this.logger.warn(
        { provider: service.provider.key, reason: reasonOf(error) },
        'A sign-in elsewhere failed',
      );
    }
    throw new PageError(403, 'providerFailed');
  }

  private async service(key: string): Promise<Service> {
    const provider = this.all.find((one) => one.key === key);
    if (!provider) throw new PageError(404, 'notFound');
    const callback = `${this.settings.publicUrl}/signin/with/${key}/callback`;
    try {
      return { provider, endpoints: await this.endpoints.of(provider), callback };
    } catch (error) {
      this.logger.error({ provider: key, err: error }, 'The metadata of a service cannot be read');
      throw new PageError(502, 'providerFailed');
    }
  }
}

/** RFC 9207, section 2.4: an answer that another server gave must not be taken for this one's. */
const isFrom = ({ provider, endpoints }: Service, iss: string): boolean =>
  iss === '' ? !endpoints.namesIssuer : iss === provider.issuer;

/** Never what the service answered: it may hold tokens. */
const reasonOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 200) : 'unknown';
