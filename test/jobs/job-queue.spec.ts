import type { TestWorkspace } from '../support/test-api';
import { createMany, type SeenJob, SteppedJobs, startUpdate } from './support/stepped-jobs';

let jobs: SteppedJobs;
let workspace: TestWorkspace;

beforeEach(async () => {
  jobs = await SteppedJobs.start();
  workspace = await jobs.api.workspace();
});
afterEach(() => jobs.stop());

const UPDATE = { filter: {}, data: { comment: 'done' } };
const states = async (started: readonly SeenJob[]): Promise<string[]> =>
  Promise.all(started.map(async ({ id }) => (await workspace.get(`/v1/jobs/${id}`)).body.state));

describe('the jobs of a workspace', () => {
  it('run two at a time, in turns with those of others', async () => {
    await createMany(
      workspace,
      'leads',
      Array.from({ length: 600 }, () => ({ title: 'many' })),
    );
    const started: SeenJob[] = [];
    for (const comment of ['first', 'second', 'third']) {
      started.push(await startUpdate(workspace, { ...UPDATE, data: { comment } }));
    }
    const neighbour = await jobs.api.workspace();
    const theirs = await startUpdate(neighbour, UPDATE);
    for (let turn = 1; turn <= 3; turn += 1) expect(await jobs.step()).toBe('all');
    expect((await neighbour.get(`/v1/jobs/${theirs.id}`)).body.state).toBe('finished');
    expect(await states(started)).toEqual(['running', 'running', 'queued']);
    await jobs.step();
    expect(await states(started)).toEqual(['finished', 'running', 'queued']);
    await jobs.done(workspace, started[2]);
    expect(await states(started)).toEqual(['finished', 'finished', 'finished']);
  });

  it('are at most 100, until one has ended', async () => {
    const started: SeenJob[] = [];
    for (let count = 1; count <= 100; count += 1) started.push(await startUpdate(workspace, UPDATE));
    for (const query of ['', '?validate_only=true']) {
      const { body } = await workspace.post(`/v1/leads/bulk-update${query}`, UPDATE).expect(409);
      expect(body.code).toBe('too_many_jobs');
    }
    await startUpdate(await jobs.api.workspace(), UPDATE);
    await workspace.post(`/v1/jobs/${started[50].id}/cancel`).expect(200);
    await startUpdate(workspace, UPDATE);
  });
});
