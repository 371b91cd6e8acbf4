import type { ApiClient } from '../support/api-client';
import { TestApi, type TestWorkspace } from '../support/test-api';

let first: TestApi;
let second: TestApi;
let workspace: TestWorkspace;
let clients: readonly ApiClient[];

beforeAll(async () => {
  first = await TestApi.shared();
  second = await first.another();
  workspace = await first.workspace();
  clients = [workspace, second.as(workspace.token)];
});
afterAll(async () => {
  await second.stop();
  await first.stop();
});

/** Sends the same write 50 times at once, in turn to both processes. */
const fiftyTimes = (send: (client: ApiClient) => ReturnType<ApiClient['call']>) =>
  Promise.all(Array.from({ length: 50 }, (_, at) => send(clients[at % 2] ?? workspace)));

const named = (title: string) => `/v1/leads?filter=${encodeURIComponent(JSON.stringify({ title }))}`;

const key = { field: 'external_id', value: 'shop:fifty' };

describe('two processes that get one write under one Idempotency-Key, 50 times at once', () => {
  it.each([
    ['a creation', '/v1/leads', 201, (title: string) => ({ title })],
    [
      'a batch',
      '/v1/leads/batch',
      200,
      (title: string) => ({ operations: [{ op: 'create', data: { title } }] }),
    ],
    ['an upsert', '/v1/leads/upsert', 201, (title: string) => ({ by: key, data: { title } })],
  ])('do %s once, and answer the same to all', async (title, path, status, body) => {
    const answers = await fiftyTimes((client) =>
      client.post(path, body(title)).set('idempotency-key', title.replace(' ', '-')).expect(status),
    );
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers.filter(({ headers }) => headers['idempotent-replayed'])).toHaveLength(49);
    expect((await workspace.get(named(title)).expect(200)).body.data).toHaveLength(1);
  });

  it('change a record once', async () => {
    const { id } = await workspace.create('/v1/leads', { title: 'before' });
    await fiftyTimes((client) =>
      client.patch(`/v1/leads/${id}`, { title: 'after' }).set('idempotency-key', 'change').expect(200),
    );
    expect((await workspace.get(`/v1/leads/${id}`).expect(200)).body.version).toBe(2);
  });

  it('take an operation of a batch once that has a name of its own', async () => {
    const operations = [{ op: 'create', idempotency_key: 'mine', data: { title: 'an operation' } }];
    const answers = await fiftyTimes((client) => client.post('/v1/leads/batch', { operations }).expect(200));
    const results = answers.map(({ body }) => body.results[0] as { status: number; id?: string });
    expect(new Set(results.flatMap(({ id }) => id ?? [])).size).toBe(1);
    expect(results.filter(({ status }) => status !== 201 && status !== 409)).toEqual([]);
    expect((await workspace.get(named('an operation')).expect(200)).body.data).toHaveLength(1);
  });
});

describe('two processes that get one upsert without a key, 50 times at once', () => {
  it('make one record', async () => {
    const by = { field: 'external_id', value: 'shop:keyless' };
    const answers = await fiftyTimes((client) =>
      client.post('/v1/leads/upsert', { by, data: { title: 'x' } }),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(49);
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
  });
});
