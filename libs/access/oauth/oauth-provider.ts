import type { OAuthClients } from '@access/installations';
import type { RateGate } from '@platform/http';
import { type Configuration, type JWK, Provider } from 'oidc-provider';

import type { Accounts } from './accounts';
import { callerAddress } from './caller-address';
import { ClientAdapter, secretMatches } from './client-adapter';
import { consentPolicy } from './consent-policy';
import { followSignIn } from './follow-sign-in';
import { ACCESS_TOKEN_SECONDS, type InstallationResource } from './installation-resource';
import { hideAccounts } from './introspection-answer';
import { metadata } from './metadata';
import { CONSENT_ROUTE, OAUTH_ROUTES } from './oauth-routes';
import type { OidcRecords } from './oidc-records';
import { useOnceOnly } from './once-only';
import { makeOurTokens } from './our-tokens';
import { RecordAdapter } from './record-adapter';
import { SIGNING_ALG } from './signing-keys';
import { fileGrants, GRANT_SECONDS, REFRESH_TOKEN_SECONDS, type UserGrants } from './user-grants';

/** All that the authorization server is made of. */
export interface OAuthParts {
  readonly issuer: string;
  readonly clients: OAuthClients;
  readonly records: OidcRecords;
  readonly resource: InstallationResource;
  readonly accounts: Accounts;
  readonly grants: UserGrants;
  readonly signingKeys: readonly JWK[];
  readonly cookieKeys: readonly string[];
  readonly scopes: () => ReadonlySet<string>;
  /** Answers with a page where a person is waiting. */
  readonly renderError: Configuration['renderError'];
  /** Limits what one client may ask for; nothing does when it is missing. */
  readonly gate: RateGate | undefined;
}

/** The authorization server: tokens of apps and of people who use them (OAuth 2.1), their revocation and introspection. */
export function oauthProvider(parts: OAuthParts): Provider {
  const provider = new Provider(parts.issuer, configuration(parts));
  provider.proxy = true;
  provider.use(metadata(parts.scopes));
  provider.use(hideAccounts);
  makeOurTokens(provider);
  useOnceOnly(provider);
  fileGrants(provider);
  followSignIn(provider);
  provider.Client.prototype.compareClientSecret = function compareClientSecret(sent) {
    return secretMatches(this.clientSecret, sent);
  };
  return provider;
}

const MINUTE_SECONDS = 60;

const ttl: Configuration['ttl'] = {
  ClientCredentials: ACCESS_TOKEN_SECONDS,
  AccessToken: (_ctx, token) => token.resourceServer?.accessTokenTTL ?? ACCESS_TOKEN_SECONDS,
  AuthorizationCode: MINUTE_SECONDS,
  DeviceCode: 10 * MINUTE_SECONDS,
  Interaction: 30 * MINUTE_SECONDS,
  Session: 24 * 60 * MINUTE_SECONDS,
  Grant: GRANT_SECONDS,
  // A token that took another's place lasts no longer than that would have.
  RefreshToken: (ctx) => ctx.oidc.entities.RotatedRefreshToken?.remainingTTL ?? REFRESH_TOKEN_SECONDS,
};

const configuration = (parts: OAuthParts): Configuration => ({
  adapter: (model) =>
    model === 'Client'
      ? new ClientAdapter(parts.clients, parts.gate)
      : new RecordAdapter(model, parts.records),
  routes: OAUTH_ROUTES,
  jwks: { keys: [...parts.signingKeys] },
  cookies: {
    keys: [...parts.cookieKeys],
    names: { session: 'dw_oauth', interaction: 'dw_oauth_consent', resume: 'dw_oauth_resume' },
    long: { httpOnly: true, sameSite: 'lax', path: '/oauth' },
    short: { httpOnly: true, sameSite: 'lax' },
  },
  scopes: [],
  responseTypes: ['code'],
  pkce: { required: () => true },
  allowOmittingSingleRegisteredRedirectUri: false,
  clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'],
  clientDefaults: { id_token_signed_response_alg: SIGNING_ALG },
  ttl,
  extraTokenClaims: (ctx) => ({ ...parts.resource.claims(ctx), ...parts.accounts.claims(ctx) }),
  findAccount: (ctx, sub, source) => parts.accounts.find(ctx, sub, source),
  loadExistingGrant: (ctx) => parts.grants.existing(ctx),
  issueRefreshToken: (_ctx, client) => client.grantTypeAllowed('refresh_token'),
  rotateRefreshToken: ({ oidc }) => oidc.client?.clientAuthMethod === 'none',
  expiresWithSession: () => false,
  interactions: {
    policy: consentPolicy(),
    url: (_ctx, { uid }) => `${new URL(parts.issuer).pathname}${CONSENT_ROUTE}/${uid}`,
  },
  clientBasedCORS: () => true,
  renderError: parts.renderError,
  features: features(parts),
});

const features = ({ resource }: OAuthParts): Configuration['features'] => ({
  clientCredentials: { enabled: true },
  resourceIndicators: {
    enabled: true,
    defaultResource: (ctx, client, oneOf) => oneOf ?? resource.byDefault(ctx, client),
    getResourceServerInfo: (ctx, identifier, client) => resource.info(ctx, identifier, client),
  },
  revocation: { enabled: true, allowedPolicy: (_ctx, client, token) => client.clientId === token.clientId },
  introspection: {
    enabled: true,
    allowedPolicy: (_ctx, client, token) => client.clientId === token.clientId,
  },
  dPoP: { enabled: true },
  pushedAuthorizationRequests: { enabled: true },
  deviceFlow: {
    enabled: true,
    deviceInfo: (ctx) => ({ ip: callerAddress(ctx.req), ua: ctx.get('user-agent').slice(0, 300) }),
  },
  devInteractions: { enabled: false },
  rpInitiatedLogout: { enabled: false },
  userinfo: { enabled: false },
});
