import { JobProcesses } from './support/job-processes';
import { allClusters, scanned, scanRun } from './support/scan-run';

const PEOPLE = 5_000;

let processes: JobProcesses;
beforeEach(async () => {
  processes = await JobProcesses.start();
});
afterEach(() => processes.stop());

it(`a scan whose worker is killed in the middle of it goes on, and finds ${PEOPLE} people who are there twice once`, async () => {
  const workspace = await processes.api.workspace();
  const { deaths, job, expected, found } = await scanRun(processes, workspace, { people: PEOPLE, kills: 1 });
  const [death] = deaths;
  expect(death).toMatchObject({ state: 'running', finished_at: null });
  expect(death.progress.processed).toBeGreaterThan(0);
  expect(death.progress.processed).toBeLessThan(death.progress.total);
  expect(job).toMatchObject({ state: 'finished', problem: null });
  expect(job.progress.processed).toBe(job.progress.total);
  expect(found).toEqual(expected);
  const before = await allClusters(workspace);
  const { body } = await workspace.post('/v1/duplicate-scans', { object: 'contact' }).expect(202);
  await scanned(processes, async () => (await workspace.get(`/v1/jobs/${body.id}`).expect(200)).body);
  expect(await allClusters(workspace)).toEqual(before);
}, 300_000);
