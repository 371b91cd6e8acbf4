import type { ApiClient, Created } from '../support/api-client';
import { CREDENTIALS } from '../support/credentials';
import { TestApi, type TestWorkspace } from '../support/test-api';
import { sampleDeals } from './support/sample-deals';

let api: TestApi;
let workspace: TestWorkspace;
let company: Created;
let anna: Created;

beforeAll(async () => {
  api = await TestApi.shared();
  ({ workspace, company, anna } = await sampleDeals(api));
});
afterAll(() => api.stop());

/** A key of the workspace with some scopes. */
const keyWith = async (scopes: string[]): Promise<ApiClient> => {
  const [make] = Object.values(CREDENTIALS);
  if (!make) throw new Error('There are credentials.');
  return api.as(await make(api, workspace, scopes));
};

describe('chosen fields', () => {
  it('are all that is answered, with the id', async () => {
    const { body, headers } = await workspace
      .get(`/v1/contacts/${anna.id}?fields=last_name,emails`)
      .expect(200);
    expect(Object.keys(body)).toEqual(
      ['id', 'emails', 'last_name'].toSorted(
        (a, b) => Object.keys(anna).indexOf(a) - Object.keys(anna).indexOf(b),
      ),
    );
    expect(headers.etag).toMatch(/^"1-[\w-]{8}"$/);
    const same = await workspace.get(`/v1/contacts/${anna.id}?fields=emails,last_name`).expect(200);
    expect(same.headers.etag).toBe(headers.etag);
    await workspace
      .get(`/v1/contacts/${anna.id}?fields=emails,last_name`)
      .set('if-none-match', String(headers.etag))
      .expect(304);
    await workspace.get(`/v1/contacts/${anna.id}`).set('if-none-match', String(headers.etag)).expect(200);
    await workspace.patch(`/v1/contacts/${anna.id}`, {}).set('if-match', String(headers.etag)).expect(200);
    const listed = await workspace.get('/v1/contacts?fields=id').expect(200);
    expect(listed.body.data).toContainEqual({ id: anna.id });
    await workspace.get('/v1/contacts?fields=folded').expect(400);
    await workspace.get('/v1/contacts?fields=search_text').expect(400);
  });
});

describe('expand', () => {
  it('puts linked records beside their ids', async () => {
    const filter = encodeURIComponent('{"title":"Äpfel"}');
    const { body } = await workspace
      .get(`/v1/deals?filter=${filter}&expand=company,contacts,owner,stage,pipeline`)
      .expect(200);
    const [found] = body.data;
    expect(found).toMatchObject({
      company_id: company.id,
      company: { id: company.id, name: 'Dubois SARL' },
      owner: null,
      stage: { id: found.stage_id, group: 'open' },
      pipeline: { id: found.pipeline_id },
      contacts: [{ contact_id: anna.id, contact: { id: anna.id, last_name: 'Øster' } }],
    });
    const one = await workspace.get(`/v1/deals/${found.id}?expand=company&fields=title`).expect(200);
    expect(Object.keys(one.body).toSorted()).toEqual(['company', 'id', 'title']);
    expect(one.body.company).toEqual((await workspace.get(`/v1/companies/${company.id}`)).body);
  });

  it('shows the owner as a member', async () => {
    const [member] = (await workspace.get('/v1/members').expect(200)).body.data;
    const { id } = await workspace.create('/v1/leads', { title: 'Mine', owner_id: member.id });
    const { body } = await workspace.get(`/v1/leads/${id}?expand=owner`).expect(200);
    expect(body.owner).toEqual(member);
    const found = await workspace
      .post('/v1/leads/search', { filter: { owner: { email: member.email } } })
      .expect(200);
    expect(found.body.data).toMatchObject([{ id }]);
  });

  it('needs the scope to read what it embeds', async () => {
    const caller = await keyWith(['deals:read', 'contacts:read']);
    await caller.get('/v1/deals?expand=contacts').expect(200);
    const { body } = await caller.get('/v1/deals?expand=contacts,company').expect(403);
    expect(body.required_scope).toBe('companies:read');
    expect((await caller.get('/v1/deals?expand=owner').expect(403)).body.required_scope).toBe('members:read');
  });
});
