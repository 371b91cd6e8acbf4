import { timingSafeEqual } from 'node:crypto';

import type { Client, OAuthClients } from '@access/installations';
import type { RateGate } from '@platform/http';
import { hashToken } from '@platform/secrets';
import { type Adapter, type AdapterPayload, errors, Provider } from 'oidc-provider';

import { callerAddress } from './caller-address';

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
  grant_types: ['client_credentials'],
  response_types: [],
  redirect_uris: [],
  ...(app.client_secret_hash && { client_secret: secretHashes(app) }),
  ...(app.jwks && { jwks: { keys: [...app.jwks.keys] } }),
});

const readOnly = (): Promise<never> => Promise.reject(new Error('Clients are only read here.'));
