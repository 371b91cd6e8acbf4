import type { ApiClient, Created } from '../support/api-client';
import { TestApi, type TestWorkspace } from '../support/test-api';
import { type Colleague, employ } from './support/staff';

let api: TestApi;
let workspace: TestWorkspace;
let ann: Colleague;
let client: ApiClient;

const OWN = { read: 'own', create: 'own', update: 'own', delete: 'own' };

/** Ann reaches what is her own alone. */
beforeAll(async () => {
  api = await TestApi.shared();
  workspace = await api.workspace();
  const objects = ['lead', 'deal', 'contact', 'company', 'activity'].map((object) => [object, OWN]);
  const { key } = await workspace.create('/v1/roles', {
    name: 'Only own',
    objects: { ...Object.fromEntries(objects), product: { read: 'all' } },
  });
  ann = await employ(api, workspace, 'Ann', String(key));
  ({ client } = ann);
});
afterAll(() => api.stop());

const sight = (body: unknown): string => JSON.stringify(body);

describe('a record that a member does not reach', () => {
  it('is not counted among what a deletion unlinks', async () => {
    const company = await client.create('/v1/companies', { name: 'Mine' });
    await workspace.create('/v1/deals', { title: 'Unseen', company_id: company.id });
    await client.create('/v1/deals', { title: 'Seen', company_id: company.id });
    await workspace.create('/v1/notes', { text: 'Unseen', links: [{ id: company.id }] });
    const { body } = await client.delete(`/v1/companies/${company.id}`).expect(200);
    expect(body.unlinks).toMatchObject({ deals: 1, notes: 0 });
  });

  it('is not named by conflicts about its keys', async () => {
    const external_ids = [{ app: 'shop', id: '4711' }];
    const unseen = await workspace.create('/v1/contacts', { first_name: 'Unseen', external_ids });
    const mine = await client.create('/v1/contacts', {
      first_name: 'Mine',
      external_ids: [{ app: 'shop', id: '1' }],
    });
    const answers = [
      await client.post('/v1/contacts', { first_name: 'New', external_ids }),
      await client.patch(`/v1/contacts/${mine.id}`, { external_ids }),
      await client.call('put', '/v1/contacts/by/external_id/shop:4711').send({ first_name: 'Taken over' }),
      await client.call('put', '/v1/contacts/by/external_id/shop:1').send({
        external_ids: [{ app: 'shop', id: '1' }, ...external_ids],
      }),
      await client.post('/v1/contacts/batch', {
        operations: [{ op: 'create', data: { first_name: 'New', external_ids } }],
      }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([409, 409, 409, 409, 200]);
    for (const { body } of answers) expect(sight(body)).not.toContain(unseen.id);
    const seen = await client.post('/v1/contacts', {
      first_name: 'New',
      external_ids: [{ app: 'shop', id: '1' }],
    });
    expect(seen.body).toMatchObject({ code: 'already_exists', existing_id: mine.id });
    await workspace.delete(`/v1/contacts/${unseen.id}`).expect(200);
    const { body } = await client.post('/v1/contacts', { first_name: 'New', external_ids }).expect(409);
    expect(sight(body)).not.toContain(unseen.id);
  });

  it('is not named when it keeps a conversion from being undone', async () => {
    const lead = await client.create('/v1/leads', { title: 'Mine', company_name: 'Acme' });
    const { body } = await client.post(`/v1/leads/${lead.id}/convert`, { company: true }).expect(200);
    const unseen = await workspace.create('/v1/deals', {
      title: 'Unseen',
      company_id: body.company.record.id,
    });
    const { body: problem } = await client.post(`/v1/leads/${lead.id}/unconvert`).expect(409);
    expect(problem.code).toBe('touched_since');
    expect(sight(problem)).not.toContain(unseen.id);
  });

  it('has no part in what waits for the owners of deals', async () => {
    const deal = await client.create('/v1/deals', { title: 'Waiting' });
    await workspace.create('/v1/activities', {
      type: 'call',
      subject: 'Unseen',
      due_at: '2020-01-01T00:00:00Z',
      links: [{ id: deal.id }],
    });
    const { body } = await client.get(`/v1/deals/counters?owner_id=${ann.id}`).expect(200);
    expect(body.data[0]).toMatchObject({ deals_with_overdue_activities: 0 });
  });

  it('is not linked to, nor looked at behind a custom field or in a batch', async () => {
    const unseen = await workspace.create('/v1/companies', { name: 'Secretive' });
    await workspace.create('/v1/deals/fields', {
      key: 'partner',
      name: 'Partner',
      type: 'record',
      target: 'company',
    });
    const mine = await client.create('/v1/deals', { title: 'Mine' });
    await workspace
      .patch(`/v1/deals/${mine.id}`, { company_id: unseen.id, custom_fields: { partner: unseen.id } })
      .expect(200);
    const refused = [
      await client.post('/v1/deals', { title: 'x', company_id: unseen.id }),
      await client.post('/v1/deals', { title: 'x', custom_fields: { partner: unseen.id } }),
      await client.post('/v1/notes', { text: 'x', links: [{ id: unseen.id }] }),
      await client.post('/v1/contacts', { first_name: 'x', companies: [{ company_id: unseen.id }] }),
      await client.post('/v1/companies', { name: 'x', parent_id: unseen.id }),
    ];
    expect(refused.map(({ status }) => status)).toEqual([422, 422, 422, 422, 422]);
    const found = async (filter: object): Promise<number> =>
      (await client.post('/v1/deals/search', { filter }).expect(200)).body.data.length;
    expect(await found({ company: { name: 'Secretive' } })).toBe(0);
    const { body } = await client.get(`/v1/deals/${mine.id}?expand=company`).expect(200);
    expect(body.company).toBeNull();
    const batch = await client.post('/v1/batch', {
      operations: [{ op: 'update', object: 'company', id: unseen.id, data: { comment: 'x' } }],
    });
    expect((batch.body.results as Created[])[0]).toMatchObject({ status: 404 });
  });
});
