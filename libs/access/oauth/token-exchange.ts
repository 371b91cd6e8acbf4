import { toTypeId } from '@platform/ids';
import { errors, type Provider, type TokenEndpointGrantContext } from 'oidc-provider';

import { type InstallationResource, resourceOf } from './installation-resource';
import type { PersonTokens } from './person-tokens';

/** RFC 8693, section 2.1. */
export const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';

const JWT = 'urn:ietf:params:oauth:token-type:jwt';
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';

/** A frame asks for the next token when it needs one: the person is there. */
const LIFE_SECONDS = 300;

interface Params {
  subject_token?: string;
  subject_token_type?: string;
  requested_token_type?: string;
}

/** Lets an app exchange the context token of its frame for one that acts for the member who looks. */
export function exchangeTokens(
  provider: Provider,
  { contexts, active, accounts }: PersonTokens,
  resource: InstallationResource,
): void {
  const handle = async (ctx: TokenEndpointGrantContext<Params>): Promise<void> => {
    const { client, params } = ctx.oidc;
    refuseOtherTokens(params);
    const shown = await contexts.redeem(params.subject_token ?? '', client.clientId, new Date());
    const user = shown && (await active.userOf(shown.target.workspace_id, shown.memberId));
    if (!shown || user === null)
      throw new errors.InvalidGrant('the context token is wrong, over or was used before');
    const identifier = resourceOf(shown.target);
    const server = new provider.ResourceServer(identifier, {
      ...(await resource.info(ctx, identifier, client)),
      accessTokenTTL: LIFE_SECONDS,
    });
    accounts.actFor(ctx, shown);
    const token = new provider.AccessToken({
      accountId: toTypeId('user', user),
      client,
      gty: 'token_exchange',
      scope: scopesOf(params.scope, shown.target.scopes),
    } as ConstructorParameters<Provider['AccessToken']>[0]);
    token.resourceServer = server;
    ctx.oidc.entity('AccessToken', token);
    ctx.body = {
      access_token: await token.save(),
      issued_token_type: ACCESS_TOKEN,
      token_type: 'Bearer',
      expires_in: LIFE_SECONDS,
      scope: token.scope,
    };
  };
  provider.registerGrantType<Params>(TOKEN_EXCHANGE, handle, [
    'subject_token',
    'subject_token_type',
    'requested_token_type',
    'scope',
  ]);
}

function refuseOtherTokens({ subject_token, subject_token_type, requested_token_type }: Params): void {
  if (!subject_token) throw new errors.InvalidRequest('missing required parameter subject_token');
  if (subject_token_type !== JWT) throw new errors.InvalidRequest(`subject_token_type must be ${JWT}`);
  if (requested_token_type !== undefined && requested_token_type !== ACCESS_TOKEN) {
    throw new errors.InvalidRequest(`requested_token_type must be ${ACCESS_TOKEN}`);
  }
}

/** All that the workspace granted, or of that what is asked for. */
function scopesOf(requested: string | undefined, granted: readonly string[]): string {
  const wanted = new Set(requested?.split(' ') ?? granted);
  const scopes = granted.filter((scope) => wanted.has(scope));
  if (scopes.length === 0)
    throw new errors.InvalidScope('the workspace granted none of these scopes', requested ?? '');
  return scopes.join(' ');
}
