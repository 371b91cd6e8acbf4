import { toUuid } from '@platform/ids';
import { hashToken, newToken } from '@platform/secrets';

import { ApiClient, type Created } from '../../support/api-client';
import type { TestApi, TestWorkspace } from '../../support/test-api';

/** A member who signs in, and a client that acts for them. */
export interface Colleague {
  readonly id: string;
  readonly role: string;
  readonly client: ApiClient;
}

/** A credential that acts for a member with every scope, which their role then narrows. */
async function tokenOf(api: TestApi, member: string): Promise<string> {
  const token = newToken('pat');
  const id = toUuid('member', member);
  await api.sql(`UPDATE members SET state = 'active' WHERE id = $1`, [id]);
  await api.sql(
    `INSERT INTO access_keys (id, workspace_id, member_id, kind, token_hash, name, scopes, expires_at, version,
       allowed_addresses, created_at, updated_at, created_by)
     SELECT gen_random_uuid(), workspace_id, id, 'personal', $2, 'test', $3, now() + interval '1 day', 1, '{}', now(), now(),
       '{"type": "system", "id": null}' FROM members WHERE id = $1`,
    [id, hashToken(token), api.scopes()],
  );
  return token;
}

/** Invites a colleague with a role, who starts to work at once. */
export async function employ(
  api: TestApi,
  workspace: TestWorkspace,
  name: string,
  role: string,
): Promise<Colleague> {
  const email = `${name.toLowerCase()}@staff.example`;
  const { id }: Created = await workspace.create('/v1/members', { name, email, role });
  return { id, role, client: api.as(await tokenOf(api, id)) };
}
