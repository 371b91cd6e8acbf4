import { sendRaw } from '../http/support/raw-http';
import { TestApi, type TestWorkspace } from '../support/test-api';

let api: TestApi;
let workspace: TestWorkspace;

beforeAll(async () => {
  api = await TestApi.shared();
  workspace = await api.workspace();
});
afterAll(() => api.stop());

/** What a deal says after it was stored and read again. */
async function kept(json: string): Promise<Record<string, unknown>> {
  const { body } = await workspace.raw('post', '/v1/deals', json).expect(201);
  return (await workspace.get(`/v1/deals/${body.id}`).expect(200)).body as Record<string, unknown>;
}

const refused = async (json: string, pointer: string): Promise<void> => {
  const { body } = await workspace.raw('post', '/v1/deals', json).expect(400);
  expect(body.errors).toMatchObject([{ pointer }]);
};

describe('a number', () => {
  it.each([
    ['0', 0],
    ['-0', 0],
    ['-0.0', 0],
    ['1e1', 10],
    ['1.0E+2', 100],
    ['1000e-2', 10],
  ])('is stored as what it is worth: %s', async (text, value) => {
    const { probability } = await kept(`{"title":"x","probability":${text}}`);
    expect(Object.is(probability, value)).toBe(true);
  });

  it.each(['9007199254740993', '1e400', '-1e400', '101', '-1', '0.1', '1e-1', '"10"', 'true', '[10]'])(
    'is refused where another one would be stored: %s',
    async (text) => {
      await refused(`{"title":"x","probability":${text}}`, '/probability');
    },
  );

  it.each(['NaN', 'Infinity', '+1', '01', '.5', '1.', '0x10', '1_0'])('must be JSON: %s', async (text) => {
    const { body } = await workspace
      .raw('post', '/v1/deals', `{"title":"x","probability":${text}}`)
      .expect(400);
    expect(body.code).toBe('malformed_request');
  });
});

const withAmount = (amount: string) => JSON.stringify({ title: 'x', amount: { amount, currency: 'EUR' } });

describe('an amount of money', () => {
  it.each(['0', '-1', '10', '10.5', '0.0001', '999999999999999.99', '-0.01'])(
    'comes back digit by digit: %s',
    async (amount) => {
      expect((await kept(withAmount(amount))).amount).toEqual({ amount, currency: 'EUR' });
    },
  );

  it.each([
    '-0',
    '+1',
    '01',
    '.5',
    '5.',
    '1e5',
    '1E400',
    '1,5',
    '1 000',
    '1_0',
    '0x10',
    'NaN',
    '٣',
    '10 ',
    '',
    '9'.repeat(20),
  ])('is refused in any other form: %j', async (amount) => {
    await refused(withAmount(amount), '/amount/amount');
  });
});

const onDay = (begins_on: string) => JSON.stringify({ title: 'x', begins_on });

describe('a day', () => {
  it.each(['2024-02-29', '2000-02-29', '0001-01-01', '1582-10-10', '9999-12-31'])(
    'comes back as it was sent: %s',
    async (day) => {
      expect((await kept(onDay(day))).begins_on).toBe(day);
    },
  );

  it.each([
    '2023-02-29',
    '1900-02-29',
    '2026-04-31',
    '2026-13-01',
    '2026-00-10',
    '0000-01-01',
    '-0001-01-01',
    '0044-03-15 BC',
    '10000-01-01',
    '+010000-01-01',
    '2026-1-1',
    '20260101',
    '2026-W01-1',
    '2026-060',
    '2026-01-01T00:00:00Z',
    '2026-01-01\n',
    '٢٠٢٦-٠١-٠١',
    'today',
    'infinity',
    'epoch',
  ])('is refused when no calendar has it, or in another form: %j', async (day) => {
    await refused(onDay(day), '/begins_on');
  });
});

describe('a moment in a filter', () => {
  const count = async (condition: object) =>
    (await workspace.post('/v1/deals/search', { filter: { created_at: condition }, count: 'exact' })).body
      .total as number;

  it('means the same with any offset', async () => {
    await workspace.create('/v1/deals', { title: 'now' });
    const all = await count({ gte: '0001-01-01T00:00:00Z' });
    expect(all).toBeGreaterThan(0);
    const future = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString().slice(0, 19);
    expect(await count({ lt: `${future(14 + 1)}+14:00` })).toBe(all);
    expect(await count({ lt: `${future(-12 - 1)}-12:00` })).toBe(0);
    expect(await count({ lt: `${future(-12 + 1)}-12:00` })).toBe(all);
  });

  it.each([
    '10000-01-01T00:00:00Z',
    '0000-12-31T00:00:00Z',
    '9999-12-31T23:59:59-12:00',
    '0001-01-01T00:00:00+14:00',
    '2026-02-30T00:00:00Z',
    '2026-11-21T25:00:00Z',
    '2026-11-21T23:59:60Z',
    '2026-11-21T00:00:00+99:00',
    '2026-11-21T00:00:00',
    '-99999999999999d',
    'infinity',
  ])('is refused when there is none such: %s', async (text) => {
    await workspace.post('/v1/deals/search', { filter: { created_at: { gte: text } } }).expect(400);
  });
});

describe('NUL and lone surrogates', () => {
  it.each(['\\u0000', '\\ud800', '\\udfff'])('are refused wherever a request can say %s', async (bad) => {
    const bodies: readonly [path: string, json: string][] = [
      ['/v1/leads', `{"title":"x${bad}"}`],
      ['/v1/leads', `{"x${bad}":1}`],
      ['/v1/leads', `{"external_ids":[{"app":"shop","id":"x${bad}"}]}`],
      ['/v1/leads', `{"address":{"x${bad}":"y"}}`],
      ['/v1/leads/upsert', `{"by":{"field":"external_id","value":"shop:${bad}"},"data":{}}`],
      ['/v1/leads/upsert', `{"by":{"field":"x${bad}","value":"shop:1"},"data":{}}`],
      ['/v1/leads/search', `{"search":"x${bad}"}`],
      ['/v1/leads/search', `{"cursor":"x${bad}.y"}`],
      ['/v1/leads/search', `{"sort":["x${bad}"]}`],
      ['/v1/leads/search', `{"fields":["x${bad}"]}`],
      ['/v1/leads/search', `{"expand":["x${bad}"]}`],
      ['/v1/leads/search', `{"filter":{"title":"x${bad}"}}`],
      ['/v1/leads/search', `{"filter":{"x${bad}":1}}`],
      ['/v1/leads/search', `{"filter":{"title":{"x${bad}":1}}}`],
      ['/v1/leads/search', `{"filter":{"owner_id":"x${bad}"}}`],
      ['/v1/leads/bulk-update', `{"filter":{"title":"x"},"data":{"title":"x${bad}"}}`],
      ['/v1/webhook-endpoints', `{"url":"http://127.0.0.1:9/","types":["x${bad}"]}`],
      ['/v1/webhook-endpoints', `{"url":"http://127.0.0.1:9/x${bad}","types":["lead.*"]}`],
    ];
    for (const [path, json] of bodies) {
      const { status } = await workspace.raw('post', path, json);
      expect([path, json, status]).toEqual([path, json, 400]);
    }
    const operations = ['key', 'idempotency_key', 'id', 'if_match', 'op'].map(
      (name) => `{"op":"update","id":"x","data":{},"${name}":"x${bad}"}`,
    );
    const batch = await workspace
      .raw('post', '/v1/leads/batch', `{"operations":[${operations.join()}]}`)
      .expect(200);
    for (const { status } of batch.body.results) expect(status).toBe(400);
  });

  it.each([
    '/v1/leads/%00',
    '/v1/leads/lead_%00',
    '/v1/leads?cursor=%00',
    '/v1/leads?filter=%00',
    '/v1/leads?sort=%00',
    '/v1/leads?fields=%00',
    '/v1/leads?expand=%00',
    '/v1/leads?owner_id=%00',
    '/v1/leads?%00=1',
    '/v1/leads?limit=%00',
    '/v1/events?types=%00',
    '/v1/events?cursor=%00',
    '/v1/leads?owner_id=%ED%A0%80',
    '/v1/leads/%ED%A0%80',
  ])('are refused in an address: %s', async (path) => {
    await workspace.get(path).expect(400);
  });

  it.each(['If-Match', 'If-None-Match', 'Idempotency-Key', 'Request-Id', 'X-Other'])(
    'are refused in the header %s',
    async (name) => {
      const head = `GET /v1/me HTTP/1.1\r\nHost: x\r\n${name}: a\0b\r\n\r\n`;
      const { status, text } = await sendRaw(api.url, head);
      expect([status, JSON.parse(text)]).toMatchObject([400, { code: 'malformed_request' }]);
    },
  );
});
