import { ApiClient, type Created } from '../support/api-client';
import type { ApiContract } from '../support/api-contract';
import { TestApi, type TestWorkspace } from '../support/test-api';
import { employ } from './support/staff';

let api: TestApi;
let workspace: TestWorkspace;
let number = 0;

const ALL = { read: 'all', create: 'all', update: 'all', delete: 'all' };
const OBJECTS = ['lead', 'deal', 'contact', 'company', 'product', 'activity'];
const DOES_ALL = Object.fromEntries(OBJECTS.map((object) => [object, ALL]));

beforeAll(async () => {
  api = await TestApi.shared();
  workspace = await api.workspace();
});
afterAll(() => api.stop());

/** A member who may do everything with every record, and does not see these fields. */
async function blindTo(
  fields: readonly (readonly [string, string])[],
  more: object = {},
): Promise<ApiClient> {
  number += 1;
  const { key } = await workspace.create('/v1/roles', {
    name: `Blind ${number}`,
    objects: DOES_ALL,
    fields: fields.map(([object, field]) => ({ object, field, access: 'hidden' })),
    ...more,
  });
  const { client } = await employ(api, workspace, `Blind${number}`, String(key));
  const contract = () =>
    ({
      faults: (seen: Parameters<ApiContract['faults']>[0]) =>
        api.contract
          .faults(seen)
          .filter(
            (fault) => !/required property|schema in "?(anyOf|oneOf)|unevaluated|must be null/.test(fault),
          ),
    }) as ApiContract;
  return new ApiClient(api.server, contract, client.token);
}

const sight = (body: unknown): string => JSON.stringify(body);

describe('a hidden field is not told by', () => {
  it('the name that is made of it', async () => {
    const client = await blindTo([['contact', 'first_name']]);
    const contact = await workspace.create('/v1/contacts', { first_name: 'Rumpelstilz', last_name: 'Grimm' });
    const answers = [
      await client.get(`/v1/contacts/${contact.id}`).expect(200),
      await client.get('/v1/contacts').expect(200),
      await client.patch(`/v1/contacts/${contact.id}`, { last_name: 'Grimm-Wald' }).expect(200),
    ];
    for (const { body, headers } of answers) expect(sight([body, headers])).not.toContain('Rumpelstilz');
    await client.get('/v1/contacts?fields=display_name').expect(400);
  });

  it('its worth in the base currency', async () => {
    const client = await blindTo([['deal', 'amount']]);
    const deal = await workspace.create('/v1/deals', {
      title: 'Worth',
      amount: { amount: '4711', currency: 'EUR' },
    });
    const { body } = await client.get(`/v1/deals/${deal.id}`).expect(200);
    expect(sight(body)).not.toContain('4711');
    await client.get('/v1/deals?sort=amount_base').expect(400);
  });

  it('the prices of the lines that it is the sum of', async () => {
    const client = await blindTo([['deal', 'amount']]);
    const deal = await workspace.create('/v1/deals', { title: 'Lines' });
    const line = await workspace.create(`/v1/deals/${deal.id}/line-items`, {
      name: 'Desk',
      unit_price: '4711',
    });
    const answers = [
      await client.get(`/v1/deals/${deal.id}/line-items`).expect(200),
      await client.get(`/v1/deals/${deal.id}/line-items/${line.id}`).expect(200),
      await client.patch(`/v1/deals/${deal.id}/line-items/${line.id}`, { name: 'Oak desk' }).expect(200),
    ];
    for (const { body } of answers) expect(sight(body)).not.toContain('4711');
    await client.patch(`/v1/deals/${deal.id}/line-items/${line.id}`, { unit_price: '1' }).expect(400);
    const { body } = await workspace.get(`/v1/deals/${deal.id}`).expect(200);
    expect(body.amount.amount).toMatch(/^4711/);
  });

  it('lists and filters that lead through it from the other side', async () => {
    const client = await blindTo([
      ['deal', 'company_id'],
      ['deal', 'contacts'],
    ]);
    const company = await workspace.create('/v1/companies', { name: 'Customer' });
    const contact = await workspace.create('/v1/contacts', { first_name: 'Customer' });
    await workspace.create('/v1/deals', {
      title: 'Whose',
      company_id: company.id,
      contacts: [{ contact_id: contact.id }],
    });
    await client.get(`/v1/companies/${company.id}/deals`).expect(403);
    await client.get(`/v1/contacts/${contact.id}/deals`).expect(403);
    for (const plural of ['companies', 'contacts'])
      await client.post(`/v1/${plural}/search`, { filter: { deals: { title: 'Whose' } } }).expect(400);
    const { body } = await client.delete(`/v1/companies/${company.id}`).expect(200);
    expect(body.unlinks).not.toHaveProperty('deals');
  });

  it('what a key names', async () => {
    const client = await blindTo([
      ['product', 'sku'],
      ['deal', 'custom_fields.code'],
    ]);
    await workspace.create('/v1/deals/fields', { key: 'code', name: 'Code', type: 'text', unique: true });
    await workspace.create('/v1/products', { name: 'Desk', sku: 'D-1' });
    await workspace.create('/v1/deals', { title: 'Coded', custom_fields: { code: 'c1' } });
    const answers = [
      await client.call('put', '/v1/products/by/sku/D-1').send({ unit: 'piece' }),
      await client.call('put', '/v1/products/by/sku/D-2').send({ name: 'Chair' }),
      await client.call('put', '/v1/deals/by/custom_fields.code/c1').send({ title: 'x' }),
      await client.call('put', '/v1/deals/by/custom_fields.code/c2').send({ title: 'x' }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 400]);
    const { body } = await client
      .post('/v1/products/batch', {
        operations: [{ op: 'upsert', by: { field: 'sku', value: 'D-1' }, data: { unit: 'piece' } }],
      })
      .expect(200);
    expect(body.results[0].status).toBe(400);
  });

  it('what a stage asks for', async () => {
    const client = await blindTo([['deal', 'comment']]);
    const { id } = await workspace.create('/v1/pipelines', { name: 'Asking', object: 'deal' });
    const stage = await workspace.create(`/v1/pipelines/${id}/stages`, {
      name: 'Told',
      required_fields: ['comment'],
    });
    const deal = await workspace.create('/v1/deals', { title: 'Silent', pipeline_id: id });
    const { body } = await client.get(`/v1/deals/${deal.id}/transitions`).expect(200);
    const to = body.data.find(({ stage_id }: { stage_id: string }) => stage_id === stage.id);
    expect(to).toMatchObject({ allowed: false, missing_fields: [] });
    expect(sight(to)).not.toContain('comment');
    const moved = await client.patch(`/v1/deals/${deal.id}`, { stage_id: stage.id }).expect(422);
    expect(sight(moved.body.errors)).not.toContain('comment');
  });

  it('segments and event filters that name it', async () => {
    const client = await blindTo([['deal', 'comment']], { settings: ['segments'] });
    await workspace.create('/v1/deals', { title: 'Commented', comment: 'gold' });
    const segment = await workspace.create('/v1/segments', {
      name: 'Gold',
      object: 'deal',
      filter: { comment: 'gold' },
    });
    for (const path of [
      `/v1/segments/${segment.id}/members`,
      `/v1/segments/${segment.id}/count`,
      `/v1/deals?segment=${segment.id}`,
      `/v1/events?types=deal.*&filter=${encodeURIComponent('{"comment":"gold"}')}`,
      `/v1/events?types=deal.*&filter=${encodeURIComponent('{"changed":"comment"}')}`,
    ]) {
      const { status } = await client.get(path);
      expect([path, status]).toEqual([path, 400]);
    }
    const created = await client.post('/v1/segments', {
      name: 'x',
      object: 'deal',
      filter: { comment: 'y' },
    });
    expect(created.status).toBeGreaterThanOrEqual(400);
  });

  it('a change of the field itself', async () => {
    await workspace.create('/v1/deals/fields', { key: 'bonus', name: 'Bonus', type: 'text' });
    const client = await blindTo([['deal', 'custom_fields.bonus']], { settings: ['fields'] });
    await workspace.create('/v1/deals', { title: 'Bonus', custom_fields: { bonus: 'much' } });
    await client.get('/v1/deals/fields/bonus').expect(404);
    const convert = await client.post('/v1/deals/fields/bonus/convert', { type: 'number' });
    expect([convert.status, sight(convert.body)]).toEqual([403, expect.not.stringContaining('much')]);
  });
});

describe('what conversions of leads take over', () => {
  const leadOf = (): Promise<Created> =>
    workspace.create('/v1/leads', {
      title: 'Lead',
      first_name: 'Ada',
      comment: 'top secret',
      amount: { amount: '4711', currency: 'EUR' },
    });

  it('is nothing hidden, into a field that is seen', async () => {
    const client = await blindTo([['lead', 'comment']]);
    const { id } = await leadOf();
    const { body } = await client.post(`/v1/leads/${id}/convert`, { contact: true, deal: true }).expect(200);
    expect(sight(body)).not.toContain('top secret');
  });

  it('is what is hidden on both sides, so that nothing is lost; and given back', async () => {
    const client = await blindTo([
      ['lead', 'amount'],
      ['deal', 'amount'],
      ['contact', 'comment'],
    ]);
    const { id } = await leadOf();
    const { body } = await client.post(`/v1/leads/${id}/convert`, { contact: true, deal: true }).expect(200);
    expect([sight(body.deal), sight(body.contact)]).toEqual([
      expect.not.stringContaining('4711'),
      expect.not.stringContaining('top secret'),
    ]);
    const { body: deal } = await workspace.get(`/v1/deals/${body.deal.record.id}`).expect(200);
    expect(deal.amount).toEqual({ amount: '4711', currency: 'EUR' });
    await client.post(`/v1/leads/${id}/unconvert`).expect(200);
    const refused = await client.post(`/v1/leads/${id}/convert`, {
      deal: { create: { amount: { amount: '1', currency: 'EUR' } } },
    });
    expect(refused.body.errors).toMatchObject([{ pointer: '/deal/create/amount', code: 'unknown_field' }]);
  });
});
