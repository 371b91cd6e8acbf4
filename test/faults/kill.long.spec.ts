import { randomInt } from 'node:crypto';

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
