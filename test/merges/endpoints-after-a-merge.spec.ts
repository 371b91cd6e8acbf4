import { WebhookDeliveryModule } from '@ecosystem/webhooks';

import { until } from '../events/support/until';
import { TestApi, type TestWorkspace } from '../support/test-api';

let api: TestApi;
let workspace: TestWorkspace;
beforeAll(async () => {
  api = await TestApi.start([WebhookDeliveryModule]);
  workspace = await api.workspace();
});
afterAll(() => api.stop());

const sent = async (hook: string): Promise<string[]> => {
  const { body } = await workspace.get(`/v1/webhook-endpoints/${hook}/deliveries`).expect(200);
  return (body.data as { record_id: string }[]).map(({ record_id: id }) => id).sort();
};

/** A deal of a company, once the endpoints have been asked about it. */
async function dealOf(company: string, hooks: readonly string[]): Promise<string> {
  const { id } = await workspace.create('/v1/deals', { title: 'x', company_id: company });
  await until(async () => (await sent(hooks[0] ?? '')).includes(id));
  return id;
}

it('endpoints that workers know already are asked about both ids of a company as soon as it was merged, and no longer once that was undone', async () => {
  const [old, survivor, every] = [
    await workspace.create('/v1/companies', { name: 'Old' }),
    await workspace.create('/v1/companies', { name: 'Survivor' }),
    await workspace.create('/v1/companies', { name: 'Any' }),
  ];
  const hook = async (filter: object | undefined): Promise<string> => {
    const made = { url: 'http://127.0.0.1:60009/', types: ['deal.created'], filter };
    return (await workspace.create('/v1/webhook-endpoints', made)).id;
  };
  const all = await hook(undefined);
  const ofOld = await hook({ company_id: old.id });
  const ofSurvivor = await hook({ company_id: { in: [survivor.id] } });
  await dealOf(every.id, [all]);
  const first = await dealOf(old.id, [all, ofOld]);
  expect(await sent(ofSurvivor)).toEqual([]);
  const { body: merged } = await workspace
    .post('/v1/companies/merge', { survivor: survivor.id, merge: [old.id] })
    .expect(200);
  const second = await dealOf(survivor.id, [all]);
  expect(await sent(ofOld)).toEqual([first, second].sort());
  expect(await sent(ofSurvivor)).toEqual([second]);
  await workspace.post(`/v1/merges/${merged.merge_id ?? merged.id}/undo`, {}).expect(200);
  const third = await dealOf(survivor.id, [all]);
  expect(await sent(ofOld)).toEqual([first, second].sort());
  expect(await sent(ofSurvivor)).toEqual([second, third].sort());
});
