import { Injectable } from '@nestjs/common';
import type { SignInProviderSettings } from '@platform/config';

const PATIENCE_MS = 10_000;
const KEEP_MS = 60 * 60 * 1000;

/** Where a service answers, and what it promises of its answers. */
export interface Endpoints {
  readonly authorization: string;
  readonly token: string;
  /** Where its keys are, when it speaks OpenID Connect; null when `user` tells who somebody is. */
  readonly keys: string | null;
  readonly user: string | null;
  /** Whether each answer names who gives it (RFC 9207). */
  readonly namesIssuer: boolean;
}

const GITHUB = {
  authorization: 'https://github.com/login/oauth/authorize',
  token: 'https://github.com/login/oauth/access_token',
  user: 'https://api.github.com/user',
};

/** Knows where the services of the settings answer; what their metadata says is kept for an hour. */
@Injectable()
export class ProviderEndpoints {
  private readonly known = new Map<
    string,
    { readonly endpoints: Promise<Endpoints>; readonly until: number }
  >();

  of(provider: SignInProviderSettings): Promise<Endpoints> {
    if (provider.key === 'github')
      return Promise.resolve({ ...(provider.endpoints ?? GITHUB), keys: null, namesIssuer: false });
    const kept = this.known.get(provider.issuer);
    if (kept && kept.until > performance.now()) return kept.endpoints;
    const endpoints = discovered(provider.issuer);
    this.known.set(provider.issuer, { endpoints, until: performance.now() + KEEP_MS });
    endpoints.catch(() => this.known.delete(provider.issuer));
    return endpoints;
  }
}

/** OpenID Connect Discovery 1.0, section 4; whatever calls itself by another name is not the service that was asked for. */
async function discovered(issuer: string): Promise<Endpoints> {
  const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const answer = await fetch(address, { signal: AbortSignal.timeout(PATIENCE_MS), redirect: 'error' });
  if (!answer.ok) throw new Error(`${address} answered ${answer.status}.`);
  const metadata = (await answer.json()) as Readonly<Record<string, unknown>>;
  if (metadata.issuer !== issuer) throw new Error(`${address} is the metadata of another issuer.`);
  return {
    authorization: addressIn(metadata, 'authorization_endpoint'),
    token: addressIn(metadata, 'token_endpoint'),
    keys: addressIn(metadata, 'jwks_uri'),
    user: null,
    namesIssuer: metadata.authorization_response_iss_parameter_supported === true,
  };
}

function addressIn(metadata: Readonly<Record<string, unknown>>, name: string): string {
  const address = metadata[name];
  if (typeof address !== 'string' || !URL.canParse(address)) throw new Error(`The metadata lacks ${name}.`);
  return address;
}
