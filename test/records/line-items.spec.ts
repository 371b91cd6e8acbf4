import { TestApi, type TestWorkspace } from '../support/test-api';
import { DealLines, HOUR } from './support/deal-lines';
import { eventsOf } from './support/stored-events';

let api: TestApi;
let workspace: TestWorkspace;
let deals: DealLines;
let desk: string;

beforeAll(async () => {
  api = await TestApi.shared();
  workspace = await api.workspace();
  deals = new DealLines(workspace);
  const product = await workspace.create('/v1/products', {
    name: 'Oak desk',
    unit: 'piece',
    tax_rate: '20',
    prices: [
      { amount: '499.90', currency: 'EUR' },
      { amount: '79000', currency: 'JPY' },
    ],
  });
  desk = product.id;
});
afterAll(() => api.stop());

describe('a line of a deal', () => {
  it('takes from its product what is not said, in the currency of the deal', async () => {
    const yen = await deals.newDeal({ amount: { amount: '0', currency: 'JPY' } });
    expect(await deals.add(yen, { product_id: desk, quantity: '3' })).toMatchObject({
      deal_id: yen,
      name: 'Oak desk',
      unit: 'piece',
      unit_price: '79000',
      tax_rate: '20',
      tax_included: false,
      currency: 'JPY',
      position: 10,
      net: '237000',
      tax: '47400',
      total: '284400',
    });
    const euros = await deals.newDeal();
    const own = { name: 'Desk for you', unit_price: '400', tax_rate: '0', tax_included: true };
    expect(await deals.add(euros, { product_id: desk, ...own })).toMatchObject({
      ...own,
      unit: 'piece',
      total: '400.00',
    });
    const dollars = await deals.newDeal({ amount: { amount: '1', currency: 'USD' } });
    const { body } = await workspace.post(deals.at(dollars), { product_id: desk }).expect(422);
    expect(body.errors).toMatchObject([{ pointer: '/unit_price', code: 'no_price_in_currency' }]);
  });

  it('keeps what it took when the product changes, and takes it anew when the product is another one or it is emptied', async () => {
    const lamp = await workspace.create('/v1/products', {
      name: 'Lamp',
      prices: [{ amount: '30', currency: 'EUR' }],
    });
    const id = await deals.newDeal();
    const line = await deals.add(id, { product_id: lamp.id });
    await workspace.patch(`/v1/products/${lamp.id}`, { name: 'Big lamp' }).expect(200);
    const path = `${deals.at(id)}/${line.id}`;
    expect((await workspace.get(path).expect(200)).body.name).toBe('Lamp');
    expect((await workspace.patch(path, { name: null }).expect(200)).body.name).toBe('Big lamp');
    const other = await workspace.patch(path, { product_id: desk, quantity: '2' }).expect(200);
    expect(other.body).toMatchObject({
      name: 'Oak desk',
      unit_price: '499.90',
      tax_rate: '20',
      total: '1199.76',
    });
    const free = await workspace.patch(path, { product_id: null }).expect(200);
    expect(free.body).toMatchObject({ product_id: null, name: 'Oak desk', unit_price: '499.90' });
  });

  it('needs a name and a price', async () => {
    const { body } = await workspace.post(deals.at(await deals.newDeal()), { quantity: '2' }).expect(422);
    expect(body.errors).toMatchObject([
      { pointer: '/name', code: 'required' },
      { pointer: '/unit_price', code: 'required' },
    ]);
  });

  it.each([[{ type: 'percent', value: '100.01' }], [{ type: 'amount', value: '45.0001' }]])(
    'costs something or nothing, never less: %j',
    async (discount) => {
      const { body } = await workspace
        .post(deals.at(await deals.newDeal()), { ...HOUR, discount })
        .expect(422);
      expect(body.errors).toMatchObject([{ pointer: '/discount/value', code: 'too_large' }]);
    },
  );

  it('may be a deduction', async () => {
    const id = await deals.newDeal();
    await deals.add(id, HOUR);
    expect(await deals.add(id, { name: 'Old desk taken back', unit_price: '-20.50' })).toMatchObject({
      total: '-20.50',
    });
    expect((await deals.deal(id)).amount).toEqual({ amount: '24.50', currency: 'EUR' });
  });

  it('comes to no more than can be kept', async () => {
    const id = await deals.newDeal();
    const much = { name: 'x', quantity: '99999999999', unit_price: '99999.9999' };
    const { body } = await workspace.post(deals.at(id), much).expect(422);
    expect(body.errors).toMatchObject([{ pointer: '/unit_price', code: 'too_large' }]);
    const most = { name: 'x', unit_price: '999999999999999' };
    await deals.add(id, most);
    expect((await workspace.post(deals.at(id), most).expect(422)).body.errors).toMatchObject([
      { code: 'too_large' },
    ]);
    expect(await deals.lines(id)).toHaveLength(1);
  });

  it('stands at the end unless told', async () => {
    const id = await deals.newDeal();
    for (const name of ['a', 'c']) await deals.add(id, { ...HOUR, name });
    await deals.add(id, { ...HOUR, name: 'b', position: 15 });
    expect(await deals.names(id)).toEqual(['a', 'b', 'c']);
  });
});

describe('all lines of a deal', () => {
  it('are set at once: kept, changed, made and deleted', async () => {
    const id = await deals.newDeal();
    const [kept, changed, gone] = await Promise.all(
      ['a', 'b', 'c'].map((name) => deals.add(id, { ...HOUR, name })),
    );
    const { body } = await deals
      .replace(id, [
        { id: changed?.id, name: 'B', unit_price: '10' },
        { product_id: desk },
        { id: kept?.id, name: kept?.name, unit: 'hour', unit_price: '45', position: kept?.position },
      ])
      .expect(200);
    expect(body.data).toMatchObject([
      { id: changed?.id, name: 'B', unit: null, unit_price: '10', position: 10, version: 2 },
      { name: 'Oak desk', position: 20, version: 1 },
      { id: kept?.id, version: 1 },
    ]);
    expect(await eventsOf(api, String(gone?.id))).toMatchObject([
      { type: 'line_item.created' },
      { type: 'line_item.deleted' },
    ]);
    expect((await deals.deal(id)).amount).toEqual({ amount: '654.88', currency: 'EUR' });
    expect((await deals.replace(id, []).expect(200)).body.data).toEqual([]);
    expect(await deals.deal(id)).toMatchObject({ amount: { amount: '0.00' }, amount_mode: 'manual' });
  });

  it('change their currency together, and that of the amount', async () => {
    const id = await deals.newDeal();
    await deals.add(id, HOUR);
    await deals.replace(id, [HOUR, { product_id: desk }], { currency: 'JPY' }).expect(200);
    expect(await deals.deal(id)).toMatchObject({ amount: { amount: '94845', currency: 'JPY' } });
    await deals
      .patchDeal(id, { amount: { amount: '9', currency: 'JPY' }, amount_mode: 'manual' })
      .expect(200);
    const { body } = await deals.replace(id, [HOUR], { currency: 'EUR' }).expect(422);
    expect(body.errors).toMatchObject([{ pointer: '/currency', code: 'currency_mismatch' }]);
    expect(await deals.lines(id)).toMatchObject([{ currency: 'JPY' }, { currency: 'JPY' }]);
  });

  it('are all refused for what is wrong with one, with every fault in its place', async () => {
    const id = await deals.newDeal();
    const line = await deals.add(id, HOUR);
    const { body } = await deals
      .replace(id, [{ ...HOUR, name: 'new' }, { name: 'no price' }, { quantity: '1' }])
      .expect(422);
    expect(body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
      '/line_items/1/unit_price',
      '/line_items/2/name',
      '/line_items/2/unit_price',
    ]);
    const other = await deals.add(await deals.newDeal(), HOUR);
    const foreign = await deals.replace(id, [
      { ...HOUR, id: other.id },
      { ...HOUR, id: line.id },
      { ...HOUR, id: line.id },
    ]);
    expect(foreign.body.errors).toMatchObject([
      { pointer: '/line_items/0/id', code: 'unknown_reference' },
      { pointer: '/line_items/2/id', code: 'duplicate' },
    ]);
    expect(await deals.lines(id)).toMatchObject([{ id: line.id, version: 1 }]);
  });

  it('are tried without being set, and set once per Idempotency-Key', async () => {
    const id = await deals.newDeal();
    await workspace
      .call('put', `${deals.at(id)}?validate_only=true`)
      .send({ line_items: [HOUR] })
      .expect(200);
    expect(await deals.deal(id)).toMatchObject({ amount: null, version: 1 });
    const send = () => deals.replace(id, [HOUR]).set('idempotency-key', `lines-${id}`).expect(200);
    const first = await send();
    expect((await send()).body).toEqual(first.body);
    expect((await deals.deal(id)).version).toBe(2);
  });

  it('are at most 500', async () => {
    const id = await deals.newDeal();
    const many = Array.from({ length: 500 }, () => HOUR);
    await deals.replace(id, many).expect(200);
    expect((await deals.deal(id)).amount).toEqual({ amount: '22500.00', currency: 'EUR' });
    expect((await workspace.post(deals.at(id), HOUR).expect(422)).body.errors).toMatchObject([
      { code: 'too_many' },
    ]);
    await deals.replace(id, [...many, HOUR]).expect(400);
  });

  it('need the scopes of deals', async () => {
    const id = await deals.newDeal();
    const reader = await api.workspace(['deals:read']);
    const own = await reader.post(deals.at(id), HOUR).expect(403);
    expect(own.body.code).toBe('missing_scope');
    await reader.call('put', deals.at(id)).send({ line_items: [] }).expect(403);
  });
});
