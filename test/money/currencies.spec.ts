import { TestApi, type TestWorkspace } from '../support/test-api';

let api: TestApi;
let workspace: TestWorkspace;

beforeAll(async () => {
  api = await TestApi.shared();
  workspace = await api.workspace();
});
afterAll(() => api.stop());

describe('an amount', () => {
  it('may be in any currency of ISO 4217, also in bolívares digitales', async () => {
    const bolivares = { amount: '12.30', currency: 'VED' };
    expect(await workspace.create('/v1/deals', { title: 'x', amount: bolivares })).toMatchObject({
      amount: bolivares,
      amount_base: null,
    });
    const filter = encodeURIComponent('{"amount":{"gte":"12","currency":"VED"}}');
    expect((await workspace.get(`/v1/deals?filter=${filter}`).expect(200)).body.data).toHaveLength(1);
    const rates = [{ currency: 'VED', day: '2026-01-01', rate: '0.005' }];
    await workspace.call('put', '/v1/exchange-rates').send({ rates }).expect(200);
    const { body } = await workspace.get('/v1/currencies').expect(200);
    expect(body.data).toMatchObject([{ code: 'EUR' }, { code: 'VED', decimals: 2, rate: '0.005' }]);
    await workspace.post('/v1/deals', { title: 'x', amount: { amount: '1', currency: 'ZZZ' } }).expect(400);
  });
});
