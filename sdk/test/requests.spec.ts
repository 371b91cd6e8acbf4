import { ConnectionError, Dealwright, metaOf, StaleProblem, TimeoutError } from '../src/index.ts';
import { queryString } from '../src/query-string.ts';
import {
  type Answer,
  type FakeServer,
  problem,
  type Received,
  startFakeServer,
} from './support/fake-server.ts';

let server: FakeServer;
afterEach(() => server.close());

const clientFor = async (answer: (request: Received, index: number) => Answer) => {
  server = await startFakeServer(answer);
  return new Dealwright({ baseUrl: `${server.url}/`, key: 'k', maxRetries: 0 });
};

describe('what is sent', () => {
  it('names the client and the program', async () => {
    server = await startFakeServer(() => ({}));
    await new Dealwright({ baseUrl: server.url, key: 'k', userAgent: 'shop/1' }).leads.get('lead_1');
    expect(server.received[0]?.headers).toMatchObject({
      'user-agent': expect.stringMatching(/^shop\/1 dealwright-js\/\d/),
      authorization: 'Bearer k',
    });
  });

  it('has no token when none is needed and none is wanted', async () => {
    const { reference } = await clientFor(() => ({ body: { openapi: '3.1.0' } }));
    await reference.openapi({}, { anonymous: true });
    await reference.openapi();
    expect(server.received.map(({ url, headers }) => [url, headers.authorization])).toEqual([
      ['/v1/openapi.json', undefined],
      ['/v1/openapi.json', 'Bearer k'],
    ]);
  });

  it('is retried without a token, too', async () => {
    server = await startFakeServer((_, index) =>
      index === 0 ? { status: 503, headers: { 'retry-after': '0' } } : { body: { openapi: '3.1.0' } },
    );
    const { reference } = new Dealwright({ baseUrl: server.url, key: 'k' });
    await expect(reference.openapi({}, { anonymous: true })).resolves.toEqual({ openapi: '3.1.0' });
    expect(server.received.map(({ headers }) => headers.authorization)).toEqual([undefined, undefined]);
  });

  it('puts ids, queries, bodies and options where the API expects them', async () => {
    const client = await clientFor(() => ({
      body: { id: 'x', data: [], has_more: false, next_cursor: null },
    }));
    await client.events.list({ limit: 2, types: ['lead.*', 'deal.won'] });
    await client.leads.update(
      'lead/1',
      { title: null },
      { validateOnly: true, headers: { traceparent: 'tp' } },
    );
    await client.stages.delete({ pipeline_id: 'pipe_1', id: 'stag_1' });
    await client.webhookEndpoints.rotateSecret('hook_1');
    expect(server.received.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'GET /v1/events?limit=2&types=lead.*%2Cdeal.won',
      'PATCH /v1/leads/lead%2F1?validate_only=true',
      'DELETE /v1/pipelines/pipe_1/stages/stag_1',
      'POST /v1/webhook-endpoints/hook_1/rotate-secret',
    ]);
    expect(server.received[1]).toMatchObject({ body: '{"title":null}', headers: { traceparent: 'tp' } });
    expect(server.received[0]?.headers['idempotency-key']).toBeUndefined();
  });

  it('writes a filter as JSON, a list with commas, and nothing for what is absent', () => {
    const query = { filter: { owner_id: 'me' }, expand: ['company', 'owner'], count: undefined, sort: null };
    expect(queryString(query)).toBe('filter=%7B%22owner_id%22%3A%22me%22%7D&expand=company%2Cowner');
  });

  it('refuses an empty id instead of addressing the list', async () => {
    const client = await clientFor(() => ({}));
    expect(() => client.leads.delete('')).toThrow('needs id');
    expect(server.received).toHaveLength(0);
  });
});

describe('ifMatch', () => {
  it('takes the record that was read, and tells when it is stale', async () => {
    const client = await clientFor(({ method }) =>
      method === 'GET'
        ? { headers: { etag: '"3"', 'request-id': 'req_7' }, body: { id: 'lead_1' } }
        : problem(412, 'version_mismatch', { current_etag: '"4"' }),
    );
    const lead = await client.leads.get('lead_1');
    expect(metaOf(lead)).toMatchObject({ status: 200, etag: '"3"', requestId: 'req_7', replayed: false });
    const error = await client.leads
      .update('lead_1', {}, { ifMatch: lead })
      .catch((reason: unknown) => reason);
    expect(server.received[1]?.headers['if-match']).toBe('"3"');
    expect(error).toBeInstanceOf(StaleProblem);
    expect(error).toMatchObject({ currentEtag: '"4"' });
  });

  it('refuses an object whose version nobody knows', async () => {
    const client = await clientFor(() => ({}));
    expect(() => client.leads.update('lead_1', {}, { ifMatch: { id: 'lead_1' } })).toThrow('ifMatch takes');
  });

  it('takes the version of an item of a list', async () => {
    const client = await clientFor(() => ({}));
    await client.leads.update('lead_1', {}, { ifMatch: { id: 'lead_1', version: 7 } });
    expect(server.received[0]?.headers['if-match']).toBe('"7"');
  });
});

describe('the escape hatch', () => {
  it('answers with data and response, and throws problems', async () => {
    const client = await clientFor((_, index) =>
      index === 0 ? { body: { id: 'lead_1' } } : problem(404, 'not_found'),
    );
    const params = { path: { id: 'lead_1' } };
    const { data, response } = await client.request('get', '/v1/leads/{id}', { params });
    expect([data.id, response.status]).toEqual(['lead_1', 200]);
    await expect(client.request('get', '/v1/leads/{id}', { params })).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});

describe('time', () => {
  it('limits each attempt, also when only the body is late', async () => {
    const client = await clientFor(() => 'hang');
    await expect(client.leads.get('lead_1', {}, { timeoutMs: 40 })).rejects.toBeInstanceOf(TimeoutError);
    const fetch = async () =>
      new Response(new ReadableStream(), { headers: { 'content-type': 'application/json' } });
    const slow = new Dealwright({ baseUrl: server.url, key: 'k', maxRetries: 0, timeoutMs: 40, fetch });
    await expect(slow.leads.get('lead_1')).rejects.toBeInstanceOf(TimeoutError);
  });

  it("ends a call with the caller's reason, at once, without a retry", async () => {
    server = await startFakeServer(() => 'hang');
    const client = new Dealwright({ baseUrl: server.url, key: 'k' });
    const stop = new AbortController();
    const call = client.leads.create({ title: 'x' }, { signal: stop.signal });
    setTimeout(() => stop.abort(new Error('enough')), 40);
    await expect(call).rejects.toThrow('enough');
    expect(server.received.length).toBeLessThanOrEqual(1);
    await expect(client.leads.get('lead_1', {}, { signal: stop.signal })).rejects.toThrow('enough');
  });

  it('says why no connection came about', async () => {
    server = await startFakeServer(() => ({}));
    const client = new Dealwright({ baseUrl: 'http://127.0.0.1:1', key: 'k', maxRetries: 0 });
    const call = client.leads.get('lead_1');
    await expect(call).rejects.toBeInstanceOf(ConnectionError);
    await expect(call).rejects.toThrow(/GET http:\/\/127\.0\.0\.1:1\/v1\/leads\/lead_1: \S+/);
  });
});

describe('the constructor', () => {
  it.each(['crm.example.com', 'ftp://x', 'https://crm.example.com/v1/'])('refuses %s', async (baseUrl) => {
    server = await startFakeServer(() => ({}));
    expect(() => new Dealwright({ baseUrl, key: 'k' })).toThrow('baseUrl');
  });
});
