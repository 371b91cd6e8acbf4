import type { RecordView } from '@crm/records';
import type { Fault } from '@platform/http';

import { until } from '../events/support/until';
import { eventsOf } from '../records/support/stored-events';
import type { TestWorkspace } from '../support/test-api';
import { createMany, resultsOf, type SeenJob, SteppedJobs, startUpdate } from './support/stepped-jobs';

type Review = (drafts: readonly RecordView[]) => Promise<readonly (readonly Fault[])[]>;

let jobs: SteppedJobs;
let workspace: TestWorkspace;
let review: Review;
const nothing: Review = () => Promise.resolve([]);

beforeAll(async () => {
  jobs = await SteppedJobs.start();
  jobs.checks.add({
    watches: ({ name }) => name === 'deal' || name === 'contact',
    review: (_ctx, _type, drafts) => review(drafts),
  });
});
beforeEach(async () => {
  review = nothing;
  workspace = await jobs.api.workspace();
});
afterAll(() => jobs.stop());

const deals = (...titles: string[]) =>
  createMany(
    workspace,
    'deals',
    titles.map((title) => ({ title })),
  );
const update = (comment: string): Promise<SeenJob> =>
  startUpdate(workspace, { filter: { comment: { is_null: true } }, data: { comment } }, 'deals');
const deal = async (id: string) => (await workspace.get(`/v1/deals/${id}`).expect(200)).body;
const tooCheap: Fault = { pointer: '/comment', code: 'too_cheap', detail: 'Say more' };

describe('a check outside the database, asked by a bulk update', () => {
  it('sees each record as it would be stored, at most 100 in a call, and nothing is locked meanwhile', async () => {
    const ids = await deals(...Array.from({ length: 150 }, (_, at) => `Deal ${at}`));
    const calls: (readonly RecordView[])[] = [];
    review = async (drafts) => {
      calls.push(drafts);
      // It would wait for ever for a record that the step had locked.
      const [locked] = await jobs.api.sql<{ count: number }>(
        'SELECT count(*)::int AS count FROM (SELECT 1 FROM deals FOR UPDATE NOWAIT) AS free',
      );
      expect(locked?.count).toBeGreaterThanOrEqual(150);
      return [];
    };
    const job = await jobs.done(workspace, await update('seen'));
    expect(job).toMatchObject({ state: 'finished', progress: { total: 150, processed: 150, updated: 150 } });
    expect(calls.map(({ length }) => length).sort()).toEqual([100, 50]);
    expect(
      calls
        .flat()
        .map(({ id }) => id)
        .sort(),
    ).toEqual(ids);
    for (const draft of calls.flat()) expect(draft).toMatchObject({ comment: 'seen', version: 2 });
  });

  it('refuses single records, whose results say why, and the others are changed', async () => {
    await deals('Desks', 'Chairs', 'Lamps');
    review = (drafts) => Promise.resolve(drafts.map(({ title }) => (title === 'Chairs' ? [tooCheap] : [])));
    const job = await jobs.done(workspace, await update('x'));
    expect(job.progress).toEqual({ total: 3, processed: 3, updated: 2, unchanged: 0, failed: 1 });
    const [refused, ...others] = (await resultsOf(workspace, job)).filter(({ problem }) => problem !== null);
    expect(others).toEqual([]);
    expect(refused).toMatchObject({ status: 422, result: null });
    expect(refused.problem.errors).toEqual([{ ...tooCheap, pointer: '/data/comment' }]);
    expect(await deal(refused.id)).toMatchObject({ title: 'Chairs', comment: null, version: 1 });
    expect(await eventsOf(jobs.api, refused.id)).toHaveLength(1);
  });

  it('is not asked about records that a rule speaks against, which stay as they are', async () => {
    const people = [{ first_name: 'Ada' }, { first_name: 'Grace', last_name: 'Hopper' }];
    await createMany(workspace, 'contacts', people);
    const seen: unknown[] = [];
    review = (drafts) => {
      seen.push(...drafts.map(({ last_name }) => last_name));
      return Promise.resolve([]);
    };
    const body = { filter: {}, data: { first_name: null } };
    const job = await jobs.done(workspace, await startUpdate(workspace, body, 'contacts'));
    expect(seen).toEqual(['Hopper']);
    expect(job.progress).toMatchObject({ processed: 2, updated: 1, failed: 1 });
    const [refused] = (await resultsOf(workspace, job)).filter(({ problem }) => problem !== null);
    expect(refused).toMatchObject({ status: 422, problem: { code: 'unprocessable' } });
  });

  it('is asked again when a record changed meanwhile, and only what it saw is stored', async () => {
    const [id = ''] = await deals('Desks');
    const seen: unknown[] = [];
    review = async ([draft]) => {
      seen.push(draft?.title);
      if (seen.length === 1) await workspace.patch(`/v1/deals/${id}`, { title: 'Tables' });
      return [];
    };
    review = withoutReviewOf('Tables', review);
    const job = await jobs.done(workspace, await update('x'));
    expect(job.progress).toMatchObject({ processed: 1, updated: 1 });
    expect(seen).toEqual(['Desks', 'Tables']);
    expect(await deal(id)).toMatchObject({ title: 'Tables', comment: 'x', version: 3 });
  });

  it('gives up on the record that keeps changing, and on no other', async () => {
    const [hot = '', calm = ''] = await deals('Hot', 'Calm');
    const hotId = (await deal(hot)).title === 'Hot' ? hot : calm;
    review = async () => {
      await raiseVersion();
      return [];
    };
    const job = await jobs.done(workspace, await update('x'));
    expect(job.progress).toEqual({ total: 2, processed: 2, updated: 1, unchanged: 0, failed: 1 });
    const failed = (await resultsOf(workspace, job)).find(({ problem }) => problem !== null);
    expect(failed).toMatchObject({ id: hotId, status: 409, problem: { code: 'changed_meanwhile' } });
    expect((await deal(hotId)).comment).toBeNull();
  });

  it('leaves alone what no longer meets the filter after it has thought', async () => {
    const ids = await deals('Desks', 'Chairs');
    const [gone = '', kept = ''] = ids;
    let isFirst = true;
    review = async () => {
      if (isFirst) await deleteBehindItsBack(gone);
      isFirst = false;
      return [];
    };
    const job = await jobs.done(workspace, await update('x'));
    expect(job.progress).toMatchObject({ total: 2, processed: 1, updated: 1, failed: 0 });
    expect((await resultsOf(workspace, job)).map(({ id }) => id)).toEqual([kept]);
  });

  it('stores nothing of a step when the job was stopped while it thought', async () => {
    const [id = ''] = await deals('Desks');
    const started = await update('x');
    review = async () => {
      await workspace.post(`/v1/jobs/${started.id}/cancel`).expect(200);
      return [];
    };
    expect(await jobs.done(workspace, started)).toMatchObject({
      state: 'cancelled',
      progress: { processed: 0 },
    });
    expect((await deal(id)).version).toBe(1);
  });

  it('is done by one of two workers that take the same step', async () => {
    const ids = await deals(...Array.from({ length: 600 }, () => 'Desks'));
    const started = await startUpdate(workspace, { filter: {}, data: { comment: 'x' } }, 'deals');
    let isFirst = true;
    review = async () => {
      if (!isFirst) return [];
      isFirst = false;
      // As if the lease had run out while this worker waited for the answer.
      await letNextWorkerIn();
      await jobs.step();
      return [];
    };
    await jobs.step();
    expect(await jobs.api.sql('SELECT failures, progress FROM jobs WHERE finished_at IS NULL')).toMatchObject(
      [{ failures: 0, progress: { processed: 500 } }],
    );
    const job = await jobs.done(workspace, started);
    expect(job.progress).toMatchObject({ processed: 600, updated: 600 });
    expect((await resultsOf(workspace, job)).map(({ id }) => id)).toEqual(ids);
    for (const id of [ids[0] ?? '', ids[599] ?? '']) {
      expect((await deal(id)).version).toBe(2);
      expect(await eventsOf(jobs.api, id)).toHaveLength(2);
    }
  });

  it('fails the job when it fails itself, and says so', async () => {
    await deals('Desks');
    review = () => Promise.reject(new Error('The app is broken.'));
    const started = await update('x');
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      await jobs.step();
      await letNextWorkerIn();
    }
    const job = await jobs.done(workspace, started);
    expect(job).toMatchObject({ state: 'failed', problem: { status: 500, code: 'internal_error' } });
  });

  it('fails the job when no worker comes back from asking it', async () => {
    await deals('Desks');
    let asked = 0;
    review = () => {
      asked += 1;
      return new Promise(() => undefined);
    };
    const started = await update('x');
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      void jobs.step();
      // Then its draft is over, and nothing is locked.
      await until(() => Promise.resolve(asked === attempt || undefined));
      await letNextWorkerIn();
    }
    const job = await jobs.done(workspace, started);
    expect(job).toMatchObject({ state: 'failed', problem: { status: 500, code: 'internal_error' } });
  });

  it('is asked by a dry run as well', async () => {
    const [id = ''] = await deals('Desks');
    review = () => Promise.resolve([[tooCheap]]);
    const { body } = await workspace
      .post('/v1/deals/bulk-update?validate_only=true', { filter: {}, data: { comment: 'x' } })
      .expect(202);
    expect(body.progress).toMatchObject({ total: 1, processed: 1, failed: 1 });
    expect(body.results).toMatchObject([{ id, status: 422, problem: { errors: [{ code: 'too_cheap' }] } }]);
    expect((await deal(id)).version).toBe(1);
  });
});

/** The test's own change of a record is a write like others, and is not what this is about. */
const withoutReviewOf =
  (title: string, asked: Review): Review =>
  (drafts) =>
    drafts.some((draft) => draft.title === title && draft.comment === null) ? nothing([]) : asked(drafts);

/** Ends the leases of all jobs. */
const letNextWorkerIn = () =>
  jobs.api.sql('UPDATE job_queue SET due_at = created_at FROM jobs WHERE jobs.id = job_id');

/** What another writer would do to the hot deal. */
const raiseVersion = () => jobs.api.sql(`UPDATE deals SET version = version + 1 WHERE title = 'Hot'`);

async function deleteBehindItsBack(id: string): Promise<void> {
  const watched = review;
  review = nothing;
  await workspace.delete(`/v1/deals/${id}`).expect(200);
  review = watched;
}
