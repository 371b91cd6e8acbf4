import { TestApi } from '../support/test-api';
import { fillManyFields, PAIRS } from './support/many-fields';

it('lists by custom fields tell the same as by standard ones, among many fields', async () => {
  const api = await TestApi.start();
  const workspace = await fillManyFields(api, { fields: 500, deals: 2000 });
  const titles = async (body: object): Promise<string[]> =>
    (await workspace.post('/v1/deals/search', { limit: 100, ...body }).expect(200)).body.data.map(
      ({ title }: { title: string }) => title,
    );
  const [sorted, range, rare] = PAIRS;
  for (const { custom, standard } of [sorted, range, rare]) {
    const found = await titles(custom);
    expect(found.length).toBeGreaterThan(0);
    expect(found).toEqual(await titles(standard));
  }
  const { data } = (await workspace.get('/v1/deals?limit=1').expect(200)).body;
  expect(Object.keys(data[0].custom_fields)).toHaveLength(500);
  await api.stop();
});
