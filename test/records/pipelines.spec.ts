import { TestApi, type TestWorkspace } from '../support/test-api';
import { eventsOf } from './support/stored-events';

let api: TestApi;
let workspace: TestWorkspace;

beforeAll(async () => {
  api = await TestApi.shared();
});
beforeEach(async () => {
  workspace = await api.workspace();
});
afterAll(() => api.stop());

interface Pipeline {
  readonly id: string;
  readonly object: string;
  readonly is_default: boolean;
}

interface Stage {
  readonly id: string;
  readonly kind: string;
  readonly group: string;
  readonly name: string;
  readonly probability: number;
}

const pipelines = async (): Promise<Pipeline[]> =>
  (await workspace.get('/v1/pipelines?limit=100').expect(200)).body.data;

const stagesOf = async (id: string): Promise<Stage[]> =>
  (await workspace.get(`/v1/pipelines/${id}/stages?sort=position&limit=100`).expect(200)).body.data;

const defaults = async (object: string) =>
  (await pipelines()).filter((pipeline) => pipeline.object === object && pipeline.is_default);

const partners = (object = 'deal') => workspace.create('/v1/pipelines', { name: 'Partners', object });

const RECORDS = { deal: '/v1/deals', lead: '/v1/leads' } as const;

describe('a new workspace', () => {
  it('has one default pipeline for deals and one for leads', async () => {
    expect((await pipelines()).map(({ object, is_default }) => [object, is_default]).sort()).toEqual([
      ['deal', true],
      ['lead', true],
    ]);
  });
});

describe.each(['deal', 'lead'] as const)('a pipeline of %ss', (object) => {
  it('starts with an initial, a success and a failure stage', async () => {
    const pipeline = await partners(object);
    const stages = await stagesOf(pipeline.id);
    expect(stages.at(0)).toMatchObject({ kind: 'initial', group: 'open' });
    expect(stages.filter(({ kind }) => kind === 'success')).toMatchObject([
      { group: 'won', probability: 100 },
    ]);
    expect(stages.filter(({ kind }) => kind === 'failure')).toMatchObject([
      { group: 'lost', probability: 0 },
    ]);
    for (const { id } of stages) {
      expect(await eventsOf(api, id)).toMatchObject([{ type: 'stage.created' }]);
    }
  });

  it('becomes the default in place of the one before', async () => {
    const [former] = await defaults(object);
    const { id } = await partners(object);
    const { body } = await workspace.post(`/v1/pipelines/${id}/make-default`).expect(200);
    expect(body).toMatchObject({ id, is_default: true, version: 2 });
    expect(await defaults(object)).toMatchObject([{ id }]);
    const record = await workspace.create(RECORDS[object], { title: 'x' });
    expect(record.pipeline_id).toBe(id);
    for (const [changed, to] of [
      [id, true],
      [former?.id ?? '', false],
    ] as const) {
      const events = await eventsOf(api, changed);
      expect(events.at(-1)).toMatchObject({
        type: 'pipeline.updated',
        changes: { is_default: { from: !to, to } },
      });
    }
    await workspace.post(`/v1/pipelines/${id}/make-default`).expect(200);
    expect(await eventsOf(api, id)).toHaveLength(2);
  });

  it('is the only default when several are made so at once', async () => {
    const made = await Promise.all([partners(object), partners(object), partners(object)]);
    await Promise.all(made.map(({ id }) => workspace.post(`/v1/pipelines/${id}/make-default`).expect(200)));
    expect(await defaults(object)).toHaveLength(1);
  });

  it('cannot be deleted while it is the default', async () => {
    const [{ id } = { id: '' }] = await defaults(object);
    const { body } = await workspace.delete(`/v1/pipelines/${id}`).expect(422);
    expect(body.errors).toMatchObject([{ code: 'default_needed' }]);
  });

  it('cannot be deleted while something is in it', async () => {
    const { id } = await partners(object);
    const [initial] = await stagesOf(id);
    const record = await workspace.create(RECORDS[object], { title: 'x', stage_id: initial?.id });
    const { body } = await workspace.delete(`/v1/pipelines/${id}`).expect(422);
    expect(body.errors).toMatchObject([{ code: 'in_use' }]);
    await workspace.delete(`${RECORDS[object]}/${record.id}`).expect(200);
    await workspace.delete(`/v1/pipelines/${id}`).expect(200);
  });

  it('takes its stages with it', async () => {
    const { id } = await partners(object);
    const [initial] = await stagesOf(id);
    await workspace.delete(`/v1/pipelines/${id}`).expect(200);
    await workspace.get(`/v1/pipelines/${id}/stages`).expect(404);
    await workspace.post(`/v1/pipelines/${id}/stages`, { name: 'x' }).expect(404);
    await workspace.post(`/v1/pipelines/${id}/make-default`).expect(404);
    const { body } = await workspace.post(RECORDS[object], { title: 'x', stage_id: initial?.id }).expect(422);
    expect(body.errors).toMatchObject([{ pointer: '/stage_id', code: 'unknown_reference' }]);
  });

  it('keeps its kind of record', async () => {
    const { id } = await partners(object);
    await workspace.patch(`/v1/pipelines/${id}`, { object: 'lead' }).expect(400);
    await workspace.patch(`/v1/pipelines/${id}`, { is_default: true }).expect(400);
  });
});

describe('a stage', () => {
  it('belongs to the pipeline in its address', async () => {
    const [mine, other] = await Promise.all([partners(), partners()]);
    const [stage] = await stagesOf(mine.id);
    await workspace.get(`/v1/pipelines/${mine.id}/stages/${stage?.id}`).expect(200);
    const wrong = `/v1/pipelines/${other.id}/stages/${stage?.id}`;
    await workspace.get(wrong).expect(404);
    await workspace.patch(wrong, { name: 'x' }).expect(404);
    await workspace.delete(wrong).expect(404);
    await workspace.post(`${wrong}/restore`).expect(404);
  });

  it.each(['initial', 'success', 'failure'])('cannot be deleted as the only one of kind %s', async (kind) => {
    const { id } = await partners();
    const stage = (await stagesOf(id)).find((one) => one.kind === kind);
    const { body } = await workspace.delete(`/v1/pipelines/${id}/stages/${stage?.id}`).expect(422);
    expect(body.errors).toMatchObject([{ code: 'stage_needed' }]);
    await workspace.patch(`/v1/pipelines/${id}/stages/${stage?.id}`, { name: 'Renamed' }).expect(200);
  });

  it('can be deleted as one of two failures', async () => {
    const { id } = await partners();
    const path = `/v1/pipelines/${id}/stages`;
    const second = await workspace.create(path, { name: 'Too dear', kind: 'failure' });
    expect(second).toMatchObject({ group: 'lost', probability: 0 });
    await workspace.delete(`${path}/${second.id}`).expect(200);
  });

  it('cannot be deleted while something stands in it', async () => {
    const { id } = await partners();
    const path = `/v1/pipelines/${id}/stages`;
    const stage = await workspace.create(path, { name: 'Between' });
    const deal = await workspace.create('/v1/deals', { title: 'x', stage_id: stage.id });
    const { body } = await workspace.delete(`${path}/${stage.id}`).expect(422);
    expect(body).toMatchObject({ errors: [{ pointer: '', code: 'in_use' }] });
    expect(body.detail).toBe(body.errors[0].detail);
    const [initial] = await stagesOf(id);
    await workspace.patch(`/v1/deals/${deal.id}`, { stage_id: initial?.id }).expect(200);
    await workspace.delete(`${path}/${stage.id}`).expect(200);
  });

  it('is made regular or failure: the other kinds are there from the start', async () => {
    const { id } = await partners();
    for (const kind of ['initial', 'success']) {
      await workspace.post(`/v1/pipelines/${id}/stages`, { name: 'x', kind }).expect(400);
    }
    const [initial] = await stagesOf(id);
    await workspace.patch(`/v1/pipelines/${id}/stages/${initial?.id}`, { kind: 'regular' }).expect(400);
  });
});
