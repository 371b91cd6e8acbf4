import { TestApi } from '../support/test-api';
import { fillManyOwners, SORTS, WATCHERS, type Watchers } from './support/many-owners';

const TRIES = 15;

describe('among a million deals, of which a member sees a part', () => {
  let api: TestApi;
  let watchers: Watchers;
  beforeAll(async () => {
    api = await TestApi.start();
    watchers = await fillManyOwners(api, 1_000_000);
  }, 1_200_000);
  afterAll(() => api.stop());

  it.each(SORTS.flatMap((sort) => WATCHERS.map((who) => ({ sort, who }))))(
    'a list by $sort of who sees "$who" takes at most three times what an admin’s takes, and 20 ms',
    async ({ sort, who }) => {
      const clients = [watchers.clients[who], watchers.workspace];
      const times: number[][] = [[], []];
      for (let one = 0; one < TRIES + 3; one += 1) {
        for (const [at, client] of clients.entries()) {
          const begin = performance.now();
          const { body } = await client.get(`/v1/deals?limit=50&fields=title&sort=${sort}`).expect(200);
          expect(body.data).toHaveLength(50);
          if (one >= 3) times[at]?.push(performance.now() - begin);
        }
      }
      const [own = Number.NaN, all = Number.NaN] = times.map(
        (each) => each.toSorted((a, b) => a - b)[Math.floor(each.length / 2)] ?? Number.NaN,
      );
      process.stdout.write(`${sort} ${who}: ${own.toFixed(1)} ms, an admin ${all.toFixed(1)} ms\n`);
      expect(own).toBeLessThanOrEqual(3 * all);
      expect(own).toBeLessThan(20);
    },
  );
});
