import { newUuid, toUuid } from '@platform/ids';

import { ReplayReader } from '../../libs/ecosystem/webhooks/replay-reader';
import type { Created } from '../support/api-client';
import { TestApi, type TestWorkspace } from '../support/test-api';
import { relay } from './support/relay';

let api: TestApi;
let workspace: TestWorkspace;

beforeAll(async () => {
  api = await TestApi.start();
});
beforeEach(async () => {
  workspace = await api.workspace();
});
afterAll(() => api.stop());

const HOOKS = '/v1/webhook-endpoints';
const url = 'https://example.com/hooks';
const endpoint = (given: object): Promise<Created> =>
  workspace.create(HOOKS, { url, types: ['deal.*'], ...given });

/** The types of the events that an endpoint is to get, oldest first. */
async function deliveries({ id }: Created): Promise<string[]> {
  await relay(api);
  const { body } = await workspace.get(`${HOOKS}/${id}/deliveries`).expect(200);
  return body.data.map(({ type }: { type: string }) => type).toReversed();
}

const euro = (amount: string) => ({ amount, currency: 'EUR' });

async function rising(): Promise<void> {
  const deal = await workspace.create('/v1/deals', { title: 'Desks', amount: euro('10') });
  await workspace.patch(`/v1/deals/${deal.id}`, { amount: euro('2000') }).expect(200);
  await workspace.patch(`/v1/deals/${deal.id}`, { title: 'Chairs' }).expect(200);
  await workspace.delete(`/v1/deals/${deal.id}`).expect(200);
}

describe('the filter of an endpoint', () => {
  it('decides which events are sent, and is shown as it was written', async () => {
    const filter = {
      amount: { gte: '1000' },
      before: { amount: { lt: '1000' } },
      updated_at: { gte: '-1h' },
    };
    const some = await endpoint({ filter });
    const every = await endpoint({});
    expect(some.filter).toEqual(filter);
    expect(every.filter).toBeNull();
    await rising();
    expect(await deliveries(some)).toEqual(['deal.updated']);
    expect(await deliveries(every)).toEqual(['deal.created', 'deal.updated', 'deal.updated', 'deal.deleted']);
  });

  it('may ask for the group of the stage, before and after', async () => {
    const hook = await endpoint({
      filter: { stage: { group: 'won' }, before: { stage: { group: 'open' } } },
    });
    const { id, pipeline_id: pipeline } = await workspace.create('/v1/deals', { title: 'Desks' });
    const stages = await workspace.get(`/v1/pipelines/${String(pipeline)}/stages`).expect(200);
    const won = stages.body.data.find(({ group }: { group: string }) => group === 'won').id;
    await workspace.patch(`/v1/deals/${id}`, { stage_id: won }).expect(200);
    await workspace.patch(`/v1/deals/${id}`, { title: 'Chairs' }).expect(200);
    expect(await deliveries(hook)).toEqual(['deal.updated', 'deal.stage_changed', 'deal.won']);
  });

  it('is changed and taken away like any other field', async () => {
    const hook = await endpoint({ filter: { title: 'Chairs' } });
    await workspace.patch(`${HOOKS}/${hook.id}`, { filter: { title: 'Desks' } }).expect(200);
    await workspace.create('/v1/deals', { title: 'Desks' });
    expect(await deliveries(hook)).toEqual(['deal.created']);
    const { body } = await workspace.patch(`${HOOKS}/${hook.id}`, { filter: null }).expect(200);
    expect(body.filter).toBeNull();
    await workspace.create('/v1/deals', { title: 'Lamps' });
    expect(await deliveries(hook)).toEqual(['deal.created', 'deal.created']);
  });

  it.each<[string, object, string, string]>([
    ['a linked record', { company: { name: 'x' } }, '/filter/company', 'not_usable_on_events'],
    ['an unknown field', { colour: 'x' }, '/filter/colour', 'unknown_field'],
    ['"me": an endpoint is nobody’s', { owner_id: 'me' }, '/filter/owner_id', 'no_member'],
    ['a text', Object('x'), '/filter', 'wrong_type'],
  ])('cannot ask for %s', async (_, filter, pointer, code) => {
    const { body } = await workspace.post(HOOKS, { url, types: ['deal.*'], filter }).expect(400);
    expect(body.errors).toMatchObject([{ pointer, code }]);
  });

  it('must fit every object whose events the endpoint takes, also when it takes more later', async () => {
    const filter = { amount: { gte: '1000' } };
    const hook = await endpoint({ filter, types: ['deal.*', 'lead.created'] });
    const path = `${HOOKS}/${hook.id}`;
    const { body } = await workspace.patch(path, { types: ['deal.*', 'contact.created'] }).expect(400);
    expect(body.errors).toMatchObject([{ pointer: '/filter/amount', code: 'unknown_field' }]);
    expect(body.errors[0].detail).toContain('contact.*');
    await workspace.patch(path, { types: ['lead.*'] }).expect(200);
    await workspace.create('/v1/leads', { title: 'Desks', amount: euro('2000') });
    await workspace.create('/v1/deals', { title: 'Desks', amount: euro('2000') });
    expect(await deliveries(hook)).toEqual(['lead.created']);
  });

  it('asks for no more than the endpoint may see', async () => {
    workspace = await api.workspace(['webhooks:manage', 'deals:read']);
    const filter = { stage: { group: 'won' } };
    const { body } = await workspace.post(HOOKS, { url, types: ['deal.*'], filter }).expect(403);
    expect(body).toMatchObject({ code: 'missing_scope', required_scope: 'pipelines:read' });
  });

  it('of newer code, which cannot be read, holds nothing back', async () => {
    const hook = await endpoint({ filter: { title: 'Chairs' } });
    await api.sql(`UPDATE webhook_endpoints SET checked_filter = '{"deal":{"kind":"near"}}' WHERE id = $1`, [
      toUuid('webhook_endpoint', hook.id) ?? newUuid(),
    ]);
    await workspace.create('/v1/deals', { title: 'Desks' });
    expect(await deliveries(hook)).toEqual(['deal.created']);
  });

  it('that cannot be evaluated holds up nobody and loses nothing, a replay neither', async () => {
    const hook = await endpoint({ filter: { amount: { gte: '1000' } } });
    const id = toUuid('webhook_endpoint', hook.id) ?? newUuid();
    const broken = JSON.stringify({
      deal: {
        kind: 'compare',
        field: { type: 'decimal', at: ['amount', 'amount'] },
        operator: 'gte',
        value: 'a lot',
      },
    });
    await api.sql('UPDATE webhook_endpoints SET checked_filter = $2 WHERE id = $1', [id, broken]);
    await rising();
    expect(await deliveries(hook)).toHaveLength(4);
    const asked = { from_sequence: 1, filter: { amount: { gte: '1000' } } };
    const { body: replay } = await workspace.post(`${HOOKS}/${hook.id}/replay`, asked).expect(202);
    await api.sql('UPDATE webhook_replays SET checked_filter = $2 WHERE endpoint_id = $1', [id, broken]);
    await new ReplayReader(api.database).step(4);
    const { body } = await workspace.get(`/v1/webhook-replays/${replay.id}`).expect(200);
    expect(body.progress.made).toBe(4);
  });

  it('holds back the events of an object that it was not checked for', async () => {
    const hook = await endpoint({ filter: { title: 'Desks' } });
    await api.sql(`UPDATE webhook_endpoints SET types = '{*}' WHERE id = $1`, [
      toUuid('webhook_endpoint', hook.id) ?? newUuid(),
    ]);
    await workspace.create('/v1/leads', { title: 'Desks' });
    expect(await deliveries(hook)).toEqual([]);
  });
});
