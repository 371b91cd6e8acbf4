import type { OAuthClients, TokenTarget } from '@access/installations';
import { toTypeId, toUuid } from '@platform/ids';
import { type Client, errors, type KoaContextWithOIDC, type ResourceServer } from 'oidc-provider';

/** A URN, so that no grant breaks when the server gets another name (RFC 8707, section 2: any absolute URI). */
const URN = 'urn:dealwright:installation:';

/** Stands for the installation while nobody has said yet whose workspace a person means. */
export const ANY_INSTALLATION = `${URN}any`;

/** How long access tokens work. */
export const ACCESS_TOKEN_SECONDS = 600;

/** The `resource` that names an installation. */
export const resourceOf = ({ id }: Pick<TokenTarget, 'id'>): string => URN + toTypeId('installation', id);

/** The stored id of the installation that a `resource` names, or null. */
export const installationIn = (resource: unknown): string | null =>
  typeof resource === 'string' && resource.startsWith(URN)
    ? toUuid('installation', resource.slice(URN.length))
    : null;

/** Turns the `resource` of a request into an installation: whose workspace, and which scopes at most. */
export class InstallationResource {
  private readonly targets = new WeakMap<KoaContextWithOIDC, TokenTarget>();

  constructor(
    private readonly clients: OAuthClients,
    private readonly knownScopes: () => ReadonlySet<string>,
  ) {}

  /** What a request without `resource` means: the only installation of an app that acts for itself, or what a person will choose. */
  async byDefault({ oidc }: KoaContextWithOIDC, client: Client): Promise<string> {
    if (oidc.route !== 'token') return ANY_INSTALLATION;
    const id = await this.clients.onlyInstallation(client.clientId);
    if (id !== null) return resourceOf({ id });
    throw new errors.InvalidTarget(`name the installation: resource=${URN}inst_…`);
  }

  /** The installation as a resource server; refuses one that does not run or is another client's. */
  async info(ctx: KoaContextWithOIDC, resource: string, client: Client): Promise<ResourceServer> {
    if (Array.isArray(ctx.oidc.params?.resource)) throw new errors.InvalidTarget('name one installation');
    const scopes =
      resource === ANY_INSTALLATION && ctx.oidc.route !== 'token'
        ? await this.scopesOfApp(client)
        : await this.scopesOfInstallation(ctx, resource, client);
    if (asksForScopes(ctx)) this.settleScopes(ctx, scopes);
    return {
      scope: scopes.join(' '),
      audience: resource,
      accessTokenTTL: ACCESS_TOKEN_SECONDS,
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

  private async scopesOfApp({ clientId }: Client): Promise<readonly string[]> {
    return (await this.clients.app(clientId))?.scopes ?? [];
  }

  private async scopesOfInstallation(
    ctx: KoaContextWithOIDC,
    resource: string,
    { clientId }: Client,
  ): Promise<readonly string[]> {
    const id = installationIn(resource);
    const target = id === null ? null : await this.clients.installation(clientId, id);
    if (!target) throw new errors.InvalidTarget();
    this.targets.set(ctx, target);
    return target.scopes;
  }

  /** No `scope` asks for all that is granted; what is not granted is left out; what nobody knows is refused. */
  private settleScopes({ oidc }: KoaContextWithOIDC, granted: readonly string[]): void {
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

/** Codes and refresh tokens know their scopes by themselves. */
const asksForScopes = ({ oidc: { route, params } }: KoaContextWithOIDC): boolean =>
  route !== 'token' || params?.grant_type === 'client_credentials';
