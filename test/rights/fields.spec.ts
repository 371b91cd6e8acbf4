import { setTimeout as pause } from 'node:timers/promises';

import { WebhookDeliveryModule } from '@ecosystem/webhooks';

import { ApiClient, type Created } from '../support/api-client';
import type { ApiContract } from '../support/api-contract';
import { TestApi, type TestWorkspace } from '../support/test-api';
import { type Colleague, employ } from './support/staff';

let api: TestApi;
let workspace: TestWorkspace;
let ann: Colleague;
let client: ApiClient;
let deal: Created;

const HIDDEN = ['amount', 'amount_base', 'comment', 'custom_fields.margin'];
const SECRET = /4711|secret words|margin/;

/** What is hidden is left out of answers, where the document knows it as always there: everything else must be as it says. */
function partly(token: string | null): ApiClient {
  const contract = () =>
    ({
      faults: (seen: Parameters<ApiContract['faults']>[0]) =>
        api.contract
          .faults(seen)
          .filter((fault) => !/required property|schema in "(anyOf|oneOf)"|unevaluated/.test(fault)),
    }) as ApiContract;
  return new ApiClient(api.server, contract, token);
}

beforeAll(async () => {
  api = await TestApi.start([WebhookDeliveryModule]);
  workspace = await api.workspace();
  for (const [key, type] of [
    ['margin', 'number'],
    ['colour', 'text'],
  ])
    await workspace.create('/v1/deals/fields', { key, name: key, type });
  const { key } = await workspace.create('/v1/roles', {
    name: 'Blind to money',
    objects: {
      deal: { read: 'all', create: 'all', update: 'all', delete: 'all' },
      company: { read: 'all' },
      lead: { read: 'all', update: 'all', create: 'all' },
    },
    fields: [
      ...HIDDEN.map((field) => ({ object: 'deal', field, access: 'hidden' })),
      { object: 'deal', field: 'source', access: 'read' },
      { object: 'deal', field: 'custom_fields.colour', access: 'read' },
    ],
  });
  ann = await employ(api, workspace, 'Ann', String(key));
  client = partly(ann.client.token);
  deal = await workspace.create('/v1/deals', {
    title: 'Visible',
    amount: { amount: '4711', currency: 'EUR' },
    comment: 'secret words',
    source: 'website',
    custom_fields: { margin: '4711', colour: 'red' },
  });
  await workspace
    .patch(`/v1/deals/${deal.id}`, { comment: 'more secret words', title: 'Visible too' })
    .expect(200);
});
afterAll(() => api.stop());

const sight = (body: unknown): string => JSON.stringify(body);

describe('a hidden field', () => {
  it('is in no body: of records, lists, searches, writes, batches, and what is linked', async () => {
    const answers = [
      await client.get(`/v1/deals/${deal.id}`),
      await client.get('/v1/deals'),
      await client.post('/v1/deals/search', {}),
      await client.patch(`/v1/deals/${deal.id}`, { title: 'Changed' }),
      await client.post('/v1/deals/batch', {
        operations: [{ op: 'update', id: deal.id, data: { title: 'Again' } }],
      }),
      await client.get(`/v1/deals/${deal.id}/stage-history`),
      await client.get('/v1/deals/stage-history'),
      await client.get('/v1/deals/fields'),
    ];
    for (const { status, body } of answers) {
      expect(status).toBe(200);
      expect(sight(body)).not.toMatch(SECRET);
    }
    const { body } = answers[0] ?? { body: null };
    expect(body).not.toHaveProperty('amount');
    expect(body.custom_fields).toEqual({ colour: 'red' });
    expect(body).toMatchObject({ source: 'website', version: expect.any(Number) });
  });

  it('is in no event, history or timeline, nor among what has changed', async () => {
    const end = Date.now() + 30_000;
    let events: { type: string; data: { changes: object } }[] = [];
    while (Date.now() < end && events.filter(({ type }) => type.startsWith('deal.')).length < 4) {
      events = (await client.get('/v1/events?types=deal.*&limit=100').expect(200)).body.data;
      await pause(50);
    }
    expect(events.length).toBeGreaterThan(3);
    expect(sight(events)).not.toMatch(SECRET);
    expect(events.some(({ data }) => 'title' in data.changes)).toBe(true);
    expect(events.some(({ data }) => 'comment' in data.changes)).toBe(false);
    const { body: timeline } = await client.get(`/v1/deals/${deal.id}/timeline`).expect(200);
    expect(sight(timeline)).not.toMatch(/secret|comment/);
    const { body: stale } = await client
      .patch(`/v1/deals/${deal.id}`, { title: 'Stale' })
      .set('if-match', '"1"')
      .expect(412);
    expect(stale.changed).toContain('title');
    expect(stale.changed).not.toContain('comment');
  });

  it('is an unknown field to filters, sorts, choices and bodies', async () => {
    const filtered = (filter: object) =>
      client.get(`/v1/deals?filter=${encodeURIComponent(JSON.stringify(filter))}`);
    const refused = [
      await filtered({ amount: { amount: { gt: '1' } } }),
      await filtered({ comment: { contains: 'secret' } }),
      await filtered({ custom_fields: { margin: { gt: '1' } } }),
      await filtered({ any: [{ title: 'x' }, { not: { comment: 'x' } }] }),
      await client.get('/v1/deals?sort=amount'),
      await client.get('/v1/deals?sort=-amount_base'),
      await client.get('/v1/deals?sort=custom_fields.margin'),
      await client.get('/v1/deals?fields=title,comment'),
      await client.get(`/v1/deals/${deal.id}?fields=amount`),
      await client.patch(`/v1/deals/${deal.id}`, { comment: 'mine now' }),
      await client.patch(`/v1/deals/${deal.id}`, { custom_fields: { margin: '1' } }),
      await client.post('/v1/deals', { title: 'New', amount: { amount: '1', currency: 'EUR' } }),
    ];
    for (const { status, body } of refused)
      expect([status, body.errors.map(({ code }: { code: string }) => code)]).toEqual([
        400,
        ['unknown_field'],
      ]);
    const unknown = await filtered({ no_such_field: 'x' });
    expect(refused[1]?.body.errors[0]).toMatchObject({ code: unknown.body.errors[0].code });
    await client.get('/v1/deals/totals').expect(403);
    await client.get(`/v1/companies?filter=${encodeURIComponent('{"deals":{"comment":"x"}}')}`).expect(400);
  });

  it('finds nothing in searches', async () => {
    const found = async (who: ApiClient, search: string) =>
      (await who.post('/v1/deals/search', { search }).expect(200)).body.data.length;
    expect(await found(client, 'again')).toBe(1);
    expect(await found(workspace, 'again')).toBe(1);
    const { body } = await workspace.create('/v1/roles', { name: 'x' }).then(({ id }) =>
      workspace.patch(`/v1/roles/${id}`, {
        objects: { company: { read: 'all' } },
        fields: [{ object: 'company', field: 'emails', access: 'hidden' }],
      }),
    );
    const bob = await employ(api, workspace, 'Bob', body.key);
    await workspace.create('/v1/companies', { name: 'Acme', emails: [{ value: 'boss@hidden.example' }] });
    const companies = async (who: ApiClient, search: string) =>
      (await who.post('/v1/companies/search', { search }).expect(200)).body.data.length;
    expect([
      await companies(workspace, 'hidden'),
      await companies(partly(bob.client.token), 'hidden'),
    ]).toEqual([1, 0]);
    expect(await companies(partly(bob.client.token), 'acme')).toBe(1);
  });

  it('keeps its value when the record is changed by who does not see it', async () => {
    await client.patch(`/v1/deals/${deal.id}`, { title: 'Kept' }).expect(200);
    const { body } = await workspace.get(`/v1/deals/${deal.id}`).expect(200);
    expect(body).toMatchObject({
      title: 'Kept',
      amount: { amount: '4711', currency: 'EUR' },
      comment: 'more secret words',
      custom_fields: { margin: '4711', colour: 'red' },
    });
  });
});

describe('a field that is only read', () => {
  it('is answered, filtered and sorted by, and not written', async () => {
    const { body } = await client.patch(`/v1/deals/${deal.id}`, { source: 'call' }).expect(403);
    expect(body).toMatchObject({
      code: 'missing_right',
      required_right: 'deal.fields',
      errors: [{ pointer: '/source', code: 'read_only_field' }],
    });
    await client.patch(`/v1/deals/${deal.id}`, { custom_fields: { colour: 'blue' } }).expect(403);
    await client.post('/v1/deals', { title: 'New', source: 'website' }).expect(403);
    await client.get('/v1/deals?source=website').expect(200);
    const { body: fields } = await client.get('/v1/deals/fields').expect(200);
    const of = (path: string) => fields.data.find((field: { path: string }) => field.path === path);
    expect(of('source')).toMatchObject({ writable: false });
    expect(of('title')).toMatchObject({ writable: true });
    expect(of('comment')).toBeUndefined();
  });
});
