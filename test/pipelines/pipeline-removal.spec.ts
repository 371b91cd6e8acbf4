import type { Created } from '../support/api-client';
import { TestApi, type TestWorkspace } from '../support/test-api';
import { PipelineWorld, told } from './support/pipeline-world';

let api: TestApi;
let workspace: TestWorkspace;

beforeAll(async () => {
  api = await TestApi.shared();
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

describe.each(['deal', 'lead'] as const)('a %s that was deleted before its pipeline', (object) => {
  const path = `/v1/${object}s`;
  const gone = async (world: PipelineWorld, name: string, more: object = {}) => {
    const { id } = await world.put(name, more);
    if (object === 'deal') await world.patch(id, { probability: 33 }).expect(200);
    const before = await world.read(id);
    await workspace.delete(`${path}/${id}`).expect(200);
    return before;
  };
  const restored = async ({ id }: Created) =>
    (await workspace.post(`${path}/${id}/restore`).expect(200)).body;
  const kept = ({ won_at, lost_at, lost_reason, converted_at, converted_to }: Record<string, unknown>) => ({
    won_at,
    lost_at,
    lost_reason,
    converted_at,
    converted_to,
  });

  it('comes back as won or lost as it was, and an open one at the beginning', async () => {
    const world = await PipelineWorld.make(workspace, object);
    const { success, failure } = world.ends;
    const open = await gone(world, 'work');
    const closed = [
      await gone(world, success),
      await gone(world, failure, object === 'deal' ? { lost_reason: 'Too dear' } : {}),
    ];
    await workspace.delete(`/v1/pipelines/${world.id}`).expect(200);
    const groups = ['won', 'lost'];
    for (const [at, before] of closed.entries()) {
      const after = await restored(before);
      expect(kept(after)).toEqual(kept(before));
      expect(after.probability).toBe(before.probability);
      const stage = await defaultStage(after);
      expect(stage.group).toBe(groups[at]);
    }
    const after = await restored(open);
    expect(await defaultStage(after)).toMatchObject({ kind: 'initial' });
    expect(after.won_at ?? after.lost_at ?? null).toBeNull();
    if (object === 'deal') expect(after.probability).toBe(10);
  });

  it('comes back to another failure stage when its own is gone alone', async () => {
    const world = await PipelineWorld.make(workspace, object);
    const other = await world.add('Too dear', { kind: 'failure' });
    const before = await gone(world, 'Too dear');
    await workspace.delete(`${world.path}/${other}`).expect(200);
    const after = await restored(before);
    expect(after.stage_id).toBe(world.stage(world.ends.failure));
    expect(kept(after)).toEqual(kept(before));
  });

  const defaultStage = async ({ pipeline_id, stage_id }: Record<string, string>) => {
    const { is_default } = (await workspace.get(`/v1/pipelines/${pipeline_id}`).expect(200)).body;
    expect(is_default).toBe(true);
    return (await workspace.get(`/v1/pipelines/${pipeline_id}/stages/${stage_id}`).expect(200)).body;
  };
});

describe('a lead that was converted and deleted before its pipeline', () => {
  it('can be opened again once it is restored', async () => {
    const world = await PipelineWorld.make(workspace, 'lead');
    const { id } = await world.put('converted');
    await workspace.delete(`/v1/leads/${id}`).expect(200);
    await workspace.delete(`/v1/pipelines/${world.id}`).expect(200);
    await workspace.post(`/v1/leads/${id}/restore`).expect(200);
    const { lead } = (await workspace.post(`/v1/leads/${id}/unconvert`).expect(200)).body;
    expect(lead.converted_at).toBeNull();
    await world.patch(id, { comment: 'Open again' }).expect(200);
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
