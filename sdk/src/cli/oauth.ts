import type { StoredTokens } from './profiles.ts';

/** The command line's own name at every server. */
const CLIENT = 'dealwright-cli';
const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

/** What the server shows for a device (RFC 8628, section 3.2). */
export interface DeviceCode {
  readonly device_code: string;
  readonly user_code: string;
  readonly verification_uri: string;
  readonly verification_uri_complete?: string;
  readonly expires_in: number;
  /** Seconds between two questions; 5 unless told. */
  readonly interval?: number;
}

/** The server refused; `code` is OAuth's word for why. */
export class OAuthRefusal extends Error {
  constructor(
    readonly code: string,
    detail: string | undefined,
  ) {
    super(detail ?? code);
  }
}

/** Asks for a code that a person types, for every scope that the server knows: what they may do narrows it. */
export async function beginDevice(url: string): Promise<DeviceCode> {
  const response = await reached(`${url}/.well-known/oauth-authorization-server/oauth`);
  const { scopes_supported: scopes } = (await json(response, url)) as { scopes_supported?: string[] };
  return (await post(url, '/device_authorization', { scope: (scopes ?? []).join(' ') })) as DeviceCode;
}

/** The tokens, once the person has allowed it; until then an OAuthRefusal `authorization_pending`. */
export const deviceTokens = async (url: string, code: string): Promise<StoredTokens> =>
  tokensIn(await post(url, '/token', { grant_type: DEVICE_GRANT, device_code: code }));

/** New tokens for those that have run out. */
export const renewedTokens = async (url: string, { refresh_token }: StoredTokens): Promise<StoredTokens> =>
  tokensIn(await post(url, '/token', { grant_type: 'refresh_token', refresh_token }));

/** Ends them at the server. */
export async function revoke(url: string, { refresh_token }: StoredTokens): Promise<void> {
  await post(url, '/revoke', { token: refresh_token, token_type_hint: 'refresh_token' });
}

function tokensIn(answer: unknown): StoredTokens {
  const { access_token, refresh_token, expires_in } = answer as StoredTokens & { expires_in: number };
  return { access_token, refresh_token, expires_at: Date.now() + expires_in * 1000 };
}

async function post(url: string, path: string, form: Readonly<Record<string, string>>): Promise<unknown> {
  const body = new URLSearchParams({ client_id: CLIENT, ...form });
  const response = await reached(`${url}/oauth${path}`, { method: 'POST', body });
  if (response.ok) return path === '/revoke' ? null : json(response, url);
  const { error = `status ${response.status}`, error_description: detail } = (await json(response, url)) as {
    error?: string;
    error_description?: string;
  };
  throw new OAuthRefusal(error, detail);
}

async function reached(address: string, init: RequestInit = {}): Promise<Response> {
  try {
    return await fetch(address, { ...init, signal: AbortSignal.timeout(30_000) });
  } catch (error) {
    throw new Error(`${new URL(address).origin} does not answer.`, { cause: error });
  }
}

async function json(response: Response, url: string): Promise<object> {
  try {
    return (await response.json()) as object;
  } catch (error) {
    throw new Error(`${url} is no Dealwright server: it answered ${response.status} without JSON.`, {
      cause: error,
    });
  }
}
