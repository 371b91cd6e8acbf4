import { until } from '../events/support/until';
import { codeBlocks } from '../journeys/support/code-blocks';
import type { ApiClient } from '../support/api-client';
import type { TestApi, TestWorkspace } from '../support/test-api';
import { clustersOf, scan, startScanning, untilClustered } from './support/scanned';

let api: TestApi;
let workspace: TestWorkspace;
beforeAll(async () => {
  api = await startScanning();
});
beforeEach(async () => {
  workspace = await api.workspace();
});
afterAll(() => api.stop());

/** So many people who are there twice, each two in the order in which they were made; scanned. */
async function people(count: number): Promise<[string, string][]> {
  const pairs: [string, string][] = [];
  for (let at = 0; at < count; at += 1) {
    const emails = (tag: string) => [{ value: `person${at}${tag}@example.com` }];
    const one = await workspace.create('/v1/contacts', { last_name: `Person ${at}`, emails: emails('') });
    const other = await workspace.create('/v1/contacts', {
      last_name: `Person ${at}`,
      job_title: 'Buyer',
      emails: emails('+crm'),
    });
    pairs.push([one.id, other.id]);
  }
  await scan(workspace, 'contact');
  await untilClustered(workspace, pairs);
  return pairs;
}

/** Merges clusters, and answers with the job once it has ended. */
async function merge(client: ApiClient, input: object) {
  const { body } = await client.post('/v1/duplicate-clusters/merge', input).expect(202);
  const job = await until(async () => {
    const { body: seen } = await client.get(`/v1/jobs/${body.id}`).expect(200);
    return seen.finished_at === null ? null : seen;
  });
  const results = (await client.get(`/v1/jobs/${body.id}/results`).expect(200)).body.data;
  return { job, results };
}

describe('a merge of clusters', () => {
  it('merges each by the policy, and they are gone', async () => {
    const pairs = await people(3);
    const { job, results } = await merge(workspace, { object: 'contact', filter: {} });
    expect(job).toMatchObject({ kind: 'duplicate_merge', state: 'finished', problem: null });
    expect(job.progress).toMatchObject({ total: 3, processed: 3, updated: 3, failed: 0 });
    expect(results.map(({ status }: { status: number }) => status)).toEqual([200, 200, 200]);
    for (const [oldest, other] of pairs) {
      const { body } = await workspace.get(`/v1/contacts/${oldest}`).expect(200);
      expect(body).toMatchObject({ id: oldest, job_title: 'Buyer' });
      expect(body.emails).toHaveLength(2);
      expect((await workspace.get(`/v1/contacts/${other}`)).body.id).toBe(oldest);
    }
    await untilClustered(workspace, []);
    const { body } = await workspace.get('/v1/merges').expect(200);
    expect(body.data).toHaveLength(3);
  });

  it('takes those that are named or meant, and the survivor that is asked for', async () => {
    const pairs = await people(2);
    const [first] = await clustersOf(workspace);
    await merge(workspace, { object: 'contact', ids: [first?.id], survivor: 'newest' });
    const merged = pairs.find(([one]) => first?.record_ids.includes(one)) ?? ['', ''];
    expect((await workspace.get(`/v1/contacts/${merged[0]}`)).body.id).toBe(merged[1]);
    await untilClustered(
      workspace,
      pairs.filter((pair) => pair !== merged),
    );
    const { job } = await merge(workspace, { object: 'contact', filter: { score: { lt: '0.1' } } });
    expect(job.progress).toMatchObject({ total: 0, processed: 0 });
  });

  it('leaves what was dismissed, and follows when a merge is undone', async () => {
    const [pair] = await people(1);
    const [cluster] = await clustersOf(workspace);
    await workspace.post(`/v1/duplicate-clusters/${cluster?.id}/dismiss`).expect(200);
    const { job } = await merge(workspace, { object: 'contact', filter: {} });
    expect(job.progress.processed).toBe(0);
    await workspace.post(`/v1/duplicate-clusters/${cluster?.id}/reopen`).expect(200);
    await merge(workspace, { object: 'contact', filter: {} });
    await untilClustered(workspace, []);
    const { data } = (await workspace.get('/v1/merges').expect(200)).body;
    await workspace.post(`/v1/merges/${data[0].id}/undo`).expect(200);
    await untilClustered(workspace, [pair ?? []]);
  });

  it('takes the body that the guide shows', async () => {
    const bodies = codeBlocks('docs/duplicates.md').filter(({ language }) => language === 'json');
    const body = JSON.parse(bodies[2]?.code ?? '') as object;
    await workspace.post('/v1/duplicate-clusters/merge?validate_only=true', body).expect(202);
    const { data } = (await workspace.get('/v1/audit-log?limit=50').expect(200)).body;
    expect(JSON.stringify(data)).not.toContain('duplicate_merge');
    await merge(workspace, body);
    const { data: kept } = (await workspace.get('/v1/audit-log?limit=50').expect(200)).body;
    expect(kept).toContainEqual(expect.objectContaining({ action: 'duplicate_merge.started' }));
  });

  it('leaves records that are no pair any more, though nobody has followed their changes yet', async () => {
    const [pair] = await people(1);
    await api.sql('UPDATE duplicate_follower SET pos = pos + 1000000000');
    try {
      const other = { last_name: 'Somebody', emails: [{ value: 'else@example.com' }] };
      await workspace.patch(`/v1/contacts/${pair?.[1]}`, other).expect(200);
      const { job } = await merge(workspace, { object: 'contact', filter: { size: { gte: 2 } } });
      expect(job).toMatchObject({ state: 'finished', problem: null });
      expect((await workspace.get('/v1/merges').expect(200)).body.data).toEqual([]);
    } finally {
      await api.sql('UPDATE duplicate_follower SET pos = pos - 1000000000');
    }
    await untilClustered(workspace, []);
  });

  it('needs one way to say which, and the scopes of a merge', async () => {
    await workspace.post('/v1/duplicate-clusters/merge', { object: 'contact' }).expect(400);
    const { token } = await workspace.create('/v1/keys', { name: 'Scanner', scopes: ['duplicates:manage'] });
    await api
      .as(String(token))
      .post('/v1/duplicate-clusters/merge', { object: 'contact', filter: {} })
      .expect(403);
  });
});
