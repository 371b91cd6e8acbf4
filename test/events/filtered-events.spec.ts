import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { LogSignals, Sequencer } from '@platform/events';

import type { Created } from '../support/api-client';
import { TestApi, type TestWorkspace } from '../support/test-api';

let api: TestApi;
let workspace: TestWorkspace;

beforeAll(async () => {
  api = await TestApi.start();
  workspace = await api.workspace();
});
afterAll(() => api.stop());

async function sequence(): Promise<void> {
  const sequencer = new Sequencer(api.database, api.app.get(LogSignals));
  while ((await sequencer.step()).taken > 0);
}

interface Seen {
  readonly type: string;
  readonly data: { readonly object: { readonly id: string } };
}

const query = (filter: unknown, rest = '') =>
  `/v1/events?filter=${encodeURIComponent(JSON.stringify(filter))}${rest}`;

const seen = async (filter: unknown, rest = '&types=deal.*'): Promise<Seen[]> =>
  (await workspace.get(query(filter, rest)).expect(200)).body.data;

const euro = (amount: string) => ({ amount, currency: 'EUR' });

describe('GET /v1/events with a filter', () => {
  let deal: Created;
  let lost: string;

  beforeAll(async () => {
    deal = await workspace.create('/v1/deals', { title: 'Desks', amount: euro('10') });
    const stages = (await workspace.get(`/v1/pipelines/${String(deal.pipeline_id)}/stages`).expect(200)).body
      .data as { id: string; group: string }[];
    lost = stages.find(({ group }) => group === 'lost')?.id ?? '';
    await workspace.patch(`/v1/deals/${deal.id}`, { amount: euro('2000') }).expect(200);
    await workspace.patch(`/v1/deals/${deal.id}`, { title: 'Chairs' }).expect(200);
    await workspace.patch(`/v1/deals/${deal.id}`, { stage_id: lost }).expect(200);
    await workspace.create('/v1/contacts', { last_name: 'Dubois' });
    await sequence();
  });

  it.each<[string, object, string[]]>([
    [
      'the record after the change',
      { title: 'Chairs' },
      ['deal.updated', 'deal.updated', 'deal.stage_changed', 'deal.lost'],
    ],
    ['which fields changed', { changed: { has: 'amount' } }, ['deal.updated']],
    ['a creation', { before: null }, ['deal.created']],
    [
      'a value that passed a mark',
      { amount: { gte: '1000' }, before: { amount: { lt: '1000' } } },
      ['deal.updated'],
    ],
    [
      'a step from one group of stages to another',
      { stage: { group: 'lost' }, before: { stage: { group: 'open' } } },
      ['deal.updated', 'deal.stage_changed', 'deal.lost'],
    ],
    ['a currency', { amount: { currency: 'USD' } }, []],
  ])('shows those that meet it: %s', async (_, filter, types) => {
    expect((await seen(filter)).map(({ type }) => type)).toEqual(types);
  });

  it('pages past what does not meet it', async () => {
    const first = await workspace.get(query({ title: 'Chairs' }, '&types=deal.*&limit=3')).expect(200);
    expect(first.body).toMatchObject({ has_more: true, data: [{}, {}, { type: 'deal.stage_changed' }] });
    const next = query({ title: 'Chairs' }, `&types=deal.*&limit=3&cursor=${first.body.next_cursor}`);
    const second = await workspace.get(next).expect(200);
    expect(second.body).toMatchObject({ has_more: false, data: [{ type: 'deal.lost' }] });
    const back = await workspace.get(query({ before: null }, '&types=deal.*&sort=-sequence')).expect(200);
    expect(back.body).toMatchObject({ has_more: false, data: [{ type: 'deal.created' }] });
  });

  it('tells what events do not say, and which events do not say it', async () => {
    const faults = async (filter: unknown, rest = '') =>
      (await workspace.get(query(filter, rest)).expect(400)).body.errors;
    expect(await faults({ company: { name: 'x' } }, '&types=deal.*')).toMatchObject([
      { pointer: '?filter/company', code: 'not_usable_on_events' },
    ]);
    expect(await faults({ stage: { name: 'x' } }, '&types=deal.*')).toMatchObject([
      { pointer: '?filter/stage/name', code: 'not_usable_on_events' },
    ]);
    expect(await faults({ amount: '1' }, '&types=deal.*,contact.*')).toEqual([
      {
        pointer: '?filter/amount',
        code: 'unknown_field',
        detail: expect.stringMatching(/^On events contact\.\*: .*name fewer types of event$/),
      },
    ]);
    expect(await faults({ nothing: '1' })).toMatchObject([
      { pointer: '?filter/nothing', detail: 'There is no field "nothing" to filter by here' },
    ]);
    const broken = await workspace.get('/v1/events?filter=%7B').expect(400);
    expect(broken.body.errors).toMatchObject([{ pointer: '?filter', code: 'not_json' }]);
  });

  it('needs fit only what the caller may see', async () => {
    const narrow = await api.workspace(['events:read', 'companies:read']);
    await narrow.get(query({ employee_count: '10-49' })).expect(200);
    const seller = await api.workspace(['events:read', 'deals:read']);
    const { body } = await seller.get(query({ stage: { group: 'won' } }, '&types=deal.*')).expect(403);
    expect(body).toMatchObject({ code: 'missing_scope', required_scope: 'pipelines:read' });
    const blind = await api.workspace(['events:read']);
    await blind.get(query({ amount: { gte: '1' } })).expect(400);
  });

  it('counts relative times from when the event happened, not from now', async () => {
    const old = await api.workspace();
    await old.create('/v1/deals', { title: 'Old' });
    await old.create('/v1/deals', { title: 'New' });
    await sequence();
    await api.sql(
      `UPDATE events SET occurred_at = now() - interval '10 days' WHERE data::jsonb -> 'object' ->> 'title' = 'Old'`,
    );
    const { body } = await old.get(query({ created_at: { gt: '+1h' } }, '&types=deal.*')).expect(200);
    expect(body.data).toMatchObject([{ data: { object: { title: 'Old' } } }]);
  });

  it('runs the examples of the guide', async () => {
    const guide = readFileSync(join(__dirname, '../../docs/filters.md'), 'utf8');
    const [, text = ''] = /## On events[\s\S]*?```text\n([\s\S]*?)```/.exec(guide) ?? [];
    const examples = text.trim().split('\n');
    expect(examples.length).toBeGreaterThan(2);
    for (const example of examples) await seen(JSON.parse(example));
  });

  it('takes the fields that all the objects have', async () => {
    const { body } = await workspace.get(
      query({ owner_id: null, source: null }, '&types=deal.created,contact.*'),
    );
    expect(body.data.map(({ type }: Seen) => type)).toEqual(['deal.created', 'contact.created']);
  });
});

describe('a filter means the same on records and on events', () => {
  const person = { first_name: 'Amélie', last_name: 'Dubois', phones: [{ value: '06 12 34 56 78' }] };
  const leads = [
    {
      ...person,
      title: 'Élan',
      emails: [{ value: 'Anna@Example.com' }],
      external_ids: [{ app: 'shop', id: 'A:1' }],
      amount: euro('9.50'),
      utm: { source: 'Größe' },
      address: { city: 'Paris' },
    },
    { title: 'elan 100%', amount: { amount: '10.0', currency: 'USD' }, birthday: '1990-02-28' },
    { title: 'Zoo', websites: [{ value: 'https://example.com' }], comment: 'Ёлка' },
  ];
  let found: (filter: object) => Promise<string[]>;
  let told: (filter: object) => Promise<string[]>;

  beforeAll(async () => {
    const own = await api.workspace();
    for (const lead of leads) {
      const { id } = await own.create('/v1/leads', { title: 'Before' });
      await own.patch(`/v1/leads/${id}`, lead).expect(200);
    }
    await sequence();
    found = async (filter) =>
      (await own.post('/v1/leads/search', { filter, sort: ['created_at'] }).expect(200)).body.data.map(
        ({ id }: Created) => id,
      );
    told = async (filter) =>
      (await own.get(query(filter, '&types=lead.updated')).expect(200)).body.data.map(
        ({ data }: Seen) => data.object.id,
      );
  });

  it.each([
    { title: 'Élan' },
    { title: { contains: 'ELAN' } },
    { title: { gt: 'elan' } },
    { amount: { gte: '9.5', lt: '10' } },
    { amount: '10' },
    { amount: { currency: 'USD' } },
    { amount: { currency: null } },
    { amount: { gt: '1', currency: { ne: 'USD' } } },
    { phones: { has: '06 12 34 56 78' } },
    { emails: { has: 'ANNA@example.com' } },
    { emails: { is_null: true } },
    { external_ids: { has: 'shop:A:1' } },
    { websites: { has: 'https://example.com' } },
    { utm: { source: { starts_with: 'grosse' } } },
    { address: { city: { ne: 'Paris' } } },
    { comment: { contains: 'елка' } },
    { birthday: { between: ['1990-01-01', '1990-12-31'] } },
    { created_at: { gte: '-1h' }, updated_at: { lte: '+1h' } },
    { created_by: { type: 'app' } },
    { stage: { group: 'open' } },
    { not: { stage: { group: 'won' } } },
    { owner_id: null },
    { version: 2 },
    { deleted_at: null },
    { or: [{ first_name: 'Amélie' }, { title: { in: ['Zoo'] } }] },
  ])('%j', async (filter) => {
    const records = await found(filter);
    expect(await told(filter)).toEqual(records);
  });
});
