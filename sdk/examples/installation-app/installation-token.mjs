import { assertion } from './app-keys.mjs';

/** A token is no longer used when it has less than this left. */
const MARGIN_MS = 30_000;

/**
 * Answers tokens of one installation, each kept until shortly before it is over: what `new Dealwright({ token })` takes.
 * @param {{ baseUrl: string, clientId: string, installationId: string, jwk: import('jose').JWK }} app
 * @returns {() => Promise<string>}
 */
export function installationToken(app) {
  /** @type {{ value: string, until: number } | undefined} */
  let kept;
  return async () => {
    if (!kept || Date.now() > kept.until) kept = await fetched(app);
    return kept.value;
  };
}

/** @param {Parameters<typeof installationToken>[0]} app */
async function fetched({ baseUrl, clientId, installationId, jwk }) {
  const response = await fetch(`${baseUrl}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      resource: `urn:dealwright:installation:${installationId}`,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: await assertion(jwk, { clientId, issuer: `${baseUrl}/oauth` }),
    }),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(`No token: ${answer.error}: ${answer.error_description}`);
  return { value: String(answer.access_token), until: Date.now() + answer.expires_in * 1000 - MARGIN_MS };
}
