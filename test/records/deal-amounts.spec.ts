import { TestApi, type TestWorkspace } from '../support/test-api';
import { DealLines, HOUR } from './support/deal-lines';
import { eventsOf } from './support/stored-events';

let api: TestApi;
let workspace: TestWorkspace;
let deals: DealLines;

beforeAll(async () => {
  api = await TestApi.shared();
  workspace = await api.workspace();
  deals = new DealLines(workspace);
});
afterAll(() => api.stop());

describe('the amount of a deal', () => {
  it('follows its lines from the first one on, each time with an event as if it was written', async () => {
    const id = await deals.newDeal({ amount: { amount: '5000', currency: 'EUR' } });
    const line = await deals.add(id, { ...HOUR, quantity: '2.5' });
    expect(await deals.deal(id)).toMatchObject({
      amount: { amount: '112.50', currency: 'EUR' },
      amount_mode: 'line_items',
      version: 2,
    });
    await workspace.patch(`${deals.at(id)}/${line.id}`, { quantity: '3' }).expect(200);
    await workspace.patch(`${deals.at(id)}/${line.id}`, { name: 'Assembly, on site' }).expect(200);
    expect(await deals.deal(id)).toMatchObject({ amount: { amount: '135.00' }, version: 3 });
    expect(await eventsOf(api, id)).toMatchObject([
      { type: 'deal.created' },
      {
        type: 'deal.updated',
        changes: {
          amount: { from: { amount: '5000', currency: 'EUR' }, to: { amount: '112.50', currency: 'EUR' } },
          amount_mode: { from: 'manual', to: 'line_items' },
        },
      },
      { type: 'deal.updated', changes: { amount: { to: { amount: '135.00', currency: 'EUR' } } } },
    ]);
    expect(await eventsOf(api, line.id)).toMatchObject([
      { type: 'line_item.created' },
      { type: 'line_item.updated' },
      { type: 'line_item.updated' },
    ]);
  });

  it('is nothing when the last line goes, and theirs again when one comes back', async () => {
    const id = await deals.newDeal();
    const line = await deals.add(id, HOUR);
    await workspace.delete(`${deals.at(id)}/${line.id}`).expect(200);
    expect(await deals.deal(id)).toMatchObject({
      amount: { amount: '0.00', currency: 'EUR' },
      amount_mode: 'manual',
    });
    await deals.patchDeal(id, { amount: { amount: '7', currency: 'EUR' } }).expect(200);
    await workspace.post(`${deals.at(id)}/${line.id}/restore`).expect(200);
    expect(await deals.deal(id)).toMatchObject({ amount: { amount: '45.00' }, amount_mode: 'line_items' });
  });

  it('is not typed while lines decide, unless the mode is changed with it', async () => {
    const id = await deals.newDeal();
    await deals.add(id, HOUR);
    for (const amount of [{ amount: '99', currency: 'EUR' }, { amount: '45', currency: 'USD' }, null]) {
      const { body } = await deals.patchDeal(id, { amount }).expect(422);
      expect(body.errors).toMatchObject([{ pointer: '/amount', code: 'amount_of_line_items' }]);
    }
    const same = await deals.patchDeal(id, { amount: { amount: '45', currency: 'EUR' } }).expect(200);
    expect(same.body).toMatchObject({ amount: { amount: '45.00' }, version: 2 });
    const typed = { amount: { amount: '40', currency: 'EUR' }, amount_mode: 'manual' };
    expect((await deals.patchDeal(id, typed).expect(200)).body).toMatchObject(typed);
    await deals.add(id, HOUR);
    expect(await deals.deal(id)).toMatchObject(typed);
    const back = await deals.patchDeal(id, { amount_mode: 'line_items' }).expect(200);
    expect(back.body).toMatchObject({
      amount: { amount: '90.00', currency: 'EUR' },
      amount_mode: 'line_items',
    });
  });

  it('cannot follow lines that are not there', async () => {
    const asked = { title: 'x', amount_mode: 'line_items' };
    const { body } = await workspace.post('/v1/deals', asked).expect(422);
    expect(body.errors).toMatchObject([{ pointer: '/amount_mode', code: 'no_line_items' }]);
    await deals.patchDeal(await deals.newDeal(), { amount_mode: 'line_items' }).expect(422);
  });

  it('stays in the currency of the lines', async () => {
    const id = await deals.newDeal();
    await deals.add(id, HOUR);
    const dollars = { amount: { amount: '40', currency: 'USD' }, amount_mode: 'manual' };
    const { body } = await deals.patchDeal(id, dollars).expect(422);
    expect(body.errors).toMatchObject([{ pointer: '/amount/currency', code: 'currency_mismatch' }]);
    await deals.patchDeal(id, { amount: null, amount_mode: 'manual' }).expect(200);
    await deals.patchDeal(id, { amount_mode: null }).expect(200);
  });

  it('is refused in a bulk change as anywhere', async () => {
    const id = await deals.newDeal();
    await deals.add(id, HOUR);
    const change = { filter: { id }, data: { amount: { amount: '1', currency: 'EUR' } } };
    const { body } = await workspace.post('/v1/deals/bulk-update?validate_only=true', change).expect(202);
    expect(body.results).toMatchObject([{ id, status: 422 }]);
  });

  it('is kept with the lines while the deal is deleted', async () => {
    const id = await deals.newDeal();
    const line = await deals.add(id, HOUR);
    await workspace.delete(`/v1/deals/${id}`).expect(200);
    await workspace.get(deals.at(id)).expect(404);
    await workspace.post(deals.at(id), HOUR).expect(404);
    await workspace.patch(`${deals.at(id)}/${line.id}`, { quantity: '2' }).expect(404);
    await deals.replace(id, []).expect(404);
    await workspace.post(`/v1/deals/${id}/restore`).expect(200);
    expect(await deals.lines(id)).toMatchObject([{ id: line.id }]);
    expect((await deals.deal(id)).amount).toEqual({ amount: '45.00', currency: 'EUR' });
  });
});

describe('writers of the same deal at once', () => {
  it('lose no line of the sum, and do not wait for each other for ever', async () => {
    const id = await deals.newDeal();
    const first = await Promise.all([1, 2, 3, 4].map(() => deals.add(id, HOUR)));
    const line = (at: number) => `${deals.at(id)}/${first[at]?.id}`;
    const write = (at: number) => [
      workspace.post(deals.at(id), { ...HOUR, unit_price: `${at}.01` }),
      workspace.patch(line(at % 4), { quantity: `${at + 1}` }),
      deals.patchDeal(id, { comment: `${at}` }),
      deals.replace(id, [
        { id: first[0]?.id, ...HOUR },
        { ...HOUR, unit_price: `${at}.5` },
      ]),
    ];
    const answers = await Promise.all([1, 2, 3, 4, 5, 6].flatMap(write));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => ![200, 201, 404].includes(status))).toEqual([]);
    const cents = (await deals.lines(id)).map(({ total }) => Math.round(Number(total) * 100));
    const sum = cents.reduce((a, b) => a + b, 0);
    expect((await deals.deal(id)).amount).toEqual({ amount: (sum / 100).toFixed(2), currency: 'EUR' });
  });

  it('that replace all lines leave those of one of them', async () => {
    const id = await deals.newDeal();
    await Promise.all(
      ['a', 'b', 'c', 'd'].map((name) =>
        deals
          .replace(id, [
            { ...HOUR, name },
            { ...HOUR, name },
          ])
          .expect(200),
      ),
    );
    const [one, two, ...more] = await deals.names(id);
    expect([two, more]).toEqual([one, []]);
  });
});
