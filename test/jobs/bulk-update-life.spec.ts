import { eventsOf, rowCounts } from '../records/support/stored-events';
import type { TestWorkspace } from '../support/test-api';
import { createMany, resultsOf, type SeenJob, SteppedJobs, startUpdate } from './support/stepped-jobs';

/** More than one step takes. */
const TWO_STEPS = 600;
const IN_FIRST_STEP = 500;

let jobs: SteppedJobs;
let workspace: TestWorkspace;

beforeAll(async () => {
  jobs = await SteppedJobs.start();
});
beforeEach(async () => {
  workspace = await jobs.api.workspace();
});
afterAll(() => jobs.stop());

const leads = (count: number, fields: object = { title: 'meant' }) =>
  createMany(
    workspace,
    'leads',
    Array.from({ length: count }, () => fields),
  );
const lead = async (id: string) => (await workspace.get(`/v1/leads/${id}`).expect(200)).body;
const idsOf = (results: readonly SeenJob[]): string[] => results.map(({ id }) => id);
const MEANT = { filter: { title: 'meant' }, data: { comment: 'done' } };

describe('between the request and the turn of a record', () => {
  it('one that was deleted, or changed so that it no longer meets the filter, is left alone', async () => {
    const ids = await leads(TWO_STEPS);
    const started = await startUpdate(workspace, MEANT);
    await jobs.step();
    const [deleted = '', changed = ''] = ids.slice(-2);
    await workspace.delete(`/v1/leads/${deleted}`).expect(200);
    await workspace.patch(`/v1/leads/${changed}`, { title: 'other' }).expect(200);
    const job = await jobs.done(workspace, started);
    expect(job.progress).toMatchObject({ total: TWO_STEPS, processed: TWO_STEPS - 2, failed: 0 });
    expect(idsOf(await resultsOf(workspace, job))).toEqual(ids.slice(0, -2));
    expect(await lead(changed)).toMatchObject({ comment: null, version: 2 });
  });

  it('one that came to meet the filter is changed, and one that is new is not', async () => {
    const [early = ''] = await leads(1, { title: 'other' });
    const started = await startUpdate(workspace, MEANT);
    await workspace.patch(`/v1/leads/${early}`, { title: 'meant' }).expect(200);
    const [late = ''] = await leads(1);
    const job = await jobs.done(workspace, started);
    expect(job.progress).toMatchObject({ total: 0, processed: 1, updated: 1 });
    expect(await lead(early)).toMatchObject({ comment: 'done' });
    expect(await lead(late)).toMatchObject({ comment: null, version: 1 });
  });

  it('relative times of the filter keep counting from the request', async () => {
    const [id = ''] = await leads(1);
    const filter = { created_at: { lt: '-12h' } };
    const started = await startUpdate(workspace, { ...MEANT, filter });
    await jobs.api.sql(
      "UPDATE jobs SET created_at = created_at + interval '1 day' WHERE finished_at IS NULL",
    );
    const job = await jobs.done(workspace, started);
    expect(job.progress).toMatchObject({ total: 0, processed: 1 });
    expect(await lead(id)).toMatchObject({ comment: 'done' });
  });

  it('one that somebody changed otherwise keeps that change', async () => {
    const [id = ''] = await leads(1);
    const started = await startUpdate(workspace, MEANT);
    await workspace.patch(`/v1/leads/${id}`, { source_description: 'a fair' }).expect(200);
    await jobs.done(workspace, started);
    expect(await lead(id)).toMatchObject({ source_description: 'a fair', comment: 'done', version: 3 });
  });
});

describe('owner and stage of many records', () => {
  it('change in one request, with the events of single changes', async () => {
    const ids = await createMany(workspace, 'deals', [{ title: 'One' }, { title: 'Two' }]);
    const { body: members } = await workspace.get('/v1/members').expect(200);
    const { pipeline_id } = (await workspace.get(`/v1/deals/${ids[0]}`).expect(200)).body;
    const { body: stages } = await workspace.get(`/v1/pipelines/${pipeline_id}/stages`).expect(200);
    const won = stages.data.find(({ group }: SeenJob) => group === 'won');
    const data = { owner_id: members.data[0].id, stage_id: won.id };
    const filter = { stage: { group: 'open' } };
    const job = await jobs.done(workspace, await startUpdate(workspace, { filter, data }, 'deals'));
    expect(job.progress).toMatchObject({ processed: 2, updated: 2 });
    for (const id of ids) {
      expect((await workspace.get(`/v1/deals/${id}`)).body).toMatchObject({ ...data, version: 2 });
      const types = (await eventsOf(jobs.api, id)).map(({ type }) => type).sort();
      expect(types).toEqual(['deal.created', 'deal.stage_changed', 'deal.updated', 'deal.won']);
    }
  });
});

describe('two bulk updates of the same records', () => {
  it('each change every record once, whichever comes first', async () => {
    const ids = await leads(TWO_STEPS);
    const first = await startUpdate(workspace, MEANT);
    const second = await startUpdate(workspace, { ...MEANT, data: { source_description: 'both' } });
    while ((await Promise.all([jobs.step(), jobs.step()])).includes('all'));
    for (const started of [first, second]) {
      const job = await jobs.done(workspace, started);
      expect(job.progress).toMatchObject({ total: TWO_STEPS, processed: TWO_STEPS, updated: TWO_STEPS });
      expect(idsOf(await resultsOf(workspace, job))).toEqual(ids);
    }
    for (const id of [ids[0], ids[IN_FIRST_STEP], ids.at(-1)]) {
      expect(await lead(id ?? '')).toMatchObject({ comment: 'done', source_description: 'both' });
      expect((await eventsOf(jobs.api, id ?? '')).map((event) => event.object_version)).toEqual([1, 2, 3]);
    }
  });
});

describe('a bulk update that is stopped in the middle', () => {
  it('keeps what it did, does nothing more, and can be stopped again', async () => {
    const ids = await leads(TWO_STEPS);
    const started = await startUpdate(workspace, MEANT);
    await jobs.step();
    for (let time = 1; time <= 2; time += 1) {
      const { body } = await workspace.post(`/v1/jobs/${started.id}/cancel`).expect(200);
      expect(body).toMatchObject({ state: 'cancelled', progress: { processed: IN_FIRST_STEP } });
    }
    expect(await jobs.step()).toBe('none');
    expect(idsOf(await resultsOf(workspace, started))).toEqual(ids.slice(0, IN_FIRST_STEP));
    expect(await lead(ids.at(-1) ?? '')).toMatchObject({ comment: null, version: 1 });
  });

  it('cannot be stopped any more once it has ended', async () => {
    const job = await jobs.done(workspace, await startUpdate(workspace, MEANT));
    const { body } = await workspace.post(`/v1/jobs/${job.id}/cancel`).expect(409);
    expect(body.code).toBe('job_ended');
  });
});

describe('a bulk update that is only tried', () => {
  it('tells how many records are meant and what would become of the first 100, and does nothing', async () => {
    const ids = await createMany(workspace, 'contacts', [
      ...Array.from({ length: 119 }, () => ({ first_name: 'Ada', last_name: 'Lovelace' })),
      { first_name: 'Ada' },
    ]);
    const before = await rowCounts(jobs.api);
    const { body } = await workspace
      .post('/v1/contacts/bulk-update?validate_only=true', { filter: {}, data: { first_name: null } })
      .expect(202);
    const nameless = (await Promise.all(ids.slice(0, 100).map((id) => workspace.get(`/v1/contacts/${id}`))))
      .filter((answer) => answer.body.last_name === null)
      .map((answer) => answer.body.id);
    expect(body.progress).toEqual({
      total: 120,
      processed: 100,
      updated: 100 - nameless.length,
      unchanged: 0,
      failed: nameless.length,
    });
    expect(idsOf(body.results)).toEqual(ids.slice(0, 100));
    const failed = body.results.filter(({ problem }: SeenJob) => problem !== null);
    expect(idsOf(failed)).toEqual(nameless);
    expect(await rowCounts(jobs.api)).toEqual(before);
    expect(await jobs.step()).toBe('none');
    expect((await workspace.get(`/v1/contacts/${ids[0]}`)).body.version).toBe(1);
  });

  it('names the fields that a rule speaks against', async () => {
    const [id = ''] = await createMany(workspace, 'contacts', [{ first_name: 'Ada' }]);
    const { body } = await workspace
      .post('/v1/contacts/bulk-update?validate_only=true', { filter: {}, data: { first_name: null } })
      .expect(202);
    expect(body.results).toMatchObject([
      { id, status: 422, result: null, problem: { code: 'unprocessable' } },
    ]);
  });
});

describe('fields that no record can take', () => {
  it.each(['', '?validate_only=true'])('are refused at once%s, with their place', async (query) => {
    const stranger = await jobs.api.workspace();
    const { id } = await stranger.create('/v1/companies', { name: 'Theirs' });
    const before = await rowCounts(jobs.api);
    const { body } = await workspace
      .post(`/v1/contacts/bulk-update${query}`, { filter: {}, data: { company_id: id } })
      .expect(422);
    expect(body.errors).toMatchObject([{ pointer: '/data/company_id', code: 'unknown_reference' }]);
    expect(await rowCounts(jobs.api)).toEqual(before);
  });
});
