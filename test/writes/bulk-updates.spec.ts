import { setTimeout as pause } from 'node:timers/promises';

import { BulkUpdateWorkerModule } from '@crm/bulk-updates';
import { contactType } from '@crm/contacts';
import { leadType } from '@crm/leads';
import { Module } from '@nestjs/common';
import { Settings } from '@platform/config';
import { Database } from '@platform/database';
import { toUuid } from '@platform/ids';

import { eventsOf, rowCounts } from '../records/support/stored-events';
import { TestApi, type TestWorkspace } from '../support/test-api';

@Module({ imports: [BulkUpdateWorkerModule.forTypes([leadType, contactType])] })
class Worker {}

const PATIENCE_MS = 40_000;

let api: TestApi;
let workspace: TestWorkspace;

beforeAll(async () => {
  api = await TestApi.start([Worker]);
  workspace = await api.workspace();
});
afterAll(() => api.stop());

const create = async (operations: readonly object[]): Promise<string[]> => {
  const { body } = await workspace.post('/v1/leads/batch', { operations }).expect(200);
  return body.results.map(({ id }: { id: string }) => id);
};

const leads = (count: number, title: string) =>
  create(Array.from({ length: count }, () => ({ op: 'create', data: { title } })));

const ended = async (id: string) => {
  const until = Date.now() + PATIENCE_MS;
  while (Date.now() < until) {
    const { body } = await workspace.get(`/v1/jobs/${id}`).expect(200);
    if (body.finished_at !== null) return body;
    await pause(20);
  }
  throw new Error('The job did not end.');
};

describe('a bulk update', () => {
  it('changes every record that meets the filter, in steps, and says what became of each', async () => {
    const meant = await leads(700, 'meant');
    const [other = ''] = await leads(1, 'other');
    await workspace.patch(`/v1/leads/${meant[0]}`, { comment: 'done' }).expect(200);
    const started = await workspace
      .post('/v1/leads/bulk-update', { filter: { title: 'meant' }, data: { comment: 'done' } })
      .expect(202);
    expect(started.headers.location).toBe(`/v1/jobs/${started.body.id}`);
    expect(started.body).toMatchObject({ state: 'queued', object: 'lead', kind: 'bulk_update' });
    const job = await ended(started.body.id);
    expect(job).toMatchObject({
      state: 'finished',
      progress: { total: 700, processed: 700, updated: 699, unchanged: 1, failed: 0 },
    });
    const first = await workspace.get(`/v1/jobs/${job.id}/results?limit=500`).expect(200);
    const second = await workspace
      .get(`/v1/jobs/${job.id}/results?limit=500&cursor=${first.body.next_cursor}`)
      .expect(200);
    const results = [...first.body.data, ...second.body.data];
    expect(results.map(({ id }) => id)).toEqual([...meant].sort());
    expect((await workspace.get(`/v1/leads/${other}`)).body.comment).toBeNull();
    const events = await eventsOf(api, meant[5] ?? '');
    expect(events).toMatchObject([
      { type: 'lead.created' },
      { type: 'lead.updated', changes: { comment: { from: null, to: 'done' } } },
    ]);
    expect(events[1]?.actor).toEqual({ type: 'app', id: workspace.installation_id });
  });

  it('reports records that a rule keeps from changing, and changes the others', async () => {
    const { body } = await workspace
      .post('/v1/contacts/batch', {
        operations: [
          { op: 'create', data: { first_name: 'Rule', comment: 'rule' } },
          { op: 'create', data: { first_name: 'Rule', comment: 'rule', last_name: 'Dubois' } },
        ],
      })
      .expect(200);
    const started = await workspace
      .post('/v1/contacts/bulk-update', { filter: { comment: 'rule' }, data: { first_name: null } })
      .expect(202);
    const job = await ended(started.body.id);
    expect(job.progress).toEqual({ total: 2, processed: 2, updated: 1, unchanged: 0, failed: 1 });
    const results = (await workspace.get(`/v1/jobs/${job.id}/results`).expect(200)).body.data;
    const refused = results.find(({ id }: { id: string }) => id === body.results[0].id);
    expect(refused).toMatchObject({ status: 422, problem: { code: 'unprocessable' } });
  });

  it('is refused at once when the filter or the fields are wrong', async () => {
    const filter = await workspace
      .post('/v1/leads/bulk-update', { filter: { nonsense: 1 }, data: { title: 'x' } })
      .expect(400);
    expect(filter.body.errors).toMatchObject([{ pointer: '/filter/nonsense' }]);
    const data = await workspace
      .post('/v1/leads/bulk-update', { filter: {}, data: { nonsense: 1 } })
      .expect(400);
    expect(data.body.errors).toMatchObject([{ pointer: '/data/nonsense' }]);
    await workspace.post('/v1/leads/bulk-update', { data: { title: 'x' } }).expect(400);
  });

  it('starts nothing when it is only tried, and one job under one Idempotency-Key', async () => {
    const body = { filter: { title: 'nobody' }, data: { title: 'x' } };
    const before = await rowCounts(api);
    await workspace.post('/v1/leads/bulk-update?validate_only=true', body).expect(202);
    expect(await rowCounts(api)).toEqual(before);
    const start = () =>
      workspace.post('/v1/leads/bulk-update', body).set('idempotency-key', 'job-once').expect(202);
    const answers = await Promise.all([start(), start(), start()]);
    expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1);
  });

  it('can be stopped, and keeps what it did', async () => {
    await leads(1000, 'stop');
    const started = await workspace
      .post('/v1/leads/bulk-update', { filter: { title: 'stop' }, data: { comment: 'x' } })
      .expect(202);
    const cancelled = await workspace.post(`/v1/jobs/${started.body.id}/cancel`);
    const job = await ended(started.body.id);
    expect(job.state).toBe(cancelled.status === 200 ? 'cancelled' : 'finished');
    const done = await workspace.post('/v1/leads/search', {
      filter: { title: 'stop', comment: 'x' },
      count: 'exact',
      limit: 1,
    });
    expect(done.body.total).toBe(job.progress.updated);
  });

  it('ends when finding its next records takes too long', async () => {
    const [held = ''] = await leads(3, 'held');
    const limit = jest.replaceProperty(api.app.get(Settings), 'listTimeoutMs', 50);
    const job = await api.app.get(Database).transaction(async (tx) => {
      const params = [toUuid('workspace', workspace.workspace_id), toUuid('lead', held)];
      await tx.sql(
        'test.hold',
        'SELECT id FROM leads WHERE workspace_id = $1 AND id = $2 FOR UPDATE',
        params,
      );
      const { body } = await workspace
        .post('/v1/leads/bulk-update', { filter: { title: 'held' }, data: { comment: 'x' } })
        .expect(202);
      return ended(body.id);
    });
    limit.restore();
    expect(job).toMatchObject({
      state: 'failed',
      progress: { total: 3, processed: 0 },
      problem: { code: 'query_too_expensive' },
    });
  });

  it('is hidden from another workspace', async () => {
    const started = await workspace
      .post('/v1/leads/bulk-update', { filter: { title: 'nobody' }, data: { title: 'x' } })
      .expect(202);
    const stranger = await api.workspace();
    await stranger.get(`/v1/jobs/${started.body.id}`).expect(404);
    await stranger.get(`/v1/jobs/${started.body.id}/results`).expect(404);
    await stranger.post(`/v1/jobs/${started.body.id}/cancel`).expect(404);
  });
});
