import { tmpdir } from 'node:os';

import { BashSession } from '../journeys/support/bash-session';
import { codeBlocks } from '../journeys/support/code-blocks';
import { TestApi } from '../support/test-api';
import { PipelineWorld } from './support/pipeline-world';

let api: TestApi;

beforeAll(async () => {
  api = await TestApi.shared();
});
afterAll(() => api.stop());

/** Runs the commands of a guide, and answers with what each said. */
async function run(guide: string, environment: Readonly<Record<string, string>>): Promise<unknown[]> {
  const session = new BashSession(tmpdir(), { URL: api.url, ...environment });
  try {
    const said: unknown[] = [];
    for (const { language, code } of codeBlocks(guide)) {
      if (language === 'sh') said.push(JSON.parse(await session.run(code)));
    }
    return said;
  } finally {
    await session.end();
  }
}

it('docs/pipelines.md: every command does what it is there for', async () => {
  const workspace = await api.workspace();
  const world = await PipelineWorld.make(workspace, 'deal');
  const deal = await world.put('documents');
  const won = await world.put(world.ends.success);
  const reopened = await world.put('new');
  for (const name of [world.ends.success, 'new'])
    await workspace.patch(`/v1/deals/${reopened.id}`, { stage_id: world.stage(name) }).expect(200);
  const said = await run('docs/pipelines.md', {
    TOKEN: workspace.private_app_key,
    PIPELINE: world.id,
    STAGE: world.stage('documents'),
    OTHER_STAGE: world.stage('invoice'),
    DEAL: deal.id,
  });
  expect(said).toMatchObject([
    { id: world.stage('documents'), deleted_at: expect.any(String) },
    { kind: 'bulk_update', progress: { total: 0 } },
    { required_fields: ['amount'], stale_after_days: 14 },
    { data: expect.arrayContaining([expect.objectContaining({ allowed: false, step: 'forward' })]) },
    { data: [{ record_id: reopened.id }] },
    { data: [{ id: won.id }] },
    { data: [] },
  ]);
  expect((await world.read(deal.id)).stage_id).toBe(world.stage('invoice'));
});

it('docs/directories.md: every command does what it is there for', async () => {
  const workspace = await api.workspace();
  const { id } = await workspace.create('/v1/directories/source/values', { name: 'Radio' });
  const { body } = await workspace.get('/v1/directories/source/values?limit=1').expect(200);
  const said = await run('docs/directories.md', {
    TOKEN: workspace.private_app_key,
    VALUE: id,
    OTHER_VALUE: body.data[0].id,
  });
  expect(said).toMatchObject([
    { key: 'podcast' },
    { source: 'podcast' },
    { id, deleted_at: expect.any(String) },
  ]);
});
