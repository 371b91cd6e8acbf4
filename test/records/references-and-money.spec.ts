import type { ApiClient } from '../support/api-client';
import { TestApi, type TestWorkspace } from '../support/test-api';
import { CLIENT_KINDS } from './support/record-kinds';

let api: TestApi;
let workspace: TestWorkspace;
let stranger: TestWorkspace;

beforeAll(async () => {
  api = await TestApi.shared();
  [workspace, stranger] = await Promise.all([api.workspace(), api.workspace()]);
});
afterAll(() => api.stop());

const first = async (client: ApiClient, path: string): Promise<string> =>
  (await client.get(path).expect(200)).body.data[0].id;

const stageIn = async (client: ApiClient): Promise<string> => {
  const pipelines = (await client.get('/v1/pipelines').expect(200)).body.data;
  const { id } = pipelines.find((pipeline: { object: string }) => pipeline.object === 'deal');
  return first(client, `/v1/pipelines/${id}/stages?sort=position`);
};

/** Every field that names another thing: where to find one of another workspace, and an id that nothing has. */
const REFERENCES = [
  ...CLIENT_KINDS.map(
    ({ name }) => [name, 'owner_id', 'memb', (one: ApiClient) => first(one, '/v1/members')] as const,
  ),
  [
    'contact',
    'company_id',
    'comp',
    async (one: ApiClient) => (await one.create('/v1/companies', { name: 'x' })).id,
  ],
  [
    'deal',
    'company_id',
    'comp',
    async (one: ApiClient) => (await one.create('/v1/companies', { name: 'x' })).id,
  ],
  ['deal', 'stage_id', 'stag', stageIn],
  [
    'deal',
    'pipeline_id',
    'pipe',
    async (one: ApiClient) => (await one.create('/v1/pipelines', { name: 'x', object: 'deal' })).id,
  ],
  ['lead', 'stage_id', 'stag', stageIn],
] as const;

describe.each(REFERENCES)('a %s whose %s', (name, field, prefix, find) => {
  const kind = CLIENT_KINDS.find((one) => one.name === name) ?? CLIENT_KINDS[0];
  const collection = () => kind?.collection(workspace) ?? '';
  const unknown = `${prefix}_01jc6nrygyfgx9y01bdgemwqv0`;

  it('names nothing, or something of another workspace, is refused in the same words', async () => {
    const path = await collection();
    const { id } = await workspace.create(path, { ...kind?.minimal });
    const theirs = await find(stranger);
    for (const send of [
      (value: string) => workspace.post(path, { ...kind?.minimal, [field]: value }),
      (value: string) => workspace.patch(`${path}/${id}`, { [field]: value }),
    ]) {
      const [nothing, foreign] = await Promise.all([send(unknown).expect(422), send(theirs).expect(422)]);
      expect(nothing.body.errors).toMatchObject([{ pointer: `/${field}`, code: 'unknown_reference' }]);
      expect(foreign.body.errors).toEqual(nothing.body.errors);
    }
  });

  it('is the id of something else is refused before anything is looked up', async () => {
    const { body } = await workspace
      .post(await collection(), { ...kind?.minimal, [field]: 'evt_01jc6nrygyfgx9y01bdgemwqv0' })
      .expect(400);
    expect(body.errors).toMatchObject([{ pointer: `/${field}`, code: 'invalid_id' }]);
    expect(body.errors[0].detail).toContain(`${prefix}_…`);
  });
});

describe('a reference', () => {
  it('cannot be to something deleted, and stays when that is deleted later', async () => {
    const company = await workspace.create('/v1/companies', { name: 'Dubois SARL' });
    const contact = await workspace.create('/v1/contacts', { first_name: 'A', company_id: company.id });
    await workspace.delete(`/v1/companies/${company.id}`).expect(200);
    await workspace.post('/v1/contacts', { first_name: 'B', company_id: company.id }).expect(422);
    const { body } = await workspace.patch(`/v1/contacts/${contact.id}`, { first_name: 'C' }).expect(200);
    expect(body.company_id).toBe(company.id);
  });
});

const MONEY = [
  ['lead', '/v1/leads', 'amount'],
  ['deal', '/v1/deals', 'amount'],
  ['company', '/v1/companies', 'annual_revenue'],
] as const;

describe.each(MONEY)('money of a %s', (name, path, field) => {
  const minimal = CLIENT_KINDS.find((kind) => kind.name === name)?.minimal;

  it.each([
    '0',
    '0.00',
    '0.0001',
    '10.5',
    '10.50',
    '-1999.9000',
    '999999999999999.9999',
    '-999999999999999.9999',
    '0.1',
    '123456789012345.6789',
  ])('is answered digit by digit: %s', async (amount) => {
    const created = await workspace.create(path, { ...minimal, [field]: { amount, currency: 'EUR' } });
    expect(created[field]).toEqual({ amount, currency: 'EUR' });
    expect((await workspace.get(`${path}/${created.id}`).expect(200)).body).toEqual(created);
  });

  it.each([
    '',
    '1e5',
    '1,5',
    '.5',
    '5.',
    '00',
    '01',
    '+1',
    '-0',
    '-0.00',
    ' 1',
    '0.00001',
    '1'.repeat(16),
    'NaN',
    'Infinity',
    '١',
  ])('is not %j', async (amount) => {
    const { body } = await workspace
      .post(path, { ...minimal, [field]: { amount, currency: 'EUR' } })
      .expect(400);
    expect(body.errors).toMatchObject([{ pointer: `/${field}/amount`, code: 'wrong_format' }]);
  });

  it('has a currency that there is', async () => {
    for (const currency of ['eur', 'XXX1', 'EURO', 'ABC', '', null, 978]) {
      await workspace.post(path, { ...minimal, [field]: { amount: '1', currency } }).expect(400);
    }
    for (const currency of ['USD', 'VND', 'KWD']) {
      await workspace.create(path, { ...minimal, [field]: { amount: '1.5', currency } });
    }
  });

  it('is emptied with its currency', async () => {
    const { id } = await workspace.create(path, { ...minimal, [field]: { amount: '1', currency: 'EUR' } });
    expect((await workspace.patch(`${path}/${id}`, { [field]: null }).expect(200)).body[field]).toBeNull();
  });
});
