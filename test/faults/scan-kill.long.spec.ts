import { JobProcesses } from './support/job-processes';
import { scanRun } from './support/scan-run';

const SIZE = { people: 30_000, kills: 6 };

it(`a scan whose workers are killed ${SIZE.kills} times finds ${SIZE.people} people who are there twice once`, async () => {
  const processes = await JobProcesses.start();
  try {
    const run = await scanRun(processes, await processes.api.workspace(), SIZE);
    expect(run.deaths).toHaveLength(SIZE.kills);
    for (const { state } of run.deaths) expect(state).toBe('running');
    expect(run.job).toMatchObject({ state: 'finished', problem: null });
    expect(run.found).toEqual(run.expected);
  } finally {
    await processes.stop();
  }
}, 900_000);
