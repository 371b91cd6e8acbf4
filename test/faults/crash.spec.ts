import { Caller } from '../journeys/support/caller';
import { SHORT_LEASE } from './support/apart-product';
import { JobProcesses } from './support/job-processes';
import { seededRandom } from './support/seeded-random';
import { failingAt, WORKER_POINTS, WorkerFaults } from './support/worker-faults';

const seed = Number(process.env.DEALWRIGHT_TEST_SEED ?? Math.ceil(Math.random() * 1_000_000));
const random = seededRandom(seed);
const point = WORKER_POINTS[Math.floor(random() * WORKER_POINTS.length)] ?? '';
const SHORT_LEASE_MS = 1500;

/** A busy lane is claimed once. */
const timesReached = (name: string, most: number): number =>
  name === 'lanes_after_claim' ? 1 : Math.ceil(random() * most);

let processes: JobProcesses;
let faults: WorkerFaults;

beforeAll(async () => {
  processes = await JobProcesses.start();
  faults = await WorkerFaults.start(processes);
}, 60_000);

afterAll(async () => {
  await faults.stop();
  await processes.stop();
});

it(`two of three workers that are killed at ${point} and frozen, and one that ends in order, lose nothing (DEALWRIGHT_TEST_SEED=${seed})`, async () => {
  const running = faults.load('crash', 50);
  const death = await faults.deathAt(`${point}:${timesReached(point, 3)}`, SHORT_LEASE);
  expect(death).toEqual({ code: null, signal: 'SIGKILL' });

  const frozen = await faults.startWorker(SHORT_LEASE);
  await faults.received(5);
  faults.answerMs = 100;
  const freezing = faults.freeze(frozen, 3 * SHORT_LEASE_MS);
  const other = await faults.startWorker(SHORT_LEASE);
  await freezing;
  await faults.received(10);
  faults.answerMs = 0;
  expect(await frozen.stop()).toEqual({ code: 0, signal: null });
  await faults.received(10);
  await running.stop();
  const { events } = await faults.balance();
  expect(events).toBe(running.answered.size);
  expect(other.ending).toBeNull();
  expect(await other.stop()).toEqual({ code: 0, signal: null });
}, 240_000);

it.each(['write_before_commit', 'write_after_commit'])(
  'a write whose API is killed at %s is done once when it is sent again',
  async (moment) => {
    const workspace = await processes.api.workspace();
    const { program, url } = await processes.startApi(failingAt(moment));
    const key = { 'idempotency-key': 'once' };
    const cut = new Caller(url, workspace.private_app_key);
    await expect(cut.post('/v1/leads', { title: 'Once' }, key)).rejects.toMatchObject({ name: 'TypeError' });
    expect(await program.end()).toEqual({ code: null, signal: 'SIGKILL' });
    const again = new Caller(processes.api.url, workspace.private_app_key);
    const { status, headers } = await again.post('/v1/leads', { title: 'Once' }, key);
    const isReplay = headers.get('idempotent-replayed') === 'true';
    expect([status, isReplay]).toEqual([201, moment === 'write_after_commit']);
    expect((await again.get('/v1/leads?limit=10')).body.data).toHaveLength(1);
  },
  60_000,
);
