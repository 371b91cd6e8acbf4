import { TestApi, type TestWorkspace } from '../support/test-api';
import { eventsOf } from './support/stored-events';

let api: TestApi;
let workspace: TestWorkspace;

beforeAll(async () => {
  api = await TestApi.shared();
  workspace = await api.workspace();
});
afterAll(() => api.stop());

const DESK = {
  name: 'Oak desk',
  sku: 'DESK/160 é',
  category: 'Furniture',
  unit: 'piece',
  prices: [
    { amount: '499.90', currency: 'EUR' },
    { amount: '79000', currency: 'JPY' },
  ],
  tax_rate: '20',
};

const put = (sku: string, body: object) =>
  workspace.call('put', `/v1/products/by/sku/${encodeURIComponent(sku)}`).send(body);

const search = async (body: object): Promise<string[]> => {
  const answer = await workspace.post('/v1/products/search', body).expect(200);
  return answer.body.data.map(({ name }: { name: string }) => name);
};

describe('the sku of a product', () => {
  it('names the product in an upsert, and belongs to it alone', async () => {
    const created = await put(DESK.sku, DESK).expect(201);
    expect(created.body).toMatchObject({ ...DESK, result: 'created' });
    const changed = await put(DESK.sku, { unit: 'set' }).expect(200);
    expect(changed.body).toMatchObject({
      id: created.body.id,
      sku: DESK.sku,
      unit: 'set',
      result: 'updated',
    });
    const { body } = await workspace.post('/v1/products', DESK).expect(409);
    expect(body).toMatchObject({ code: 'already_exists', existing_id: created.body.id });
    const elsewhere = await api.workspace();
    await elsewhere.create('/v1/products', DESK);
  });

  it('is not changed by an upsert that names the product by it', async () => {
    await put('A-1', { name: 'A' }).expect(201);
    const { body } = await put('A-1', { sku: 'A-2' }).expect(422);
    expect(body.errors).toMatchObject([{ pointer: '/sku', code: 'not_the_key' }]);
    const by = { field: 'sku', value: 'A-1' };
    const inBody = await workspace.post('/v1/products/upsert', { by, data: { sku: null } }).expect(422);
    expect(inBody.body.errors).toMatchObject([{ pointer: '/data/sku', code: 'not_the_key' }]);
  });

  it('is free again when its product takes another one, and kept by a deleted product', async () => {
    const { body: first } = await put('B-1', { name: 'B' }).expect(201);
    await workspace.patch(`/v1/products/${first.id}`, { sku: 'B-2' }).expect(200);
    await workspace.create('/v1/products', { name: 'Other', sku: 'B-1' });
    await workspace.delete(`/v1/products/${first.id}`).expect(200);
    expect((await put('B-2', { name: 'C' }).expect(409)).body.code).toBe('deleted_record');
    await workspace.post(`/v1/products/${first.id}/restore`).expect(200);
    expect((await put('B-2', {}).expect(200)).body.id).toBe(first.id);
  });

  it('finds the product in lists, however it is written', async () => {
    expect(await search({ search: 'desk/160 E' })).toEqual(['Oak desk']);
    expect(await search({ filter: { sku: DESK.sku } })).toEqual(['Oak desk']);
    expect(await search({ filter: { sku: { starts_with: 'desk/' } } })).toEqual(['Oak desk']);
    expect(await search({ filter: { sku: { gte: 'A' } }, sort: ['sku'] })).toEqual([
      'A',
      'Other',
      'B',
      'Oak desk',
    ]);
  });
});

describe('the prices of a product', () => {
  it('are one per currency', async () => {
    const twice = [
      { amount: '1', currency: 'EUR' },
      { amount: '2', currency: 'EUR' },
    ];
    const { body } = await workspace.post('/v1/products', { name: 'x', prices: twice }).expect(422);
    expect(body.errors).toMatchObject([{ pointer: '/prices/1/currency', code: 'duplicate' }]);
  });

  it('are merged by currency, and asked for by it', async () => {
    const { id } = await workspace.create('/v1/products', { name: 'Lamp', prices: DESK.prices });
    const prices = [
      { amount: '1.2345', currency: 'USD' },
      { amount: '5', currency: 'EUR' },
    ];
    const merged = await workspace.patch(`/v1/products/${id}?list_mode=merge`, { prices }).expect(200);
    expect(merged.body.prices).toHaveLength(3);
    expect(merged.body.prices).toContainEqual({ amount: '5', currency: 'EUR' });
    expect(await search({ filter: { prices: { has: 'USD' } } })).toEqual(['Lamp']);
    expect(await search({ filter: { prices: { has: 'JPY' } }, sort: ['name'] })).toEqual([
      'Lamp',
      'Oak desk',
    ]);
  });
});

describe('the tax of a product', () => {
  it.each(['-1', '100.01', '101', '1e1', '.5', '', '007'])(
    'is a percentage, which %j is not',
    async (tax_rate) => {
      await workspace.post('/v1/products', { name: 'x', tax_rate }).expect(400);
    },
  );

  it.each(['0', '5.5', '99.9999', '100', '100.0000'])('is answered digit by digit: %s', async (tax_rate) => {
    expect((await workspace.create('/v1/products', { name: 'x', tax_rate })).tax_rate).toBe(tax_rate);
  });
});

describe('products', () => {
  it('need scopes of their own, and tell of what happens to them', async () => {
    const { id } = await workspace.create('/v1/products', { name: 'Told' });
    await workspace.patch(`/v1/products/${id}`, { active: false }).expect(200);
    expect(await eventsOf(api, id)).toMatchObject([{ type: 'product.created' }, { type: 'product.updated' }]);
    const seller = await api.workspace(['deals:read', 'deals:write', 'products:read']);
    await seller.get('/v1/products').expect(200);
    expect((await seller.post('/v1/products', { name: 'x' }).expect(403)).body.code).toBe('missing_scope');
  });

  it('are changed by the hundred', async () => {
    const change = { filter: { category: 'Furniture' }, data: { active: false } };
    const { body } = await workspace.post('/v1/products/bulk-update?validate_only=true', change).expect(202);
    expect(body.progress).toMatchObject({ total: 1, updated: 1 });
  });
});
