import { eventsOf } from '../records/support/stored-events';
import { type Created } from '../support/api-client';
import { TestApi, type TestWorkspace } from '../support/test-api';

let api: TestApi;
let workspace: TestWorkspace;
let deal: Created;
let contact: Created;

beforeAll(async () => {
  api = await TestApi.shared();
  workspace = await api.workspace();
  deal = await workspace.create('/v1/deals', { title: '20 desks' });
  contact = await workspace.create('/v1/contacts', { first_name: 'Amélie' });
});
afterAll(() => api.stop());

const create = (more: object = {}) =>
  workspace.create('/v1/activities', { type: 'task', subject: 'Send the offer', ...more });
const patch = (id: string, body: object) => workspace.patch(`/v1/activities/${id}`, body);
const filtered = async (path: string, filter: object): Promise<string[]> => {
  const { body } = await workspace
    .get(`${path}?filter=${encodeURIComponent(JSON.stringify(filter))}`)
    .expect(200);
  return body.data.map(({ id }: Created) => id);
};
const ids = async (path: string): Promise<string[]> =>
  (await workspace.get(path).expect(200)).body.data.map(({ id }: Created) => id);

describe('an activity', () => {
  it('is done at the time of the change, and told of as completed once', async () => {
    const { id } = await create();
    const { body } = await patch(id, { done: true, outcome: 'Sent by mail' }).expect(200);
    expect(body).toMatchObject({ done: true, done_at: body.updated_at, outcome: 'Sent by mail' });
    await patch(id, { priority: 'high' }).expect(200);
    const types = (await eventsOf(api, id)).map(({ type }) => type);
    expect(types).toEqual(['activity.created', 'activity.updated', 'activity.completed', 'activity.updated']);
  });

  it('is open again without a time, and completed anew', async () => {
    const { id } = await create({ done: true });
    const { body } = await patch(id, { done: false }).expect(200);
    expect(body).toMatchObject({ done: false, done_at: null });
    const again = await patch(id, { done: true, done_at: '2026-01-02T03:04:05Z' }).expect(200);
    expect(again.body.done_at).toBe('2026-01-02T03:04:05.000Z');
  });

  it('comes from elsewhere as it was done there', async () => {
    const done_at = '2020-05-05T10:00:00.000Z';
    const call = { type: 'call', direction: 'incoming', duration_seconds: 95, done: true, done_at };
    expect(await create(call)).toMatchObject(call);
  });

  it.each([
    ['done_at', { done_at: '2026-01-02T03:04:05Z' }, 'not_done'],
    ['direction', { direction: 'incoming' }, 'not_of_this_type'],
    ['duration_seconds', { duration_seconds: 5 }, 'not_of_this_type'],
    ['starts_at', { starts_at: '2026-01-02T03:04:05Z' }, 'not_of_this_type'],
    ['ends_at', { ends_at: '2026-01-02T03:04:05Z' }, 'not_of_this_type'],
  ])('of a kind without %s is refused with it', async (field, more, code) => {
    const { body } = await workspace
      .post('/v1/activities', { type: 'task', subject: 'x', ...more })
      .expect(422);
    expect(body.errors).toMatchObject([{ pointer: `/${field}`, code }]);
  });

  it('loses what its new type does not have, or stays', async () => {
    const { id } = await create({ type: 'call', direction: 'incoming' });
    const { body } = await patch(id, { type: 'task' }).expect(422);
    expect(body.errors).toMatchObject([{ pointer: '/direction', code: 'not_of_this_type' }]);
    await patch(id, { type: 'task', direction: null }).expect(200);
  });

  it('is due at its end when it is a meeting, also after it was moved', async () => {
    const times = { starts_at: '2026-12-01T09:00:00.000Z', ends_at: '2026-12-01T10:00:00.000Z' };
    const meeting = await create({ type: 'meeting', ...times });
    expect(meeting).toMatchObject({ ...times, due_at: times.ends_at });
    const moved = await patch(meeting.id, { ends_at: '2026-12-01T11:00:00.000Z' }).expect(200);
    expect(moved.body.due_at).toBe('2026-12-01T11:00:00.000Z');
    const wrong = await patch(meeting.id, { ends_at: '2026-12-01T08:00:00Z' }).expect(422);
    expect(wrong.body.errors).toMatchObject([{ pointer: '/ends_at', code: 'before_begin' }]);
  });

  it('may stand alone, and be sorted by when it is due', async () => {
    const own = await api.workspace();
    const at = (due_at: string | null) =>
      own.create('/v1/activities', { type: 'task', subject: 'x', due_at });
    const [late, soon, never] = [
      await at('2030-01-01T00:00:00Z'),
      await at('2029-01-01T00:00:00Z'),
      await at(null),
    ];
    const { body } = await own.get('/v1/activities?sort=due_at').expect(200);
    expect(body.data.map(({ id }: Created) => id)).toEqual([soon.id, late.id, never.id]);
  });
});

describe.each([
  ['activities', { type: 'task', subject: 'x' }],
  ['notes', { text: 'x' }],
])('%s', (plural, minimal) => {
  const make = (more: object) => workspace.create(`/v1/${plural}`, { ...minimal, ...more });

  it('are found from every record that they belong to', async () => {
    const own = await workspace.create('/v1/deals', { title: 'own' });
    const thing = await make({ links: [{ id: own.id }, { object: 'contact', id: contact.id }] });
    expect(thing.links).toEqual([
      { object: 'deal', id: own.id },
      { object: 'contact', id: contact.id },
    ]);
    expect(await ids(`/v1/deals/${own.id}/${plural}`)).toEqual([thing.id]);
    expect(await ids(`/v1/contacts/${contact.id}/${plural}`)).toContain(thing.id);
    expect(await filtered(`/v1/${plural}`, { links: { has: own.id } })).toEqual([thing.id]);
    expect(await filtered(`/v1/${plural}`, { links: { is_null: true } })).not.toContain(thing.id);
    await workspace.patch(`/v1/${plural}/${thing.id}`, { links: [{ id: contact.id }] }).expect(200);
    expect(await ids(`/v1/deals/${own.id}/${plural}`)).toEqual([]);
  });

  it('get one more record, and keep the others, with list_mode=merge', async () => {
    const { id } = await make({ links: [{ id: deal.id }] });
    const more = { links: [{ id: contact.id }, { id: deal.id }] };
    const { body } = await workspace.patch(`/v1/${plural}/${id}?list_mode=merge`, more).expect(200);
    expect(body.links).toEqual([
      { object: 'deal', id: deal.id },
      { object: 'contact', id: contact.id },
    ]);
  });

  it('are listed from a record in pages, narrowed by the caller’s own filter', async () => {
    const own = await workspace.create('/v1/companies', { name: 'Dubois SARL' });
    const made: string[] = [];
    for (let at = 0; at < 5; at += 1) made.push((await make({ links: [{ id: own.id }] })).id);
    const path = `/v1/companies/${own.id}/${plural}`;
    const first = await workspace.get(`${path}?limit=3&sort=created_at`).expect(200);
    const cursor = encodeURIComponent(first.body.next_cursor);
    const second = await workspace.get(`${path}?limit=3&sort=created_at&cursor=${cursor}`).expect(200);
    expect([...first.body.data, ...second.body.data].map(({ id }: Created) => id)).toEqual(made);
    await workspace
      .get(`/v1/deals/${deal.id}/${plural}?limit=3&sort=created_at&cursor=${cursor}`)
      .expect(400);
    expect(await filtered(path, { created_at: { lt: '-1d' } })).toEqual([]);
    expect((await workspace.get(`${path}?count=exact`).expect(200)).body.total).toBe(5);
  });

  it('are gone from their records while they are deleted', async () => {
    const own = await workspace.create('/v1/leads', { title: 'own' });
    const { id } = await make({ links: [{ id: own.id }] });
    await workspace.delete(`/v1/${plural}/${id}`).expect(200);
    expect(await ids(`/v1/leads/${own.id}/${plural}`)).toEqual([]);
    await workspace.post(`/v1/${plural}/${id}/restore`).expect(200);
    expect(await ids(`/v1/leads/${own.id}/${plural}`)).toEqual([id]);
  });

  it('keep a record that is deleted, and take no new one that is', async () => {
    const gone = await workspace.create('/v1/deals', { title: 'gone' });
    const { id } = await make({ links: [{ id: gone.id }] });
    await workspace.delete(`/v1/deals/${gone.id}`).expect(200);
    const links = [{ id: gone.id }, { id: deal.id }];
    await workspace.patch(`/v1/${plural}/${id}`, { links }).expect(200);
    const { body } = await workspace.post(`/v1/${plural}`, { ...minimal, links }).expect(422);
    expect(body.errors).toMatchObject([{ pointer: '/links/0/id', code: 'unknown_reference' }]);
    await workspace.get(`/v1/deals/${gone.id}/${plural}`).expect(404);
  });

  it('are refused with a record twice, under another kind, or of another workspace', async () => {
    const other = await (await api.workspace()).create('/v1/leads', { title: 'theirs' });
    const links = [{ id: deal.id }, { id: deal.id }, { object: 'lead', id: contact.id }, { id: other.id }];
    const { body } = await workspace.post(`/v1/${plural}`, { ...minimal, links }).expect(422);
    expect(
      body.errors.map(({ pointer, code }: { pointer: string; code: string }) => [pointer, code]).sort(),
    ).toEqual([
      ['/links/1/id', 'duplicate'],
      ['/links/2/object', 'wrong_object'],
      ['/links/3/id', 'unknown_reference'],
    ]);
  });

  it('are made in a batch, with the record that they belong to', async () => {
    const object = plural === 'notes' ? 'note' : 'activity';
    const { body } = await workspace
      .post('/v1/batch?return=full', {
        atomic: true,
        operations: [
          { op: 'create', object: 'deal', key: 'deal', data: { title: 'of the batch' } },
          { op: 'create', object, data: { ...minimal, links: [{ id: { $ref: 'deal.id' } }] } },
        ],
      })
      .expect(200);
    const [made, thing] = body.results as [Created, Created];
    expect(await ids(`/v1/deals/${made.id}/${plural}`)).toEqual([thing.id]);
  });
});

describe('records found by their activities', () => {
  it('are those with one that meets all conditions, or with none', async () => {
    const own = await api.workspace();
    const deals: string[] = [];
    for (const title of ['overdue', 'planned', 'done', 'nothing']) {
      deals.push((await own.create('/v1/deals', { title })).id);
    }
    const [overdue = '', planned = '', done = '', nothing = ''] = deals;
    const task = (id: string, more: object) =>
      own.create('/v1/activities', { type: 'task', subject: 'x', links: [{ id }], ...more });
    await task(overdue, { due_at: '2020-01-01T00:00:00Z' });
    await task(planned, { due_at: '2090-01-01T00:00:00Z' });
    await task(planned, { due_at: '2020-01-01T00:00:00Z', done: true });
    await task(done, { due_at: '2020-01-01T00:00:00Z', done: true });
    const { id: gone } = await task(nothing, { due_at: '2020-01-01T00:00:00Z' });
    await own.delete(`/v1/activities/${gone}`).expect(200);
    const found = async (filter: object) => {
      const { body } = await own.post('/v1/deals/search', { filter }).expect(200);
      return body.data.map(({ title }: Created) => title).sort();
    };
    expect(await found({ activities: { done: false, due_at: { lt: 'now' } } })).toEqual(['overdue']);
    expect(await found({ not: { activities: { done: false } } })).toEqual(['done', 'nothing']);
    expect(await found({ activities: null })).toEqual(['nothing']);
    expect(await found({ or: [{ activities: { done: true } }, { title: 'nothing' }] })).toEqual([
      'done',
      'nothing',
      'planned',
    ]);
  });

  it('are found only by who may read activities', async () => {
    const reader = await api.workspace(['deals:read']);
    const { body } = await reader
      .post('/v1/deals/search', { filter: { activities: { done: false } } })
      .expect(403);
    expect(body.required_scope).toBe('activities:read');
  });

  it('cannot be asked of events', async () => {
    const filter = { activities: { done: false } };
    const endpoint = { url: 'https://example.com/hook', types: ['deal.updated'], filter };
    const { body } = await workspace.post('/v1/webhook-endpoints', endpoint).expect(400);
    expect(body.errors).toMatchObject([{ code: 'not_usable_on_events' }]);
  });
});
