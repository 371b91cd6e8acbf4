import type { TokenTarget } from '@access/installations';
import { Injectable } from '@nestjs/common';
import { toTypeId } from '@platform/ids';
import type { Grant, KoaContextWithOIDC, Provider } from 'oidc-provider';

import { type Choice, Choices } from './choices';
import { ANY_INSTALLATION, resourceOf } from './installation-resource';
import { OidcRecords } from './oidc-records';

/** How long refresh tokens work, counted from the consent. */
export const REFRESH_TOKEN_SECONDS = 90 * 24 * 60 * 60;

/** How long a consent is remembered: a refresh token that comes of it must not outlive it. */
export const GRANT_SECONDS = 2 * REFRESH_TOKEN_SECONDS;

/** What a person allowed an app: all of these scopes, and none of those. */
export interface Consent {
  readonly client: string;
  /** The public id of the user. */
  readonly user: string;
  readonly memberId: string;
  readonly target: TokenTarget;
  readonly granted: readonly string[];
  readonly rejected: readonly string[];
}

/** The grants of people: one for each user, client and installation, and of that a copy for each time that they sign in. */
@Injectable()
export class UserGrants {
  constructor(
    private readonly records: OidcRecords,
    private readonly choices: Choices,
  ) {}

  /** Keeps a consent and answers with the id under which tokens are issued. */
  async keep(provider: Provider, consent: Consent): Promise<string> {
    const { client, user, memberId, target, granted, rejected } = consent;
    const grant = new provider.Grant({ clientId: client, accountId: user });
    if (granted.length > 0) grant.addResourceScope(resourceOf(target), [...granted]);
    if (rejected.length > 0) grant.rejectResourceScope(resourceOf(target), [...rejected]);
    Object.assign(grant, claimsOf(target, memberId));
    return grant.save();
  }

  /**
   * What goes for a request: the consent just given, or an earlier one for the same user, client and installation that covers
   * it. Never one of another workspace.
   */
  async existing(ctx: KoaContextWithOIDC): Promise<Grant | undefined> {
    const { provider, result, client, account } = ctx.oidc;
    const consented = result?.consent?.grantId;
    if (consented !== undefined) return provider.Grant.find(consented);
    if (!client || !account) return undefined;
    const choice = await this.choice(ctx, client.clientId, account.accountId);
    if (!choice?.target) return undefined;
    const until = new Date(Date.now() + REFRESH_TOKEN_SECONDS * 1000);
    const known = await this.records.consent(choice.memberId, choice.target.id, until);
    if (!known) return undefined;
    const grant = new provider.Grant({ clientId: client.clientId, accountId: account.accountId });
    const { resources, rejected } = known as Pick<Grant, 'resources' | 'rejected'>;
    Object.assign(grant, { resources, rejected }, claimsOf(choice.target, choice.memberId));
    if (!covers(grant, ctx, choice.target)) return undefined;
    await grant.save();
    return grant;
  }

  /** The only installation that a request can mean; who named none and has one is taken to mean that. */
  private async choice(ctx: KoaContextWithOIDC, clientId: string, user: string): Promise<Choice | undefined> {
    const { params = {}, provider, resourceServers = {} } = ctx.oidc;
    const { choices } = await this.choices.of(clientId, user, params.resource);
    const [only, second] = choices;
    if (!only?.target || second) return undefined;
    if (params.resource === ANY_INSTALLATION) {
      const { [ANY_INSTALLATION]: any } = resourceServers;
      const resource = resourceOf(only.target);
      Reflect.deleteProperty(resourceServers, ANY_INSTALLATION);
      resourceServers[resource] = new provider.ResourceServer(resource, {
        ...any,
        scope: only.target.scopes.join(' '),
        audience: resource,
      });
      params.resource = resource;
    }
    return only;
  }
}

/** What a grant tells of its installation; see `RecordAdapter`. */
const claimsOf = ({ id, epoch }: TokenTarget, memberId: string) => ({
  installation_id: toTypeId('installation', id),
  installation_epoch: epoch,
  sub: toTypeId('member', memberId),
});

/** Whether the person was asked about all that is asked for now. */
function covers(grant: Grant, { oidc }: KoaContextWithOIDC, target: TokenTarget): boolean {
  const encountered = new Set(grant.getResourceScopeEncountered(resourceOf(target)).split(' '));
  return [...oidc.requestParamScopes].every(
    (scope) => encountered.has(scope) || !target.scopes.includes(scope),
  );
}

/** Lets grants carry what they are filed under. */
export function fileGrants({ Grant }: Provider): void {
  const names = (Grant as unknown as { IN_PAYLOAD: readonly string[] }).IN_PAYLOAD;
  const all = [...names, 'installation_id', 'installation_epoch', 'sub'];
  Object.defineProperty(Grant, 'IN_PAYLOAD', { get: () => all });
}
