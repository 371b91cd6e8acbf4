import { randomInt } from 'node:crypto';

import { crashRun } from './support/crash-run';
import { expectNothingLost } from './support/expect-nothing-lost';

const LEADS = 1_000;
const seed = Number(process.env.DEALWRIGHT_TEST_SEED ?? randomInt(1, 1_000_000));

it(`loses and doubles nothing when everything is killed while ${LEADS} leads are made (DEALWRIGHT_TEST_SEED=${seed})`, async () => {
  expectNothingLost(await crashRun(seed, LEADS), LEADS);
});
