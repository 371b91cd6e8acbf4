import { toUuid } from '@platform/ids';

import { createMany, SteppedJobs } from '../jobs/support/stepped-jobs';
import type { TestWorkspace } from '../support/test-api';
import { PipelineWorld, STAGED, told } from './support/pipeline-world';

let jobs: SteppedJobs;
let workspace: TestWorkspace;
let world: PipelineWorld;

beforeAll(async () => {
  jobs = await SteppedJobs.start();
  workspace = await jobs.api.workspace();
});
beforeEach(async () => {
  world = await PipelineWorld.make(workspace, 'deal');
});
afterAll(() => jobs.stop());

const AMOUNT = { amount: { amount: '10.00', currency: 'EUR' } };
const MISSING = '422 required_in_stage /amount';

const create = (stage: string, more: object = {}) =>
  workspace.post('/v1/deals', { title: 'x', stage_id: world.stage(stage), ...more });

describe('a stage that asks for a field', () => {
  beforeEach(() => world.require('invoice', 'amount'));

  it.each([
    ['new', '201'],
    ['documents', '201'],
    ['invoice', MISSING],
    ['work', MISSING],
    ['won', MISSING],
    ['lost', '201'],
  ])('a new deal in the stage %s without it is answered with %s', async (stage, said) => {
    expect(told(await create(stage))).toBe(said);
    expect(told(await create(stage, AMOUNT))).toBe('201');
  });

  it('names the field and the stage that asks', async () => {
    const { body } = await create('work').expect(422);
    expect(body.errors).toMatchObject([
      { pointer: '/amount', detail: expect.stringContaining('"Invoice sent"') },
    ]);
  });

  it.each([
    ['forward into it', 'documents', { to: 'invoice' }, MISSING],
    ['over it', 'documents', { to: 'work' }, MISSING],
    ['to success', 'documents', { to: 'won' }, MISSING],
    ['to failure', 'documents', { to: 'lost' }, '200'],
    ['into it with the field', 'documents', { to: 'invoice', ...AMOUNT }, '200'],
    ['back before it', 'work', { to: 'documents' }, '200'],
    ['from failure to a later one', 'lost', { to: 'work' }, MISSING],
  ])('a deal that goes %s is answered', async (_, from, { to, ...more }, said) => {
    const { id } = await world.put(from, from === 'work' ? AMOUNT : {});
    if (from === 'work')
      await world.patch(id, { stage_id: world.stage('documents'), amount: null }).expect(200);
    expect(told(await world.patch(id, { stage_id: world.stage(to), ...more }))).toBe(said);
  });

  it('keeps the field from being emptied there and later, and lets go of it before', async () => {
    const { id } = await world.put('work', AMOUNT);
    expect(told(await world.patch(id, { amount: null }))).toBe(MISSING);
    expect(told(await world.patch(id, { comment: null }))).toBe('200');
    expect(told(await world.patch(id, { stage_id: world.stage('new'), amount: null }))).toBe('200');
  });

  it('is obeyed between pipelines', async () => {
    const other = await PipelineWorld.make(workspace, 'deal');
    const { id } = await other.put('work');
    expect(told(await world.patch(id, { stage_id: world.stage('invoice') }))).toBe(MISSING);
    expect(told(await world.patch(id, { pipeline_id: world.id }))).toBe('200');
  });
});

describe('a deal that lacks a field which its stage asked for later', () => {
  let id: string;
  beforeEach(async () => {
    id = (await world.put('invoice', { lost_reason: 'None yet' })).id;
    await world.require('documents', 'amount', 'lost_reason');
  });

  it.each([
    ['another field', { comment: 'Called' }, '200'],
    ['nothing of the field', { amount: null }, '200'],
    ['another required field that it has', { lost_reason: null }, '422 required_in_stage /lost_reason'],
    ['its stage, back to one that asks too', { to: 'documents' }, '200'],
    ['its stage, back to one that does not', { to: 'new' }, '200'],
    ['its stage, forward', { to: 'work' }, MISSING],
    ['its stage, to success', { to: 'won' }, MISSING],
    ['its stage, to failure', { to: 'lost' }, '200'],
    ['the field at last', AMOUNT, '200'],
  ])('is changed in %s', async (_, change, said) => {
    const { to, ...more } = change as { to?: string };
    const body = { ...more, ...(to && { stage_id: world.stage(to) }) };
    expect(told(await world.patch(id, body))).toBe(said);
  });

  it('can be deleted and comes back as it was', async () => {
    await workspace.delete(`/v1/deals/${id}`).expect(200);
    await workspace.post(`/v1/deals/${id}/restore`).expect(200);
  });
});

describe('a deal that lacks a field which its failure stage asked for later', () => {
  it.each([
    ['comes to success', 'won', {}, MISSING],
    ['comes back to a stage that asks for it', 'invoice', {}, MISSING],
    ['comes to success with it', 'won', AMOUNT, '200'],
    ['comes back before any stage that asks', 'new', {}, '200'],
    ['goes to another failure stage that asks', 'Too dear', {}, '200'],
  ])('%s', async (_, to, more, said) => {
    await world.require('invoice', 'amount');
    await world.add('Too dear', { kind: 'failure' });
    const { id } = await world.put('lost');
    await world.require('lost', 'amount');
    await world.require('Too dear', 'amount');
    expect(told(await world.patch(id, { stage_id: world.stage(to), ...more }))).toBe(said);
    expect((await world.read(id)).won_at !== null).toBe(to === 'won' && said === '200');
  });
});

describe('a stage that asks for a custom field', () => {
  it('is obeyed like for any field, until the field is gone', async () => {
    const field = { key: 'delivery_window', name: 'Delivery window', type: 'text' };
    await workspace.post('/v1/deals/fields', field).expect(201);
    await world.require('invoice', 'custom_fields.delivery_window');
    const said = '422 required_in_stage /custom_fields/delivery_window';
    expect(told(await create('work'))).toBe(said);
    const { id } = await world.put('work', { custom_fields: { delivery_window: 'mornings' } });
    expect(told(await world.patch(id, { custom_fields: { delivery_window: null } }))).toBe(said);
    expect(told(await world.patch(id, { custom_fields: { delivery_window: 'evenings' } }))).toBe('200');
    const unknown = { required_fields: ['custom_fields.nothing'] };
    expect(told(await workspace.patch(world.at('work'), unknown))).toBe(
      '422 unknown_field /required_fields/0',
    );
    await workspace.delete('/v1/deals/fields/delivery_window').expect(200);
    expect(told(await create('work'))).toBe('201');
  });
});

describe('every way of writing', () => {
  beforeEach(() => world.require('invoice', 'amount', 'contacts'));

  const faults = [
    { pointer: '/amount', code: 'required_in_stage' },
    { pointer: '/contacts', code: 'required_in_stage' },
  ];
  const at = (pointer: string) => faults.map((fault) => ({ ...fault, pointer: pointer + fault.pointer }));

  it('is held to it: create, update, upsert, batches, bulk updates, dry runs', async () => {
    const stage_id = world.stage('invoice');
    const external_ids = [{ app: 'shop', id: '4711' }];
    const { id } = await world.put('new', { external_ids });
    const data = { title: 'x', stage_id };
    const refused = [
      ['', await workspace.post('/v1/deals', data)],
      ['', await workspace.post('/v1/deals?validate_only=true', data)],
      ['', await world.patch(id, { stage_id })],
      ['', await workspace.call('put', '/v1/deals/by/external_id/shop:4711').send({ stage_id })],
      [
        '/data',
        await workspace.post('/v1/deals/upsert', { by: { field: 'external_id', value: 'shop:4711' }, data }),
      ],
    ] as const;
    for (const [pointer, { status, body }] of refused) {
      expect([status, body.errors]).toMatchObject([422, at(pointer)]);
    }
    const batch = await workspace.post('/v1/deals/batch', {
      operations: [
        { op: 'create', data },
        { op: 'update', id, data: { stage_id } },
        { op: 'update', id, data: { comment: 'Done' } },
      ],
    });
    expect(batch.body.results.map(({ status }: { status: number }) => status)).toEqual([422, 422, 200]);
    const update = { filter: { external_ids: { has: 'shop:4711' } }, data: { stage_id } };
    const { body: job } = await workspace.post('/v1/deals/bulk-update', update).expect(202);
    await jobs.done(workspace, job);
    const results = (await workspace.get(`/v1/jobs/${job.id}/results`).expect(200)).body.data;
    expect(results).toMatchObject([{ id, status: 422, problem: { errors: at('/data') } }]);
    expect((await world.read(id)).stage_id).toBe(world.stage('new'));
  });
});

describe('the status of a lead', () => {
  it('asks for fields in the same way, those inside of objects too', async () => {
    const leads = await PipelineWorld.make(workspace, 'lead');
    await leads.require('processed', 'emails', 'address.city');
    const { id } = await leads.put('new');
    const stage_id = leads.stage('processed');
    expect(told(await leads.patch(id, { stage_id, address: { line1: '12 rue de la Paix' } }))).toBe(
      '422 required_in_stage /address/city, required_in_stage /emails',
    );
    const enough = { emails: [{ value: 'a@example.com' }], address: { city: 'Paris' } };
    await leads.patch(id, { stage_id, ...enough }).expect(200);
    expect(told(await leads.patch(id, { address: { city: null } }))).toBe(
      '422 required_in_stage /address/city',
    );
  });

  it('of failure may ask for something of its own', async () => {
    const leads = await PipelineWorld.make(workspace, 'lead');
    await leads.require('unsuitable', 'comment');
    await leads.require('work', 'emails');
    const { id } = await leads.put('new');
    const stage_id = leads.stage('unsuitable');
    expect(told(await leads.patch(id, { stage_id }))).toBe('422 required_in_stage /comment');
    await leads.patch(id, { stage_id, comment: 'Wrong number' }).expect(200);
  });
});

describe('the transitions of a deal', () => {
  interface Seen {
    readonly stage_id: string;
    readonly step: string;
    readonly allowed: boolean;
    readonly missing_fields: readonly { readonly path: string }[];
    readonly blockers: readonly unknown[];
  }

  const transitions = async (id: string, query = ''): Promise<Seen[]> =>
    (await workspace.get(`/v1/deals/${id}/transitions${query}`).expect(200)).body.data;

  const inShort = ({ step, allowed, missing_fields }: Seen) =>
    `${step} ${allowed ? 'yes' : missing_fields.map(({ path }) => path).join()}`;

  it('say where it can go, what it would need, and what kind of step that is', async () => {
    await world.require('invoice', 'amount', 'contacts');
    await world.require('lost', 'lost_reason');
    const { id } = await world.put('documents');
    const before = await world.read(id);
    expect((await transitions(id)).map(inShort)).toEqual([
      'back yes',
      'forward amount,contacts',
      'forward amount,contacts',
      'closing amount,contacts',
      'closing lost_reason',
    ]);
    expect(await world.read(id)).toEqual(before);
    await world.patch(id, { stage_id: world.stage('lost'), lost_reason: 'Too dear' }).expect(200);
    expect((await transitions(id)).map(inShort)).toEqual([
      'reopening yes',
      'reopening yes',
      'reopening amount,contacts',
      'reopening amount,contacts',
      'closing amount,contacts',
    ]);
  });

  it('are those of another pipeline when one is named, and say what the change itself would be told', async () => {
    const other = await PipelineWorld.make(workspace, 'deal');
    await other.require('work', 'company_id');
    const { id } = await world.put('new');
    const found = await transitions(id, `?pipeline_id=${other.id}`);
    expect(found.map(inShort)).toEqual([
      'to_pipeline yes',
      'to_pipeline yes',
      'to_pipeline yes',
      'to_pipeline company_id',
      'closing company_id',
      'closing yes',
    ]);
    for (const { stage_id, allowed } of found) {
      const { status } = await workspace.patch(`/v1/deals/${id}?validate_only=true`, { stage_id });
      expect(status === 200).toBe(allowed);
    }
  });

  it('are not those of a pipeline of leads, nor of a deal that is not there', async () => {
    const leads = await PipelineWorld.make(workspace, 'lead');
    const { id } = await world.put('new');
    await workspace.get(`/v1/deals/${id}/transitions?pipeline_id=${leads.id}`).expect(404);
    await workspace.delete(`/v1/deals/${id}`).expect(200);
    await workspace.get(`/v1/deals/${id}/transitions`).expect(404);
    const lead = await leads.put('new');
    const { body } = await workspace.get(`${STAGED.lead}/${lead.id}/transitions`).expect(200);
    expect(body.data).toHaveLength(4);
  });
});

describe('many deals at once', () => {
  it('are moved out of a stage that goes, up to a number, and none of more', async () => {
    const stage_id = await world.add('Between');
    const ids = await createMany(
      workspace,
      'deals',
      Array.from({ length: 60 }, () => ({ title: 'x', stage_id })),
    );
    const copied = `INSERT INTO deals SELECT (jsonb_populate_record(d, jsonb_build_object('id', gen_random_uuid()))).*
      FROM deals d, generate_series(1, 1990) WHERE d.id = $1 RETURNING id`;
    const copies = await jobs.api.sql<{ id: string }>(copied, [toUuid('deal', ids[0] ?? '')]);
    const replace = `${world.path}/${stage_id}?replace_with=${world.stage('new')}`;
    expect(told(await workspace.delete(replace))).toBe('409 too_many_to_move');
    await jobs.api.sql('DELETE FROM deals WHERE id = ANY ($1)', [copies.map(({ id }) => id)]);
    await workspace.delete(replace).expect(200);
    const { body } = await workspace.get(`/v1/deals?stage_id=${world.stage('new')}&count=exact&limit=1`);
    expect(body.total).toBe(60);
  });
});
