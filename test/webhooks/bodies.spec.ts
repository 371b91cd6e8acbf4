import { renderingKey } from '@ecosystem/event-log';
import { WebhookDeliveryModule } from '@ecosystem/webhooks';
import type { LoggedEvent } from '@platform/events';

import { render } from '../../libs/ecosystem/webhooks/rendered-bodies';
import { until } from '../events/support/until';
import { TestApi } from '../support/test-api';
import { Receiver } from './support/receiver';
import { ServedHooks } from './support/served-hooks';

let api: TestApi;
let hooks: ServedHooks;

beforeAll(async () => {
  api = await TestApi.start([WebhookDeliveryModule]);
});
afterAll(() => api.stop());

beforeEach(async () => {
  hooks = new ServedHooks(api, await api.workspace(), await Receiver.start());
});
afterEach(async () => {
  expect(hooks.mismatches()).toEqual([]);
  await hooks.receiver.stop();
});

const bodies = () =>
  hooks.receiver.requests.map(
    ({ body }) => JSON.parse(body) as { payload?: string; data: { object: object; changes: object } },
  );

const failFirst = (): void => {
  hooks.receiver.answer = (response, _, count) => response.writeHead(count === 1 ? 500 : 204).end();
};

describe('a body', () => {
  it('that is thin tells which thing it is about and where it is, and nothing of it', async () => {
    const { workspace } = hooks;
    await hooks.endpoint({ payload: 'thin' });
    const deal = await workspace.create('/v1/deals', { title: 'Nobody else is to know' });
    const [request] = await hooks.received(1);
    expect(request?.body).not.toContain('Nobody');
    const url = `/v1/deals/${deal.id}`;
    expect(bodies()[0]).toEqual({
      id: request?.headers['webhook-id'],
      type: 'deal.created',
      sequence: expect.any(Number),
      timestamp: expect.any(String),
      workspace_id: workspace.workspace_id,
      request_id: expect.stringMatching(/^req_/),
      actor: { type: 'app', id: expect.any(String) },
      data: { object: { id: deal.id, type: 'deal', url }, changes: {} },
      payload: 'thin',
    });
    await workspace.get(url).expect(200);
  });

  it('has only the chosen fields, and comes also when none of them changed', async () => {
    const { workspace } = hooks;
    const body = { url: hooks.receiver.url, types: ['deal.*'], fields: ['title', 'colour', 'probability'] };
    const refused = await workspace.post('/v1/webhook-endpoints', body).expect(400);
    expect(refused.body.errors).toMatchObject([{ pointer: '/fields/1', code: 'unknown_field' }]);
    const empty = await workspace.post('/v1/webhook-endpoints', { ...body, fields: [] }).expect(400);
    expect(empty.body.errors).toMatchObject([{ pointer: '/fields', code: 'required' }]);
    await workspace.create('/v1/deals/fields', { key: 'region', name: 'Region', type: 'text' });
    const hook = await hooks.endpoint({
      fields: ['title', 'custom_fields.region'],
      types: ['deal.created', 'deal.updated'],
      max_concurrency: 1,
    });
    const given = { title: 'Chosen', custom_fields: { region: 'North' } };
    const deal = await workspace.create('/v1/deals', given);
    await hooks.received(1);
    await workspace.patch(`/v1/deals/${deal.id}`, { probability: 30 }).expect(200);
    await hooks.received(2);
    await workspace.patch(`/v1/deals/${deal.id}`, { title: 'Other', probability: 40 }).expect(200);
    await hooks.received(3);
    expect(bodies().map(({ data, payload }) => [data.object, data.changes, payload])).toEqual([
      [{ id: deal.id, ...given }, expect.not.objectContaining({ probability: expect.anything() }), 'fields'],
      [{ id: deal.id, ...given }, {}, 'fields'],
      [{ id: deal.id, ...given, title: 'Other' }, { title: { from: 'Chosen', to: 'Other' } }, 'fields'],
    ]);
    const types = { types: ['contact.*'] };
    const wrong = await workspace.patch(`/v1/webhook-endpoints/${hook.id}`, types).expect(400);
    expect(wrong.body.errors).toMatchObject([{ pointer: '/fields/0' }, { pointer: '/fields/1' }]);
  });

  it('is the same at the next try although the settings of the endpoint are others', async () => {
    const { workspace } = hooks;
    failFirst();
    const hook = await hooks.endpoint();
    await workspace.create('/v1/deals', { title: 'Before' });
    const { id } = await until(async () => {
      const found = await hooks.delivery(hook, 'pending');
      return found.attempts === 1 && found;
    });
    const set = { payload: 'thin', url: `${hooks.receiver.url}/elsewhere` };
    await workspace.patch(`/v1/webhook-endpoints/${hook.id}`, set).expect(200);
    await workspace.post(`/v1/deliveries/${id}/retry`, {}).expect(200);
    const [first, second] = await hooks.received(2);
    expect(second?.body).toBe(first?.body);
    await until(async () => {
      await workspace.create('/v1/deals', { title: 'After' });
      return bodies().some(({ payload }) => payload === 'thin');
    });
  });

  it('is the same in a replay of what was given up', async () => {
    const { workspace } = hooks;
    failFirst();
    const hook = await hooks.endpoint({ payload: 'thin' });
    await workspace.create('/v1/deals', { title: 'Given up' });
    const { id } = await until(async () => {
      const found = await hooks.delivery(hook, 'pending');
      return found.attempts === 1 && found;
    });
    await workspace.post(`/v1/deliveries/${id}/skip`, {}).expect(200);
    await workspace.post(`/v1/webhook-endpoints/${hook.id}/replay`, { only: 'failed' }).expect(202);
    const [first, second] = await hooks.received(2);
    expect(bodies()[0]?.payload).toBe('thin');
    expect(second?.body).toBe(first?.body);
  });

  it('tells nothing any more of a record that was erased, also at a try that comes later', async () => {
    const { workspace } = hooks;
    failFirst();
    const hook = await hooks.endpoint();
    const deal = await workspace.create('/v1/deals', { title: 'To be forgotten' });
    await hooks.received(1);
    const { id, event_id: eventId } = await until(async () => {
      const found = await hooks.delivery(hook, 'pending');
      return found.attempts === 1 && found;
    });
    const other = await api.workspace();
    expect((await other.post('/v1/events/erase', { id: deal.id }).expect(200)).body).toEqual({
      id: deal.id,
      erased: 0,
    });
    expect((await workspace.post('/v1/events/erase', { id: deal.id }).expect(200)).body.erased).toBe(1);
    expect((await workspace.post('/v1/events/erase', { id: deal.id }).expect(200)).body.erased).toBe(0);
    await workspace.post(`/v1/deliveries/${id}/retry`, {}).expect(200);
    const [, second] = await hooks.received(2);
    expect(second?.body).not.toContain('forgotten');
    const url = `/v1/deals/${deal.id}`;
    const erased = {
      id: eventId,
      data: { object: { id: deal.id, type: 'deal', url }, changes: {} },
      payload: 'thin',
      erased_at: expect.any(String),
    };
    expect(bodies()[1]).toMatchObject(erased);
    expect((await workspace.get(`/v1/events/${String(eventId)}`).expect(200)).body).toMatchObject(erased);
    const list = await workspace.get(`/v1/events?object_id=${deal.id}`).expect(200);
    expect(list.body.data).toEqual([expect.objectContaining(erased)]);
    expect((await workspace.get(url).expect(200)).body.title).toBe('To be forgotten');
    const { body: trail } = await workspace.get('/v1/audit-log?action=event.erased').expect(200);
    expect(trail.data).toHaveLength(2);
    const wrong = await workspace.post('/v1/events/erase', { id: 'deal_' }).expect(400);
    expect(wrong.body.errors).toMatchObject([{ pointer: '/id', code: 'invalid_id' }]);
  });

  it('tells nothing of an erased record in a replay that runs already, of what it holds as little as of what it will read', async () => {
    const { workspace, receiver } = hooks;
    const hook = await hooks.endpoint({ max_concurrency: 1, types: ['deal.created'] });
    const deals: string[] = [];
    for (let n = 0; n < 40; n += 1)
      deals.push((await workspace.create('/v1/deals', { title: `To be forgotten ${n}` })).id);
    await hooks.received(40);
    await until(async () => !(await hooks.pending(hook)));
    receiver.requests.length = 0;
    let letGo = (): void => undefined;
    receiver.answer = (response) => {
      letGo = () => response.writeHead(204).end();
    };
    const asked = { from_sequence: 1 };
    const { body: replay } = await workspace
      .post(`/v1/webhook-endpoints/${hook.id}/replay`, asked)
      .expect(202);
    await hooks.received(1);
    const [running] = receiver.requests.map(({ body }) => JSON.parse(body).data.object.id);
    for (const id of deals.filter((deal) => deal !== running))
      expect((await workspace.post('/v1/events/erase', { id }).expect(200)).body.erased).toBe(1);
    receiver.answer = (response) => response.writeHead(204).end();
    letGo();
    await hooks.received(40);
    await until(async () => {
      const { body } = await workspace.get(`/v1/webhook-replays/${replay.id}`).expect(200);
      return body.state === 'completed' && body.progress.delivered === 40;
    });
    const after = receiver.requests.slice(1);
    expect(after.filter(({ body }) => body.includes('forgotten'))).toEqual([]);
    expect(
      bodies()
        .slice(1)
        .every(({ payload }) => payload === 'thin'),
    ).toBe(true);
  });

  it('is for ever the same bytes', () => {
    const event: LoggedEvent = {
      id: '01930d5c-7a1e-7c3a-9f00-2b6c1d4e5f60',
      type: 'deal.updated',
      sequence: 7,
      workspace_id: '01930d5c-7a1e-7c3a-9f00-2b6c1d4e5f61',
      occurred_at: new Date('2026-11-21T09:30:00Z'),
      request_id: 'req_1',
      actor: { type: 'member', id: 'memb_1' },
      principal: 'key_1',
      object_kind: 'deal',
      data: {
        object: { id: 'deal_1', title: 'B', custom_fields: { a: 1, b: 2 }, amount: null },
        changes: { title: { from: 'A', to: 'B' }, 'custom_fields.a': { from: 0, to: 1 } },
      },
      erased_at: null,
    };
    const head =
      '{"id":"evt_01jc6nrygyfgx9y01bdgemwqv0","type":"deal.updated","sequence":7,"timestamp":"2026-11-21T09:30:00.000Z","workspace_id":"wksp_01jc6nrygyfgx9y01bdgemwqv1","request_id":"req_1","actor":{"type":"member","id":"memb_1"},"data":';
    const usual = { version: 'v1', payload: 'full', fields: null, hidden: null } as const;
    const text = (rendering: object, of = event) => render(of, renderingKey({ ...usual, ...rendering })).text;
    expect(text({})).toBe(
      `${head}{"object":{"id":"deal_1","title":"B","custom_fields":{"a":1,"b":2},"amount":null},"changes":{"title":{"from":"A","to":"B"},"custom_fields.a":{"from":0,"to":1}}}}`,
    );
    expect(text({ fields: ['custom_fields.a'] })).toBe(
      `${head}{"object":{"id":"deal_1","custom_fields":{"a":1}},"changes":{"custom_fields.a":{"from":0,"to":1}}},"payload":"fields"}`,
    );
    expect(text({ payload: 'thin' })).toBe(
      `${head}{"object":{"id":"deal_1","type":"deal","url":"/v1/deals/deal_1"},"changes":{}},"payload":"thin"}`,
    );
    expect(text({}, { ...event, erased_at: new Date('2026-11-22T00:00:00Z') })).toBe(
      `${head}{"object":{"id":"deal_1","type":"deal","url":"/v1/deals/deal_1"},"changes":{}},"payload":"thin","erased_at":"2026-11-22T00:00:00.000Z"}`,
    );
  });

  it('of every type of event fits the published schema in each form', () => {
    const { document } = api.contract;
    const wrong = Object.entries(document.webhooks).flatMap(([type, { post }]) => {
      const { schema = {}, example } = post.requestBody?.content['application/json'] ?? {};
      const { data, ...whole } = example as { data: { object: { id?: string } } };
      const thin = { id: 'deal_1', type: 'deal', url: null };
      return [
        example,
        { ...whole, payload: 'thin', data: { object: thin, changes: {} } },
        { ...whole, payload: 'fields', data: { object: { id: data.object.id }, changes: {} } },
      ].flatMap((body) => api.contract.mismatches(schema, body).map((fault) => `${type}: ${fault}`));
    });
    expect(wrong).toEqual([]);
    const { schema = {}, example } =
      document.webhooks['deal.won']?.post.requestBody?.content['application/json'] ?? {};
    const stripped = { ...(example as object), data: { object: { id: 'deal_1' }, changes: {} } };
    expect(api.contract.mismatches(schema, stripped)).not.toEqual([]);
  });
});
