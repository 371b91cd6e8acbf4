import { setTimeout as sleep } from 'node:timers/promises';

import { EventLogModule } from '@ecosystem/event-log';
import { LogSignals, Sequencer } from '@platform/events';
import { newUuid, toTypeId, uuidOfTime } from '@platform/ids';

import { cloneTemplate, type TestDatabase } from '../support/test-database';
import { caller, startTestApp, type TestApp } from './support/test-app';
import { EVERY_SCOPE, testEvents, write } from './support/test-events';

let clone: TestDatabase;
let process: TestApp;
let sequencer: Sequencer;
let workspace: string;

beforeAll(async () => {
  clone = await cloneTemplate();
  process = await startTestApp(clone.url, [EventLogModule]);
  sequencer = new Sequencer(process.database, process.app.get(LogSignals));
});

afterAll(async () => {
  await process.close();
  await clone.drop();
});

beforeEach(() => {
  workspace = newUuid();
});

const api = (scopes = EVERY_SCOPE) => caller(process, { workspace, scopes });

async function log(...definitions: (typeof testEvents)[keyof typeof testEvents][]): Promise<void> {
  for (const definition of definitions) await write(process, workspace, { definition });
  await sequencer.step();
}

const { created, updated, memo } = testEvents;
const typesOf = (answer: { body: { data: { type: string }[] } }) => answer.body.data.map(({ type }) => type);

describe('GET /v1/events', () => {
  it('pages through the log in order, and ends with a cursor to go on from', async () => {
    await log(created, updated, memo);
    const first = await api().get('/v1/events?limit=2');
    expect(first.body).toMatchObject({ has_more: true, data: [{ sequence: 1 }, { sequence: 2 }] });
    const second = await api().get(`/v1/events?limit=2&cursor=${first.body.next_cursor}`);
    expect(second.body).toMatchObject({ has_more: false, data: [{ sequence: 3 }] });
    const empty = await api().get(`/v1/events?cursor=${second.body.next_cursor}`);
    expect(empty.body).toEqual({ data: [], has_more: false, next_cursor: second.body.next_cursor });
    await log(created);
    const news = await api().get(`/v1/events?cursor=${empty.body.next_cursor}`);
    expect(news.body.data).toMatchObject([{ sequence: 4, type: 'note.created' }]);
  });

  it('goes backwards too', async () => {
    await log(created, updated, memo);
    const first = await api().get('/v1/events?sort=-sequence&limit=2');
    expect(first.body).toMatchObject({ has_more: true, data: [{ sequence: 3 }, { sequence: 2 }] });
    const second = await api().get(`/v1/events?sort=-sequence&limit=2&cursor=${first.body.next_cursor}`);
    expect(second.body).toMatchObject({ has_more: false, data: [{ sequence: 1 }] });
  });

  it('begins at a time', async () => {
    await log(created, updated, memo, created, memo);
    // All but the last two happened an hour ago and more.
    for (const [at, sequence] of [3, 2, 1].entries()) {
      const id = uuidOfTime(Date.now() - (at + 1) * 3_600_000, Buffer.alloc(16, at));
      await process.database.sql(
        'test.older',
        `WITH old AS (UPDATE feed AS f SET event_id = $3 FROM feed AS was WHERE f.workspace_id = $1 AND f.sequence = $2
           AND was.workspace_id = $1 AND was.sequence = $2 RETURNING was.event_id)
         UPDATE events SET id = $3 FROM old WHERE events.workspace_id = $1 AND events.id = old.event_id`,
        [workspace, sequence, id],
      );
    }
    const since = async (agoMs: number) => {
      const time = new Date(Date.now() - agoMs).toISOString();
      const { body } = await api().get(`/v1/events?since=${time}`);
      return body.data.map(({ sequence }: { sequence: number }) => sequence);
    };
    expect(await since(24 * 3_600_000)).toEqual([1, 2, 3, 4, 5]);
    expect(await since(2.5 * 3_600_000)).toEqual([2, 3, 4, 5]);
    expect(await since(1_800_000)).toEqual([4, 5]);
    expect(await since(-3_600_000)).toEqual([]);
  });

  it('shows the asked types only, by name or by wildcard', async () => {
    await log(created, memo, updated);
    expect(typesOf(await api().get('/v1/events?types=note.*'))).toEqual(['note.created', 'note.updated']);
    expect(typesOf(await api().get('/v1/events?types=memo.created,note.updated'))).toEqual([
      'memo.created',
      'note.updated',
    ]);
    expect(await api().get('/v1/events?types=nothing.*')).toMatchObject({
      status: 400,
      body: { errors: [{ code: 'unknown_event_type', pointer: '?types' }] },
    });
  });

  it('tells as little of things as is asked for, like a webhook endpoint', async () => {
    const objectId = newUuid();
    const id = toTypeId('deal', objectId);
    await write(process, workspace, { objectId, title: 'Told' });
    await sequencer.step();
    const told = async (query: string) => (await api().get(`/v1/events?${query}`)).body.data[0];
    expect(await told('payload=thin')).toMatchObject({
      type: 'note.created',
      payload: 'thin',
      data: { object: { type: 'deal' }, changes: {} },
    });
    expect((await told('payload=thin')).data.object).not.toHaveProperty('title');
    expect(await told('fields=title')).toMatchObject({
      payload: 'fields',
      data: { object: { title: 'Told' }, changes: { title: { to: 'Told' } } },
    });
    expect(await told(`payload=full&object_id=${id}`)).toEqual(await told(''));
    const wrong = await api().get('/v1/events?fields=title,colour');
    expect(wrong).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '?fields', code: 'unknown_field' }] },
    });
  });

  it('shows what is about one thing, what one request did, and what one actor caused', async () => {
    const objectId = newUuid();
    const id = toTypeId('deal', objectId);
    await write(process, workspace, { objectId });
    await write(process, workspace);
    const as = { actor: { type: 'member', id: 'memb_1' } } as const;
    await write(process, workspace, { objectId, definition: updated, as });
    await sequencer.step();
    const asked = async (query: string, by = api()) =>
      (await by.get(`/v1/events?${query}`)).body.data.map(({ sequence }: { sequence: number }) => sequence);
    expect(await asked(`object_id=${id}`)).toEqual([1, 3]);
    expect(await asked(`object_id=${id}&sort=-sequence&limit=1`)).toEqual([3]);
    expect(await asked(`object_id=${id}&types=note.updated`)).toEqual([3]);
    expect(await asked('request_id=req_of_the_test')).toEqual([1, 2, 3]);
    expect(await asked(`object_id=${id}&request_id=req_other`)).toEqual([]);
    expect(await asked('actor_id=memb_1')).toEqual([3]);
    const cursor = (await api().get(`/v1/events?object_id=${id}&limit=1`)).body.next_cursor as string;
    expect(await asked(`object_id=${id}&cursor=${cursor}`)).toEqual([3]);
    const stranger = caller(process, { workspace: newUuid(), scopes: EVERY_SCOPE });
    expect(await asked(`object_id=${id}`, stranger)).toEqual([]);
    const wrong = await api().get('/v1/events?object_id=deal');
    expect(wrong).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '?object_id', code: 'invalid_id' }] },
    });
  });

  it('leaves out what the token may not see, and moves the cursor past it', async () => {
    await log(created, memo, memo);
    const page = await api(['events:read', 'notes:read']).get('/v1/events');
    expect(typesOf(page)).toEqual(['note.created']);
    await log(created);
    const next = await api(['events:read', 'notes:read']).get(`/v1/events?cursor=${page.body.next_cursor}`);
    expect(next.body.data).toMatchObject([{ sequence: 4 }]);
  });

  it('waits for the next event when asked to, and answers as soon as it comes', async () => {
    await log(created);
    const { next_cursor: cursor } = (await api().get('/v1/events')).body;
    const began = performance.now();
    const waiting = api()
      .get(`/v1/events?wait=30&cursor=${cursor}`)
      .then(({ body }) => body.data as unknown);
    await sleep(200);
    await log(updated);
    expect(await waiting).toMatchObject([{ type: 'note.updated', sequence: 2 }]);
    expect(performance.now() - began).toBeLessThan(25_000);
  });

  it('waits on when what came is not for the caller, and ends with an empty page', async () => {
    const waiting = api(['events:read'])
      .get('/v1/events?wait=2')
      .then((answer) => answer.body as { data: []; has_more: boolean; next_cursor: string });
    await sleep(100);
    await log(created);
    const body = await waiting;
    expect(body).toMatchObject({ data: [], has_more: false });
    await log(memo);
    const after = await api().get(`/v1/events?cursor=${body.next_cursor}`);
    expect(after.body.data).toMatchObject([{ sequence: 2 }]);
  });

  it('answers 410 to a cursor whose events are gone, with one to go on from', async () => {
    await log(created, created, created);
    const { next_cursor: cursor } = (await api().get('/v1/events?limit=1')).body;
    await process.database.sql('test.forget', 'DELETE FROM feed WHERE workspace_id = $1 AND sequence <= 2', [
      workspace,
    ]);
    const { status, body } = await api().get(`/v1/events?cursor=${cursor}`);
    expect({ status, code: body.code }).toEqual({ status: 410, code: 'cursor_expired' });
    const again = await api().get(`/v1/events?cursor=${body.earliest_cursor}`);
    expect(again.body.data).toMatchObject([{ sequence: 3 }]);
  });

  it('answers 409 to a cursor from before the log was restored', async () => {
    await log(created);
    const { next_cursor: cursor } = (await api().get('/v1/events')).body;
    await process.database.sql('test.epoch', 'UPDATE shards SET log_epoch = log_epoch + 1');
    const { status, body } = await api().get(`/v1/events?cursor=${cursor}`);
    expect({ status, code: body.code }).toEqual({ status: 409, code: 'cursor_reset' });
    expect((await api().get(`/v1/events?cursor=${body.earliest_cursor}`)).body.data).toHaveLength(1);
  });

  it('refuses a cursor of another workspace or direction', async () => {
    await log(created);
    const { next_cursor: cursor } = (await api().get('/v1/events')).body;
    expect((await api().get(`/v1/events?sort=-sequence&cursor=${cursor}`)).status).toBe(400);
    workspace = newUuid();
    expect((await api().get(`/v1/events?cursor=${cursor}`)).status).toBe(400);
  });
});

describe('GET /v1/events/{id}', () => {
  it('shows an event, and hides it from another workspace and from a token without its scope', async () => {
    await log(created);
    const [event] = (await api().get('/v1/events')).body.data;
    const path = `/v1/events/${event.id}`;
    expect((await api().get(path)).body).toEqual(event);
    expect((await api(['events:read']).get(path)).status).toBe(404);
    workspace = newUuid();
    expect(await api().get(path)).toMatchObject({ status: 404, body: { code: 'not_found' } });
  });
});

describe('GET /v1/event-types', () => {
  it('lists every type with its scope and an example', async () => {
    const { body } = await api(['events:read']).get('/v1/event-types');
    expect(body.data).toContainEqual({
      name: 'memo.created',
      summary: 'A memo was made',
      object: 'deal',
      scope: 'memos:read',
      example: expect.objectContaining({ type: 'memo.created', data: expect.anything() }),
    });
  });
});
