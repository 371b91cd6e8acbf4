import { eventsOf } from '../records/support/stored-events';
import { TestApi, type TestWorkspace } from '../support/test-api';
import { PipelineWorld, STAGED, type StagedObject, told } from './support/pipeline-world';

let api: TestApi;
let workspace: TestWorkspace;

beforeAll(async () => {
  api = await TestApi.shared();
  workspace = await api.workspace();
});
afterAll(() => api.stop());

/** What somebody does to a pipeline, and what they are told. */
type Rule = readonly [what: string, said: string, act: (world: PipelineWorld) => PromiseLike<Answer>];
type Answer = Parameters<typeof told>[0];

const byPath =
  (name: string, query = '') =>
  (world: PipelineWorld) =>
    world.client.delete(`${world.at(name)}${query}`);

const DELETION: readonly Rule[] = [
  ['the initial stage', '422 stage_needed', byPath('new')],
  ['the success stage', '422 stage_needed', (world) => byPath(world.ends.success)(world)],
  ['the only failure stage', '422 stage_needed', (world) => byPath(world.ends.failure)(world)],
  [
    'the first of two failure stages',
    '422 stage_needed',
    async (world) => {
      await world.add('Too dear', { kind: 'failure', position: 900 });
      return byPath(world.ends.failure)(world);
    },
  ],
  [
    'the second failure stage',
    '200',
    async (world) => {
      await world.add('Too dear', { kind: 'failure', position: 900 });
      return byPath('Too dear')(world);
    },
  ],
  [
    'the failure stage that stands first now',
    '422 stage_needed',
    async (world) => {
      await world.add('Too dear', { kind: 'failure', position: 1 });
      return byPath('Too dear')(world);
    },
  ],
  ['a regular stage', '200', byPath('work')],
  [
    'a stage in use',
    '422 in_use',
    async (world) => {
      await world.put('work');
      return byPath('work')(world);
    },
  ],
  [
    'a stage in use, with another one',
    '200',
    async (world) => {
      await world.put('work');
      return byPath('work', `?replace_with=${world.stage('new')}`)(world);
    },
  ],
  [
    'a stage, with itself',
    '422 unsuitable_replacement ?replace_with',
    (world) => byPath('work', `?replace_with=${world.stage('work')}`)(world),
  ],
  [
    'a regular stage, with the one of success',
    '422 unsuitable_replacement ?replace_with',
    (world) => byPath('work', `?replace_with=${world.stage(world.ends.success)}`)(world),
  ],
  [
    'a stage, with one that nobody has',
    '422 unknown_reference ?replace_with',
    (world) => byPath('work', `?replace_with=${world.stage('nowhere')}`)(world),
  ],
  [
    'a stage, with one of another pipeline',
    '422 unknown_reference ?replace_with',
    async (world) => {
      const other = await PipelineWorld.make(world.client, world.object);
      return byPath('work', `?replace_with=${other.stage('work')}`)(world);
    },
  ],
  ['a stage, with no id', '400 invalid_id ?replace_with', byPath('work', '?replace_with=work')],
  [
    'a stage, with one that asks for what its records lack',
    '422 required_in_stage ?replace_with',
    async (world) => {
      await world.put('work');
      await world.add('Checked');
      await world.require('Checked', 'amount');
      return byPath('work', `?replace_with=${world.stage('Checked')}`)(world);
    },
  ],
  [
    'a stage that is gone',
    '404 not_found',
    async (world) => {
      await byPath('work')(world);
      return byPath('work')(world);
    },
  ],
  [
    'a stage that has changed since',
    '412 version_mismatch',
    (world) => byPath('work')(world).set('if-match', '"7"'),
  ],
];

const KEEPING: readonly Rule[] = [
  [
    'a second initial stage',
    '400 not_a_choice /kind',
    (world) => world.client.post(world.path, { name: 'x', kind: 'initial' }),
  ],
  [
    'a second success stage',
    '400 not_a_choice /kind',
    (world) => world.client.post(world.path, { name: 'x', kind: 'success' }),
  ],
  [
    'another kind',
    '400 unknown_field /kind',
    (world) => world.client.patch(world.at('work'), { kind: 'failure' }),
  ],
  [
    'another default',
    '400 unknown_field /default_key',
    (world) => world.client.patch(world.at('work'), { default_key: 'new' }),
  ],
  ['no name', '400 wrong_type /name', (world) => world.client.patch(world.at('work'), { name: null })],
  [
    'a colour that is none',
    '400 wrong_length /color',
    (world) => world.client.patch(world.at('work'), { color: 'red' }),
  ],
  [
    'a required field that is none',
    '422 unknown_field /required_fields/1',
    (world) => world.client.patch(world.at('work'), { required_fields: ['amount', 'ammount'] }),
  ],
  [
    'a required field twice',
    '422 duplicate /required_fields/1',
    (world) => world.client.patch(world.at('work'), { required_fields: ['amount', 'amount'] }),
  ],
  [
    'the stage as a required field',
    '422 unknown_field /required_fields/0',
    (world) => world.client.patch(world.at('work'), { required_fields: ['stage_id'] }),
  ],
  [
    'what nobody can fill in',
    '422 unknown_field /required_fields/0',
    (world) => world.client.patch(world.at('work'), { required_fields: ['created_at'] }),
  ],
  ['days until stale', '200', (world) => world.client.patch(world.at('work'), { stale_after_days: 14 })],
  [
    'no day until stale',
    '400 too_small /stale_after_days',
    (world) => world.client.patch(world.at('work'), { stale_after_days: 0 }),
  ],
  ['its default name', '200', (world) => world.client.post(`${world.at('work')}/reset`)],
  [
    'the default name of one that was added',
    '409 no_default',
    async (world) => {
      await world.add('Between');
      return world.client.post(`${world.at('Between')}/reset`);
    },
  ],
  [
    'the default name of one that nobody has',
    '404 not_found',
    (world) => world.client.post(`${world.at('nowhere')}/reset`),
  ],
  [
    'an order',
    '200',
    (world) =>
      world.client.post(`${world.path}/reorder`, {
        stage_ids: [world.stage('work'), world.stage(world.ends.success)],
      }),
  ],
  [
    'an order with success before the way to it',
    '422 wrong_order /stage_ids/1',
    (world) =>
      world.client.post(`${world.path}/reorder`, {
        stage_ids: [world.stage(world.ends.success), world.stage('work')],
      }),
  ],
  [
    'an order with a stranger',
    '422 unknown_reference /stage_ids/1',
    (world) =>
      world.client.post(`${world.path}/reorder`, {
        stage_ids: [world.stage('work'), world.stage('nowhere')],
      }),
  ],
  [
    'an order with a stage twice',
    '422 duplicate /stage_ids/1',
    (world) =>
      world.client.post(`${world.path}/reorder`, { stage_ids: [world.stage('work'), world.stage('work')] }),
  ],
  [
    'an order of nothing',
    '400 invalid /stage_ids',
    (world) => world.client.post(`${world.path}/reorder`, { stage_ids: [] }),
  ],
];

describe.each(['deal', 'lead'] as const)('a pipeline of %ss', (object: StagedObject) => {
  it.each(DELETION)('deleting %s is answered with %s', async (_, said, act) => {
    expect(told(await act(await PipelineWorld.make(workspace, object)))).toBe(said);
  });

  it.each(KEEPING)('giving a stage %s is answered with %s', async (_, said, act) => {
    expect(told(await act(await PipelineWorld.make(workspace, object)))).toBe(said);
  });

  it('moves what stands in a stage to its replacement, as single changes would', async () => {
    const world = await PipelineWorld.make(workspace, object);
    const [one, two, other] = await Promise.all([world.put('work'), world.put('work'), world.put('new')]);
    const gone = await world.put('work');
    await workspace.delete(`${STAGED[object]}/${gone.id}`).expect(200);
    await byPath('work', `?replace_with=${world.stage('new')}&validate_only=true`)(world).expect(200);
    expect(await world.read(one.id)).toMatchObject({ stage_id: world.stage('work'), version: 1 });
    const { body } = await byPath('work', `?replace_with=${world.stage('new')}`)(world).expect(200);
    expect(body.deleted_at).not.toBeNull();
    for (const { id } of [one, two]) {
      const moved = await world.read(id);
      expect(moved).toMatchObject({ stage_id: world.stage('new'), version: 2 });
      const types = (await eventsOf(api, id)).map(({ type }) => type).sort();
      expect(types).toEqual([`${object}.created`, `${object}.stage_changed`, `${object}.updated`]);
    }
    expect(await world.read(other.id)).toMatchObject({ version: 1 });
    const restored = await workspace.post(`${STAGED[object]}/${gone.id}/restore`).expect(200);
    expect(restored.body.stage_id).toBe(world.stage('new'));
  });

  it('takes a new order, and stages that are not named keep their places', async () => {
    const world = await PipelineWorld.make(workspace, object);
    await world.add('Between');
    const { success, failure } = world.ends;
    const names = async () => (await world.list()).map(({ default_key, name }) => default_key ?? name);
    const before = await names();
    // A new stage comes last on the way, before its end.
    expect(before.slice(-3)).toEqual(['Between', success, failure]);
    const stage_ids = [world.stage('Between'), world.stage('work')];
    const { body } = await workspace.post(`${world.path}/reorder`, { stage_ids }).expect(200);
    const after = await names();
    expect(body.data.map(({ id }: { id: string }) => id)).toEqual((await world.list()).map(({ id }) => id));
    expect(after.indexOf('Between')).toBeLessThan(after.indexOf('work'));
    expect(after.slice(-2)).toEqual([success, failure]);
    expect([...after].sort()).toEqual([...before].sort());
  });

  it('comes behind the others of its object, with its stages, unless told', async () => {
    const { id, position } = await workspace.create('/v1/pipelines', { name: 'Partners', object });
    const { data } = (await workspace.get(`/v1/pipelines?object=${object}`).expect(200)).body;
    expect(data.at(-1).id).toBe(id);
    expect(position).toBeGreaterThan(data.at(-2).position);
  });

  it('gives a stage its name and colour back, and nothing else', async () => {
    const world = await PipelineWorld.make(workspace, object);
    const before = (await workspace.get(world.at('work')).expect(200)).body;
    const changes = { name: 'Renamed', color: '#000000', probability: 7 };
    await workspace.patch(world.at('work'), changes).expect(200);
    const { body } = await workspace.post(`${world.at('work')}/reset`).expect(200);
    expect(body).toMatchObject({ name: before.name, color: before.color, probability: 7, version: 3 });
  });
});

describe('a workspace in its own language', () => {
  const STARTS = {
    en: ['Sales', 'New', 'Won'],
    fr: ['Ventes', 'Nouvelle', 'Gagnée'],
    de: ['Vertrieb', 'Neu', 'Gewonnen'],
    es: ['Ventas', 'Nueva', 'Ganada'],
    ru: ['Продажи', 'Новая', 'Выиграна'],
    vi: ['Bán hàng', 'Mới', 'Thành công'],
  };

  it.each(Object.entries(STARTS))(
    'starts with pipelines and stages in %s, and goes back to them',
    async (locale, [sales, first, won]) => {
      const own = await api.workspace(api.scopes(), locale);
      const { body } = await own.get('/v1/pipelines?limit=10').expect(200);
      const pipeline = body.data.find(({ object }: { object: string }) => object === 'deal');
      expect(pipeline.name).toBe(sales);
      const path = `/v1/pipelines/${pipeline.id}/stages`;
      const stages = (await own.get(path).expect(200)).body.data;
      expect(stages.map(({ name }: { name: string }) => name)).toEqual(expect.arrayContaining([first, won]));
      await own.patch(`${path}/${stages[0].id}`, { name: 'x' }).expect(200);
      expect((await own.post(`${path}/${stages[0].id}/reset`).expect(200)).body.name).toBe(first);
    },
  );
});
