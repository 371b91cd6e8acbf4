import { DealwrightError } from './errors.ts';
import { orAbort } from './pause.ts';
import { problemFrom } from './problem-from.ts';
import type { TokenSource } from './token-source.ts';
import { type Sendable, send, type TransportOptions } from './transport.ts';

/** What an app needs to speak for one of its installations. */
export interface ClientCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
  /** `inst_…`: which workspace's installation the token is for. */
  readonly installationId: string;
}

interface Token {
  readonly value: string;
  readonly expiresAt: number;
}

/** A token is no longer used when it has less than this left. */
const MARGIN_MS = 30_000;
/** RFC 6749 lets a server leave `expires_in` out. */
const UNKNOWN_LIFE_S = 120;

/** Tokens of the client credentials grant (RFC 6749, 4.4): kept until shortly before they expire, fetched once for all who wait. */
export function clientCredentialsToken(
  credentials: ClientCredentials & { readonly baseUrl: string },
  options: TransportOptions,
): TokenSource {
  let kept: Token | undefined;
  let underWay: Promise<Token> | undefined;

  const fetched = async (signal: AbortSignal): Promise<string> => {
    underWay ??= tokenFor(credentials, options).finally(() => {
      underWay = undefined;
    });
    kept = await orAbort(underWay, signal);
    return kept.value;
  };

  return {
    current: async (signal) => (kept && Date.now() < kept.expiresAt ? kept.value : fetched(signal)),
    renewed: async (refused, signal) => (kept && kept.value !== refused ? kept.value : fetched(signal)),
  };
}

async function tokenFor(
  credentials: ClientCredentials & { readonly baseUrl: string },
  options: TransportOptions,
): Promise<Token> {
  const response = await send(tokenRequest(credentials), options);
  if (!response.ok) throw await problemFrom(response, Date.now());
  const answer: unknown = await response.json();
  if (!isTokenAnswer(answer))
    throw new DealwrightError('The token endpoint answered without an access_token');
  const lifeMs = (answer.expires_in ?? UNKNOWN_LIFE_S) * 1000;
  return { value: answer.access_token, expiresAt: Date.now() + lifeMs - Math.min(MARGIN_MS, lifeMs / 2) };
}

function tokenRequest({
  baseUrl,
  clientId,
  clientSecret,
  installationId,
}: ClientCredentials & { readonly baseUrl: string }): Sendable {
  const basic = btoa(`${formEncoded(clientId)}:${formEncoded(clientSecret)}`);
  const form = {
    grant_type: 'client_credentials',
    resource: `urn:dealwright:installation:${installationId}`,
  };
  return {
    method: 'POST',
    url: `${baseUrl}/oauth/token`,
    headers: new Headers({
      authorization: `Basic ${basic}`,
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
    }),
    body: new URLSearchParams(form).toString(),
    // Those who wait may give up one by one; the token is for all of them.
    signal: new AbortController().signal,
  };
}

/** RFC 6749, section 2.3.1: id and secret are form-encoded before they are joined. */
const formEncoded = (value: string): string => new URLSearchParams({ v: value }).toString().slice(2);

const isTokenAnswer = (value: unknown): value is { access_token: string; expires_in?: number } =>
  typeof value === 'object' &&
  value !== null &&
  'access_token' in value &&
  typeof value.access_token === 'string' &&
  (!('expires_in' in value) || typeof value.expires_in === 'number');
