import type { Created } from '../support/api-client';
import { TestApi, type TestWorkspace } from '../support/test-api';
import { ALL, LeadDesk, PERSON } from './support/lead-desk';
import { eventsOf } from './support/stored-events';

let api: TestApi;
let workspace: TestWorkspace;
let desk: LeadDesk;

beforeAll(async () => {
  api = await TestApi.shared();
  desk = await LeadDesk.open(api);
  workspace = desk.workspace;
});
afterAll(() => api.stop());

describe('the conversion of a lead', () => {
  it('makes a contact, a company and a deal of what it says, linked to one another and to the lead', async () => {
    const { id, utm, phones, emails } = await desk.lead();
    const { body, headers } = await desk.convert(id).expect(200);
    const { contact, company, deal } = body;
    expect([contact.result, company.result, deal.result]).toEqual(['created', 'created', 'created']);
    const { first_name, last_name, job_title, address, source, comment } = PERSON;
    expect(contact.record).toMatchObject({
      first_name,
      last_name,
      job_title,
      source,
      comment,
      utm,
      phones,
      emails,
    });
    expect(contact.record).toMatchObject({ address, lead_id: id, company_id: company.record.id });
    expect(company.record).toMatchObject({
      name: 'Dubois SARL',
      source,
      utm,
      lead_id: id,
      phones: [],
      address: null,
    });
    expect(company.record.websites).toMatchObject(PERSON.websites);
    expect(deal.record).toMatchObject({
      title: '20 desks',
      amount: PERSON.amount,
      source,
      utm,
      comment,
      lead_id: id,
    });
    expect(deal.record).toMatchObject({
      company_id: company.record.id,
      contacts: [{ contact_id: contact.record.id, primary: true }],
    });
    const converted_to = {
      contact_id: contact.record.id,
      company_id: company.record.id,
      deal_id: deal.record.id,
    };
    expect(body.lead).toMatchObject({ id, converted_to, stage_id: desk.stage('success'), version: 2 });
    expect(body.lead.converted_at).toBe(body.lead.updated_at);
    expect(headers.etag).toContain('2');
    expect(await desk.read(`/v1/leads/${id}`)).toEqual(body.lead);
    expect(await desk.read(`/v1/deals/${deal.record.id}`)).toEqual(deal.record);
    expect(await desk.read(`/v1/contacts/${contact.record.id}`)).toEqual(contact.record);
    expect((await desk.read(`/v1/leads/${id}/deals`)).data).toEqual([deal.record]);
    expect((await desk.read(`/v1/deals?lead_id=${id}`)).data).toEqual([deal.record]);
  });

  it('is told by the usual events, and by one that names everything', async () => {
    const { id } = await desk.lead();
    const { body } = await desk.convert(id).expect(200);
    expect(await desk.told(id)).toEqual([
      'lead.created',
      'lead.updated',
      'lead.stage_changed',
      'lead.converted',
    ]);
    const told = (await eventsOf(api, id)).at(-1);
    expect(told?.object).toEqual(body.lead);
    expect(told?.changes).toMatchObject({
      converted_to: { from: null, to: body.lead.converted_to },
      stage_id: { to: desk.stage('success') },
    });
    expect(await desk.told(body.deal.record.id)).toEqual(['deal.created']);
    expect(await desk.told(body.company.record.id)).toEqual(['company.created']);
  });

  it('makes only what is wanted, with fields of its own above those of the lead', async () => {
    const { id: owner } = (await desk.read('/v1/members')).data[0];
    const { id } = await desk.lead();
    const { body } = await desk
      .convert(id, {
        contact: { create: { first_name: 'Inès', emails: [], owner_id: owner } },
        company: false,
      })
      .expect(200);
    expect(body).toMatchObject({ company: null, deal: null });
    expect(body.contact.record).toMatchObject({
      first_name: 'Inès',
      last_name: 'Dubois',
      emails: [],
      owner_id: owner,
    });
    expect(body.lead.converted_to).toEqual({
      contact_id: body.contact.record.id,
      company_id: null,
      deal_id: null,
    });
    const alone = (await desk.convert((await desk.lead()).id, { company: true }).expect(200)).body.company
      .record;
    expect(alone.phones).toMatchObject([{ normalized: '+33612345678' }]);
  });

  it('puts the deal where it is told, and names it after the lead when that has no title', async () => {
    const { id: pipeline_id } = await workspace.create('/v1/pipelines', { name: 'Partners', object: 'deal' });
    const { body } = await desk
      .convert((await desk.lead({ title: null })).id, {
        deal: { create: { pipeline_id } },
      })
      .expect(200);
    expect(body.deal.record).toMatchObject({ pipeline_id, title: 'Amélie Dubois' });
    const { id } = await workspace.create('/v1/leads', { emails: [{ value: 'x@example.com' }] });
    expect((await desk.convert(id, { deal: true }).expect(200)).body.deal.record.title).toBe('x@example.com');
  });

  it('attaches to what is there: empty fields are filled, lists are added to, nothing is overwritten', async () => {
    const firm = await workspace.create('/v1/companies', { name: 'Dubois & Fils' });
    const other = await workspace.create('/v1/companies', { name: 'Other' });
    const person = await workspace.create('/v1/contacts', {
      first_name: 'Zoé',
      company_id: other.id,
      phones: [{ value: '01 23 45 67 89' }, { value: '+33 6 12 34 56 78', type: 'home' }],
    });
    const deal = await workspace.create('/v1/deals', {
      title: 'Known',
      amount: { amount: '1', currency: 'CHF' },
    });
    const { id } = await desk.lead();
    const { body } = await desk
      .convert(id, {
        contact: { id: person.id },
        company: { id: firm.id },
        deal: { id: deal.id },
      })
      .expect(200);
    expect(body.contact.record).toMatchObject({
      first_name: 'Zoé',
      last_name: 'Dubois',
      lead_id: null,
      company_id: other.id,
      companies: [
        { company_id: other.id, primary: true },
        { company_id: firm.id, primary: false },
      ],
      phones: [
        { value: '01 23 45 67 89', primary: true },
        { value: '+33 6 12 34 56 78', type: 'home', primary: false },
      ],
      emails: [{ normalized: 'amelie@example.com', primary: true }],
    });
    expect(body.company.record).toMatchObject({ name: 'Dubois & Fils', source: 'website' });
    expect(body.deal.record).toMatchObject({
      title: 'Known',
      amount: { amount: '1', currency: 'CHF' },
      company_id: firm.id,
      contacts: [{ contact_id: person.id }],
    });
    expect(body.lead.converted_to).toEqual({ contact_id: person.id, company_id: firm.id, deal_id: deal.id });
  });

  it('is only tried when asked so: the answer tells what would be made, nothing is stored', async () => {
    const { id } = await desk.lead();
    const before = await desk.rowCounts();
    const { body } = await workspace.post(`/v1/leads/${id}/convert?validate_only=true`, ALL).expect(200);
    expect(body.deal.record).toMatchObject({ title: '20 desks', company_id: body.company.record.id });
    expect(await desk.rowCounts()).toEqual(before);
    expect(await desk.read(`/v1/leads/${id}`)).toMatchObject({ converted_at: null, converted_to: null });
    await desk.convert(id).expect(200);
  });

  it('happens once: a repeated key is answered again, anybody else is told what it became', async () => {
    const { id } = await desk.lead();
    const once = () => desk.convert(id).set('idempotency-key', `convert-${id}`).expect(200);
    const [first, second] = await Promise.all([once(), once()]);
    expect(first.body).toEqual(second.body);
    const { body } = await desk.convert(id).expect(409);
    const { converted_to } = first.body.lead;
    expect(body).toMatchObject({ code: 'already_converted', existing_ids: Object.values(converted_to) });
    const rival = await desk.lead();
    const answers = await Promise.all([1, 2, 3, 4].map(() => desk.convert(rival.id)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
    expect((await desk.read(`/v1/leads/${rival.id}/deals`)).data).toHaveLength(1);
  });
});

describe('a conversion is refused', () => {
  it('when it does not say what to make, or says it wrongly', async () => {
    const { id } = await desk.lead();
    for (const body of [{}, { contact: false, deal: null }]) {
      expect((await desk.convert(id, body).expect(400)).body.errors).toMatchObject([
        { pointer: '', code: 'empty' },
      ]);
    }
    const wrong = await desk
      .convert(id, {
        contact: { id: 'deal_01jc6nrygyfgx9y01bdgemwqv0' },
        company: { create: { name: 5, nonsense: 1 } },
        deal: { create: {}, id: 'x' },
      })
      .expect(400);
    expect(wrong.body.errors.map(({ pointer, code }: Fault) => `${pointer} ${code}`).sort()).toEqual([
      '/company/create/name wrong_type',
      '/company/create/nonsense unknown_field',
      '/contact/id invalid_id',
      '/deal wrong_type',
    ]);
    expect((await desk.convert(id, { nonsense: true }).expect(400)).body.errors[0].code).toBe(
      'unknown_field',
    );
  });

  it('when the lead lacks what is needed, or what it is to be attached to is not there', async () => {
    const { id } = await workspace.create('/v1/leads', { comment: 'Somebody called' });
    const company = await desk.convert(id, { company: true }).expect(422);
    expect(company.body.errors).toMatchObject([{ pointer: '/company/create/name', code: 'required' }]);
    const contact = await desk.convert(id, { contact: true }).expect(422);
    expect(contact.body.errors).toMatchObject([{ pointer: '/contact/create', code: 'empty_record' }]);
    const unknown = await desk
      .convert(id, { contact: { id: 'cont_01jc6nrygyfgx9y01bdgemwqv0' } })
      .expect(422);
    expect(unknown.body.errors).toMatchObject([{ pointer: '/contact/id', code: 'unknown_reference' }]);
    const stage = await desk
      .convert(id, { deal: { create: { stage_id: desk.stage('initial') } } })
      .expect(422);
    expect(stage.body.errors).toMatchObject([
      { pointer: '/deal/create/stage_id', code: 'unknown_reference' },
    ]);
    expect(await desk.read(`/v1/leads/${id}`)).toMatchObject({ converted_at: null, version: 1 });
    await desk.convert('lead_01jc6nrygyfgx9y01bdgemwqv0').expect(404);
    await workspace.delete(`/v1/leads/${id}`).expect(200);
    await desk.convert(id, { deal: true }).expect(404);
  });

  it('when the caller lacks a scope of what is to be made, or has read another version', async () => {
    const { id } = await desk.lead();
    const clerk = await api.workspace(['leads:write', 'contacts:write']);
    const refused = await clerk.post(`/v1/leads/${id}/convert`, { contact: true, deal: true }).expect(403);
    expect(refused.body).toMatchObject({ code: 'missing_scope', required_scope: 'deals:write' });
    await workspace.patch(`/v1/leads/${id}`, { comment: 'Later' }).expect(200);
    await desk.convert(id).set('if-match', '"1"').expect(412);
    await desk.convert(id).set('if-match', '"2"').expect(200);
  });
});

interface Fault {
  readonly pointer: string;
  readonly code: string;
}

describe('a converted lead', () => {
  it('is read-only on every path', async () => {
    const { id } = await desk.lead({ external_ids: [{ app: 'shop', id: '1' }] });
    await desk.convert(id).expect(200);
    const code = [{ code: 'lead_converted' }];
    const patched = await workspace.patch(`/v1/leads/${id}`, { comment: 'x' }).expect(422);
    expect(patched.body.errors).toMatchObject(code);
    const put = await workspace
      .call('put', '/v1/leads/by/external_id/shop:1')
      .send({ comment: 'x' })
      .expect(422);
    expect(put.body.errors).toMatchObject(code);
    const operations = [{ op: 'update', id, data: { stage_id: desk.stage('initial') } }];
    const { results } = (await workspace.post('/v1/leads/batch', { operations }).expect(200)).body;
    expect(results).toMatchObject([{ status: 422, problem: { errors: code } }]);
    const change = { filter: { id }, data: { comment: 'x' } };
    const bulk = await workspace.post('/v1/leads/bulk-update?validate_only=true', change).expect(202);
    expect(bulk.body.progress).toMatchObject({ failed: 1 });
    await workspace.delete(`/v1/leads/${id}`).expect(200);
    await workspace.post(`/v1/leads/${id}/restore`).expect(200);
    expect((await desk.convert(id).expect(409)).body.code).toBe('already_converted');
  });

  it('is told apart by filters', async () => {
    const [open, done] = [(await desk.lead()).id, (await desk.lead()).id];
    const { body } = await desk.convert(done, { deal: true }).expect(200);
    const found = async (filter: object) => {
      const answer = await workspace.post('/v1/leads/search', {
        filter: { id: { in: [open, done] }, ...filter },
      });
      return answer.body.data.map(({ id }: Created) => id);
    };
    expect(await found({ converted_at: { is_null: true } })).toEqual([open]);
    expect(await found({ converted_at: { gte: '-1h' } })).toEqual([done]);
    expect(await found({ converted_to: { deal_id: body.deal.record.id } })).toEqual([done]);
    expect(await found({ deals: { title: '20 desks' } })).toEqual([done]);
    const deals = await workspace.post('/v1/deals/search', { filter: { lead: { id: done } } }).expect(200);
    expect(deals.body.data).toEqual([body.deal.record]);
  });

  it('comes to the success stage no other way', async () => {
    const success = desk.stage('success');
    const { id } = await desk.lead();
    const moved = await workspace.patch(`/v1/leads/${id}`, { stage_id: success }).expect(422);
    expect(moved.body.errors).toMatchObject([{ pointer: '/stage_id', code: 'convert_instead' }]);
    const made = await workspace.post('/v1/leads', { title: 'x', stage_id: success }).expect(422);
    expect(made.body.errors).toMatchObject([{ pointer: '/stage_id', code: 'convert_instead' }]);
    await workspace.patch(`/v1/leads/${id}`, { stage_id: desk.stage('failure') }).expect(200);
    await desk.convert(id).expect(200);
  });
});
