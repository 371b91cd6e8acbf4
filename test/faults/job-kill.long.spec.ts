import { randomInt } from 'node:crypto';

import { expectDoneOnce } from './support/expect-done-once';
import { JobProcesses } from './support/job-processes';
import { jobRun } from './support/job-run';

const SIZE = { records: 30_000, kills: 8 };
const seeds = Array.from({ length: 3 }, () => randomInt(1, 1_000_000));

it.each(seeds)(
  `a job whose workers are killed ${SIZE.kills} times changes each of ${SIZE.records} records once (seed %d)`,
  async (seed) => {
    const processes = await JobProcesses.start();
    try {
      const run = await jobRun(processes, seed, SIZE);
      expect(run.deaths).toHaveLength(SIZE.kills);
      for (const { state } of run.deaths) expect(state).toBe('running');
      expectDoneOnce(run);
    } finally {
      await processes.stop();
    }
  },
  600_000,
);
