import type { OAuthClients, TokenTarget } from '@access/installations';
import { toTypeId, toUuid } from '@platform/ids';
import { type Client, errors, type KoaContextWithOIDC, type ResourceServer } from 'oidc-provider';

/** A URN, so that no grant breaks when the server gets another name (RFC 8707, section 2: any absolute URI). */
const URN = 'urn:dealwright:installation:';

export const INSTALLATION_TOKEN_SECONDS = 600;

/** Turns the `resource` of a token request into an installation: whose workspace, and which scopes at most. */
export class InstallationResource {
  private readonly targets = new WeakMap<KoaContextWithOIDC, TokenTarget>();

  constructor(
    private readonly clients: OAuthClients,
    private readonly knownScopes: () => ReadonlySet<string>,
  ) {}

  /** What a request without `resource` means: the only installation of this client. */
  async byDefault(client: Client): Promise<string> {
    const id = await this.clients.onlyInstallation(client.clientId);
    if (id !== null) return URN + toTypeId('installation', id);
    throw new errors.InvalidTarget(`name the installation: resource=${URN}inst_…`);
  }

  /** The installation as a resource server; refuses one that does not run or is another client's. */
  async info(ctx: KoaContextWithOIDC, resource: string, client: Client): Promise<ResourceServer> {
    const id = resource.startsWith(URN) ? toUuid('installation', resource.slice(URN.length)) : null;
    const target = id === null ? null : await this.clients.installation(client.clientId, id);
    if (!target) throw new errors.InvalidTarget();
    this.grantScopes(ctx, target.scopes);
    this.targets.set(ctx, target);
    return {
      scope: target.scopes.join(' '),
      audience: resource,
      accessTokenTTL: INSTALLATION_TOKEN_SECONDS,
      accessTokenFormat: 'opaque',
    };
  }

  /** What a token tells of its installation; a token without one is never issued. */
  claims(ctx: KoaContextWithOIDC): Readonly<Record<string, string | number>> {
    const target = this.targets.get(ctx);
    if (!target) throw new errors.InvalidTarget();
    return {
      installation_id: toTypeId('installation', target.id),
      installation_epoch: target.epoch,
      workspace_id: toTypeId('workspace', target.workspace_id),
    };
  }

  /** No `scope` asks for all that is granted; what is not granted is left out; what nobody knows is refused. */
  private grantScopes({ oidc }: KoaContextWithOIDC, granted: readonly string[]): void {
    const { params = {} } = oidc;
    const requested = typeof params.scope === 'string' ? params.scope.split(' ') : [];
    const known = this.knownScopes();
    const unknown = requested.find((scope) => !known.has(scope));
    if (unknown !== undefined) throw new errors.InvalidScope('there is no such scope', unknown);
    if (requested.length === 0) params.scope = granted.join(' ');
    else if (!requested.some((scope) => granted.includes(scope))) {
      throw new errors.InvalidScope('the workspace granted none of these scopes', requested.join(' '));
    }
  }
}
