import { Dealwright } from '../src/index.ts';
import { type FakeServer, startFakeServer } from './support/fake-server.ts';

let server: FakeServer;
afterEach(() => server.close());

/** A server that has two pages of whatever it is asked for. */
const started = async (): Promise<Dealwright> => {
  server = await startFakeServer(({ url, body }) => {
    const isFirst = !`${url}${body}`.includes('cursor');
    return {
      body: {
        data: [{ id: isFirst ? 'a' : 'b' }],
        has_more: isFirst,
        next_cursor: isFirst ? '1' : null,
        total: 2,
      },
    };
  });
  return new Dealwright({ baseUrl: server.url, key: 'k' });
};

const queryAt = (index: number) =>
  Object.fromEntries(new URL(server.received[index]?.url ?? '', 'http://x').searchParams);

describe('a list of records', () => {
  it('sends its filter as JSON and its lists with commas, on every page', async () => {
    const { deals } = await started();
    const filter = { amount: { gte: '1000' }, company: { industry: 'retail' } } as const;
    const list = deals.list({ filter, sort: ['title', '-amount'], fields: ['title'], expand: ['company'] });
    for await (const { id } of list) expect(['a', 'b']).toContain(id);
    const query = {
      filter: JSON.stringify(filter),
      sort: 'title,-amount',
      fields: 'title',
      expand: 'company',
    };
    expect(queryAt(0)).toEqual(query);
    expect(queryAt(1)).toEqual({ ...query, cursor: '1' });
  });

  it('sends its filter as JSON also when it is named by its path', async () => {
    const client = await started();
    const filter = { company: { industry: 'retail' } } as const;
    await client.request('get', '/v1/deals', { params: { query: { filter, sort: ['-amount'] } } });
    expect(queryAt(0)).toEqual({ filter: '{"company":{"industry":"retail"}}', sort: '-amount' });
  });

  it('tells how many there are when it is asked', async () => {
    const { total } = await (await started()).leads.list({ count: 'exact', sort: '-created_at' });
    expect(total).toBe(2);
    expect(queryAt(0)).toEqual({ count: 'exact', sort: '-created_at' });
  });
});

describe('a search', () => {
  it('gives every item of every page, each asked for with the same body', async () => {
    const { deals } = await started();
    const ids: string[] = [];
    const asked = { search: 'desks', filter: { stage: { group: 'open' } }, sort: '-amount' } as const;
    for await (const { id } of deals.search({ ...asked, limit: 1 })) ids.push(id);
    expect(ids).toEqual(['a', 'b']);
    const body = { ...asked, sort: ['-amount'], limit: 1 };
    expect(server.received.map(({ body }) => JSON.parse(body))).toEqual([body, { ...body, cursor: '1' }]);
    expect(server.received.map(({ method, url }) => `${method} ${url}`)).toEqual(
      Array(2).fill('POST /v1/deals/search'),
    );
  });

  it('takes its options behind the body', async () => {
    const { stages } = await started();
    const options = { headers: { traceparent: 'tp' } };
    await stages.search('pipe_1', { sort: ['position'] }, options);
    expect(server.received[0]).toMatchObject({
      url: '/v1/pipelines/pipe_1/stages/search',
      headers: { traceparent: 'tp' },
      body: '{"sort":["position"]}',
    });
  });
});

it('upserts by a key and tells what became of it', async () => {
  server = await startFakeServer(() => ({ status: 201, body: { id: 'lead_1', result: 'created' } }));
  const { leads } = new Dealwright({ baseUrl: server.url, key: 'k' });
  const by = { field: 'external_id', value: 'shop:4711' } as const;
  const { result } = await leads.upsert({ by, data: { title: 'x' } }, { query: { list_mode: 'merge' } });
  expect(result).toBe('created');
  await leads.put(by, { title: 'x' });
  expect(server.received.map(({ method, url }) => `${method} ${url}`)).toEqual([
    'POST /v1/leads/upsert?list_mode=merge',
    'PUT /v1/leads/by/external_id/shop%3A4711',
  ]);
});
