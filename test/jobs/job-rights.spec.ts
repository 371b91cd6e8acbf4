import { Installations } from '@access/installations';
import type { Transaction } from '@platform/database';
import { RequestContext } from '@platform/http';

import type { ApiClient } from '../support/api-client';
import { CREDENTIALS, key, stored } from '../support/credentials';
import type { TestWorkspace } from '../support/test-api';
import { createMany, type SeenJob, SteppedJobs, startUpdate } from './support/stepped-jobs';

const TWO_STEPS = 600;
const IN_FIRST_STEP = 500;

let jobs: SteppedJobs;
let workspace: TestWorkspace;

beforeAll(async () => {
  jobs = await SteppedJobs.start();
});
beforeEach(async () => {
  workspace = await jobs.api.workspace();
  await createMany(
    workspace,
    'leads',
    Array.from({ length: TWO_STEPS }, () => ({ title: 'meant' })),
  );
});
afterAll(() => jobs.stop());

const UPDATE = { filter: { title: 'meant' }, data: { comment: 'done' } };
const ctx = () => RequestContext.system(stored('workspace', workspace.workspace_id), new Date());
const change = (work: (tx: Transaction) => Promise<unknown>) => jobs.api.database.transaction(work);
const installation = () => stored('installation', workspace.installation_id);
const keyOf = async (client: ApiClient): Promise<string> =>
  stored('key', (await client.get('/v1/me').expect(200)).body.key.id);

/** Half of a bulk update as one caller, a change of its rights, and the rest; another caller of the workspace looks at it. */
async function halfWith(token: string, inBetween: () => Promise<unknown>): Promise<SeenJob> {
  const observer = jobs.api.as(await key(jobs.api, workspace, { scopes: ['leads:read', 'leads:write'] }));
  const started = await startUpdate(jobs.api.as(token), UPDATE);
  await jobs.step();
  await inBetween();
  return jobs.done(observer, started);
}

const revoke = async (token: string) => {
  const { key: own } = (await jobs.api.as(token).get('/v1/me').expect(200)).body;
  await workspace.delete(`/v1/keys/${own.id}`).expect(200);
};

const OF_APPS = ["a private app's key", "an installation's token"];

const REVOKED = {
  state: 'failed',
  progress: { processed: IN_FIRST_STEP, updated: IN_FIRST_STEP },
  problem: { status: 401, code: 'invalid_token' },
};

describe('a job whose caller loses its rights', () => {
  it.each(["a private app's key", "a workspace's own key"])('ends when %s is revoked', async (kind) => {
    const token = (await CREDENTIALS[kind]?.(jobs.api, workspace, ['leads:read', 'leads:write'])) ?? '';
    expect(await halfWith(token, () => revoke(token))).toMatchObject(REVOKED);
    const { body } = await workspace.post('/v1/leads/search', {
      filter: UPDATE.data,
      count: 'exact',
      limit: 1,
    });
    expect(body.total).toBe(IN_FIRST_STEP);
  });

  it('ends when the member of a personal token leaves', async () => {
    const token =
      (await CREDENTIALS["a member's personal token"]?.(jobs.api, workspace, [
        'leads:read',
        'leads:write',
      ])) ?? '';
    const { member } = (await jobs.api.as(token).get('/v1/me').expect(200)).body;
    const leave = () => workspace.post(`/v1/members/${member.id}/deactivate`).expect(200);
    expect(await halfWith(token, leave)).toMatchObject(REVOKED);
  });

  it('ends when the key has expired', async () => {
    const token = await key(jobs.api, workspace, { scopes: ['leads:read', 'leads:write'] });
    const id = await keyOf(jobs.api.as(token));
    const expire = () => jobs.api.sql('UPDATE access_keys SET expires_at = created_at WHERE id = $1', [id]);
    expect(await halfWith(token, expire)).toMatchObject(REVOKED);
  });

  it.each(Object.entries(CREDENTIALS).filter(([kind]) => OF_APPS.includes(kind)))(
    'ends when the app of %s is suspended',
    async (_, makeToken) => {
      const token = await makeToken(jobs.api, workspace, ['leads:read', 'leads:write']);
      const suspend = () =>
        change((tx) => jobs.api.app.get(Installations, { strict: false }).suspend(tx, ctx(), installation()));
      expect(await halfWith(token, suspend)).toMatchObject(REVOKED);
    },
  );

  it.each(Object.entries(CREDENTIALS).filter(([kind]) => OF_APPS.includes(kind)))(
    'ends when the workspace takes the scope from the app of %s',
    async (_, makeToken) => {
      const token = await makeToken(jobs.api, workspace, ['leads:read', 'leads:write']);
      const narrow = () => narrowTo(['leads:read']);
      expect(await halfWith(token, narrow)).toMatchObject({
        state: 'failed',
        progress: { processed: IN_FIRST_STEP },
        problem: { status: 403, code: 'missing_scope', required_scope: 'leads:write' },
      });
    },
  );

  it('ends when it may no longer look at what its filter names', async () => {
    const filter = { title: 'meant', owner: { name: 'nobody' } };
    const started = await startUpdate(workspace, { ...UPDATE, filter });
    await narrowTo(['leads:read', 'leads:write']);
    const observer = jobs.api.as(await key(jobs.api, workspace, { scopes: ['leads:write'] }));
    expect(await jobs.done(observer, started)).toMatchObject({
      state: 'failed',
      problem: { code: 'missing_scope', required_scope: 'members:read' },
    });
  });

  it('goes on when only the access token has ended that it was asked for with', async () => {
    const token = await CREDENTIALS["an installation's token"]?.(jobs.api, workspace, [
      'leads:write',
      'leads:read',
    ]);
    const end = () => jobs.api.sql('DELETE FROM oidc_records');
    expect(await halfWith(token ?? '', end)).toMatchObject({
      state: 'finished',
      problem: null,
      progress: { processed: TWO_STEPS, updated: TWO_STEPS },
    });
  });
});

describe('a job', () => {
  it('is not there for those who could not have started it', async () => {
    const started = await startUpdate(workspace, UPDATE);
    const reader = jobs.api.as(await key(jobs.api, workspace, { scopes: ['leads:read', 'deals:write'] }));
    await reader.get(`/v1/jobs/${started.id}`).expect(404);
    await reader.get(`/v1/jobs/${started.id}/results`).expect(404);
    await reader.post(`/v1/jobs/${started.id}/cancel`).expect(404);
    expect(await jobs.done(workspace, started)).toMatchObject({ state: 'finished' });
  });
});

/** What an administrator does who takes scopes from an app. */
async function narrowTo(scopes: readonly string[]): Promise<void> {
  for (const table of ['installations', 'installation_lookups']) {
    await jobs.api.sql(`UPDATE ${table} SET scopes = $1 WHERE id = $2`, [scopes, installation()]);
  }
}
