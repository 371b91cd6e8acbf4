import { type BatchOperation, Dealwright } from '../src/index.ts';
import { type FakeServer, type Received, startFakeServer } from './support/fake-server.ts';

let server: FakeServer;
afterEach(() => server.close());

interface Sent {
  readonly idempotency_key: string;
  readonly data: { readonly title: string };
}

const operationsOf = ({ body }: Received): Sent[] => JSON.parse(body).operations;

/** A server that creates every lead, except that request number `broken` gets no answer. */
const started = async ({ broken = -1 } = {}) => {
  server = await startFakeServer((request, index) => {
    if (index === broken) return 'reset';
    const results = operationsOf(request).map(({ data }) => ({ status: 201, id: data.title }));
    return { body: { results, summary: {} } };
  });
  return new Dealwright({ baseUrl: server.url, key: 'k', maxRetries: 0 });
};

const operations = (count: number, more: object = {}): BatchOperation<'leads'>[] =>
  Array.from({ length: count }, (_, index) => ({ op: 'create', data: { title: `${index}`, ...more } }));

/** The ids that come, until there is no more or no answer. */
async function idsOf(results: ReturnType<Dealwright['leads']['writeMany']>): Promise<(string | undefined)[]> {
  const ids: (string | undefined)[] = [];
  for await (const { index, operation, result } of results) {
    expect(operation).toMatchObject({ data: { title: String(index) } });
    ids.push(result.id);
  }
  return ids;
}

const titles = (count: number) => Array.from({ length: count }, (_, index) => String(index));

describe('many writes', () => {
  it('go request by request, and come back in order', async () => {
    const { leads } = await started();
    expect(await idsOf(leads.writeMany(operations(1200)))).toEqual(titles(1200));
    expect(server.received.map((request) => operationsOf(request).length)).toEqual([500, 500, 200]);
  });

  it('may come from a stream, of which no more is read than is sent', async () => {
    const { leads } = await started();
    let read = 0;
    async function* stream(): AsyncGenerator<BatchOperation<'leads'>> {
      for (const operation of operations(1200)) {
        read++;
        yield operation;
      }
    }
    for await (const { index } of leads.writeMany(stream())) if (index === 499) break;
    expect(read).toBeLessThan(510);
    expect(server.received).toHaveLength(1);
  });

  it('never make a request larger than the server takes', async () => {
    const { leads } = await started();
    const comment = 'é'.repeat(20_000);
    await idsOf(leads.writeMany(operations(300, { comment })));
    expect(server.received.map(({ body }) => Buffer.byteLength(body) < 10_000_000)).toEqual([true, true]);
  });

  it('keep the key of each operation when the same ones are written again after an outage', async () => {
    const { leads } = await started({ broken: 1 });
    const given = operations(700);
    await expect(idsOf(leads.writeMany(given))).rejects.toThrow('No answer');
    await idsOf(leads.writeMany(given));
    const keys = server.received.map((request) => operationsOf(request).map((one) => one.idempotency_key));
    expect(keys[2]).toEqual(keys[0]);
    expect(keys[3]).toEqual(keys[1]);
    expect(new Set(keys.flat()).size).toBe(700);
    expect(given[0]).not.toHaveProperty('idempotency_key');
  });

  it('keep the keys that the caller chose', async () => {
    const { leads } = await started();
    await idsOf(leads.writeMany([{ op: 'create', idempotency_key: 'mine', data: { title: '0' } }]));
    expect(server.received.flatMap(operationsOf)[0]?.idempotency_key).toBe('mine');
  });

  it('send nothing when there is nothing', async () => {
    const { leads } = await started();
    expect(await idsOf(leads.writeMany([]))).toEqual([]);
    expect(server.received).toHaveLength(0);
  });
});
