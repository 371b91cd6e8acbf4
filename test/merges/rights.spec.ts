import { codeBlocks } from '../journeys/support/code-blocks';
import { employ } from '../rights/support/staff';
import { ApiClient, type Created } from '../support/api-client';
import type { ApiContract } from '../support/api-contract';
import { TestApi, type TestWorkspace } from '../support/test-api';

let api: TestApi;
let workspace: TestWorkspace;

beforeAll(async () => {
  api = await TestApi.start();
});
beforeEach(async () => {
  workspace = await api.workspace();
});
afterAll(() => api.stop());

/** What is hidden is left out of answers, where the document knows it as always there. */
function partly(client: ApiClient): ApiClient {
  const faults = (seen: Parameters<ApiContract['faults']>[0]) =>
    api.contract.faults(seen).filter((fault) => !/required property/.test(fault));
  return new ApiClient(api.server, () => ({ faults }) as ApiContract, client.token);
}

const ALL = { read: 'all', create: 'all', update: 'all', delete: 'all', merge: 'all' };

const colleague = async (name: string, role: object): Promise<ApiClient> => {
  const { key } = await workspace.create('/v1/roles', { name, ...role });
  return (await employ(api, workspace, name, String(key))).client;
};

const twins = async (): Promise<[Created, Created]> => [
  await workspace.create('/v1/contacts', { last_name: 'Dubois' }),
  await workspace.create('/v1/contacts', {
    last_name: 'Duboit',
    job_title: 'Buyer',
    emails: [{ value: 'secret@example.com' }],
  }),
];

const body = ([survivor, other]: [Created, Created], more: object = {}) => ({
  survivor: survivor.id,
  merge: [other.id],
  ...more,
});

describe('whom a role limits', () => {
  it('merges what the right to merge reaches, and undoes it with the same right', async () => {
    const pair = await twins();
    const none = await colleague('None', { objects: { contact: { ...ALL, merge: 'none' } } });
    const refused = await none.post('/v1/contacts/merge', body(pair)).expect(403);
    expect(refused.body).toMatchObject({
      code: 'missing_right',
      required_right: 'contact.merge',
      granted: 'none',
    });
    const some = await colleague('Some', { objects: { contact: ALL } });
    const { id } = (await some.post('/v1/contacts/merge', body(pair)).expect(200)).body;
    expect((await none.post(`/v1/merges/${id}/undo`).expect(403)).body.code).toBe('missing_right');
    await some.post(`/v1/merges/${id}/undo`).expect(200);
    const blind = await colleague('Blind', { objects: { contact: { ...ALL, read: 'none' } } });
    await blind.get(`/v1/merges/${id}`).expect(404);
    expect((await blind.get('/v1/merges').expect(200)).body.data).toEqual([]);
    await blind.post('/v1/contacts/merge', body(pair)).expect(422);
  });

  it('is told how much moved, and which records only of those within reach', async () => {
    const pair = await twins();
    const links = { contacts: [{ contact_id: pair[1].id }] };
    await workspace.create('/v1/deals', { title: 'Of somebody else', ...links });
    const seller = await colleague('Seller', { objects: { contact: ALL, deal: { ...ALL, read: 'own' } } });
    const own = (await seller.post('/v1/deals', { title: 'Of their own', ...links }).expect(201)).body.id;
    const merged = (await seller.post('/v1/contacts/merge', body(pair)).expect(200)).body;
    const moved = [{ object: 'deal', count: 2, ids: [own] }];
    expect(merged.moved).toEqual(moved);
    expect((await seller.get(`/v1/merges/${merged.id}`).expect(200)).body.moved).toEqual(moved);
    expect((await workspace.get(`/v1/merges/${merged.id}`).expect(200)).body.moved[0].ids).toHaveLength(2);
    const undone = (await seller.post(`/v1/merges/${merged.id}/undo`).expect(200)).body;
    expect(undone.given_back).toEqual(moved);
  });

  it('does not hear of hidden fields, which are merged nevertheless', async () => {
    const pair = await twins();
    const fields = [{ object: 'contact', field: 'emails', access: 'hidden' }];
    const client = partly(await colleague('Blind', { objects: { contact: ALL }, fields }));
    const answer = await client.post('/v1/contacts/merge', body(pair)).expect(200);
    expect(answer.text).not.toContain('secret@example.com');
    const { emails } = (await workspace.get(`/v1/contacts/${pair[0].id}`).expect(200)).body;
    expect(emails).toHaveLength(1);
    const history = await client.get(`/v1/merges/${answer.body.id}`).expect(200);
    expect(history.text).not.toContain('secret@example.com');
    expect(history.body.changes).toHaveProperty('job_title');
    const undone = await client.post(`/v1/merges/${answer.body.id}/undo`).expect(200);
    expect(undone.text).not.toContain('secret@example.com');
    const others = await twins();
    const choice = body(others, { fields: { emails: { from: others[0].id } } });
    await client.post('/v1/contacts/merge', choice).expect(422);
  });
});

describe('a key', () => {
  it('needs the scopes to change and to delete the kind of record', async () => {
    const [survivor, other] = await twins();
    for (const scopes of [['contacts:write'], ['contacts:delete']]) {
      const key = await workspace.create('/v1/keys', { name: 'Some', scopes });
      await api
        .as(String(key.token))
        .post('/v1/contacts/merge', body([survivor, other]))
        .expect(403);
    }
  });

  it('sees in the history what it may read, and finds it by what it names', async () => {
    const [survivor, other] = await twins();
    const { id } = (await workspace.post('/v1/contacts/merge', body([survivor, other])).expect(200)).body;
    const [lead, twin] = [
      await workspace.create('/v1/leads', { title: 'A' }),
      await workspace.create('/v1/leads', { title: 'B' }),
    ];
    const second = (
      await workspace.post('/v1/leads/merge', { survivor: lead.id, merge: [twin.id] }).expect(200)
    ).body.id;
    const found = async (query: string, as: ApiClient = workspace): Promise<string[]> =>
      (await as.get(`/v1/merges${query}`).expect(200)).body.data.map((merge: { id: string }) => merge.id);
    expect(await found('')).toEqual([second, id]);
    expect(await found('?object=contact')).toEqual([id]);
    expect(await found(`?survivor_id=${survivor.id}`)).toEqual([id]);
    expect(await found(`?merged_id=${twin.id}`)).toEqual([second]);
    await workspace.post(`/v1/merges/${id}/undo`).expect(200);
    expect([await found('?state=undone'), await found('?state=merged'), await found('?state=final')]).toEqual(
      [[id], [second], []],
    );
    const { next_cursor } = (await workspace.get('/v1/merges?limit=1').expect(200)).body;
    expect(await found(`?limit=1&cursor=${encodeURIComponent(next_cursor)}`)).toEqual([id]);
    const key = await workspace.create('/v1/keys', { name: 'Leads', scopes: ['leads:read'] });
    expect(await found('', api.as(String(key.token)))).toEqual([second]);
  });
});

it('the guide’s merge works as it stands there', async () => {
  const [survivor, other] = await twins();
  const text =
    codeBlocks('docs/merging.md', '## Merge').find(({ language }) => language === 'json')?.code ?? '{}';
  const example = text
    .replaceAll('cont_01jc6nrygyfgx9y01bdgemwqv0', survivor.id)
    .replaceAll('cont_01jc8f3rwzfr9b3x6v1q0r7h2d', other.id);
  const { record } = (await workspace.post('/v1/contacts/merge', JSON.parse(example) as object).expect(200))
    .body;
  expect(record).toMatchObject({ id: survivor.id, job_title: 'Buyer' });
});
