import { randomInt } from 'node:crypto';

import { apartRun } from './support/apart-run';
import { crashRun } from './support/crash-run';
import { expectNothingLost } from './support/expect-nothing-lost';

const LEADS = 10_000;
const seeds = Array.from({ length: 5 }, () => randomInt(1, 1_000_000));

it.each(seeds)(
  `loses and doubles nothing when everything is killed while ${LEADS} leads are made (seed %d)`,
  async (seed) => {
    expectNothingLost(await crashRun(seed, LEADS), LEADS);
  },
  600_000,
);

it.each(seeds)(
  `loses and doubles nothing when API, worker and PostgreSQL are killed in turn while ${LEADS} leads are made (seed %d)`,
  async (seed) => {
    const run = await apartRun(seed, LEADS, 2);
    expect(run.deaths).toHaveLength(6);
    expect(run.lost).toEqual([]);
    // One event for each write, also for those that were sent again because their answer was cut off.
    expect(run.events).toBe(run.answered);
  },
  1_200_000,
);
