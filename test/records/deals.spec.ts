import { TestApi, type TestWorkspace } from '../support/test-api';
import { eventsOf } from './support/stored-events';

let api: TestApi;
let workspace: TestWorkspace;
let stages: Record<string, string>;
let sales: string;

beforeAll(async () => {
  api = await TestApi.shared();
  workspace = await api.workspace();
  sales = await pipelineOf('deal');
  stages = await stagesOf(sales);
});
afterAll(() => api.stop());

async function pipelineOf(object: string): Promise<string> {
  const { body } = await workspace.get('/v1/pipelines').expect(200);
  return body.data.find((pipeline: { object: string }) => pipeline.object === object).id;
}

/** The stages of a pipeline, by name. */
async function stagesOf(id: string): Promise<Record<string, string>> {
  const { body } = await workspace.get(`/v1/pipelines/${id}/stages?limit=100`).expect(200);
  return Object.fromEntries(body.data.map((stage: { name: string; id: string }) => [stage.name, stage.id]));
}

const create = (more: object = {}) => workspace.create('/v1/deals', { title: '20 desks', ...more });
const patch = (id: string, body: object) => workspace.patch(`/v1/deals/${id}`, body);

describe('the place of a deal', () => {
  it('is the first stage of the default pipeline unless told', async () => {
    expect(await create()).toMatchObject({ pipeline_id: sales, stage_id: stages.New, probability: 10 });
  });

  it('is the beginning of its pipeline when it is restored and its stage is gone', async () => {
    const { body: stage } = await workspace
      .post(`/v1/pipelines/${sales}/stages`, { name: 'For a while' })
      .expect(201);
    const { id } = await create({ stage_id: stage.id });
    await workspace.delete(`/v1/deals/${id}`).expect(200);
    await workspace.delete(`/v1/pipelines/${sales}/stages/${stage.id}`).expect(200);
    const { body } = await workspace.post(`/v1/deals/${id}/restore`).expect(200);
    expect(body).toMatchObject({ stage_id: stages.New, pipeline_id: sales, deleted_at: null });
  });

  it('follows the stage into its pipeline, and the pipeline to its first stage', async () => {
    const { id: partners } = await workspace.create('/v1/pipelines', { name: 'Partners', object: 'deal' });
    const theirs = await stagesOf(partners);
    expect(await create({ stage_id: theirs['Invoice sent'] })).toMatchObject({ pipeline_id: partners });
    expect(await create({ pipeline_id: partners })).toMatchObject({ stage_id: theirs.New });
    const { id } = await create();
    const moved = await patch(id, { stage_id: theirs['In progress'] }).expect(200);
    expect(moved.body).toMatchObject({ pipeline_id: partners, probability: 80 });
    const back = await patch(id, { pipeline_id: sales }).expect(200);
    expect(back.body).toMatchObject({ pipeline_id: sales, stage_id: stages.New });
  });

  it('cannot be a stage of another pipeline than the one that is named', async () => {
    const { id: partners } = await workspace.create('/v1/pipelines', { name: 'Partners', object: 'deal' });
    const { body } = await workspace
      .post('/v1/deals', { title: 'x', pipeline_id: partners, stage_id: stages.New })
      .expect(422);
    expect(body.errors).toMatchObject([{ pointer: '/stage_id', code: 'stage_of_other_pipeline' }]);
  });

  it('cannot be a stage or pipeline of leads', async () => {
    const leads = await pipelineOf('lead');
    const { New } = await stagesOf(leads);
    const stage = await workspace.post('/v1/deals', { title: 'x', stage_id: New }).expect(422);
    expect(stage.body.errors).toMatchObject([{ pointer: '/stage_id', code: 'unknown_reference' }]);
    const pipeline = await workspace.post('/v1/deals', { title: 'x', pipeline_id: leads }).expect(422);
    expect(pipeline.body.errors).toMatchObject([{ pointer: '/pipeline_id', code: 'unknown_reference' }]);
    const lead = await workspace.post('/v1/leads', { title: 'x', stage_id: stages.New }).expect(422);
    expect(lead.body.errors).toMatchObject([{ pointer: '/stage_id', code: 'unknown_reference' }]);
  });

  it('is the first stage again after null', async () => {
    const { id } = await create({ stage_id: stages['Invoice sent'] });
    const { body } = await patch(id, { stage_id: null }).expect(200);
    expect(body).toMatchObject({ stage_id: stages.New, pipeline_id: sales });
  });

  it('tells when it was reached', async () => {
    const { id, stage_changed_at, created_at } = await create();
    expect(stage_changed_at).toBe(created_at);
    const renamed = (await patch(id, { title: 'Chairs' }).expect(200)).body;
    expect(renamed.stage_changed_at).toBe(stage_changed_at);
    const moved = (await patch(id, { stage_id: stages['In progress'] }).expect(200)).body;
    expect(moved.stage_changed_at).toBe(moved.updated_at);
  });
});

describe('the probability of a deal', () => {
  it('is the one of its stage unless told', async () => {
    expect(await create({ stage_id: stages['Invoice sent'] })).toMatchObject({ probability: 60 });
    const { id, probability } = await create({ probability: 33 });
    expect(probability).toBe(33);
    const moved = (await patch(id, { stage_id: stages['In progress'] }).expect(200)).body;
    expect(moved.probability).toBe(80);
    const told = await patch(id, { stage_id: stages['Invoice sent'], probability: 5 }).expect(200);
    expect(told.body.probability).toBe(5);
    expect((await patch(id, { title: 'Chairs' }).expect(200)).body.probability).toBe(5);
    expect((await patch(id, { probability: null }).expect(200)).body.probability).toBe(60);
  });
});

describe('the end of a deal', () => {
  const typesOf = async (id: string) => (await eventsOf(api, id)).map(({ type }) => type);

  it.each([
    ['won', 'Won', 'won_at', 'lost_at'],
    ['lost', 'Lost', 'lost_at', 'won_at'],
  ])('is told when it is %s, with the move, in one write', async (verb, stage, at, otherAt) => {
    const { id } = await create();
    const { body } = await patch(id, { stage_id: stages[stage] }).expect(200);
    expect(body).toMatchObject({ version: 2, [at]: body.updated_at, [otherAt]: null });
    const events = await eventsOf(api, id);
    expect(
      events
        .map(({ type }) => type)
        .slice(1)
        .sort(),
    ).toEqual(['deal.updated', 'deal.stage_changed', `deal.${verb}`].sort());
    expect(events.slice(1).map(({ object_version }) => object_version)).toEqual([2, 2, 2]);
    expect(new Set(events.slice(1).map(({ request_id }) => request_id)).size).toBe(1);
    for (const { changes, object } of events.slice(1)) {
      expect(object).toEqual(body);
      expect(changes).toMatchObject({
        stage_id: { from: stages.New, to: stages[stage] },
        [at]: { from: null },
      });
    }
  });

  it('is undone when it goes on', async () => {
    const { id } = await create({ stage_id: stages.Won });
    expect((await typesOf(id)).sort()).toEqual(['deal.created', 'deal.won']);
    const { body } = await patch(id, { stage_id: stages.New }).expect(200);
    expect(body).toMatchObject({ won_at: null, lost_at: null });
    expect((await typesOf(id)).slice(2).sort()).toEqual(['deal.stage_changed', 'deal.updated']);
    const lost = await patch(id, { stage_id: stages.Lost, lost_reason: 'Too dear' }).expect(200);
    expect(lost.body).toMatchObject({ won_at: null, lost_at: lost.body.updated_at, lost_reason: 'Too dear' });
  });

  it('stays as it was when something else changes', async () => {
    const won = await create({ stage_id: stages.Won });
    const { body } = await patch(won.id, { title: 'Chairs' }).expect(200);
    expect(body.won_at).toBe(won.won_at);
    expect((await typesOf(won.id)).slice(2)).toEqual(['deal.updated']);
  });

  it('does not come before the beginning', async () => {
    const dates = { begins_on: '2026-12-02', expected_close_on: '2026-12-01' };
    const { body } = await workspace.post('/v1/deals', { title: 'x', ...dates }).expect(422);
    expect(body.errors).toMatchObject([{ pointer: '/expected_close_on', code: 'before_begin' }]);
    await create({ ...dates, expected_close_on: '2026-12-02' });
  });
});

describe('the contacts of a deal', () => {
  const person = async (first_name: string) => (await workspace.create('/v1/contacts', { first_name })).id;

  it('have roles, and one is the first to talk to', async () => {
    const [ada, bob] = await Promise.all([person('Ada'), person('Bob')]);
    const { id, contacts } = await create({
      contacts: [
        { contact_id: ada, role: 'buyer' },
        { contact_id: bob, primary: true },
      ],
    });
    expect(contacts).toEqual([
      { contact_id: ada, role: 'buyer', primary: false },
      { contact_id: bob, role: null, primary: true },
    ]);
    const { body } = await patch(id, { contacts: [{ contact_id: ada }] }).expect(200);
    expect(body.contacts).toEqual([{ contact_id: ada, role: null, primary: true }]);
    expect((await patch(id, { contacts: null }).expect(200)).body.contacts).toEqual([]);
  });

  it('stand once each', async () => {
    const ada = await person('Ada');
    const twice = [{ contact_id: ada }, { contact_id: ada }];
    const { body } = await workspace.post('/v1/deals', { title: 'x', contacts: twice }).expect(422);
    expect(body.errors).toMatchObject([{ pointer: '/contacts/1/contact_id', code: 'duplicate' }]);
  });

  it('are contacts of this workspace, and the fault says which is not', async () => {
    const stranger = await api.workspace();
    const theirs = (await stranger.create('/v1/contacts', { first_name: 'Eve' })).id;
    const contacts = [{ contact_id: await person('Ada') }, { contact_id: theirs }];
    const { body } = await workspace.post('/v1/deals', { title: 'x', contacts }).expect(422);
    expect(body.errors).toMatchObject([{ pointer: '/contacts/1/contact_id', code: 'unknown_reference' }]);
  });
});

describe('a lead', () => {
  it.each([
    { title: 'x' },
    { first_name: 'x' },
    { middle_name: 'x' },
    { last_name: 'x' },
    { company_name: 'x' },
    { job_title: 'x' },
    { comment: 'x' },
    { source: 'call' },
    { source_description: 'x' },
    { birthday: '1990-05-17' },
    { salutation: 'ms' },
    { address: { city: 'Paris' } },
    { utm: { source: 'google' } },
    { amount: { amount: '0', currency: 'EUR' } },
    { phones: [{ value: 'x' }] },
    { emails: [{ value: 'a@example.com' }] },
    { websites: [{ value: 'x' }] },
    { messengers: [{ value: 'x' }] },
    { external_ids: [{ app: 'shop', id: '4711' }] },
  ])('is enough with %j alone', async (body) => {
    await workspace.create('/v1/leads', body);
  });

  it.each([{}, { owner_id: null, title: null }, { phones: [], emails: null }])(
    'is not enough with %j',
    async (body) => {
      const answer = await workspace.post('/v1/leads', body).expect(422);
      expect(answer.body.errors).toMatchObject([{ pointer: '', code: 'empty_record' }]);
    },
  );

  it('cannot be emptied of its last field', async () => {
    const { id } = await workspace.create('/v1/leads', { title: 'x' });
    await workspace.patch(`/v1/leads/${id}`, { title: null }).expect(422);
  });

  it('tells when it comes to another stage', async () => {
    const { Processed } = await stagesOf(await pipelineOf('lead'));
    const { id } = await workspace.create('/v1/leads', { title: 'x' });
    await workspace.patch(`/v1/leads/${id}`, { stage_id: Processed }).expect(200);
    const types = (await eventsOf(api, id)).map(({ type }) => type);
    expect(types.sort()).toEqual(['lead.created', 'lead.stage_changed', 'lead.updated']);
  });
});

describe('a contact', () => {
  it('needs a name, a phone or an email', async () => {
    for (const body of [
      { last_name: 'x' },
      { phones: [{ value: 'x' }] },
      { emails: [{ value: 'a@example.com' }] },
    ]) {
      await workspace.create('/v1/contacts', body);
    }
    const { body } = await workspace.post('/v1/contacts', { comment: 'x' }).expect(422);
    expect(body.errors).toMatchObject([{ code: 'empty_record' }]);
  });
});
