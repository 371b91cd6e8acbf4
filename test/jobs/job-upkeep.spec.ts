import type { TestWorkspace } from '../support/test-api';
import { createMany, type SeenJob, SteppedJobs, startUpdate } from './support/stepped-jobs';

const HOUR_MS = 60 * 60 * 1000;
const KEPT_MS = 30 * 24 * HOUR_MS;
/** More than one statement removes. */
const RESULTS = 1200;

let jobs: SteppedJobs;
let workspace: TestWorkspace;

beforeEach(async () => {
  jobs = await SteppedJobs.start();
  workspace = await jobs.api.workspace();
});
afterEach(() => jobs.stop());

const UPDATE = { filter: {}, data: { comment: 'done' } };
const after = (job: SeenJob, ms: number) => new Date(Date.parse(job.finished_at) + ms);
const leads = (count: number) =>
  createMany(
    workspace,
    'leads',
    Array.from({ length: count }, () => ({ title: 'many' })),
  );
const count = async (table: string) =>
  (await jobs.api.sql<{ count: number }>(`SELECT count(*)::int AS count FROM ${table}`))[0]?.count;

async function removeOld(now: Date): Promise<number> {
  let rounds = 0;
  while ((await jobs.upkeep.removeSome(now)) !== 'none') rounds += 1;
  return rounds;
}

describe('a job that has ended', () => {
  it('is kept with its results for 30 days, and then removed, a bounded part at a time', async () => {
    await leads(RESULTS / 2);
    await leads(RESULTS / 2);
    const job = await jobs.done(workspace, await startUpdate(workspace, UPDATE));
    expect(await removeOld(after(job, KEPT_MS - HOUR_MS))).toBe(0);
    expect(await count('job_results')).toBe(RESULTS);
    await workspace.get(`/v1/jobs/${job.id}`).expect(200);

    const late = after(job, KEPT_MS + HOUR_MS);
    expect(await jobs.upkeep.removeSome(late)).toBe('all');
    expect(await count('job_results')).toBe(RESULTS - 1000);
    expect(await removeOld(late)).toBe(1);
    expect(await count('job_results')).toBe(0);
    await workspace.get(`/v1/jobs/${job.id}`).expect(404);
    await workspace.get(`/v1/jobs/${job.id}/results`).expect(404);
    expect(await count('leads')).toBe(RESULTS);
  });

  it('is removed whichever way it ended, and no other job is', async () => {
    await leads(1);
    const cancelled = await startUpdate(workspace, UPDATE);
    await workspace.post(`/v1/jobs/${cancelled.id}/cancel`).expect(200);
    const done = await jobs.done(workspace, await startUpdate(workspace, UPDATE));
    const waiting = await startUpdate(workspace, UPDATE);
    await removeOld(after(done, KEPT_MS + HOUR_MS));
    for (const { id } of [cancelled, done]) await workspace.get(`/v1/jobs/${id}`).expect(404);
    expect(await jobs.done(workspace, waiting)).toMatchObject({ state: 'finished' });
  });

  it('is found by its end through an index', async () => {
    await jobs.api.database.transaction(async (tx) => {
      await tx.sql('', 'SET LOCAL enable_seqscan = off');
      const plan = await tx.sql<Record<string, string>>(
        '',
        '/* test */ EXPLAIN SELECT workspace_id, id FROM jobs WHERE finished_at <= now() ORDER BY finished_at LIMIT 1',
      );
      const lines = plan.map((row) => row['QUERY PLAN']).join('\n');
      expect(lines).toContain('jobs_by_end');
      expect(lines).not.toContain('Sort');
    });
  });
});
