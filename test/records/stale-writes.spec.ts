import type { ApiClient } from '../support/api-client';
import { TestApi, type TestWorkspace } from '../support/test-api';
import { MASS_KINDS } from './support/record-kinds';

let api: TestApi;
let workspace: TestWorkspace;

beforeAll(async () => {
  api = await TestApi.shared();
  workspace = await api.workspace();
});
afterAll(() => api.stop());

describe.each(MASS_KINDS)('a $name that was changed since it was read', (kind) => {
  let collection: string;
  let path: string;
  let id: string;
  let key: string;
  beforeEach(async () => {
    collection = await kind.collection(workspace);
    const shop = `${kind.name}-${Math.random().toString(36).slice(2)}`;
    key = `shop:${shop}`;
    const external_ids = [{ app: 'shop', id: shop }];
    id = (await workspace.create(collection, { ...kind.minimal, external_ids })).id;
    path = `${collection}/${id}`;
    await workspace.patch(path, kind.change).set('if-match', '"1"').expect(200);
  });

  const changed = Object.keys(kind.change);

  it.each<[string, () => ReturnType<ApiClient['call']>]>([
    ['a change', () => workspace.patch(path, kind.otherChange)],
    ['a deletion', () => workspace.delete(path)],
    ['a restoration', () => workspace.post(`${path}/restore`)],
    ['an upsert', () => workspace.call('put', `${collection}/by/external_id/${key}`).send(kind.otherChange)],
    [
      'an upsert in a body',
      () =>
        workspace.post(`${collection}/upsert`, {
          by: { field: 'external_id', value: key },
          data: kind.otherChange,
        }),
    ],
  ])('stops %s of who read it before, and names what changed', async (_, write) => {
    const { body } = await write().set('if-match', '"1"').expect(412);
    expect(body).toMatchObject({ code: 'version_mismatch', current_etag: '"2"', changed });
    expect((await workspace.get(path).expect(200)).body).toMatchObject({ ...kind.change, version: 2 });
  });

  it('stops each operation of a batch of who read it before, in its place', async () => {
    const by = { field: 'external_id', value: key };
    const operations = [
      { op: 'update', id, if_match: '"1"', data: kind.otherChange },
      { op: 'delete', id, if_match: '"1"' },
      { op: 'upsert', by, if_match: '"1"', data: kind.otherChange },
      { op: 'update', id, if_match: '"2"', data: kind.otherChange },
    ];
    const { body } = await workspace.post(`${collection}/batch`, { operations }).expect(200);
    const results = body.results as { status: number; problem?: object }[];
    expect(results.map(({ status }) => status)).toEqual([412, 412, 412, 200]);
    for (const { problem } of results.slice(0, 3)) {
      expect(problem).toMatchObject({ code: 'version_mismatch', current_etag: '"2"', changed });
    }
  });

  it('lets one of nine through who read the same, in changes, deletions and batches', async () => {
    const writes = [
      () => workspace.patch(path, kind.otherChange).set('if-match', '"2"'),
      () => workspace.delete(path).set('if-match', '"2"'),
      () =>
        workspace.post(`${collection}/batch`, {
          operations: [{ op: 'update', id, if_match: '"2"', data: kind.otherChange }],
        }),
    ];
    const answers = await Promise.all([...writes, ...writes, ...writes].map((write) => write()));
    const statuses = answers.map(({ body, status }) => Number(body.results?.[0].status ?? status));
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.every((status) => [200, 404, 412].includes(status))).toBe(true);
  });
});
