import { newUuid, toTypeId } from '@platform/ids';
import { Webhook } from 'standardwebhooks';

import { caller, type TestApp } from '../events/support/test-app';
import { EVERY_SCOPE, testEvents, write } from '../events/support/test-events';
import { until } from '../events/support/until';
import { cloneTemplate, type TestDatabase } from '../support/test-database';
import { startDeliveryApp } from './support/delivery-app';
import { Receiver } from './support/receiver';

let clone: TestDatabase;
let process: TestApp;
let receiver: Receiver;
let workspace: string;

beforeAll(async () => {
  clone = await cloneTemplate();
  process = await startDeliveryApp(clone.url);
});

afterAll(async () => {
  await process.close();
  await clone.drop();
});

beforeEach(async () => {
  workspace = newUuid();
  receiver = await Receiver.start();
});

afterEach(() => receiver.stop());

const api = (scopes = EVERY_SCOPE, id?: string) => caller(process, { workspace, scopes, ...(id && { id }) });

async function endpoint(given: object = {}, as = api()) {
  const { status, body } = await as.post('/v1/webhook-endpoints', {
    url: receiver.url,
    types: ['note.*'],
    ...given,
  });
  expect(status).toBe(201);
  return body;
}

const received = (count: number) =>
  until(() => receiver.requests.length >= count && receiver.requests, { withinMs: 25_000 });

const deliveries = async (hook: { id: string }, query = '') =>
  (await api().get(`/v1/webhook-endpoints/${hook.id}/deliveries${query}`)).body.data;

const delivery = (hook: { id: string }, state: string) =>
  until(async () => (await deliveries(hook, `?state=${state}`))[0]);

describe('a delivery', () => {
  it('is signed as Standard Webhooks tells, and its body is the event as the API shows it', async () => {
    const hook = await endpoint({ headers: { 'x-tenant': 'a' } });
    await write(process, workspace);
    const [request] = await received(1);
    const headers = request?.headers as Record<string, string>;
    const body = new Webhook(hook.secret).verify(request?.body ?? '', headers);
    const { body: event } = await api().get(`/v1/events/${headers['webhook-id']}`);
    expect(body).toEqual(event);
    expect(event).toMatchObject({ type: 'note.created', sequence: 2, data: { object: { title: 'Note' } } });
    expect(headers).toMatchObject({ 'webhook-attempt': '1', 'webhook-endpoint': hook.id, 'x-tenant': 'a' });
    expect(await delivery(hook, 'delivered')).toMatchObject({
      event_id: event.id,
      type: 'note.created',
      sequence: 2,
      attempts: 1,
      next_attempt_at: null,
    });
  });

  it('is tried again after a failure, with the same id and the same bytes', async () => {
    receiver.answer = (response, _, count) =>
      response.writeHead(count < 3 ? 500 : 200).end(`answer ${count}`);
    const hook = await endpoint();
    await write(process, workspace, { title: 'Grüße 🚀' });
    const requests = await received(3);
    expect(new Set(requests.map(({ body }) => body)).size).toBe(1);
    expect(new Set(receiver.ids()).size).toBe(1);
    expect(requests.map(({ headers }) => headers['webhook-attempt'])).toEqual(['1', '2', '3']);
    const { id } = await delivery(hook, 'delivered');
    const { body: attempts } = await api().get(`/v1/deliveries/${id}/attempts`);
    expect(
      attempts.data.map(({ number, status, error, response }: Record<string, unknown>) => [
        number,
        status,
        error,
        response,
      ]),
    ).toEqual([
      [3, 200, null, 'answer 3'],
      [2, 500, 'unexpected_status', 'answer 2'],
      [1, 500, 'unexpected_status', 'answer 1'],
    ]);
  });

  it('is given up after the last try, and can be sent again', async () => {
    receiver.answer = (response) => response.writeHead(500).end();
    const hook = await endpoint();
    await write(process, workspace);
    const { id, event_id: eventId } = await delivery(hook, 'failed');
    expect(receiver.requests).toHaveLength(4);
    expect((await api().get(`/v1/webhook-endpoints/${hook.id}`)).body.health).toMatchObject({
      state: 'failing',
      last_status: 500,
    });
    receiver.answer = (response) => response.writeHead(200).end();
    expect((await api().post(`/v1/deliveries/${id}/retry`)).body).toMatchObject({ state: 'pending' });
    expect(await delivery(hook, 'delivered')).toMatchObject({ id, event_id: eventId, attempts: 5 });
    expect((await api().get(`/v1/webhook-endpoints/${hook.id}`)).body.health.state).toBe('healthy');
    await api().post(`/v1/deliveries/${id}/retry`);
    await received(6);
    expect(new Set(receiver.ids())).toEqual(new Set([eventId]));
  });

  it('waits as long as the receiver asks for', async () => {
    receiver.answer = (response, _, count) =>
      count === 1 ? response.writeHead(503, { 'retry-after': '1' }).end() : response.writeHead(200).end();
    await endpoint();
    await write(process, workspace);
    const [first, second] = await received(2);
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(990);
  });

  it('does not follow a redirect', async () => {
    const elsewhere = await Receiver.start();
    receiver.answer = (response) => response.writeHead(307, { location: elsewhere.url }).end();
    const hook = await endpoint();
    await write(process, workspace);
    await delivery(hook, 'failed');
    expect(elsewhere.requests).toHaveLength(0);
    await elsewhere.stop();
  });

  it('to an endpoint that hangs does not delay another one', async () => {
    const hanging = await Receiver.start();
    hanging.answer = () => undefined;
    await endpoint({ url: hanging.url, max_concurrency: 1 });
    await endpoint();
    for (let n = 0; n < 20; n += 1) await write(process, workspace);
    const began = performance.now();
    await received(20);
    expect(performance.now() - began).toBeLessThan(2000);
    expect(hanging.requests).toHaveLength(1);
    await hanging.stop();
  });

  it('comes exactly once for each of many events while all goes well', async () => {
    await endpoint();
    await endpoint({ url: `${receiver.url}/second` });
    const writes = Array.from({ length: 60 }, () => write(process, workspace));
    await Promise.all(writes);
    await received(120);
    const seen = Map.groupBy(receiver.requests, ({ headers }) =>
      [headers['webhook-endpoint'], headers['webhook-id']].join(' '),
    );
    expect(seen.size).toBe(120);
    expect(receiver.requests).toHaveLength(120);
  });

  it('to an endpoint that is gone stops, and goes on after a resume', async () => {
    receiver.answer = (response) => response.writeHead(410).end();
    const hook = await endpoint();
    await write(process, workspace);
    await until(async () => (await api().get(`/v1/webhook-endpoints/${hook.id}`)).body.state === 'gone');
    await write(process, workspace);
    await write(process, workspace);
    receiver.answer = (response) => response.writeHead(200).end();
    expect((await api().post(`/v1/webhook-endpoints/${hook.id}/resume`)).body.state).toBe('active');
    await until(async () => (await deliveries(hook, '?state=delivered')).length === 3);
    expect(new Set(receiver.ids()).size).toBe(3);
  });

  it('is kept while the endpoint is paused', async () => {
    const hook = await endpoint();
    await api().post(`/v1/webhook-endpoints/${hook.id}/pause`);
    await write(process, workspace);
    await write(process, workspace, { definition: testEvents.memo });
    await until(async () => (await api().get('/v1/events?types=memo.*')).body.data.length === 1);
    expect(receiver.requests).toHaveLength(0);
    await api().post(`/v1/webhook-endpoints/${hook.id}/resume`);
    await received(1);
    await write(process, workspace);
    await received(2);
    expect(new Set(receiver.ids()).size).toBe(2);
  });
});

describe('an endpoint gets', () => {
  it('only the types that it asked for', async () => {
    const all = await endpoint({ types: ['*'] });
    const one = await endpoint({ types: ['note.updated'] });
    await write(process, workspace);
    await write(process, workspace, { definition: testEvents.memo });
    await write(process, workspace, { definition: testEvents.updated });
    const types = async (hook: { id: string }) =>
      (await deliveries(hook, '?state=delivered')).map(({ type }: { type: string }) => type);
    await until(async () => (await types(one)).length === 1);
    expect(await types(one)).toEqual(['note.updated']);
    const everyType = ['note.created', 'memo.created', 'note.updated'];
    await until(async () => {
      const found = await types(all);
      return everyType.every((type) => found.includes(type));
    });
  });

  it('nothing that its creator may not see', async () => {
    const scopes = ['webhooks:manage', 'notes:read'];
    const hook = await endpoint({ types: ['*'] }, api(scopes));
    await write(process, workspace, { definition: testEvents.memo });
    await write(process, workspace);
    await until(async () =>
      (await deliveries(hook)).some(({ type }: { type: string }) => type === 'note.created'),
    );
    expect((await deliveries(hook)).map(({ type }: { type: string }) => type)).not.toContain('memo.created');
    const refused = await api(scopes).post('/v1/webhook-endpoints', {
      url: receiver.url,
      types: ['memo.created'],
    });
    expect(refused).toMatchObject({
      status: 403,
      body: { code: 'missing_scope', required_scope: 'memos:read' },
    });
  });

  it('not what its creator caused itself, when it asked so', async () => {
    const hook = await endpoint({ skip_own: true }, api(EVERY_SCOPE, 'key_own'));
    await write(process, workspace, { as: { id: 'key_own' } });
    await write(process, workspace, { as: { id: 'key_other' }, title: 'Theirs' });
    const [request] = await received(1);
    expect(JSON.parse(request?.body ?? '').data.object.title).toBe('Theirs');
    expect(await deliveries(hook)).toHaveLength(1);
  });

  it('nothing of another workspace', async () => {
    const hook = await endpoint();
    await write(process, newUuid());
    await write(process, workspace);
    await received(1);
    expect(await deliveries(hook)).toHaveLength(1);
    expect(JSON.parse(receiver.requests[0]?.body ?? '').workspace_id).toBe(toTypeId('workspace', workspace));
  });

  it('nothing more once it is removed', async () => {
    receiver.answer = (response) => response.writeHead(500).end();
    const hook = await endpoint();
    await write(process, workspace);
    await received(1);
    await api().delete(`/v1/webhook-endpoints/${hook.id}`);
    const before = receiver.requests.length;
    await write(process, workspace, { definition: testEvents.memo });
    await until(async () => (await api().get('/v1/events?types=memo.*')).body.data.length === 1);
    expect(receiver.requests.length - before).toBeLessThanOrEqual(1);
  });
});

describe('a rotated secret', () => {
  it('signs together with the old one', async () => {
    const hook = await endpoint();
    const rotated = await api().post(`/v1/webhook-endpoints/${hook.id}/rotate-secret`);
    expect(rotated.body.secret).not.toBe(hook.secret);
    await write(process, workspace);
    const [request] = await received(1);
    const headers = request?.headers as Record<string, string>;
    expect(headers['webhook-signature']?.split(' ')).toHaveLength(2);
    for (const secret of [hook.secret, rotated.body.secret]) {
      expect(new Webhook(secret).verify(request?.body ?? '', headers)).toBeTruthy();
    }
  });
});
