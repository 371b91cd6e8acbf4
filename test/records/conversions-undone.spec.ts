import { codeBlocks } from '../journeys/support/code-blocks';
import type { Created } from '../support/api-client';
import { TestApi, type TestWorkspace } from '../support/test-api';
import { ALL, LeadDesk, PERSON } from './support/lead-desk';

let api: TestApi;
let workspace: TestWorkspace;
let desk: LeadDesk;

beforeAll(async () => {
  api = await TestApi.shared();
  desk = await LeadDesk.open(api);
  workspace = desk.workspace;
});
afterAll(() => api.stop());

describe('the undoing of a conversion', () => {
  it('deletes what was made and opens the lead where it stood', async () => {
    const { id } = await desk.lead();
    const { id: stage_id } = { id: desk.stage('regular') };
    const before = (await workspace.patch(`/v1/leads/${id}`, { stage_id }).expect(200)).body;
    const { deal, contact } = (await desk.convert(id).expect(200)).body;
    const counted = await desk.rowCounts();
    await workspace.post(`/v1/leads/${id}/unconvert?validate_only=true`).expect(200);
    expect(await desk.rowCounts()).toEqual(counted);
    const { body } = await desk.undo(id).expect(200);
    expect(body.lead).toMatchObject({
      converted_at: null,
      converted_to: null,
      stage_id,
      comment: before.comment,
    });
    expect([body.contact.result, body.company.result, body.deal.result]).toEqual([
      'deleted',
      'deleted',
      'deleted',
    ]);
    await workspace.get(`/v1/deals/${deal.record.id}`).expect(404);
    expect(await desk.told(contact.record.id)).toEqual(['contact.created', 'contact.deleted']);
    expect((await desk.told(id)).slice(-3)).toEqual([
      'lead.updated',
      'lead.stage_changed',
      'lead.unconverted',
    ]);
    await workspace.patch(`/v1/leads/${id}`, { comment: 'Open again' }).expect(200);
    expect((await desk.undo(id).expect(409)).body.code).toBe('not_converted');
    await desk.convert(id).expect(200);
    await desk.undo(id).expect(200);
  });

  it('gives attached records back what still has the value of the conversion', async () => {
    const firm = await workspace.create('/v1/companies', { name: 'Dubois & Fils' });
    const person = await workspace.create('/v1/contacts', {
      first_name: 'Zoé',
      phones: [{ value: '01 23 45 67 89' }],
    });
    const { id } = await desk.lead();
    await desk.convert(id, { contact: { id: person.id }, company: { id: firm.id }, deal: true }).expect(200);
    await workspace.patch(`/v1/contacts/${person.id}`, { job_title: 'Owner' }).expect(200);
    const { body } = await desk.undo(id).expect(200);
    expect(body.deal.result).toBe('deleted');
    const { phones, emails, companies, company_id, address } = person;
    expect(body.contact).toMatchObject({
      result: 'detached',
      record: { phones, emails, companies, company_id, address },
    });
    expect(body.contact.record).toMatchObject({ first_name: 'Zoé', last_name: null, job_title: 'Owner' });
    const { websites, source, utm } = firm;
    expect(body.company).toMatchObject({ result: 'detached', record: { websites, source, utm } });
  });

  it('lets activities, notes and files go along, and takes their links back', async () => {
    const { id } = await desk.lead();
    const links = [{ id }];
    const call = await workspace.create('/v1/activities', { type: 'call', subject: 'First call', links });
    const note = await workspace.create('/v1/notes', { text: 'Likes oak', links });
    const file = await workspace.raw(
      'post',
      `/v1/files?name=plan.pdf&links=${id}`,
      'the plan',
      'application/pdf',
    );
    const { contact, deal } = (await desk.convert(id, { contact: true, deal: true }).expect(200)).body;
    const idsOf = async (path: string) => (await desk.read(path)).links.map((link: Created) => link.id);
    for (const path of [`/v1/activities/${call.id}`, `/v1/notes/${note.id}`, `/v1/files/${file.body.id}`])
      expect((await idsOf(path)).sort()).toEqual([id, contact.record.id, deal.record.id].sort());
    expect((await desk.read(`/v1/deals/${deal.record.id}/activities`)).data).toMatchObject([{ id: call.id }]);
    await desk.undo(id).expect(200);
    expect(await idsOf(`/v1/activities/${call.id}`)).toEqual([id]);
    await desk.convert(id, { deal: true }).expect(200);
  });

  it('is refused when something that was made was touched, or is pointed to by something else', async () => {
    const { id } = await desk.lead();
    const { deal, contact } = (await desk.convert(id).expect(200)).body;
    await workspace.patch(`/v1/deals/${deal.record.id}`, { comment: 'Going well' }).expect(200);
    const another = await workspace.create('/v1/deals', {
      title: 'Another',
      contacts: [{ contact_id: contact.record.id }],
    });
    const { body } = await desk.undo(id).expect(409);
    expect(body.code).toBe('touched_since');
    expect([...body.existing_ids].sort()).toEqual([deal.record.id, another.id].sort());
    expect(await desk.read(`/v1/leads/${id}`)).toMatchObject({ stage_id: desk.stage('success') });
    await desk.read(`/v1/contacts/${contact.record.id}`);
  });

  it('takes the right to delete what was made', async () => {
    const clerk = await api.workspace(['leads:read', 'leads:write', 'deals:write']);
    const { id } = await clerk.create('/v1/leads', PERSON);
    await clerk.post(`/v1/leads/${id}/convert`, { deal: true }).expect(200);
    const { body } = await clerk.post(`/v1/leads/${id}/unconvert`).expect(403);
    expect(body.required_scope).toBe('deals:delete');
    await desk.undo('lead_01jc6nrygyfgx9y01bdgemwqv0').expect(404);
  });
});

describe('many conversions', () => {
  const send = (conversions: object[], atomic?: boolean) =>
    workspace.post('/v1/leads/convert', { conversions, ...(atomic !== undefined && { atomic }) });

  it('are each done for itself unless told', async () => {
    const [a, b] = [(await desk.lead()).id, (await desk.lead({ company_name: null })).id];
    const { body } = await send([
      { key: 'first', id: a, ...ALL },
      { key: 'nameless', id: b, ...ALL },
      { id: b, contact: true },
      { id: a, deal: true },
      { id: 'lead_01jc6nrygyfgx9y01bdgemwqv0', deal: true },
      { id: b, deal: 7 },
    ]).expect(200);
    expect(body.summary).toEqual({ converted: 2, failed: 4 });
    expect(body.results).toMatchObject([
      { key: 'first', status: 200, id: a, result: 'converted', conversion: { deal: { result: 'created' } } },
      {
        key: 'nameless',
        status: 422,
        problem: { errors: [{ pointer: '/conversions/1/company/create/name' }] },
      },
      { status: 200, id: b, conversion: { company: null, deal: null } },
      { status: 409, problem: { code: 'already_converted' } },
      { status: 404 },
      { status: 400, problem: { errors: [{ pointer: '/conversions/5/deal' }] } },
    ]);
    expect((await desk.read(`/v1/leads/${b}/companies`)).data).toEqual([]);
  });

  it('are all done or none when asked so', async () => {
    const [a, b] = [(await desk.lead()).id, (await desk.lead({ company_name: null })).id];
    const before = await desk.rowCounts();
    const refused = await send(
      [
        { id: a, ...ALL },
        { id: b, ...ALL },
      ],
      true,
    ).expect(422);
    expect(refused.body).toMatchObject({
      code: 'batch_refused',
      errors: [{ pointer: '/conversions/1/company/create/name', code: 'required' }],
    });
    expect(await desk.rowCounts()).toEqual(before);
    await send(
      [
        { id: a, ...ALL },
        { id: b, deal: true },
      ],
      true,
    ).expect(200);
    await send(Array.from({ length: 101 }, () => ({ id: a, deal: true }))).expect(400);
    await workspace.post('/v1/leads/convert', { conversions: 5 }).expect(400);
  });
});

describe('the mapping of fields', () => {
  const path = '/v1/lead-conversion-mapping';
  const put = (pairs: object[]) => workspace.call('put', path).send({ pairs });

  it('stands in front of the defaults, or takes one away', async () => {
    expect(await desk.read(path)).toMatchObject({ pairs: [], version: 0 });
    const pairs = [
      { from: 'utm.campaign', object: 'deal', to: 'source_description' },
      { from: 'job_title', object: 'contact', to: 'utm.content' },
      { from: null, object: 'contact', to: 'comment' },
      { from: 'birthday', object: 'deal', to: 'begins_on' },
    ];
    const { body } = await put(pairs).expect(200);
    expect(body).toMatchObject({ pairs, version: 1 });
    expect(await desk.read(path)).toEqual(body);
    const { id } = await desk.lead({ birthday: '1990-05-17' });
    const { contact, deal } = (await desk.convert(id, { contact: true, deal: true }).expect(200)).body;
    expect(deal.record).toMatchObject({
      source_description: 'spring',
      begins_on: '1990-05-17',
      comment: 'Wants a call',
    });
    expect(contact.record).toMatchObject({
      comment: null,
      utm: { source: 'google', content: 'Head of purchasing' },
    });
    await put([{ from: 'comment', object: 'deal', to: 'title' }]).expect(200);
    const long = await desk.lead({ comment: 'x'.repeat(300) });
    const { errors } = (await desk.convert(long.id, { deal: true }).expect(422)).body;
    expect(errors).toMatchObject([{ pointer: '/deal/create/title', code: 'wrong_length' }]);
    await desk.convert(long.id, { deal: { create: { title: 'Short' } } }).expect(200);
    await put([]).expect(200);
  });

  it('takes over custom fields by their key, or wherever it is told, and gives them back', async () => {
    const field = (plural: string, key: string, more: object = {}) =>
      workspace.create(`/v1/${plural}/fields`, { key, name: key, type: 'text', ...more });
    await field('leads', 'delivery_window');
    await field('leads', 'floors', { type: 'integer' });
    await field('deals', 'delivery_window');
    await field('deals', 'size');
    await field('contacts', 'floors');
    await put([
      { from: 'custom_fields.floors', object: 'deal', to: 'custom_fields.size' },
      { from: 'custom_fields.delivery_window', object: 'contact', to: 'comment' },
    ]).expect(200);
    const custom_fields = { delivery_window: 'mornings', floors: 3 };
    const { id } = await desk.lead({ custom_fields });
    const known = await workspace.create('/v1/deals', { title: 'x', custom_fields: { size: '7' } });
    const { contact, deal } = (await desk.convert(id, { contact: true, deal: { id: known.id } }).expect(200))
      .body;
    expect(deal.record.custom_fields).toEqual({ delivery_window: 'mornings', size: '7' });
    expect(contact.record).toMatchObject({ comment: 'mornings', custom_fields: { floors: null } });
    const undone = (await desk.undo(id).expect(200)).body;
    expect(undone.deal.record.custom_fields).toEqual({ delivery_window: null, size: '7' });
    const other = await desk.lead({ custom_fields });
    const made = await desk
      .convert(other.id, { deal: { create: { custom_fields: { size: '9' } } } })
      .expect(200);
    expect(made.body.deal.record.custom_fields).toEqual({ delivery_window: 'mornings', size: '9' });
    const unknown = await put([
      { from: 'custom_fields.floors', object: 'deal', to: 'custom_fields.nothing' },
    ]);
    expect(unknown.body.errors).toMatchObject([{ pointer: '/pairs/0/to', code: 'unknown_field' }]);
    await put([]).expect(200);
  });

  it.each([
    [{ from: 'nonsense', object: 'deal', to: 'title' }, 'from', 'unknown_field'],
    [{ from: 'utm.nonsense', object: 'deal', to: 'title' }, 'from', 'unknown_field'],
    [{ from: 'title', object: 'deal', to: 'won_at' }, 'to', 'unknown_field'],
    [{ from: 'phones', object: 'deal', to: 'title' }, 'to', 'incompatible_field'],
    [{ from: 'owner_id', object: 'deal', to: 'company_id' }, 'to', 'incompatible_field'],
  ])('is refused as %j', async (pair, name, code) => {
    const { body } = await put([pair]).expect(422);
    expect(body.errors).toMatchObject([{ pointer: `/pairs/0/${name}`, code }]);
  });

  it('names each field once, and is told of', async () => {
    const pair = { from: 'title', object: 'deal', to: 'comment' };
    const twice = await put([pair, { ...pair, from: 'job_title' }]).expect(422);
    expect(twice.body.errors).toMatchObject([{ pointer: '/pairs/1/to', code: 'duplicate' }]);
    await put([pair]).expect(200);
    const [event] = await api.sql<{ data: string }>(
      `SELECT data FROM events WHERE type = 'lead_conversion_mapping.updated' ORDER BY id DESC LIMIT 1`,
    );
    expect(JSON.parse(event?.data ?? '{}')).toMatchObject({
      object: { pairs: [pair] },
      changes: { pairs: { to: [pair] } },
    });
    await put([]).expect(200);
  });
});

it('docs/conversion.md shows bodies that are taken', async () => {
  const person = await workspace.create('/v1/contacts', { first_name: 'Zoé' });
  const bodies = codeBlocks('docs/conversion.md').filter(({ language }) => language === 'json');
  expect(bodies).toHaveLength(5);
  for (const { code } of bodies) {
    const { id } = await desk.lead();
    const text = code.replace(/cont_\w+/, person.id).replace(/lead_\w+/, id);
    const body = JSON.parse(text) as object;
    if ('pairs' in body) await workspace.call('put', '/v1/lead-conversion-mapping').send(body).expect(200);
    else if ('conversions' in body) {
      const { summary } = (await workspace.post('/v1/leads/convert', body).expect(200)).body;
      expect(summary).toEqual({ converted: 1 });
    } else await desk.convert(id, body).expect(200);
  }
});
