import type { OAuthClients } from '@access/installations';
import type { RateGate } from '@platform/http';
import { newToken } from '@platform/secrets';
import { type Configuration, type JWK, Provider } from 'oidc-provider';

import { ClientAdapter, secretMatches } from './client-adapter';
import { INSTALLATION_TOKEN_SECONDS, type InstallationResource } from './installation-resource';
import { metadata } from './metadata';
import type { OidcRecords } from './oidc-records';
import { RecordAdapter } from './record-adapter';
import { SIGNING_ALG } from './signing-keys';

/** Where each endpoint is, below the issuer. */
export const OAUTH_ROUTES = {
  token: '/token',
  introspection: '/introspect',
  revocation: '/revoke',
  jwks: '/jwks',
} as const;

/** All that the authorization server is made of. */
export interface OAuthParts {
  readonly issuer: string;
  readonly clients: OAuthClients;
  readonly records: OidcRecords;
  readonly resource: InstallationResource;
  readonly signingKeys: readonly JWK[];
  readonly cookieKeys: readonly string[];
  readonly scopes: () => ReadonlySet<string>;
  /** Limits what one client may ask for; nothing does when it is missing. */
  readonly gate: RateGate | undefined;
}

/** The authorization server: installation tokens by client credentials, their revocation and introspection. */
export function oauthProvider(parts: OAuthParts): Provider {
  const provider = new Provider(parts.issuer, configuration(parts));
  provider.proxy = true;
  provider.use(metadata(parts.scopes));
  makeOurTokens(provider);
  provider.Client.prototype.compareClientSecret = function compareClientSecret(sent) {
    return secretMatches(this.clientSecret, sent);
  };
  return provider;
}

/** Gives access tokens our own format, which carries a checksum and can be found by secret scanners. */
function makeOurTokens(provider: Provider): void {
  const tokens = provider.ClientCredentials.prototype as unknown as { generateTokenId: () => string };
  const original = tokens.generateTokenId;
  tokens.generateTokenId = function generateTokenId() {
    // The library's own also notes the format of the token.
    original.call(this);
    return newToken('at');
  };
}

const configuration = ({
  clients,
  records,
  resource,
  signingKeys,
  cookieKeys,
  gate,
}: OAuthParts): Configuration => ({
  adapter: (model) =>
    model === 'Client' ? new ClientAdapter(clients, gate) : new RecordAdapter(model, records),
  routes: OAUTH_ROUTES,
  jwks: { keys: [...signingKeys] },
  cookies: { keys: [...cookieKeys] },
  scopes: [],
  responseTypes: [],
  clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'private_key_jwt'],
  clientDefaults: { id_token_signed_response_alg: SIGNING_ALG },
  ttl: { ClientCredentials: INSTALLATION_TOKEN_SECONDS },
  extraTokenClaims: (ctx) => resource.claims(ctx),
  clientBasedCORS: () => true,
  renderError: (ctx, out) => {
    ctx.body = out;
  },
  features: {
    clientCredentials: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: (_ctx, client, oneOf) => oneOf ?? resource.byDefault(client),
      getResourceServerInfo: (ctx, identifier, client) => resource.info(ctx, identifier, client),
    },
    revocation: { enabled: true, allowedPolicy: (_ctx, client, token) => client.clientId === token.clientId },
    introspection: {
      enabled: true,
      allowedPolicy: (_ctx, client, token) => client.clientId === token.clientId,
    },
    devInteractions: { enabled: false },
    dPoP: { enabled: false },
    pushedAuthorizationRequests: { enabled: false },
    rpInitiatedLogout: { enabled: false },
    userinfo: { enabled: false },
  },
});
