import { armFailPoints } from '@platform/runtime';

import type { Created } from '../support/api-client';
import { TestApi, type TestWorkspace } from '../support/test-api';
import { MergeWorld, seeded, settled } from './support/merge-world';

let api: TestApi;
let other: TestApi;
let workspace: TestWorkspace;

beforeAll(async () => {
  api = await TestApi.start();
  other = await api.another();
});
beforeEach(async () => {
  workspace = await api.workspace();
});
afterAll(async () => {
  await other.app.close();
  await api.stop();
});

const read = async (path: string): Promise<Created> =>
  (await workspace.get(path).expect(200)).body as Created;

describe('merges at once', () => {
  it('of overlapping records, 20 on two processes, lose nothing and deadlock nobody', async () => {
    const random = seeded(7);
    const world = new MergeWorld(api, workspace, random);
    await world.fill(12);
    const things = [...world.ids.activities, ...world.ids.notes, ...world.ids.deals];
    const clients = [workspace, other.as(workspace.token)];
    const merges = Array.from({ length: 20 }, (_, at) => {
      const kind = at % 4 === 0 ? 'companies' : 'contacts';
      const [survivor, ...merge] = [...new Set([0, 1, 2, 3].map(() => world.pick(world.ids[kind])))];
      return { kind, body: { survivor, merge } };
    }).filter(({ body }) => body.merge.length > 0);
    const answers = await Promise.all(
      merges.map(
        async ({ kind, body }, at) => (await clients[at % 2]?.post(`/v1/${kind}/merge`, body))?.body,
      ),
    );
    const done = answers.filter((answer) => answer?.state === 'merged');
    expect(done.length).toBeGreaterThan(2);
    // Whoever comes second is told who answers for the record.
    const refused = answers.filter((answer) => !done.includes(answer)).map((answer) => answer?.code);
    expect(refused.filter((code) => code !== 'record_merged' && code !== 'unprocessable')).toEqual([]);
    expect(await world.faults()).toEqual([]);
    const there = Object.keys(await world.everything());
    expect(things.filter((id) => !there.includes(id))).toEqual([]);
    for (const merge of [...done].sort((a, b) => (a.merged_at < b.merged_at ? 1 : -1)))
      await workspace.post(`/v1/merges/${String(merge.id)}/undo`).expect(200);
    expect(await world.faults()).toEqual([]);
    const all = Object.keys(await world.everything());
    expect([...world.ids.contacts, ...world.ids.companies].filter((id) => !all.includes(id))).toEqual([]);
  });

  it('of the same records do it once', async () => {
    const [one, two] = [
      await workspace.create('/v1/contacts', { last_name: 'A' }),
      await workspace.create('/v1/contacts', { last_name: 'B' }),
    ];
    const ask = (survivor: string, merged: string) =>
      workspace.post('/v1/contacts/merge', { survivor, merge: [merged] });
    const answers = await Promise.all([ask(one.id, two.id), ask(two.id, one.id), ask(one.id, two.id)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    const { body } = await workspace.get('/v1/merges').expect(200);
    expect(body.data).toHaveLength(1);
  });

  it('under one Idempotency-Key are one', async () => {
    const survivor = await workspace.create('/v1/contacts', { last_name: 'A' });
    const { id } = await workspace.create('/v1/contacts', { last_name: 'B' });
    const ask = () =>
      workspace
        .post('/v1/contacts/merge', { survivor: survivor.id, merge: [id] })
        .set('idempotency-key', 'once');
    const answers = await Promise.all([ask(), ask(), ask()]);
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
  });
});

it('a merge that breaks off leaves nothing of it', async () => {
  const survivor = await workspace.create('/v1/contacts', { last_name: 'A' });
  const twin = await workspace.create('/v1/contacts', {
    last_name: 'B',
    emails: [{ value: 'b@example.com' }],
  });
  const deal = await workspace.create('/v1/deals', { title: 'C', contacts: [{ contact_id: twin.id }] });
  const points = armFailPoints('write_before_commit:throw');
  try {
    await expect(
      Promise.resolve(workspace.post('/v1/contacts/merge', { survivor: survivor.id, merge: [twin.id] })),
    ).rejects.toThrow('answered 500');
  } finally {
    points.disarm();
  }
  for (const one of [survivor, twin])
    expect(settled(await read(`/v1/contacts/${one.id}`))).toEqual(settled(one));
  expect(settled(await read(`/v1/deals/${deal.id}`))).toEqual(settled(deal));
  expect((await workspace.get('/v1/merges').expect(200)).body.data).toEqual([]);
});
