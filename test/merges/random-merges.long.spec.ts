import { TestApi } from '../support/test-api';
import { mergesAndBack, randomMerges } from './support/random-merges';

let api: TestApi;
beforeAll(async () => {
  api = await TestApi.start();
});
afterAll(() => api.stop());

const SEEDS = [11, 12, 13, 14, 15];

describe.each(SEEDS)('2,000 random steps of seed %i', (seed) => {
  it('of merges and their undoing leave nothing behind', async () => {
    await mergesAndBack(api, { seed, steps: 1000, each: 12 });
  }, 1_800_000);

  it('of changes, merges and undoing keep every link, and give merged records back as they were', async () => {
    await randomMerges(api, { seed: seed + 100, steps: 1000, each: 12 });
  }, 1_800_000);
});
