import type { ApiClient, Created } from '../../support/api-client';
import type { TestApi, TestWorkspace } from '../../support/test-api';
import type { FakeApp } from './fake-app';

export type Json = Readonly<Record<string, unknown>>;

/** A manifest of an app that lives at an address of its own; `more` replaces members. */
export const manifestOf = (url: string, more: Json = {}): Json => ({
  key: 'quote-builder',
  version: '1.0.0',
  name: 'Quote builder',
  publisher: { name: 'Example Ltd', url: 'https://example.com' },
  categories: ['sales'],
  scopes: {
    required: [{ scope: 'deals:read', reason: 'To fill quotes.' }],
    optional: [{ scope: 'deals:write', reason: 'To write totals.' }],
  },
  ...(url && { lifecycle_url: `${url}/lifecycle` }),
  ...more,
});

/** An app in a workspace, with its credentials. */
export interface MadeApp {
  readonly id: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly signingSecret: string;
}

/** Makes a private app, which trusts what is signed with its secret. */
export async function makeApp(workspace: ApiClient, manifest: Json, fake?: FakeApp): Promise<MadeApp> {
  const app = await workspace.create('/v1/apps', { manifest });
  const signingSecret = String(app.signing_secret);
  if (fake) fake.secrets = [signingSecret];
  return {
    id: app.id,
    clientId: String(app.client_id),
    clientSecret: String(app.client_secret),
    signingSecret,
  };
}

/** Installs it. */
export const install = (workspace: ApiClient, app: MadeApp, more: Json = {}): Promise<Created> =>
  workspace.create('/v1/installations', { app_id: app.id, ...more });

/** A caller with a token of the installation. */
export async function asApp(api: TestApi, app: MadeApp, installationId: string): Promise<ApiClient> {
  const token = await tokenOf(api, app, installationId);
  return api.as(token);
}

/** A token of the installation by client credentials; fails the test when none is given. */
export async function tokenOf(
  api: TestApi,
  { clientId, clientSecret }: Pick<MadeApp, 'clientId' | 'clientSecret'>,
  installationId: string,
): Promise<string> {
  const answer = await askForToken(api, { clientId, clientSecret }, installationId);
  if (answer.status !== 200) throw new Error(`No token: ${JSON.stringify(await answer.json())}`);
  return ((await answer.json()) as { access_token: string }).access_token;
}

/** The same question, whatever comes of it. */
export const askForToken = (
  api: TestApi,
  { clientId, clientSecret }: Pick<MadeApp, 'clientId' | 'clientSecret'>,
  installationId: string,
): Promise<Response> =>
  fetch(`${api.url}/oauth/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      resource: `urn:dealwright:installation:${installationId}`,
    }),
  });

/** A caller of the workspace whose key holds nothing but these scopes. */
export async function holding(
  api: TestApi,
  workspace: TestWorkspace,
  scopes: readonly string[],
): Promise<ApiClient> {
  const key = await workspace.create('/v1/keys', { name: 'Test', scopes });
  return api.as(String(key.token));
}
