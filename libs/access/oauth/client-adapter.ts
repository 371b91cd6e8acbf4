import { timingSafeEqual } from 'node:crypto';

import { type Client, isOfNativeApp, type OAuthClients } from '@access/installations';
import type { RateGate } from '@platform/http';
import { hashToken } from '@platform/secrets';
import { type Adapter, type AdapterPayload, errors, Provider } from 'oidc-provider';

import { callerAddress } from './caller-address';
import { TOKEN_EXCHANGE } from './token-exchange';

/** Shows our apps to oidc-provider as its clients; it may read them and nothing else. */
export class ClientAdapter implements Adapter {
  constructor(
    private readonly clients: OAuthClients,
    private readonly gate: RateGate | undefined,
  ) {}

  async find(id: string): Promise<AdapterPayload | undefined> {
    await this.refuseTooMany(id);
    const app = await this.clients.app(id);
    return app ? clientMetadata(app) : undefined;
  }

  /** Per address as well: nobody can use up the budget of somebody else's client. */
  private async refuseTooMany(id: string): Promise<void> {
    const { ctx } = Provider;
    const refusal = ctx && (await this.gate?.charge('token_client', `${callerAddress(ctx.req)} ${id}`));
    if (!refusal) return;
    ctx.set(refusal.headers);
    const error = new errors.CustomOIDCProviderError(refusal.code, refusal.message);
    throw Object.assign(error, { status: refusal.status, statusCode: refusal.status });
  }

  upsert = readOnly;
  findByUserCode = readOnly;
  findByUid = readOnly;
  consume = readOnly;
  destroy = readOnly;
  revokeByGrantId = readOnly;
}

/** Whether a secret that a client sent is one of those whose hashes stand in its metadata. */
export function secretMatches(storedHashes: string | undefined, sent: string): boolean {
  const actual = hashToken(sent);
  return (storedHashes ?? '').split(' ').some((hash) => {
    const expected = Buffer.from(hash, 'hex');
    return expected.length === actual.length && timingSafeEqual(expected, actual);
  });
}

const secretHashes = ({ client_secret_hash, previous_client_secret_hash }: Client): string =>
  [client_secret_hash, previous_client_secret_hash].flatMap((hash) => hash?.toString('hex') ?? []).join(' ');

/** RFC 7591, section 2; `client_secret` holds the hashes of the secrets in force, see `secretMatches`. */
const clientMetadata = (app: Client): AdapterPayload => ({
  client_id: app.client_id,
  client_name: app.name,
  token_endpoint_auth_method: app.token_endpoint_auth_method,
  // The port of a program on somebody's own machine is whatever was free (RFC 8252, section 7.3).
  application_type: isPublic(app) && app.redirect_uris.some(isOfNativeApp) ? 'native' : 'web',
  grant_types: grantTypesOf(app),
  response_types: app.redirect_uris.length > 0 ? ['code'] : [],
  redirect_uris: [...app.redirect_uris],
  ...(app.client_secret_hash && { client_secret: secretHashes(app) }),
  ...(app.jwks && { jwks: { keys: [...app.jwks.keys] } }),
});

const isPublic = ({ token_endpoint_auth_method: method }: Client): boolean => method === 'none';

const grantTypesOf = (app: Client): string[] => [
  ...(isPublic(app) ? [] : ['client_credentials', TOKEN_EXCHANGE]),
  ...(app.redirect_uris.length > 0 ? ['authorization_code'] : []),
  ...(app.kind === 'first_party' ? [DEVICE_CODE] : []),
  ...(app.redirect_uris.length > 0 || app.kind === 'first_party' ? ['refresh_token'] : []),
];

/** RFC 8628, section 3.4; only programs of ours get tokens so, because a person cannot see who asks. */
const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code';

const readOnly = (): Promise<never> => Promise.reject(new Error('Clients are only read here.'));
