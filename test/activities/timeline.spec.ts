import { LinkedThings } from '@crm/record-links';
import { RequestContext } from '@platform/http';
import { toUuid } from '@platform/ids';

import { eventsOf } from '../records/support/stored-events';
import type { Created } from '../support/api-client';
import { key } from '../support/credentials';
import { TestApi, type TestWorkspace } from '../support/test-api';

let api: TestApi;
let workspace: TestWorkspace;
let stages: string[];

beforeAll(async () => {
  api = await TestApi.shared();
  workspace = await api.workspace();
  const { body: pipelines } = await workspace.get('/v1/pipelines?object=deal').expect(200);
  const { body } = await workspace.get(`/v1/pipelines/${pipelines.data[0].id}/stages`).expect(200);
  stages = body.data.map(({ id }: Created) => id);
});
afterAll(() => api.stop());

interface Entry {
  readonly id: string;
  readonly kind: string;
  readonly at: string;
  readonly actor: object;
  readonly [more: string]: unknown;
}

const page = async (client: { get: TestWorkspace['get'] }, path: string, query = '') =>
  (await client.get(`${path}/timeline${query}`).expect(200)).body as {
    data: Entry[];
    has_more: boolean;
    next_cursor: string | null;
  };
const kinds = (entries: readonly Entry[]) => entries.map(({ kind }) => kind);

/** Every entry, read in pages of a size. */
async function walked(path: string, limit: number, query = ''): Promise<Entry[]> {
  const all: Entry[] = [];
  for (let cursor = ''; ; ) {
    const { data, has_more, next_cursor } = await page(workspace, path, `?limit=${limit}${query}${cursor}`);
    expect(data.length).toBeLessThanOrEqual(limit);
    all.push(...data);
    if (!has_more) return all;
    cursor = `&cursor=${encodeURIComponent(String(next_cursor))}`;
  }
}

describe('the timeline of a deal', () => {
  let deal: Created;
  let path: string;
  beforeAll(async () => {
    deal = await workspace.create('/v1/deals', { title: '20 desks' });
    path = `/v1/deals/${deal.id}`;
    await workspace.create('/v1/notes', { text: 'Wants oak', links: [{ id: deal.id }] });
    await workspace.patch(path, { title: '30 desks' }).expect(200);
    await workspace.patch(path, { stage_id: stages[1], comment: 'Moved' }).expect(200);
    const call = await workspace.create('/v1/activities', {
      type: 'call',
      subject: 'Call back',
      links: [{ id: deal.id }],
    });
    await workspace.delete(path).expect(200);
    await workspace.post(`${path}/restore`).expect(200);
    await workspace.patch(`/v1/activities/${call.id}`, { done: true }).expect(200);
  });

  it('tells all that happened once, the newest first, each in its own words', async () => {
    const { data } = await page(workspace, path);
    expect(kinds(data)).toEqual([
      'activity',
      'restored',
      'deleted',
      'stage_change',
      'change',
      'note',
      'created',
    ]);
    const [activity, , , move, change, note, created] = data;
    expect(activity).toMatchObject({ activity: { subject: 'Call back', done: true } });
    expect(note).toMatchObject({ note: { text: 'Wants oak' } });
    expect(change).toMatchObject({
      events: ['deal.updated'],
      changes: { title: { from: '20 desks', to: '30 desks' } },
    });
    expect(move).toMatchObject({
      events: ['deal.updated', 'deal.stage_changed'],
      from_stage_id: stages[0],
      to_stage_id: stages[1],
      changes: { comment: { from: null, to: 'Moved' } },
      request_id: expect.stringMatching(/^req_/),
    });
    expect(created).toMatchObject({
      at: deal.created_at,
      actor: { type: 'app', id: workspace.installation_id },
      events: ['deal.created'],
    });
  });

  it.each([1, 2, 3, 5])('is the same in pages of %d', async (limit) => {
    expect(await walked(path, limit)).toEqual((await page(workspace, path)).data);
  });

  it('tells the kinds that are asked for', async () => {
    const asked = 'activity,stage_change';
    expect(kinds((await page(workspace, path, `?kinds=${asked}`)).data)).toEqual([
      'activity',
      'stage_change',
    ]);
    expect(kinds(await walked(path, 1, '&kinds=created,note'))).toEqual(['note', 'created']);
    await workspace.get(`${path}/timeline?kinds=gossip`).expect(400);
  });

  it('leaves out what the caller may not read', async () => {
    const reader = api.as(await key(api, workspace, { scopes: ['deals:read', 'notes:read'] }));
    expect(kinds((await page(reader, path)).data)).toEqual([
      'restored',
      'deleted',
      'stage_change',
      'change',
      'note',
      'created',
    ]);
  });

  it('gives no cursor of another record, of other kinds or of another list', async () => {
    const { next_cursor } = await page(workspace, path, '?limit=1');
    const cursor = encodeURIComponent(String(next_cursor));
    const other = await workspace.create('/v1/deals', { title: 'other' });
    await workspace.get(`/v1/deals/${other.id}/timeline?limit=1&cursor=${cursor}`).expect(400);
    await workspace.get(`${path}/timeline?kinds=note&limit=1&cursor=${cursor}`).expect(400);
  });
});

describe('timelines', () => {
  it('keep entries of one instant apart, whatever they are', async () => {
    const { id } = await workspace.create('/v1/companies', { name: 'Dubois SARL' });
    const at = '2026-01-01T00:00:00.000Z';
    for (let count = 0; count < 4; count += 1) {
      await workspace.create('/v1/notes', { text: `${count}`, written_at: at, links: [{ id }] });
      const done = { done: true, done_at: at, links: [{ id }] };
      await workspace.create('/v1/activities', { type: 'task', subject: `${count}`, ...done });
    }
    await api.sql('UPDATE events SET occurred_at = $2 WHERE object_id = $1', [toUuid('company', id), at]);
    await workspace.patch(`/v1/companies/${id}`, { comment: 'x' }).expect(200);
    await api.sql('UPDATE events SET occurred_at = $2 WHERE object_id = $1', [toUuid('company', id), at]);
    const whole = (await page(workspace, `/v1/companies/${id}`)).data;
    expect(new Set(whole.map((entry) => entry.id)).size).toBe(10);
    expect(whole).toHaveLength(10);
    for (const limit of [1, 3, 4]) expect(await walked(`/v1/companies/${id}`, limit)).toEqual(whole);
  });

  it('go past many writes of other kinds, and end', async () => {
    const { id } = await workspace.create('/v1/leads', { title: 'busy' });
    const { id: note } = await workspace.create('/v1/notes', { text: 'early', links: [{ id }] });
    const operations = Array.from({ length: 450 }, (_, at) => ({
      op: 'update',
      id,
      data: { title: `t${at}` },
    }));
    await workspace.post('/v1/leads/batch', { operations }).expect(200);
    const found = await walked(`/v1/leads/${id}`, 10, '&kinds=created,note');
    expect(kinds(found)).toEqual(['note', 'created']);
    expect(found[0]?.id).toBe(note);
  });

  it('still tell of the creation when its events are gone', async () => {
    const { id } = await workspace.create('/v1/contacts', { first_name: 'Amélie' });
    await api.sql('DELETE FROM events WHERE object_id = $1', [toUuid('contact', id)]);
    const { data } = await page(workspace, `/v1/contacts/${id}`);
    expect(data).toMatchObject([{ id, kind: 'created', request_id: null, events: [] }]);
  });
});

describe('what belongs to a record', () => {
  it('belongs to others as well, with an event for each thing, and once', async () => {
    const lead = await workspace.create('/v1/leads', { title: 'Question' });
    const deal = await workspace.create('/v1/deals', { title: 'Sale' });
    const contact = await workspace.create('/v1/contacts', { first_name: 'Amélie' });
    const links = [{ id: lead.id }];
    const note = await workspace.create('/v1/notes', { text: 'x', links });
    const task = await workspace.create('/v1/activities', {
      type: 'task',
      subject: 'x',
      links: [...links, { id: deal.id }],
    });
    const ctx = RequestContext.system(toUuid('workspace', workspace.workspace_id) ?? '', new Date());
    const add = () =>
      api.database.transaction((tx) =>
        api.app.get(LinkedThings).addLinks(ctx, tx, {
          from: { object: 'lead', id: toUuid('lead', lead.id) ?? '' },
          to: [
            { object: 'deal', id: toUuid('deal', deal.id) ?? '' },
            { object: 'contact', id: toUuid('contact', contact.id) ?? '' },
          ],
        }),
      );
    expect(await add()).toBe(2);
    expect(await add()).toBe(2);
    for (const place of [`leads/${lead.id}`, `deals/${deal.id}`, `contacts/${contact.id}`]) {
      const { data } = await page(workspace, `/v1/${place}`, '?kinds=note,activity');
      expect(data.map(({ id }) => id).sort()).toEqual([task.id, note.id].sort());
    }
    const types = async (id: string) => (await eventsOf(api, id)).map(({ type }) => type);
    expect(await types(note.id)).toEqual(['note.created', 'note.updated']);
    expect(await types(task.id)).toEqual(['activity.created', 'activity.updated']);
  });
});
