import { WebhookDeliveryModule } from '@ecosystem/webhooks';

import { until } from '../events/support/until';
import { TestApi, type TestWorkspace } from '../support/test-api';
import { merge, mergedInto } from './support/merged';

let api: TestApi;
let workspace: TestWorkspace;
beforeAll(async () => {
  api = await TestApi.start([WebhookDeliveryModule]);
});
beforeEach(async () => {
  workspace = await api.workspace();
});
afterAll(() => api.stop());

interface Entry {
  readonly kind: string;
  readonly record_id?: string;
  readonly changes?: object;
}

/** The whole timeline, page by page. */
async function timeline(path: string, limit: number, more = ''): Promise<Entry[]> {
  const all: Entry[] = [];
  let cursor = '';
  for (;;) {
    const { body } = await workspace.get(`${path}/timeline?limit=${limit}${more}${cursor}`).expect(200);
    all.push(...(body.data as Entry[]));
    if (!body.has_more) return all;
    cursor = `&cursor=${encodeURIComponent(String(body.next_cursor))}`;
  }
}

const eventsAt = async (query: string): Promise<{ type: string; data: { object: { id: string } } }[]> =>
  (await workspace.get(`/v1/events?limit=100&${query}`).expect(200)).body.data;

describe('the timeline of a survivor', () => {
  it('tells what happened to the merged records, in the order in which it did', async () => {
    const old = await workspace.create('/v1/companies', { name: 'Old' });
    const survivor = await workspace.create('/v1/companies', { name: 'Survivor' });
    const paths = [old, survivor].map(({ id }) => `/v1/companies/${id}`);
    for (const comment of ['first', 'second', 'third'])
      for (const path of paths) await workspace.patch(path, { comment }).expect(200);
    await merge(api, workspace, 'company', { merged: old.id, into: survivor.id });
    const path = `/v1/companies/${survivor.id}`;
    const whole = await timeline(path, 100);
    const told = whole.map(({ kind, record_id }) => [kind, record_id]);
    const change = [
      ['change', survivor.id],
      ['change', old.id],
    ];
    expect(told).toEqual([...change, ...change, ...change, ['created', survivor.id], ['created', old.id]]);
    for (const limit of [1, 2, 3]) expect(await timeline(path, limit)).toEqual(whole);
    expect(await timeline(`/v1/companies/${old.id}`, 3)).toEqual(whole);
    const changes = await timeline(path, 2, '&kinds=change');
    expect(changes.map(({ record_id }) => record_id)).toEqual(
      change.flatMap(() => [survivor.id, old.id]).concat([survivor.id, old.id]),
    );
  });
});

describe('the events of a record that others were merged into', () => {
  it('are found under each of its ids, and by filters that name any of them', async () => {
    const survivor = await workspace.create('/v1/companies', { name: 'Survivor' });
    const old = await workspace.create('/v1/companies', { name: 'Old' });
    const before = await workspace.create('/v1/deals', { title: 'Before', company_id: old.id });
    await merge(api, workspace, 'company', { merged: old.id, into: survivor.id });
    const after = await workspace.create('/v1/deals', { title: 'After', company_id: old.id });
    await workspace.create('/v1/deals', { title: 'Of nobody' });
    await until(async () => (await eventsAt('types=deal.created')).length === 3);
    for (const id of [survivor.id, old.id]) {
      const own = await eventsAt(`object_id=${id}`);
      expect(own.map(({ data }) => data.object.id)).toEqual([survivor.id, old.id]);
      for (const filter of [{ company_id: id }, { company_id: { in: [id] } }]) {
        const query = `types=deal.created&filter=${encodeURIComponent(JSON.stringify(filter))}`;
        const found = await eventsAt(query);
        expect(found.map(({ data }) => data.object.id)).toEqual([before.id, after.id]);
      }
    }
  });

  it('are sent to endpoints whose filters name any of its ids', async () => {
    const survivor = await workspace.create('/v1/companies', { name: 'Survivor' });
    const merged = await mergedInto(api, workspace, 'company', survivor.id);
    const endpoint = { url: 'http://127.0.0.1:60009/', types: ['deal.created'] };
    const hooks = await Promise.all(
      [survivor.id, merged].map((id) =>
        workspace.create('/v1/webhook-endpoints', { ...endpoint, filter: { company_id: id } }),
      ),
    );
    const deal = await workspace.create('/v1/deals', { title: 'x', company_id: survivor.id });
    for (const { id } of hooks) {
      const sent = await until(async () => {
        const { body } = await workspace.get(`/v1/webhook-endpoints/${id}/deliveries`).expect(200);
        return body.data.length > 0 ? (body.data as { record_id: string }[]) : null;
      });
      expect(sent.map((one) => one.record_id)).toEqual([deal.id]);
    }
  });

  it('are erased together', async () => {
    const survivor = await workspace.create('/v1/companies', { name: 'Survivor' });
    const old = await workspace.create('/v1/companies', { name: 'Secret' });
    await merge(api, workspace, 'company', { merged: old.id, into: survivor.id });
    await until(async () => (await eventsAt(`object_id=${old.id}`)).length === 2);
    const { body } = await workspace.post('/v1/events/erase', { id: survivor.id }).expect(200);
    expect(body.erased).toBe(2);
    expect(JSON.stringify(await eventsAt(`object_id=${survivor.id}`))).not.toContain('Secret');
  });
});
