import { TestApi } from '../support/test-api';
import { mergesAndBack, randomMerges } from './support/random-merges';

let api: TestApi;
beforeAll(async () => {
  api = await TestApi.start();
});
afterAll(() => api.stop());

describe('500 random steps', () => {
  it('of merges and their undoing leave nothing behind (seed 1)', async () => {
    await mergesAndBack(api, { seed: 1, steps: 200, each: 8 });
  });

  it('of changes, merges and undoing keep every link, and give merged records back as they were (seed 2)', async () => {
    await randomMerges(api, { seed: 2, steps: 300, each: 8 });
  });
});
