import { ContextTokens } from '@access/oauth';
import { AccessKeys } from '@access/tokens';
import { RequestContext } from '@platform/http';
import { type IdKind, toUuid } from '@platform/ids';
import request from 'supertest';

import type { TestApi, TestWorkspace } from './test-api';

/** Makes a token of one kind for a workspace, with these scopes. */
export type TokenMaker = (
  api: TestApi,
  workspace: TestWorkspace,
  scopes: readonly string[],
) => Promise<string>;

/** Every kind of credential that the API takes. */
export const CREDENTIALS: Readonly<Record<string, TokenMaker>> = {
  "a private app's key": (api, workspace, scopes) =>
    key(api, workspace, { scopes, installationId: stored('installation', workspace.installation_id) }),
  "a workspace's own key": (api, workspace, scopes) => key(api, workspace, { scopes }),
  "an installation's token": async (api, workspace, scopes) => {
    const { body } = await request(api.server)
      .post('/oauth/token')
      .auth(workspace.client_id, workspace.client_secret)
      .type('form')
      .send({ grant_type: 'client_credentials', scope: scopes.join(' ') })
      .expect(200);
    return body.access_token as string;
  },
  'a member who uses an app': async (api, workspace, scopes) => {
    const [member] = await api.sql<{ id: string }>(
      `SELECT id FROM members WHERE workspace_id = $1 AND role = 'admin' ORDER BY id LIMIT 1`,
      [stored('workspace', workspace.workspace_id)],
    );
    const context = await api.app.get(ContextTokens, { strict: false }).sign(
      {
        installationId: stored('installation', workspace.installation_id),
        clientId: workspace.client_id,
        workspaceId: stored('workspace', workspace.workspace_id),
        memberId: member?.id ?? '',
        placement: 'page',
        record: null,
      },
      new Date(),
    );
    const { body } = await request(api.server)
      .post('/oauth/token')
      .auth(workspace.client_id, workspace.client_secret)
      .type('form')
      .send({
        grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
        subject_token: context,
        subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
        scope: scopes.join(' '),
      })
      .expect(200);
    return body.access_token as string;
  },
};

/** Makes a key of a workspace's own, or of an installation in it. */
export async function key(
  api: TestApi,
  { workspace_id }: TestWorkspace,
  given: { scopes: readonly string[]; installationId?: string },
): Promise<string> {
  const ctx = RequestContext.system(stored('workspace', workspace_id), new Date());
  const made = await api.database.transaction((tx) =>
    api.app.get(AccessKeys, { strict: false }).create(tx, ctx, { name: 'Test', ...given }),
  );
  return made.token;
}

/** The stored form of an id. */
export function stored(kind: IdKind, id: string): string {
  const uuid = toUuid(kind, id);
  if (uuid === null) throw new Error(`${id} is not the id of a ${kind}.`);
  return uuid;
}
