import { FieldUpkeep } from '@crm/fields';
import { RecordWriter } from '@crm/records';

import { TestApi, type TestWorkspace } from '../support/test-api';
import { LeadDesk } from './support/lead-desk';

let api: TestApi;
let workspace: TestWorkspace;
let desk: LeadDesk;

beforeAll(async () => {
  api = await TestApi.shared();
  desk = await LeadDesk.open(api);
  workspace = desk.workspace;
});
afterAll(() => api.stop());

describe('the undoing of a conversion', () => {
  it.each([
    ['one value', { indexed: false }],
    ['one value that is indexed', { indexed: true }],
    ['several values', { multiple: true, indexed: false }],
    ['several values that are indexed', { multiple: true, indexed: true }],
  ])('is refused when a custom field of %s points to what was made', async (_, more: object) => {
    const key = `related_${Object.entries(more).flat().join('_')}`;
    const field = { key, name: 'Related', type: 'record', target: 'deal', ...more };
    await workspace.create('/v1/companies/fields', field);
    const upkeep = new FieldUpkeep(api.database, api.app.get(RecordWriter));
    while ((await upkeep.index()) !== 'none');
    expect(await desk.read(`/v1/companies/fields/${key}`)).toMatchObject({ ...more, index_ready: true });
    const { id } = await desk.lead();
    const { deal } = (await desk.convert(id, { deal: true }).expect(200)).body;
    const value = 'multiple' in more ? [deal.record.id] : deal.record.id;
    const firm = await workspace.create('/v1/companies', { name: 'x', custom_fields: { [key]: value } });
    const { body } = await desk.undo(id).expect(409);
    expect(body).toMatchObject({ code: 'touched_since', existing_ids: [firm.id] });
    await workspace.patch(`/v1/companies/${firm.id}`, { custom_fields: { [key]: null } }).expect(200);
    await desk.undo(id).expect(200);
  });

  it('leaves an attached record what it cannot take back any more, and says so', async () => {
    for (const plural of ['leads', 'contacts'])
      await workspace.create(`/v1/${plural}/fields`, { key: 'shoe_size', name: 'x', type: 'integer' });
    const known = await workspace.create('/v1/deals', { title: 'Known' });
    const person = await workspace.create('/v1/contacts', { first_name: 'Zoé' });
    const amount = { amount: '5.00', currency: 'EUR' };
    const { id } = await desk.lead({ amount, custom_fields: { shoe_size: 38 } });
    await desk.convert(id, { contact: { id: person.id }, deal: { id: known.id } }).expect(200);
    await workspace.create(`/v1/deals/${known.id}/line-items`, { name: 'x', unit_price: '5.00' });
    await workspace.delete('/v1/contacts/fields/shoe_size').expect(200);
    const { contact, deal } = (await desk.undo(id).expect(200)).body;
    expect(deal).toMatchObject({
      result: 'detached',
      kept_fields: ['amount'],
      record: { amount, amount_mode: 'line_items', comment: null, source: null },
    });
    expect(contact).toMatchObject({
      result: 'detached',
      kept_fields: ['custom_fields.shoe_size'],
      record: { last_name: null, comment: null },
    });
    expect(await desk.read(`/v1/leads/${id}`)).toMatchObject({ converted_at: null });
  });
});
