import { forgetStageHistory, handOverStageHistory } from '@crm/stage-history';
import { toUuid } from '@platform/ids';

import { TestApi, type TestWorkspace } from '../support/test-api';
import { PipelineWorld, STAGED, told } from './support/pipeline-world';

let api: TestApi;
let workspace: TestWorkspace;

beforeAll(async () => {
  api = await TestApi.start();
  workspace = await api.workspace();
});
afterAll(() => api.stop());

interface Stay {
  readonly id: string;
  readonly record_id: string;
  readonly type: string;
  readonly stage_id: string;
  readonly from_stage_id: string | null;
  readonly to_stage_id: string | null;
  readonly entered_at: string;
  readonly entered_by: unknown;
  readonly left_at: string | null;
  readonly left_by: unknown;
  readonly seconds: number;
  readonly amount: unknown;
  readonly probability: number | null;
}

const euros = (amount: string) => ({ amount, currency: 'EUR' });

const moved = (world: PipelineWorld, id: string, stage: string, more: object = {}) =>
  world.move(id, stage, more);

/** As if everything had happened that much earlier. */
const letTimePass = (seconds: number) =>
  api.sql(
    `UPDATE deals SET stage_changed_at = stage_changed_at - make_interval(secs => $1),
       created_at = created_at - make_interval(secs => $1)`,
    [seconds],
  );

const storedStays = async () =>
  Number((await api.sql<{ count: string }>('SELECT count(*) AS count FROM stage_history'))[0]?.count);

describe.each(['deal', 'lead'] as const)('the stages of a %s', (object) => {
  const historyOf = async (id: string, query = ''): Promise<Stay[]> =>
    (await workspace.get(`${STAGED[object]}/${id}/stage-history${query}`).expect(200)).body.data;

  it('are told with who moved it, when, from where to where', async () => {
    const world = await PipelineWorld.make(workspace, object);
    const record = await world.put('new');
    const first = await moved(world, record.id, 'work');
    // A lead comes to its success stage by a conversion alone.
    const end = object === 'lead' ? world.ends.failure : world.ends.success;
    const second = await moved(world, record.id, end);
    const stays = await historyOf(record.id);
    expect(stays.map(({ type, stage_id }) => [type, stage_id])).toEqual([
      ['finished', world.stage(end)],
      ['moved', world.stage('work')],
      ['created', world.stage('new')],
    ]);
    const [now, middle, start] = stays;
    expect(start).toMatchObject({
      record_id: record.id,
      from_stage_id: null,
      to_stage_id: middle?.stage_id,
      entered_at: record.created_at,
      entered_by: record.created_by,
      left_at: first.stage_changed_at,
      left_by: first.updated_by,
    });
    expect(middle).toMatchObject({
      from_stage_id: start?.stage_id,
      to_stage_id: now?.stage_id,
      entered_at: first.stage_changed_at,
      entered_by: first.updated_by,
      left_at: second.stage_changed_at,
    });
    expect(now).toMatchObject({
      from_stage_id: middle?.stage_id,
      to_stage_id: null,
      left_at: null,
      left_by: null,
    });
  });

  it('cost nothing until it moves', async () => {
    const world = await PipelineWorld.make(workspace, object);
    const before = await storedStays();
    const { id } = await world.put('new');
    await world.patch(id, { title: 'Renamed' }).expect(200);
    await world.patch(id, { stage_id: world.stage('new') }).expect(200);
    await workspace
      .patch(`${STAGED[object]}/${id}?validate_only=true`, { stage_id: world.stage('work') })
      .expect(200);
    expect(await storedStays()).toBe(before);
    expect(await historyOf(id)).toMatchObject([{ type: 'created', left_at: null }]);
  });

  it('keep their ids when a stay ends', async () => {
    const world = await PipelineWorld.make(workspace, object);
    const { id } = await world.put('new');
    const [lasting] = await historyOf(id);
    await moved(world, id, 'work');
    const [, ended] = await historyOf(id);
    expect(ended?.id).toBe(lasting?.id);
    expect(ended?.id).toMatch(/^stay_/);
  });

  it('are read page by page, the lasting one on the first', async () => {
    const world = await PipelineWorld.make(workspace, object);
    const { id } = await world.put('new');
    for (const stage of ['work', 'new', 'work', 'new']) await moved(world, id, stage);
    const all = await historyOf(id);
    expect(all).toHaveLength(5);
    const path = `${STAGED[object]}/${id}/stage-history?limit=2`;
    const first = (await workspace.get(path).expect(200)).body;
    expect(first).toMatchObject({ has_more: true, data: all.slice(0, 3) });
    const second = (await workspace.get(`${path}&cursor=${first.next_cursor}`).expect(200)).body;
    expect(second).toMatchObject({ has_more: false, data: all.slice(3) });
    const other = await world.put('new');
    await workspace
      .get(`${STAGED[object]}/${other.id}/stage-history?cursor=${first.next_cursor}`)
      .expect(400);
  });

  it('are there again when it is restored, and nowhere while it is deleted', async () => {
    const world = await PipelineWorld.make(workspace, object);
    const { id } = await world.put('new');
    await moved(world, id, 'work');
    const before = (await historyOf(id)).map((stay) => stay.id);
    await workspace.delete(`${STAGED[object]}/${id}`).expect(200);
    await workspace.get(`${STAGED[object]}/${id}/stage-history`).expect(404);
    await workspace.post(`${STAGED[object]}/${id}/restore`).expect(200);
    expect((await historyOf(id)).map((stay) => stay.id)).toEqual(before);
  });
});

describe('the stays of deals', () => {
  const list = async (filter: object, query = ''): Promise<Stay[]> =>
    (
      await workspace
        .get(`/v1/deals/stage-history?filter=${encodeURIComponent(JSON.stringify(filter))}${query}`)
        .expect(200)
    ).body.data;

  it('say how long each was, and what the deal was worth when it ended', async () => {
    const world = await PipelineWorld.make(workspace, 'deal');
    const { id } = await world.put('new', { amount: euros('100.00'), probability: 15 });
    await letTimePass(3600);
    await moved(world, id, 'work', { amount: euros('250.00') });
    const { body } = await workspace.get(`/v1/deals/${id}/stage-history`).expect(200);
    expect(body.data).toMatchObject([
      { amount: euros('250.00'), probability: 80, seconds: 0 },
      { amount: euros('100.00'), probability: 15, seconds: expect.any(Number) },
    ]);
    expect(body.data[1].seconds).toBeGreaterThanOrEqual(3600);
    expect(body.data[1].seconds).toBeLessThan(3700);
  });

  it('tell when a deal came from another pipeline, and when it ended', async () => {
    const [one, two] = [
      await PipelineWorld.make(workspace, 'deal'),
      await PipelineWorld.make(workspace, 'deal'),
    ];
    const { id } = await one.put('work');
    await moved(two, id, 'documents');
    await moved(two, id, 'lost', { lost_reason: 'Too dear' });
    await moved(two, id, 'documents');
    const { body } = await workspace.get(`/v1/deals/${id}/stage-history`).expect(200);
    expect(body.data.map(({ type }: Stay) => type)).toEqual([
      'moved',
      'finished',
      'moved_to_pipeline',
      'created',
    ]);
  });

  it('are listed and filtered in the language of all filters, those that ended last first', async () => {
    const world = await PipelineWorld.make(workspace, 'deal');
    const [a, b] = [await world.put('new'), await world.put('new')];
    for (const { id } of [a, b]) await moved(world, id, 'work');
    await moved(world, a.id, 'won');
    const stage_id = world.stage('new');
    const ended = await list({ stage_id });
    expect(ended.map(({ record_id }) => record_id)).toEqual([b.id, a.id]);
    expect(await list({ pipeline_id: world.id, type: 'moved' })).toMatchObject([{ record_id: a.id }]);
    expect(await list({ record_id: a.id })).toHaveLength(2);
    expect(await list({ pipeline_id: world.id, to_stage_id: world.stage('won') })).toMatchObject([
      { record_id: a.id },
    ]);
    const by = a.created_by as { id: string };
    expect(await list({ stage_id, left_by: { id: by.id }, left_at: { gte: '-1h' } })).toHaveLength(2);
    expect(await list({ stage_id, left_at: { lt: '-1h' } })).toEqual([]);
    const first = await workspace.get('/v1/deals/stage-history?limit=1').expect(200);
    expect(first.body.data).toMatchObject([{ record_id: a.id, stage_id: world.stage('work') }]);
    const next = await workspace.get(`/v1/deals/stage-history?limit=1&cursor=${first.body.next_cursor}`);
    expect(next.body.data).toMatchObject([{ record_id: b.id }]);
    const wrong = await workspace.get(
      `/v1/deals/stage-history?filter=${encodeURIComponent('{"seconds":1}')}`,
    );
    expect(told(wrong)).toBe('400 unknown_field ?filter/seconds');
  });

  it('can be handed over to another deal, and go with one that is removed for good', async () => {
    const world = await PipelineWorld.make(workspace, 'deal');
    const [gone, stays] = [await world.put('new'), await world.put('new')];
    for (const { id } of [gone, stays]) await moved(world, id, 'work');
    const uuid = (prefixed: string) => toUuid('deal', prefixed) ?? '';
    const workspaceId = toUuid('workspace', workspace.workspace_id) ?? '';
    await api.database.transaction((tx) =>
      handOverStageHistory(tx, workspaceId, { from: [uuid(gone.id)], to: uuid(stays.id) }),
    );
    expect(await list({ record_id: stays.id })).toHaveLength(2);
    expect(await list({ record_id: gone.id })).toEqual([]);
    await api.database.transaction((tx) => forgetStageHistory(tx, workspaceId, [uuid(stays.id)]));
    expect(await list({ record_id: stays.id })).toEqual([]);
  });

  it('are nobody else’s', async () => {
    const world = await PipelineWorld.make(workspace, 'deal');
    const { id } = await world.put('new');
    await moved(world, id, 'work');
    const stranger = await api.workspace();
    expect((await stranger.get('/v1/deals/stage-history').expect(200)).body.data).toEqual([]);
    await stranger.get(`/v1/deals/${id}/stage-history`).expect(404);
    await stranger.get(`/v1/deals/${id}/transitions`).expect(404);
  });

  it('end for every deal of a set, and for none that was refused', async () => {
    const world = await PipelineWorld.make(workspace, 'deal');
    await world.require('invoice', 'amount');
    const [poor, rich] = [await world.put('new'), await world.put('new', { amount: euros('1.00') })];
    const stage_id = world.stage('invoice');
    const before = await storedStays();
    const operations = [poor, rich].map(({ id }) => ({ op: 'update', id, data: { stage_id } }));
    await workspace.post('/v1/deals/batch', { operations }).expect(200);
    expect(await storedStays()).toBe(before + 1);
    const twice = ['new', 'work'].map((stage) => ({
      op: 'update',
      id: rich.id,
      data: { stage_id: world.stage(stage) },
    }));
    await workspace.post('/v1/deals/batch', { operations: twice }).expect(200);
    expect(await storedStays()).toBe(before + 3);
    const { body } = await workspace.get(`/v1/deals/${rich.id}/stage-history`).expect(200);
    expect(body.data).toMatchObject([
      { type: 'moved' },
      { type: 'moved', seconds: 0 },
      { type: 'moved' },
      { type: 'created' },
    ]);
  });
});

describe('moves of one deal that meet', () => {
  /** From stage to stage, as they were told of. */
  const movesOf = async (id: string): Promise<{ from: string; to: string }[]> => {
    const rows = await api.sql<{ data: string }>(
      `SELECT data FROM events WHERE type = 'deal.stage_changed' AND data::jsonb -> 'object' ->> 'id' = $1
       ORDER BY (data::jsonb -> 'object' ->> 'version')::int`,
      [id],
    );
    return rows.map(({ data }) => JSON.parse(data).changes.stage_id);
  };

  const staysOf = async (id: string): Promise<Stay[]> =>
    (await workspace.get(`/v1/deals/${id}/stage-history?limit=100`).expect(200)).body.data.reverse();

  /** Each stay begins as the one before ends, where that went, and the moves are those of the events. */
  const expectChain = async (id: string, count: number) => {
    const [moves, stays] = [await movesOf(id), await staysOf(id)];
    expect(moves).toHaveLength(count);
    expect(
      stays.slice(1).map(({ from_stage_id, stage_id }) => ({ from: from_stage_id, to: stage_id })),
    ).toEqual(moves);
    for (const [at, stay] of stays.entries()) {
      const next = stays[at + 1];
      expect([stay.left_at, stay.to_stage_id]).toEqual([next?.entered_at ?? null, next?.stage_id ?? null]);
      expect(next?.entered_by ?? null).toEqual(stay.left_by);
      if (stay.left_at) expect(stay.left_at > stay.entered_at).toBe(true);
    }
    expect(stays.map(({ type }) => type === 'created')).toEqual(stays.map((_, at) => at === 0));
  };

  it('are all written down, one after the other', async () => {
    const world = await PipelineWorld.make(workspace, 'deal');
    const { id } = await world.put('new');
    const stages = ['documents', 'invoice', 'work', 'new'];
    await Promise.all(
      Array.from({ length: 40 }, (_, at) =>
        world.patch(id, { stage_id: world.stage(stages[at % 4] ?? '') }).expect(200),
      ),
    );
    await expectChain(id, (await movesOf(id)).length);
    expect((await movesOf(id)).length).toBeGreaterThan(20);
  });

  it('are told apart also within one request', async () => {
    const world = await PipelineWorld.make(workspace, 'deal');
    const { id } = await world.put('new');
    const operations = Array.from({ length: 20 }, (_, at) => ({
      op: 'update',
      id,
      data: { stage_id: world.stage(at % 2 === 0 ? 'work' : 'new') },
    }));
    await workspace.post('/v1/deals/batch', { operations }).expect(200);
    await expectChain(id, 20);
  });
});

describe('a deal that is not lost any more', () => {
  it.each([
    ['loses its reason', {}, null],
    ['keeps a reason that is given with the change', { lost_reason: 'Was too dear' }, 'Was too dear'],
  ])('%s', async (_, more, lost_reason) => {
    const world = await PipelineWorld.make(workspace, 'deal');
    const { id } = await world.put('lost', { lost_reason: 'Too dear' });
    expect(await moved(world, id, 'work', more)).toMatchObject({ lost_reason, lost_at: null });
  });

  it('keeps its reason and its day from one failure stage to another', async () => {
    const world = await PipelineWorld.make(workspace, 'deal');
    await world.add('Too dear', { kind: 'failure' });
    const { id, lost_at } = await world.put('lost', { lost_reason: 'No budget' });
    expect(await moved(world, id, 'Too dear')).toMatchObject({ lost_reason: 'No budget', lost_at });
  });
});
