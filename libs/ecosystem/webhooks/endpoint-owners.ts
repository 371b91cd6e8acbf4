import { Injectable } from '@nestjs/common';
import type { Sql } from '@platform/database';
import type { Principal } from '@platform/http';
import { kindOf, toUuid } from '@platform/ids';
import { CurrentRights } from '@platform/jobs';

import type { EndpointOwner, WebhookEndpoint } from './webhook-endpoint.entity';

/** What of an endpoint says whose it is. */
export type Owned = Pick<
  WebhookEndpoint,
  'workspace_id' | 'id' | 'principal' | 'scopes' | 'owner' | 'installation_id'
>;

/** As whom events are read for an endpoint: its scopes and rights are those that its owner has left. */
export type Audience = Principal;

/** Looks up what the owners of endpoints may see now: what they have lost since, their endpoints are not sent. */
@Injectable()
export class EndpointOwners {
  constructor(private readonly rights: CurrentRights) {}

  /**
   * By endpoint; null where the credential was revoked or has expired, its app no longer runs or its member has left. What the
   * manifest of an app asks for follows the app by itself.
   */
  async audiences(
    sql: Sql,
    endpoints: readonly Owned[],
    now: Date,
  ): Promise<ReadonlyMap<string, Audience | null>> {
    const found = new Map<string, Audience | null>();
    for (const alike of Map.groupBy(endpoints, ownerKey).values()) {
      const [first] = alike;
      const left = first && first.installation_id === null ? await this.left(sql, first, now) : ofApp(alike);
      for (const one of alike)
        found.set(one.id, left && { ...left, scopes: within(one.scopes, left.scopes) });
    }
    return found;
  }

  private async left(sql: Sql, endpoint: Owned, now: Date): Promise<Audience | null> {
    const principal = principalOf(endpoint);
    const left = await this.rights.of(sql, principal, now);
    return left && { ...principal, ...left };
  }
}

/** Endpoints with the same owner have the same rights, each within what it was made with. */
const ownerKey = ({ id, workspace_id, principal, owner, installation_id, scopes }: Owned): string =>
  installation_id === null ? JSON.stringify([workspace_id, principal, owner, scopes]) : id;

/** The scopes of an endpoint that an app has are changed and taken away together with the app's. */
function ofApp([endpoint]: readonly Owned[]): Audience | null {
  return endpoint ? principalOf(endpoint) : null;
}

const within = (scopes: readonly string[], left: ReadonlySet<string>): ReadonlySet<string> =>
  new Set(scopes.filter((scope) => left.has(scope)));

/** Whoever made the endpoint, as it is looked up. */
function principalOf({ workspace_id: workspaceId, principal: id, scopes, owner }: Owned): Principal {
  return {
    id,
    workspaceId,
    country: null,
    scopes: new Set(scopes),
    actor: { type: 'system', id: null },
    ...(owner ?? ownerFrom(id)),
  };
}

/** Of endpoints that were made before owners were kept: the credential by its public id. */
function ownerFrom(id: string): EndpointOwner {
  const kind = kindOf(id);
  return {
    kind: kind === 'member' || kind === 'installation' ? kind : 'key',
    memberId: kind === 'member' ? toUuid('member', id) : null,
    installationId: kind === 'installation' ? toUuid('installation', id) : null,
    keyId: kind === 'key' ? toUuid('key', id) : null,
  };
}

/** What is kept of the credential that makes an endpoint. */
export const ownerOf = ({ kind, memberId, installationId, keyId = null }: Principal): EndpointOwner => ({
  kind,
  memberId,
  installationId,
  keyId,
});
