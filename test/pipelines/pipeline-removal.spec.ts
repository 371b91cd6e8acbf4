import { TestApi, type TestWorkspace } from '../support/test-api';
import { PipelineWorld, told } from './support/pipeline-world';

let api: TestApi;
let workspace: TestWorkspace;

beforeAll(async () => {
  api = await TestApi.start();
  workspace = await api.workspace();
});
afterAll(() => api.stop());

describe.each(['deal', 'lead'] as const)('a pipeline of %ss that is deleted', (object) => {
  it('keeps what is won or lost so when it goes into another one', async () => {
    const [from, to] = [
      await PipelineWorld.make(workspace, object),
      await PipelineWorld.make(workspace, object),
    ];
    const { success, failure } = from.ends;
    const [open, won, lost] = [await from.put('work'), await from.put(success), await from.put(failure)];
    const path = `/v1/pipelines/${from.id}`;
    const refusals = await Promise.all(
      [
        `?replace_with=${from.id}`,
        `?replace_with=${to.stage(success)}`,
        `?replace_with=${to.stage('nowhere')}`,
        '',
      ].map(async (query) => told(await workspace.delete(path + query))),
    );
    expect(refusals).toEqual([
      '422 unsuitable_replacement ?replace_with',
      '422 unsuitable_replacement ?replace_with',
      '422 unknown_reference ?replace_with',
      '422 in_use',
    ]);
    await workspace.delete(`${path}?replace_with=${to.id}`).expect(200);
    expect((await to.read(open.id)).stage_id).toBe(to.stage('new'));
    expect((await to.read(lost.id)).stage_id).toBe(to.stage(failure));
    const after = await to.read(won.id);
    expect(after).toMatchObject({ stage_id: to.stage(success), pipeline_id: to.id });
    expect(after.won_at).toBe(won.won_at);
    await workspace.get(from.path).expect(404);
  });

  it('can be left for a stage of another one, but not for another kind of record', async () => {
    const [from, to] = [
      await PipelineWorld.make(workspace, object),
      await PipelineWorld.make(workspace, object),
    ];
    const strange = await PipelineWorld.make(workspace, object === 'deal' ? 'lead' : 'deal');
    const open = await from.put('new');
    for (const place of [strange.id, strange.stage('new')]) {
      const answer = await workspace.delete(`/v1/pipelines/${from.id}?replace_with=${place}`);
      expect(told(answer)).toBe('422 unknown_reference ?replace_with');
    }
    await workspace.delete(`/v1/pipelines/${from.id}?replace_with=${to.stage('work')}`).expect(200);
    expect((await to.read(open.id)).stage_id).toBe(to.stage('work'));
  });
});

describe('a record that comes while its place is being deleted', () => {
  it('is refused, or moved along: it never stands where nothing is', async () => {
    const world = await PipelineWorld.make(workspace, 'deal');
    for (let round = 0; round < 6; round += 1) {
      const stage = await world.add(`Round ${round}`);
      const [deletion, ...creations] = await Promise.all([
        workspace.delete(`${world.path}/${stage}?replace_with=${world.stage('new')}`),
        ...Array.from({ length: 6 }, () => workspace.post('/v1/deals', { title: 'x', stage_id: stage })),
      ]);
      expect(deletion.status).toBe(200);
      const refusals = creations.filter(({ status }) => status !== 201).map(told);
      expect(refusals.filter((said) => said !== '422 unknown_reference /stage_id')).toEqual([]);
    }
    expect(await orphans()).toEqual([]);
  });

  it('never stands in a pipeline that is gone', async () => {
    for (let round = 0; round < 4; round += 1) {
      const world = await PipelineWorld.make(workspace, 'deal');
      await Promise.all([
        workspace.delete(`/v1/pipelines/${world.id}`),
        ...Array.from({ length: 4 }, () =>
          workspace.post('/v1/deals', { title: 'x', pipeline_id: world.id }),
        ),
      ]);
    }
    expect(await orphans()).toEqual([]);
  });

  const orphans = () =>
    api.sql(
      `SELECT d.id FROM deals d JOIN stages s ON s.id = d.stage_id JOIN pipelines p ON p.id = s.pipeline_id
       WHERE d.deleted_at IS NULL AND (s.deleted_at IS NOT NULL OR p.deleted_at IS NOT NULL)`,
    );
});
