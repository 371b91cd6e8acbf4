import { randomInt } from 'node:crypto';

import { Caller } from '../journeys/support/caller';
import { expectDoneOnce } from './support/expect-done-once';
import { JobProcesses } from './support/job-processes';
import { endOf, jobRun, leads } from './support/job-run';

const LEADS = 3_000;
const seed = Number(process.env.DEALWRIGHT_TEST_SEED ?? randomInt(1, 1_000_000));

let processes: JobProcesses;
beforeEach(async () => {
  processes = await JobProcesses.start();
});
afterEach(() => processes.stop());

it(`a job whose worker is killed in the middle of it changes each of ${LEADS} records once (DEALWRIGHT_TEST_SEED=${seed})`, async () => {
  const run = await jobRun(processes, seed, { records: LEADS, kills: 1 });
  const [death] = run.deaths;
  expect(death).toMatchObject({ state: 'running', finished_at: null });
  expect(death.progress.processed).toBeLessThan(LEADS);
  expectDoneOnce(run);
});

it('a job is done although the API that took it was killed as soon as it had answered', async () => {
  const workspace = await processes.api.workspace();
  const ids = await leads(workspace, 10);
  const { program, url } = await processes.startApi();
  const caller = new Caller(url, workspace.private_app_key);
  const { status, body } = await caller.post('/v1/leads/bulk-update', {
    filter: { title: 'meant' },
    data: { comment: 'done' },
  });
  await program.kill();
  expect(status).toBe(202);
  expectDoneOnce({ ids, ...(await endOf(processes, workspace, body.id)) });
});
