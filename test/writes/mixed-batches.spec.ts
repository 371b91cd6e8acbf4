import { kindOf } from '@platform/ids';

import { TestApi, type TestWorkspace } from '../support/test-api';

interface ItemResult {
  readonly status: number;
  readonly id?: string;
  readonly problem?: object;
}

let api: TestApi;
let workspace: TestWorkspace;

beforeAll(async () => {
  api = await TestApi.shared();
  workspace = await api.workspace();
});
afterAll(() => api.stop());

describe('a batch across objects', () => {
  const mixed = (operations: readonly object[], more: object = {}) =>
    workspace.post('/v1/batch', { ...more, operations });
  const ref = (key: string) => ({ $ref: `${key}.id` });

  it('does operations after those that they refer to', async () => {
    const { body } = await mixed([
      {
        op: 'create',
        object: 'deal',
        key: 'deal',
        data: { title: 'Desks', company_id: ref('company'), contacts: [{ contact_id: ref('person') }] },
      },
      {
        op: 'create',
        object: 'contact',
        key: 'person',
        data: { first_name: 'A', company_id: ref('company') },
      },
      { op: 'create', object: 'company', key: 'company', data: { name: 'Dubois' } },
      { op: 'update', object: 'company', id: ref('company'), data: { comment: 'met' } },
    ]).expect(200);
    const [deal, person, company, again] = (body.results as ItemResult[]).map(({ id }) => id);
    expect([deal, person, company].map((id) => kindOf(id ?? ''))).toEqual(['deal', 'contact', 'company']);
    expect(again).toBe(company);
    const stored = await workspace.get(`/v1/deals/${deal}`).expect(200);
    expect(stored.body).toMatchObject({ company_id: company, contacts: [{ contact_id: person }] });
  });

  it('fails what refers to something that failed', async () => {
    const { body } = await mixed([
      { op: 'create', object: 'company', key: 'company', data: {} },
      {
        op: 'create',
        object: 'contact',
        key: 'person',
        data: { first_name: 'A', company_id: ref('company') },
      },
      { op: 'create', object: 'deal', data: { title: 'D', contacts: [{ contact_id: ref('person') }] } },
      { op: 'create', object: 'lead', data: { title: 'alone' } },
      { op: 'create', object: 'contact', data: { first_name: 'A', company_id: ref('nobody') } },
    ]).expect(200);
    const results = body.results as ItemResult[];
    expect(results.map(({ status }) => status)).toEqual([400, 424, 424, 201, 400]);
    expect(results[2]?.problem).toMatchObject({
      code: 'failed_reference',
      errors: [{ pointer: '/operations/2/data/contacts/0/contact_id' }],
    });
  });

  it('refuses operations that wait for one another', async () => {
    const { body } = await mixed([
      { op: 'update', object: 'lead', key: 'a', id: ref('b'), data: {} },
      { op: 'update', object: 'lead', key: 'b', id: ref('a'), data: {} },
    ]).expect(400);
    expect(body.errors).toMatchObject([{ code: 'circular_reference' }, { code: 'circular_reference' }]);
  });

  it('needs for each operation the scope that it would need alone', async () => {
    const reader = await api.workspace(['leads:read', 'deals:write']);
    const { body } = await reader
      .post('/v1/batch', {
        operations: [
          { op: 'create', object: 'lead', data: { title: 'A' } },
          { op: 'create', object: 'deal', data: { title: 'A' } },
        ],
      })
      .expect(200);
    expect(body.results.map(({ status }: ItemResult) => status)).toEqual([403, 201]);
  });
});
