import { randomBytes } from 'node:crypto';

import { DuplicateFollowerModule } from '@crm/duplicate-clusters';
import { WebhookDeliveryModule } from '@ecosystem/webhooks';

import { until } from '../../events/support/until';
import type { ApiClient } from '../../support/api-client';
import { TestApi, type TestWorkspace } from '../../support/test-api';

/** One thing of every kind that a path can name, by the prefix of its id. */
export type Residents = Readonly<Record<string, string>>;

/** The API with the worker in it, so that there are events and deliveries to ask for. */
export const startWithWorker = (): Promise<TestApi> =>
  TestApi.start([WebhookDeliveryModule, DuplicateFollowerModule]);

/** Fills a workspace with one of everything; `mark` stands in every name, `shopId` is the id in another system. */
export async function settle(
  workspace: TestWorkspace,
  mark: string,
  shopId: string = SHOP_ID,
): Promise<Residents> {
  const make = async (path: string, body: object): Promise<string> => (await workspace.create(path, body)).id;
  const hook = await make('/v1/webhook-endpoints', {
    url: `http://127.0.0.1:60009/${mark}`,
    description: mark,
    types: ['lead.*', 'deal.*', 'pipeline.*'],
  });
  const pipe = await make('/v1/pipelines', { name: mark, object: 'deal' });
  const stag = await make(`/v1/pipelines/${pipe}/stages`, { name: mark });
  const external_ids = [{ app: 'shop', id: shopId }];
  const comp = await make('/v1/companies', { name: mark, external_ids });
  const cont = await make('/v1/contacts', { first_name: mark, company_id: comp, external_ids });
  const twin = await make('/v1/contacts', { first_name: mark });
  const merged = { survivor: await make('/v1/contacts', { first_name: mark }), merge: [twin] };
  const merg = (await workspace.post('/v1/contacts/merge', merged).expect(200)).body.id as string;
  const prod = await make('/v1/products', { name: mark, external_ids });
  const deal = await make('/v1/deals', { title: mark, contacts: [{ contact_id: cont }], external_ids });
  const line = await make(`/v1/deals/${deal}/line-items`, { name: mark, unit_price: '10', product_id: prod });
  const dollar = { currency: 'USD', day: '2026-01-01', rate: '0.9' };
  const rates = await workspace
    .call('put', '/v1/exchange-rates')
    .send({ rates: [dollar] })
    .expect(200);
  const rate = rates.body.data[0].id as string;
  const lead = await make('/v1/leads', {
    title: mark,
    first_name: mark,
    company_name: mark,
    external_ids,
  });
  const links = [{ id: deal }, { id: lead }, { id: cont }, { id: comp }];
  const actv = await make('/v1/activities', { type: 'call', subject: mark, links, external_ids });
  const note = await make('/v1/notes', { text: mark, links, external_ids });
  const file = (
    await workspace.raw('post', `/v1/files?name=${mark}&links=${deal},${lead}`, mark, 'text/plain')
  ).body.id as string;
  for (const plural of ['leads', 'deals', 'contacts', 'companies']) {
    const { status } = await workspace.post(`/v1/${plural}/fields`, FIELD);
    // It is there already in a workspace that is settled once more.
    if (status !== 201) expect(status).toBe(409);
  }
  const key = await make('/v1/keys', { name: mark, scopes: ['leads:read'] });
  const audt = await first(workspace, '/v1/audit-log');
  const rlog = await first(workspace, '/v1/request-log');
  const app = await appOf(workspace, 'quote-builder', mark);
  const installed = await appOf(workspace, `app-${randomBytes(4).toString('hex')}`, mark);
  const inst = await make('/v1/installation-requests', { app_id: installed, reason: mark });
  await workspace.post(`/v1/installation-requests/${inst}/approve`, {}).expect(200);
  const dval = await make('/v1/directories/source/values', { name: mark });
  const stay = await first(workspace, `/v1/deals/${deal}/stage-history`);
  const memb = await first(workspace, '/v1/members');
  const token = await make(`/v1/members/${memb}/tokens`, { name: mark, scopes: ['leads:read'] });
  const team = await make('/v1/teams', { name: mark, member_ids: [memb], lead_id: memb });
  const role = await make('/v1/roles', { name: mark });
  const segm = await make('/v1/segments', { name: mark, object: 'lead', filter: { title: mark } });
  const drul = await make('/v1/duplicate-rules', {
    name: mark,
    object: 'lead',
    threshold: 1,
    conditions: [
      { field: 'emails', normalizer: 'email', matcher: 'exact', weight: 1, threshold: 1, required: true },
    ],
  });
  const { scan, dclu } = await clusterOf(workspace);
  const fields = [{ name: 'comment', label: mark }];
  const form = await make('/v1/forms', { name: mark, object: 'lead', fields });
  const subm = (await workspace.post(`/f/${form}`, { comment: mark, _fax: mark }).expect(202)).body
    .id as string;
  const { id: incu, url } = await workspace.create('/v1/incoming-urls', { name: mark, object: 'lead' });
  await workspace.post(new URL(String(url)).pathname, { [mark]: mark }).expect(422);
  const capt = await first(workspace, `/v1/incoming-urls/${incu}/captures`);
  const evt = await first(workspace, '/v1/events?sort=-sequence&wait=10');
  const dlvr = await first(workspace, `/v1/webhook-endpoints/${hook}/deliveries`);
  const rpl = (await workspace.post(`/v1/webhook-endpoints/${hook}/replay`, { only: 'failed' }).expect(202))
    .body.id as string;
  const change = { filter: { title: 'nobody' }, data: { comment: mark } };
  const job = (await workspace.post('/v1/leads/bulk-update', change).expect(202)).body.id as string;
  return {
    lead,
    deal,
    cont,
    comp,
    prod,
    line,
    rate,
    actv,
    note,
    file,
    pipe,
    stag,
    stay,
    memb,
    key,
    token,
    audt,
    rlog,
    app,
    inst,
    dval,
    team,
    role,
    segm,
    drul,
    dclu,
    'job of scans': scan,
    merg,
    form,
    subm,
    evt,
    hook,
    dlvr,
    rpl,
    incu,
    capt,
    job,
  };
}

/** Two companies that may be the same one, as the worker finds out: a scan that nobody does is enough to have it look. */
async function clusterOf(workspace: TestWorkspace): Promise<{ scan: string; dclu: string }> {
  const { status, body: job } = await workspace.post('/v1/duplicate-scans', { object: 'company' });
  if (status !== 202) expect(status).toBe(409);
  const emails = [{ value: 'office@twins.example' }];
  for (const name of ['Twins', 'Twins Ltd']) await workspace.create('/v1/companies', { name, emails });
  const dclu = await until(async () => {
    const { body } = await workspace.get('/v1/duplicate-clusters').expect(200);
    return (body.data[0]?.id as string | undefined) ?? null;
  });
  return { scan: String(job.id ?? job.job_id), dclu };
}

/** An app of a workspace with this key, which is there already in a workspace that is settled once more. */
export async function appOf(workspace: TestWorkspace, key: string, mark: string): Promise<string> {
  const manifest = {
    key,
    version: '1.0.0',
    name: mark,
    publisher: { name: mark },
    scopes: { optional: [{ scope: 'deals:write', reason: mark }] },
    settings: { type: 'object', properties: { prefix: { type: 'string' } } },
  };
  const { status, body } = await workspace.post('/v1/apps', { manifest });
  if (status === 201) return body.id as string;
  const { body: apps } = await workspace.get('/v1/apps').expect(200);
  return apps.data.find((one: { key: string }) => one.key === key).id as string;
}

/** The custom field that the document shows in paths. */
const FIELD = {
  key: 'preferred_time',
  name: 'Preferred time',
  type: 'select',
  options: [{ id: 'morning', label: 'In the morning' }],
};

/** The id in another system that a record of each kind has, in every workspace. */
export const SHOP_ID = '4711';

const PATIENCE_MS = 30_000;

/** The id of the first thing of a list, which the worker may still be filling. */
async function first(client: ApiClient, path: string): Promise<string> {
  const end = Date.now() + PATIENCE_MS;
  while (Date.now() < end) {
    const { body } = await client.get(path).expect(200);
    if (body.data.length > 0) return body.data[0].id as string;
  }
  throw new Error(`${path} stays empty.`);
}
