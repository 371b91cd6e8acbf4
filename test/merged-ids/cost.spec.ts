import { TestApi, type TestWorkspace } from '../support/test-api';

let api: TestApi;
let workspace: TestWorkspace;
beforeAll(async () => {
  api = await TestApi.start();
  workspace = await api.workspace();
});
afterAll(() => api.stop());

describe('requests that find what they name', () => {
  it('look nothing up among merged ids', async () => {
    const { id: company_id } = await workspace.create('/v1/companies', { name: 'Acme' });
    const { id } = await workspace.create('/v1/deals', { title: 'x', company_id });
    await api.sql('ALTER TABLE merged_ids RENAME TO taken_away');
    await workspace.get(`/v1/deals/${id}?expand=company`).expect(200);
    await workspace.get('/v1/deals?sort=title').expect(200);
    await workspace.get(`/v1/deals?filter=${encodeURIComponent('{"title":"x"}')}`).expect(200);
    await workspace.get(`/v1/companies/${company_id}/deals`).expect(200);
    await workspace.get(`/v1/deals/${id}/stage-history`).expect(200);
    const contact = await workspace.create('/v1/contacts', { first_name: 'Ada', company_id });
    const contacts = [{ contact_id: contact.id }];
    await workspace.patch(`/v1/deals/${id}`, { title: 'y', contacts }).expect(200);
    await workspace.create('/v1/notes', { text: 'x', links: [{ id }, { id: company_id }] });
    const operations = [
      { op: 'update', id: company_id, data: { comment: 'x' } },
      { op: 'delete', id: company_id },
    ];
    await workspace.post('/v1/companies/batch', { operations }).expect(200);
    await api.sql('ALTER TABLE taken_away RENAME TO merged_ids');
  });
});
