import { TestApi, type TestWorkspace } from '../support/test-api';
import { fillManyFields, medians, PAIRS } from './support/many-fields';

describe('among a million deals with 500 custom fields', () => {
  let api: TestApi;
  let workspace: TestWorkspace;

  beforeAll(async () => {
    api = await TestApi.start();
    workspace = await fillManyFields(api, { fields: 500, deals: 1_000_000 });
  }, 1_200_000);

  afterAll(() => api.stop());

  it.each(PAIRS)('a list $name takes at most three times what a standard field takes', async (pair) => {
    const { name, custom, standard } = pair;
    await medians(workspace, [custom, standard], 3);
    const [own = Number.NaN, usual = Number.NaN] = await medians(workspace, [custom, standard], 15);
    process.stdout.write(
      `${name}: ${own.toFixed(1)} ms by a custom field, ${usual.toFixed(1)} ms by a standard one\n`,
    );
    expect(own).toBeLessThanOrEqual(3 * usual);
  });
});
