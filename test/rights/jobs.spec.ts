import { setTimeout as pause } from 'node:timers/promises';

import { BulkUpdateWorkerModule } from '@crm/bulk-updates';
import { leadType } from '@crm/leads';
import { Module } from '@nestjs/common';

import type { Created } from '../support/api-client';
import { TestApi, type TestWorkspace } from '../support/test-api';
import { type Colleague, employ } from './support/staff';

@Module({ imports: [BulkUpdateWorkerModule.forTypes([leadType])] })
class Worker {}

const PATIENCE_MS = 40_000;

let api: TestApi;
let workspace: TestWorkspace;
let ann: Colleague;
let ben: Colleague;

beforeAll(async () => {
  api = await TestApi.start([Worker]);
  workspace = await api.workspace();
  ann = await employ(api, workspace, 'Ann', 'sales');
  ben = await employ(api, workspace, 'Ben', 'sales');
  await workspace.create('/v1/teams', { name: 'North', member_ids: [ann.id, ben.id] });
});
afterAll(() => api.stop());

async function ended(id: string): Promise<Created> {
  const until = Date.now() + PATIENCE_MS;
  while (Date.now() < until) {
    const { body } = await workspace.get(`/v1/jobs/${id}`).expect(200);
    if (body.finished_at !== null) return body as Created;
    await pause(20);
  }
  throw new Error('The job did not end.');
}

it('a bulk update looks at what its member sees, and changes what they may', async () => {
  const eve = await employ(api, workspace, 'Eve', 'sales');
  const lead = async (owner_id: string) =>
    (await workspace.create('/v1/leads', { title: 'In bulk', owner_id })).id;
  const [own, team, other] = [await lead(ann.id), await lead(ben.id), await lead(eve.id)];
  const started = await ann.client
    .post('/v1/leads/bulk-update', { filter: { title: 'In bulk' }, data: { comment: 'done' } })
    .expect(202);
  expect(await ended(started.body.id)).toMatchObject({
    state: 'finished',
    progress: { total: 2, processed: 2, updated: 1, failed: 1 },
  });
  const { body } = await ann.client.get(`/v1/jobs/${started.body.id}/results`).expect(200);
  const results = new Map(body.data.map((one: Created & { status: number }) => [one.id, one.status]));
  expect([results.get(own), results.get(team), results.get(other)]).toEqual([200, 403, undefined]);
});

it('a bulk update stops when its member has left, or may do nothing any more', async () => {
  const gone = await employ(api, workspace, 'Gone', 'sales');
  const operations = Array.from({ length: 900 }, () => ({
    op: 'create',
    data: { title: 'Many', owner_id: gone.id },
  }));
  await workspace.post('/v1/leads/batch', { operations }).expect(200);
  const started = await gone.client
    .post('/v1/leads/bulk-update', { filter: { title: 'Many' }, data: { comment: 'done' } })
    .expect(202);
  await workspace.post(`/v1/members/${gone.id}/deactivate`).expect(200);
  const job = await ended(started.body.id);
  const isOver = (job.progress as { processed: number }).processed === 900;
  expect(job.state).toBe(isOver ? 'finished' : 'failed');
  if (!isOver) expect(job.problem).toMatchObject({ code: 'invalid_token' });
});

it('a lead is converted by who may make what it becomes', async () => {
  const role = await workspace.create('/v1/roles', {
    name: 'Leads only',
    objects: {
      lead: { read: 'own', create: 'own', update: 'own' },
      contact: { read: 'all', create: 'all', update: 'all' },
      company: { read: 'all', create: 'all', update: 'all' },
      deal: { read: 'all', update: 'own' },
      activity: { read: 'all' },
    },
  });
  const clerk = await employ(api, workspace, 'Clerk', String(role.key));
  const mine = await clerk.client.create('/v1/leads', {
    title: 'Mine',
    first_name: 'Ada',
    company_name: 'Acme',
  });
  const { body } = await clerk.client
    .post(`/v1/leads/${mine.id}/convert`, { deal: true, contact: true })
    .expect(403);
  expect(body).toMatchObject({ code: 'missing_right', required_right: 'deal.create' });
  await workspace.patch(`/v1/roles/${role.id}`, { objects: { deal: { create: 'own' } } }).expect(200);
  await clerk.client.post(`/v1/leads/${mine.id}/convert`, { deal: true, contact: true }).expect(200);
  const theirs = await workspace.create('/v1/leads', { title: 'Theirs', owner_id: ann.id });
  await clerk.client.post(`/v1/leads/${theirs.id}/convert`, { deal: true, contact: true }).expect(404);
});
