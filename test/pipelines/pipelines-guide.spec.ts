import { tmpdir } from 'node:os';

import { BashSession } from '../journeys/support/bash-session';
import { codeBlocks } from '../journeys/support/code-blocks';
import { TestApi } from '../support/test-api';
import { PipelineWorld } from './support/pipeline-world';

let api: TestApi;

beforeAll(async () => {
  api = await TestApi.start();
});
afterAll(() => api.stop());

it('docs/pipelines.md: every command does what it is there for', async () => {
  const workspace = await api.workspace();
  const world = await PipelineWorld.make(workspace, 'deal');
  const deal = await world.put('documents');
  const session = new BashSession(tmpdir(), {
    URL: api.url,
    TOKEN: workspace.private_app_key,
    PIPELINE: world.id,
    STAGE: world.stage('documents'),
    OTHER_STAGE: world.stage('invoice'),
    DEAL: deal.id,
  });
  try {
    const commands = codeBlocks('docs/pipelines.md').flatMap(({ language, code }) =>
      language === 'sh' ? [code] : [],
    );
    const said: unknown[] = [];
    for (const command of commands) said.push(JSON.parse(await session.run(command)));
    expect(said).toMatchObject([
      { id: world.stage('documents'), deleted_at: expect.any(String) },
      { kind: 'bulk_update', progress: { total: 0 } },
      { required_fields: ['amount'], stale_after_days: 14 },
      { data: expect.arrayContaining([expect.objectContaining({ allowed: false, step: 'forward' })]) },
      { data: [] },
      { data: [] },
    ]);
    expect((await world.read(deal.id)).stage_id).toBe(world.stage('invoice'));
  } finally {
    await session.end();
  }
});
