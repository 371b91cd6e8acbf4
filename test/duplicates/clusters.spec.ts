import { toUuid } from '@platform/ids';

import { employ } from '../rights/support/staff';
import type { TestApi, TestWorkspace } from '../support/test-api';
import { type Cluster, clustersOf, scan, startScanning, untilClustered } from './support/scanned';
import { AMELIE, NGUYEN, TWIN } from './support/twins';

let api: TestApi;
let workspace: TestWorkspace;
beforeAll(async () => {
  api = await startScanning();
});
beforeEach(async () => {
  workspace = await api.workspace();
});
afterAll(() => api.stop());

const contact = async (body: object): Promise<string> => (await workspace.create('/v1/contacts', body)).id;

const query = (filter: object): string => `&filter=${encodeURIComponent(JSON.stringify(filter))}`;

const THIRD = { first_name: 'Amelie', last_name: 'Dubois', phones: [{ value: '06 12 34 56 78' }] };

/** Two records that are taken for one, scanned. */
async function pair(): Promise<{ ids: string[]; cluster: Cluster }> {
  const ids = [await contact(AMELIE), await contact(TWIN)];
  await scan(workspace, 'contact');
  const [cluster] = await untilClustered(workspace, [ids]);
  return { ids, cluster: cluster as Cluster };
}

const act = async (id: string, what: string, body?: object): Promise<Cluster> =>
  (await workspace.post(`/v1/duplicate-clusters/${id}/${what}`, body).expect(200)).body as Cluster;

describe('a scan', () => {
  it('makes clusters of what was there before, and says what it did', async () => {
    const ids = [await contact(AMELIE), await contact(TWIN), await contact(THIRD)];
    await contact(NGUYEN);
    expect(await clustersOf(workspace)).toEqual([]);
    const job = await scan(workspace, 'contact');
    expect(job).toMatchObject({
      kind: 'duplicate_scan',
      object: 'contact',
      state: 'finished',
      problem: null,
    });
    expect(job.progress.processed).toBe(job.progress.total);
    expect(job.progress.updated).toBeGreaterThan(1);
    const clusters = await clustersOf(workspace);
    expect(clusters).toMatchObject([{ object: 'contact', state: 'open', size: 3 }]);
    expect(clusters[0]?.record_ids).toEqual(ids.toSorted());
    expect(clusters[0]?.score).toBeGreaterThan(0.8);
    const { body } = await workspace.get('/v1/duplicate-scans').expect(200);
    expect(body.data).toMatchObject([{ object: 'contact', job_id: job.id, common_keys: 0 }]);
    expect(body.data[0].finished_at).not.toBeNull();
  });

  it('finds the same again, and forgets what a changed rule says no longer', async () => {
    const { cluster } = await pair();
    await scan(workspace, 'contact');
    expect(await clustersOf(workspace)).toEqual([cluster]);
    const { body } = await workspace.get('/v1/duplicate-rules?object=contact&limit=100').expect(200);
    for (const { id } of body.data) await workspace.delete(`/v1/duplicate-rules/${id}`).expect(200);
    await scan(workspace, 'contact');
    expect(await clustersOf(workspace)).toEqual([]);
  });

  it('is one at a time for a kind of record, and leaves an entry in the audit log', async () => {
    const answers = await Promise.all(
      [1, 2, 3].map(() => workspace.post('/v1/duplicate-scans', { object: 'lead' })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409, 409]);
    expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({
      code: 'scan_running',
      job_id: answers.find(({ status }) => status === 202)?.body.id,
    });
    const { body } = await workspace.get('/v1/audit-log?limit=5').expect(200);
    expect(body.data).toContainEqual(expect.objectContaining({ action: 'duplicate_scan.started' }));
  });
});

describe('clusters of what was scanned', () => {
  it('follow what is created, changed, deleted and restored', async () => {
    const { ids, cluster } = await pair();
    const third = await contact(THIRD);
    const [grown] = await untilClustered(workspace, [[...ids, third]]);
    expect(grown?.id).toBe(cluster.id);
    await workspace.delete(`/v1/contacts/${third}`).expect(200);
    await untilClustered(workspace, [ids]);
    await workspace.post(`/v1/contacts/${third}/restore`).expect(200);
    await untilClustered(workspace, [[...ids, third]]);
    await workspace.patch(`/v1/contacts/${String(ids[1])}`, NGUYEN).expect(200);
    await untilClustered(workspace, [[String(ids[0]), third]]);
    await workspace.patch(`/v1/contacts/${third}`, { ...NGUYEN, phones: [] }).expect(200);
    const [other] = await untilClustered(workspace, [[String(ids[1]), third]]);
    expect(other?.version).toBeGreaterThan(0);
    await workspace.delete(`/v1/contacts/${third}`).expect(200);
    await untilClustered(workspace, []);
  });

  it('are of the workspace alone, and of the kinds that were scanned', async () => {
    await pair();
    const other = await api.workspace();
    expect(await clustersOf(other)).toEqual([]);
    for (const lead of [AMELIE, TWIN]) await workspace.create('/v1/leads', lead);
    const third = await contact(THIRD);
    await untilClustered(workspace, [
      [...(await clustersOf(workspace)).flatMap(({ record_ids }) => record_ids), third].filter(
        (id, at, all) => all.indexOf(id) === at,
      ),
    ]);
    expect((await clustersOf(workspace)).map(({ object }) => object)).toEqual(['contact']);
  });

  it('follow although something of another workspace cannot be followed', async () => {
    const broken = await api.workspace();
    await scan(broken, 'contact');
    const id = toUuid('workspace', broken.workspace_id);
    await api.sql(`UPDATE duplicate_rules SET conditions = '7' WHERE workspace_id = $1`, [id]);
    const { ids } = await pair();
    await broken.create('/v1/contacts', NGUYEN);
    const third = await contact(THIRD);
    await untilClustered(workspace, [[...ids, third]]);
  });

  it('are found by what they are and whom they have, and sorted', async () => {
    const { ids, cluster } = await pair();
    for (const filter of [
      { object: 'contact' },
      { state: 'open' },
      { size: { gte: 2 } },
      { score: { gt: '0.8' } },
      { record_ids: { has: ids[0] } },
    ]) {
      expect(await clustersOf(workspace, query(filter))).toEqual([cluster]);
    }
    for (const filter of [
      { object: 'lead' },
      { state: 'dismissed' },
      { size: { gt: 2 } },
      { score: { gt: '1' } },
      { record_ids: { has: await contact(NGUYEN) } },
    ]) {
      expect(await clustersOf(workspace, query(filter))).toEqual([]);
    }
    expect(await clustersOf(workspace, '&sort=-score')).toHaveLength(1);
    const { body } = await workspace.get('/v1/duplicate-clusters?sort=-size&count=exact').expect(200);
    expect(body.total).toBe(1);
  });

  it('are found by a record that was merged into one of theirs', async () => {
    const { ids } = await pair();
    const third = await contact(THIRD);
    await untilClustered(workspace, [[...ids, third]]);
    await workspace.post('/v1/contacts/merge', { survivor: ids[0], merge: [third] }).expect(200);
    const [cluster] = await untilClustered(workspace, [ids]);
    expect(await clustersOf(workspace, query({ record_ids: { has: third } }))).toEqual([cluster]);
  });

  it('are told of by events', async () => {
    const { ids, cluster } = await pair();
    await workspace.delete(`/v1/contacts/${String(ids[0])}`).expect(200);
    await untilClustered(workspace, []);
    const { body } = await workspace.get('/v1/events?limit=100&types=duplicate_cluster.*&wait=5').expect(200);
    expect(body.data).toMatchObject([
      {
        type: 'duplicate_cluster.created',
        data: { object: { id: cluster.id, record_ids: cluster.record_ids } },
      },
      { type: 'duplicate_cluster.deleted', actor: { type: 'system' } },
    ]);
  });

  it('say why', async () => {
    const { ids, cluster } = await pair();
    const { body } = await workspace.get(`/v1/duplicate-clusters/${cluster.id}/pairs`).expect(200);
    const [record_id, other_id] = ids.toSorted();
    expect(body.data).toMatchObject([{ record_id, other_id, score: cluster.score, is_dismissed: false }]);
    expect(body.data[0].matches[0].reasons[0]).toMatchObject({ field: 'emails', is_alike: true });
  });
});

describe('what is said not to be the same', () => {
  it('stays so whatever it becomes, until that is taken back', async () => {
    const { ids, cluster } = await pair();
    const dismissed = await act(cluster.id, 'dismiss');
    expect(dismissed).toMatchObject({ id: cluster.id, state: 'dismissed', version: 2, size: 2 });
    await workspace.post(`/v1/duplicate-clusters/${cluster.id}/dismiss`).expect(409);
    await workspace.patch(`/v1/contacts/${String(ids[1])}`, { first_name: 'Amélie' }).expect(200);
    await scan(workspace, 'contact');
    expect(await clustersOf(workspace, query({ state: 'open' }))).toEqual([]);
    const reopened = await act(cluster.id, 'reopen');
    expect(reopened).toMatchObject({ id: cluster.id, state: 'open', deleted_at: null });
    await untilClustered(workspace, [ids]);
    const { body } = await workspace.get('/v1/audit-log?limit=10').expect(200);
    const actions = body.data.map(({ action }: { action: string }) => action);
    expect(actions.filter((action: string) => action.startsWith('duplicate_cluster.'))).toHaveLength(2);
  });

  it('can be single records, which the rest goes on without', async () => {
    const { ids } = await pair();
    const third = await contact(THIRD);
    const [whole] = await untilClustered(workspace, [[...ids, third]]);
    const { id = '' } = whole ?? {};
    const left = await act(id, 'dismiss', { record_ids: [third] });
    expect(left).toMatchObject({ id, state: 'open', size: 2 });
    expect(left.record_ids).toEqual(ids.toSorted());
    await scan(workspace, 'contact');
    await untilClustered(workspace, [ids]);
    await act(id, 'reopen');
    await untilClustered(workspace, [[...ids, third]]);
    const { body } = await workspace.post(`/v1/duplicate-clusters/${id}/dismiss`, { record_ids: ['cont_x'] });
    expect(body).toMatchObject({ status: 400, errors: [{ pointer: '/record_ids/0' }] });
  });

  it('minds the version that was read, and can be tried', async () => {
    const { cluster } = await pair();
    const path = `/v1/duplicate-clusters/${cluster.id}/dismiss`;
    await workspace.post(path).set('if-match', '"7"').expect(412);
    await workspace.post(`${path}?validate_only=true`).expect(200);
    expect(await clustersOf(workspace)).toEqual([cluster]);
  });

  it('lets a newcomer be the same as one of them', async () => {
    const { ids, cluster } = await pair();
    await act(cluster.id, 'dismiss');
    const third = await contact({ ...AMELIE, ...THIRD });
    const [open] = await untilClustered(workspace, [[...ids, third]]);
    expect(open?.id).not.toBe(cluster.id);
    await workspace.delete(`/v1/contacts/${String(ids[0])}`).expect(200);
    await untilClustered(workspace, [[String(ids[1]), third]]);
    expect(await clustersOf(workspace, query({ state: 'dismissed' }))).toEqual([]);
  });
});

describe('whoever a role limits', () => {
  const ALL = { read: 'all', create: 'all', update: 'all', delete: 'all' };

  it('is told of no cluster with a record, or a compared field, that they may not read', async () => {
    const { cluster } = await pair();
    const role = async (body: object) => String((await workspace.create('/v1/roles', body)).key);
    const own = await role({ name: 'Own', objects: { contact: { ...ALL, read: 'own' } } });
    const fields = [{ object: 'contact', field: 'emails', access: 'hidden' }];
    const blind = await role({ name: 'Blind', objects: { contact: ALL }, fields });
    const other = await role({ name: 'Other', objects: { contact: ALL, deal: { ...ALL, read: 'own' } } });
    for (const [name, key] of [
      ['Alone', own],
      ['Eyeless', blind],
    ] as const) {
      const { client } = await employ(api, workspace, name, key);
      expect(await clustersOf(client)).toEqual([]);
      await client.get(`/v1/duplicate-clusters/${cluster.id}`).expect(404);
      await client.get(`/v1/duplicate-clusters/${cluster.id}/pairs`).expect(404);
      await client.post(`/v1/duplicate-clusters/${cluster.id}/dismiss`).expect(({ status }) => {
        expect([403, 404]).toContain(status);
      });
    }
    const { client } = await employ(api, workspace, 'Olga', other);
    expect(await clustersOf(client)).toEqual([cluster]);
  });

  it('needs the scope of the records to be told why', async () => {
    const { cluster } = await pair();
    const { token } = await workspace.create('/v1/keys', { name: 'Reader', scopes: ['duplicates:read'] });
    const reader = api.as(String(token));
    expect(await clustersOf(reader)).toHaveLength(1);
    await reader.get(`/v1/duplicate-clusters/${cluster.id}/pairs`).expect(403);
  });
});
