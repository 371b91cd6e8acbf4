import { FormMapper, FormWorkerModule } from '@crm/forms';
import { Module } from '@nestjs/common';

import { eventsOf } from '../records/support/stored-events';
import type { Created } from '../support/api-client';
import { TestApi, type TestWorkspace } from '../support/test-api';

@Module({ imports: [FormWorkerModule] })
class Worker {}

let api: TestApi;
let workspace: TestWorkspace;

beforeAll(async () => {
  api = await TestApi.start([Worker]);
  // A submission is mapped when the story says so.
  await api.app.get(FormWorkerModule).onModuleDestroy();
  workspace = await api.workspace();
});
afterAll(() => api.stop());

const read = async (path: string) => (await workspace.get(path).expect(200)).body;
const ids = (list: { data: Created[] }) => list.data.map(({ id }) => id);
const put = (path: string, body: object) => workspace.call('put', path).send(body);

/** The stages of the default pipeline of an object, by name. */
async function stagesOf(object: string): Promise<{ path: string; stages: Record<string, string> }> {
  const { data } = await read(`/v1/pipelines?object=${object}`);
  const path = `/v1/pipelines/${data[0].id}/stages`;
  const entries = (await read(path)).data.map(({ name, id }: { name: string; id: string }) => [name, id]);
  return { path, stages: Object.fromEntries(entries) };
}

/** A visitor fills in the form on the site: the lead that comes of it. */
async function writesIn(form: Created, answers: object) {
  const { body } = await api.as(null).post(`/f/${form.id}`, answers).expect(202);
  while ((await api.app.get(FormMapper).work(new Date())) !== 'none');
  const { lead_id } = await read(`/v1/forms/${form.id}/submissions/${body.id}`);
  return read(`/v1/leads/${lead_id}`);
}

const convert = async (lead: Created, body: object) =>
  (await workspace.post(`/v1/leads/${lead.id}/convert`, body).expect(200)).body;

it('a client writes in, becomes a deal that is won, and buys again', async () => {
  const { path, stages } = await stagesOf('deal');
  const desk = await workspace.create('/v1/products', {
    name: 'Oak desk',
    sku: 'DESK-160',
    unit: 'piece',
    tax_rate: '20',
    prices: [{ amount: '499.90', currency: 'EUR' }],
  });
  const invoiced = `${path}/${stages['Invoice sent']}`;
  await workspace.patch(invoiced, { required_fields: ['expected_close_on'] }).expect(200);
  const form = await workspace.create('/v1/forms', {
    name: 'Contact us',
    object: 'lead',
    source: 'web_form',
    fields: [
      { name: 'first_name', label: 'Your name' },
      { name: 'company_name', label: 'Your company' },
      { name: 'emails', label: 'Your email', required: true },
      { name: 'phones', label: 'Your phone' },
      { name: 'comment', label: 'How can we help?' },
    ],
  });

  // A client writes in: the site's form makes a lead, and somebody calls back.
  const lead = await writesIn(form, {
    first_name: 'Amélie',
    company_name: 'Dubois SARL',
    emails: 'Amelie@Dubois.example',
    phones: '06 12 34 56 78',
    comment: '20 desks for our new office',
  });
  expect(lead).toMatchObject({ source: 'web_form', converted_at: null, created_by: { type: 'form' } });
  await workspace.create('/v1/activities', { type: 'call', subject: 'Call back', links: [{ id: lead.id }] });

  // The lead becomes a contact, a company and a deal.
  const everything = { contact: true, company: true, deal: { create: { title: '20 desks' } } };
  const { contact, company, deal } = await convert(lead, everything);
  const dealPath = `/v1/deals/${deal.record.id}`;
  const [person, firm] = [contact.record.id, company.record.id];
  expect(contact.record).toMatchObject({ company_id: firm, phones: [{ normalized: '+33612345678' }] });
  expect((await read(`${dealPath}/activities`)).data).toMatchObject([{ subject: 'Call back' }]);

  // What is sold decides the amount.
  const line_items = [
    { product_id: desk.id, quantity: '20', discount: { type: 'percent', value: '7.5' } },
    {
      name: 'Assembly',
      quantity: '6.5',
      unit: 'hour',
      unit_price: '45',
      tax_rate: '5.5',
      tax_included: true,
    },
  ];
  await put(`${dealPath}/line-items`, { line_items }).expect(200);
  expect((await read(dealPath)).amount).toEqual({ amount: '11390.28', currency: 'EUR' });

  // A stage asks for a field, and says so before and when the deal is moved.
  const move = (name: string, more: object = {}) =>
    workspace.patch(dealPath, { stage_id: stages[name], ...more });
  await move('Preparing documents').expect(200);
  const next = (await read(`${dealPath}/transitions`)).data.find(
    ({ name }: { name: string }) => name === 'Invoice sent',
  );
  expect(next).toMatchObject({ allowed: false, missing_fields: [{ path: 'expected_close_on' }] });
  const blocked = await move('Invoice sent').expect(422);
  expect(blocked.body.errors).toMatchObject([{ pointer: '/expected_close_on', code: 'required_in_stage' }]);
  await move('Invoice sent', { expected_close_on: '2027-01-31' }).expect(200);
  await move('In progress').expect(200);
  const won = (await move('Won').expect(200)).body;
  expect(won).toMatchObject({ probability: 100, won_at: expect.stringMatching(/Z$/) });
  const told = (await eventsOf(api, won.id)).map(({ type }) => type);
  expect(told.slice(-3)).toEqual(['deal.updated', 'deal.stage_changed', 'deal.won']);
  expect((await read(`${dealPath}/stage-history`)).data).toHaveLength(5);

  // The same client writes in again: known by the email, and a new deal begins.
  const again = await writesIn(form, {
    first_name: 'Amélie',
    emails: 'amelie@dubois.example',
    comment: '10 chairs',
  });
  const filter = { emails: { has: again.emails[0].value }, deals: { stage: { group: 'won' } } };
  const known = await workspace.post('/v1/contacts/search', { filter }).expect(200);
  expect(ids(known.body)).toEqual([person]);
  const second = await convert(again, {
    contact: { id: person },
    company: { id: firm },
    deal: { create: { title: '10 chairs' } },
  });
  expect(second.contact.record.emails).toHaveLength(1);

  // Both deals are read from the contact, and from the company.
  const both = [second.deal.record.id, won.id];
  expect(ids(await read(`/v1/contacts/${person}/deals`))).toEqual(both);
  expect(ids(await read(`/v1/companies/${firm}/deals`))).toEqual(both);
  expect((await read(`/v1/deals/${won.id}?expand=lead,company`)).lead.id).toBe(lead.id);
  const leads = await workspace.post('/v1/leads/search', { filter: { converted_at: { is_null: false } } });
  expect(ids(leads.body)).toEqual([again.id, lead.id]);
  expect((await workspace.post(`/v1/leads/${lead.id}/unconvert`).expect(409)).body.code).toBe(
    'touched_since',
  );
});
